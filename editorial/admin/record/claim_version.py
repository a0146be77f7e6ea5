"""The admin of claim versions: what readers saw, never changed."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib import admin

from claims import labels
from claims.models import CitationKind, Claim, ClaimVersion, Part, RelationKind, State
from claims.versions.changes import (
    compare_versions,
    describe_position,
    describe_snapshot_source,
    format_said_on,
    name_speaker,
    with_visible_snapshots,
)
from editorial.admin.base import Panel, RecordAdmin, admin_url, change_url
from editorial.admin.base.columns import format_day, format_moment
from editorial.history import EPOCH

from .status import STANDING_WORDS

VERSIONS_IN_PANEL = 20
NOBODY = "nobody signed in"

Section = tuple[str, list[str]]
"""A heading, and the lines under it."""


def make_versions_panel(claim: Claim) -> Panel:
    """List the newest versions of a claim, each with what changed.

    Queries: 1.
    """
    rows = with_visible_snapshots(ClaimVersion.objects.filter(claim=claim).select_related("made_by"))
    versions = list(rows[: VERSIONS_IN_PANEL + 1])
    changes = {change.number: " ".join(change.words) for change in compare_versions(versions)}
    cells = [
        (
            change_url(version),
            [
                version.number,
                format_moment(version.made_at),
                name_editor(version),
                version.reason,
                changes[version.number],
            ],
        )
        for version in versions[:VERSIONS_IN_PANEL]
    ]
    return Panel(
        title="Versions that readers saw",
        columns=("Number", "When", "Who", "Why", "What changed"),
        rows=cells,
        all_url=admin_url(ClaimVersion._meta, "changelist", query={"claim__id__exact": claim.pk}),
        more=len(versions) > VERSIONS_IN_PANEL,
    )


def name_editor(version: ClaimVersion) -> str:
    return str(version.made_by or NOBODY)


def format_date(text: str | None) -> str:
    """Return the day of a time in a snapshot."""
    return format_day(datetime.fromisoformat(text)) if text else "no date"


def describe_snapshot(snapshot: dict[str, Any]) -> Iterator[Section]:
    """Describe a snapshot section by section. See 0027_documents for its structure."""
    if snapshot["state"] == State.RETRACTED:
        notice = snapshot["retraction"]
        yield "Retracted", [f"On {format_date(notice['at'])}: {notice['reason']}"]
        return
    yield "Proposition", [snapshot["proposition"]]
    yield (
        "Status",
        [snapshot["status"], f"On the record since {format_date(snapshot['published_at'])}."],
    )
    yield "Nature", [str(labels.NATURES[snapshot["nature"]])]
    yield "Context", [snapshot["context"]] if snapshot["context"] else []
    yield "Editors’ note", [snapshot["public_note"]] if snapshot["public_note"] else []
    yield "Topics", [topic["name"] for topic in snapshot["topics"]]
    for statement in snapshot["statements"]:
        yield f"{name_speaker(statement)} {describe_position(statement)}", list(describe_statement(statement))
    yield (
        "Positions taken off the page",
        [f"On {format_date(row['at'])}: {row['reason']}" for row in snapshot["retracted"]],
    )
    yield "Related claims", [describe_relation(row) for row in snapshot["relations"]]
    yield (
        "Fact-checks by others",
        [f"{row['reviewer']}: “{row['rating']}”, {row['url']}" for row in snapshot["fact_checks"]],
    )
    yield (
        "Corrections",
        [
            f"{format_date(row['at'])}: {row['notice']} Why: {row['reason']}"
            for row in snapshot["corrections"]
        ],
    )


def describe_relation(row: dict[str, Any]) -> str:
    kind, other = RelationKind(row["kind"]).label, f"“{row['claim']['proposition']}”"
    words = f"This claim {kind} {other}" if row["from_here"] else f"{other} {kind} this claim"
    return f"{words}. {row['note']}".strip()


def describe_statement(statement: dict[str, Any]) -> Iterator[str]:
    place = f", {statement['place']}" if statement["place"] else ""
    yield f"{format_said_on(statement)}{place}, {statement['capacity']}"
    if statement["claimant"]["kind"] == "outlet":
        yield "The outlet's own voice."
    else:
        names = {"claimant": statement["claimant"]["name"], "party": statement["party"]["name"]}
        yield STANDING_WORDS[statement["standing"]].format(**names)
    for citation in statement["citations"] or []:
        yield describe_citation(citation)


def describe_citation(citation: dict[str, Any]) -> str:
    article = citation["article"]
    kind, part = CitationKind(citation["kind"]).label, Part(citation["part"]).label
    sentence = f"“{citation['excerpt']}” ({kind}, {part}), {article['outlet']['name']}: {article['title']}"
    if relayed := citation["relayed_by"]:
        sentence += f"; second-hand, passed on by {relayed['name']}"
    if citation.get("mouthpiece"):
        sentence += "; second-hand: the outlet speaks for another party"
    if via := citation["via"]:
        sentence += f"; credited to {via['name']}"
    if change := describe_snapshot_source(article):
        sentence += f"; {change}"
    proof = citation["proof"]
    proof_words = f"found in its text of {format_date(proof['captured_at'])}" if proof else "unverified"
    return f"{sentence}, {format_date(article['published_on'])}; {proof_words}."


@admin.register(ClaimVersion)
class ClaimVersionAdmin(RecordAdmin):
    """Public versions of claims.

    The database makes one with every public change.
    """

    is_read_only = True
    change_form_template = "admin/claim_version.html"
    parents = ("claim",)
    list_display = ("claim", "number", "made_at", "made_by", "reason")
    list_select_related = ("claim", "made_by")
    list_filter = ("made_by",)
    search_fields = ("claim__search__words",)
    search_help_text = "Words of the claim's proposition."
    fields = readonly_fields = ("claim", "number", "made_at", "made_by", "reason")
    actions = None

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("claim", "made_by")
        return rows.defer("claim__search", "snapshot")

    def has_view_permission(self, request, obj=None) -> bool:
        """Allow it to everybody who may view claims."""
        return any(request.user.has_perm(f"claims.{may}_claim") for may in ("view", "change"))

    def get_steps(self, request, obj):
        """Lead to the restoration of the claim's own fields and topics."""
        steps = super().get_steps(request, obj)
        claims = cast(RecordAdmin, self.admin_site.get_model_admin(Claim))
        if claims.restoration.is_allowed(request, obj.claim):
            moment = (obj.made_at - EPOCH) // timedelta(microseconds=1)
            address = admin_url(Claim._meta, "restore", obj.claim_id, moment)
            steps.append((address, "Restore the claim as it was…"))
        return steps

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        versions = ClaimVersion.objects.filter(claim=obj.claim, number__in=(obj.number, obj.number - 1))
        latest, *_ = compare_versions(list(with_visible_snapshots(versions)))
        neighbours = ClaimVersion.objects.filter(
            claim=obj.claim, number__in=(obj.number - 1, obj.number + 1)
        ).order_by("number")
        context |= {
            "changes": latest.words,
            "sections": [(title, lines) for title, lines in describe_snapshot(obj.snapshot) if lines],
            "neighbours": [(change_url(row), row.number) for row in neighbours.only("pk", "number")],
        }
        return super().render_change_form(request, context, add, change, form_url, obj)
