"""What readers saw of a claim, version by version: looked at, never altered."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from django.contrib import admin

from claims import labels
from claims.models import CitationKind, Claim, ClaimVersion, Part, RelationKind, State
from claims.versions.changes import (
    compare_versions,
    describe_position,
    format_said_on,
    name_speaker,
    with_visible_snapshots,
)
from editorial.admin.base import Panel, RecordAdmin, admin_url, change_url
from editorial.history import EPOCH

from .status import STANDING_WORDS

VERSIONS_IN_PANEL = 20
NOBODY = "nobody signed in"

Section = tuple[str, list[str]]
"""A heading, and what stands under it."""


def make_versions_panel(claim: Claim) -> Panel:
    """List the newest versions of a claim, each with what changed.

    Queries: 1.
    """
    rows = with_visible_snapshots(ClaimVersion.objects.filter(claim=claim).select_related("made_by"))
    found = list(rows[: VERSIONS_IN_PANEL + 1])
    told = {change.number: " ".join(change.words) for change in compare_versions(found)}
    cells = [
        (
            change_url(version),
            [version.number, at(version.made_at), by(version), version.reason, told[version.number]],
        )
        for version in found[:VERSIONS_IN_PANEL]
    ]
    return Panel(
        title="Versions that readers saw",
        columns=("Number", "When", "Who", "Why", "What changed"),
        rows=cells,
        all_url=f"{admin_url(ClaimVersion._meta, 'changelist')}?claim__id__exact={claim.pk}",
        more=len(found) > VERSIONS_IN_PANEL,
    )


def at(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%-d %B %Y, %H:%M}"


def by(version: ClaimVersion) -> str:
    return str(version.made_by or NOBODY)


def day(text: str | None) -> str:
    """Of a time in a snapshot the day."""
    return f"{datetime.fromisoformat(text):%-d %B %Y}" if text else "no date"


def readable(snapshot: dict[str, Any]) -> Iterator[Section]:
    """A snapshot as a person reads it, section by section. See 0009_versions for its shape."""
    if snapshot["state"] == State.RETRACTED:
        notice = snapshot["retraction"]
        yield "Retracted", [f"On {day(notice['at'])}: {notice['reason']}"]
        return
    yield "Proposition", [snapshot["proposition"]]
    yield "Status", [snapshot["status"], f"On the record since {day(snapshot['published_at'])}."]
    yield "Nature", [str(labels.NATURES[snapshot["nature"]])]
    yield "Context", [snapshot["context"]] if snapshot["context"] else []
    yield "Editors’ note", [snapshot["public_note"]] if snapshot["public_note"] else []
    yield "Topics", [topic["name"] for topic in snapshot["topics"]]
    for statement in snapshot["statements"]:
        yield f"{name_speaker(statement)} {describe_position(statement)}", list(statement_lines(statement))
    yield (
        "Positions taken off the page",
        [f"On {day(row['at'])}: {row['reason']}" for row in snapshot["retracted"]],
    )
    yield "Related claims", [relation_line(row) for row in snapshot["relations"]]
    yield (
        "Fact-checks by others",
        [f"{row['reviewer']}: “{row['rating']}”, {row['url']}" for row in snapshot["fact_checks"]],
    )
    yield (
        "Corrections",
        [f"{day(row['at'])}: {row['notice']} Why: {row['reason']}" for row in snapshot["corrections"]],
    )


def relation_line(row: dict[str, Any]) -> str:
    kind, other = RelationKind(row["kind"]).label, f"“{row['claim']['proposition']}”"
    words = f"This claim {kind} {other}" if row["from_here"] else f"{other} {kind} this claim"
    return f"{words}. {row['note']}".strip()


def statement_lines(statement: dict[str, Any]) -> Iterator[str]:
    place = f", {statement['place']}" if statement["place"] else ""
    yield f"{format_said_on(statement)}{place}, {statement['capacity']}"
    if statement["claimant"]["kind"] == "outlet":
        yield "The outlet's own voice."
    else:
        names = {"claimant": statement["claimant"]["name"], "party": statement["party"]["name"]}
        yield STANDING_WORDS[statement["standing"]].format(**names)
    for citation in statement["citations"] or []:
        yield citation_line(citation)


def citation_line(citation: dict[str, Any]) -> str:
    article = citation["article"]
    kind, part = CitationKind(citation["kind"]).label, Part(citation["part"]).label
    said = f"“{citation['excerpt']}” ({kind}, {part}), {article['outlet']['name']}: {article['title']}"
    if relayed := citation["relayed_by"]:
        said += f"; second-hand, passed on by {relayed['name']}"
    if via := citation["via"]:
        said += f"; credited to {via['name']}"
    proof = citation["proof"]
    found = f"found in its text of {day(proof['captured_at'])}" if proof else "unverified"
    return f"{said}, {day(article['published_on'])}; {found}."


@admin.register(ClaimVersion)
class ClaimVersionAdmin(RecordAdmin):
    """What readers saw. Made by the database with every public change."""

    is_read_only = True
    change_form_template = "admin/claim_version.html"
    list_display = ("claim", "number", "made_at", "made_by", "reason")
    list_select_related = ("claim", "made_by")
    list_filter = ("made_by",)
    search_fields = ("claim__text",)
    search_help_text = "Words of the claim's proposition."
    fields = readonly_fields = ("claim", "number", "made_at", "made_by", "reason")
    actions = None

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "made_by")
        return rows.defer("claim__search", "snapshot")

    def has_view_permission(self, request, obj=None) -> bool:
        """Allow it to everybody who may view claims."""
        return any(request.user.has_perm(f"claims.{may}_claim") for may in ("view", "change"))

    def get_trail(self, obj):
        return [(change_url(obj.claim), str(obj.claim))]

    def get_steps(self, request, obj):
        """Lead to the restoration of the claim's own fields and topics."""
        claims = cast(RecordAdmin, self.admin_site.get_model_admin(Claim))
        if not claims.restoration.is_allowed(request, obj.claim):
            return []
        moment = (obj.made_at - EPOCH) // timedelta(microseconds=1)
        return [(admin_url(Claim._meta, "restore", obj.claim_id, moment), "Restore the claim as it was…")]

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        versions = ClaimVersion.objects.filter(claim=obj.claim, number__in=(obj.number, obj.number - 1))
        told, *_ = compare_versions(list(with_visible_snapshots(versions)))
        neighbours = ClaimVersion.objects.filter(
            claim=obj.claim, number__in=(obj.number - 1, obj.number + 1)
        ).order_by("number")
        context |= {
            "changes": told.words,
            "sections": [(title, lines) for title, lines in readable(obj.snapshot) if lines],
            "neighbours": [(change_url(row), row.number) for row in neighbours.only("pk", "number")],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)
