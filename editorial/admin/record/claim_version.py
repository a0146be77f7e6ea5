"""The admin of claim versions: what readers saw, never changed."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Max

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
from core.word_diff import diff_words
from editorial.admin.base import Panel, RecordAdmin, Workflow, admin_url, change_url
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


@dataclass(frozen=True)
class SectionDiff:
    """A section of two versions: its lines together, in parts as `diff_words` makes them."""

    title: str
    parts: list[tuple[str, str]]

    @property
    def is_changed(self) -> bool:
        return any(kind != "same" for kind, _text in self.parts)


def diff_snapshots(before: dict[str, Any], after: dict[str, Any]) -> list[SectionDiff]:
    """Compare two snapshots section by section, in the order of `after`, then those it does not have."""
    old, new = (join_sections(describe_snapshot(snapshot)) for snapshot in (before, after))
    return [
        SectionDiff(title, diff_words(old.get((title, number), ""), new.get((title, number), "")))
        for title, number in [*new, *(key for key in old if key not in new)]
    ]


def join_sections(sections: Iterable[Section]) -> dict[tuple[str, int], str]:
    """Return the lines of each section as one text, by its heading and how often that stood before."""
    seen: Counter[str] = Counter()
    texts = {}
    for title, lines in sections:
        if lines:
            texts[title, seen[title]] = "\n".join(lines)
            seen[title] += 1
    return texts


class VersionChoice(forms.Form):
    """Two versions of one claim, by number."""

    older = forms.IntegerField(label="From version", min_value=1)
    newer = forms.IntegerField(label="to version", min_value=1)

    def __init__(self, *args, last: int, **kwargs):
        super().__init__(*args, **kwargs)
        self.last = last
        for field in self.fields.values():
            field.widget.attrs["max"] = last

    def clean(self) -> dict:
        for name in [name for name, number in self.cleaned_data.items() if number > self.last]:
            self.add_error(name, f"The last version is number {self.last}.")
        return self.cleaned_data


class VersionComparison(Workflow):
    """Two versions of a claim beside each other, any two of them."""

    def get_urls(self):
        return [self.make_url("compare", self.view)]

    def get_steps(self, request, obj):
        return [self.make_step("compare", "Compare with another version…", obj)]

    def view(self, request, object_id: str):
        """Show what differs between the versions `older` and `newer` of the claim of a version."""
        if not self.model_admin.has_view_permission(request):
            raise PermissionDenied
        version = self.model_admin.get_object(request, unquote(object_id))
        if version is None:
            return self.model_admin.redirect_missing(request, object_id)
        versions = ClaimVersion.objects.filter(claim=version.claim_id)
        last = versions.aggregate(last=Max("number"))["last"]
        chosen = {"older": max(1, version.number - 1), "newer": version.number}
        form = VersionChoice(chosen | request.GET.dict(), last=last)
        pair = []
        if form.is_valid():
            rows = {row.number: row for row in versions.filter(number__in=form.cleaned_data.values())}
            pair = [rows[form.cleaned_data[name]] for name in ("older", "newer")]
        sections = diff_snapshots(*(row.snapshot for row in pair)) if pair else []
        return self.model_admin.render_page(
            request,
            "admin/claim_version_compare.html",
            version,
            form=form,
            pair=[(row, change_url(row), name_editor(row)) for row in pair],
            changed=[section for section in sections if section.is_changed],
        )


@admin.register(ClaimVersion)
class ClaimVersionAdmin(RecordAdmin):
    """Public versions of claims.

    The database makes one with every public change.
    """

    is_read_only = True
    workflows = (VersionComparison(),)
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
