"""Corrections, proposed with each change of what readers had seen."""

from contextlib import contextmanager

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from claims.actions import propose_correction
from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    FactCheck,
    State,
    Statement,
    Topic,
    TopicAlias,
)
from claims.versions.document import is_version_due
from editorial.admin.base import Workflow, change_url
from editorial.admin.base.columns import format_value
from editorial.admin.base.forms import REASON
from sources.models import Article, Outlet

from .offering import OfferedInstead, list_written, make_changes_panel
from .visibility import is_shown, may_publish

FIELDS_OF_A_CLAIM = {
    Claim: ("text", "nature", "context", "public_note"),
    Statement: (
        *("claim", "claimant", "party", "capacity", "stance", "hedged"),
        *("said_on", "said_on_precision", "said_on_note", "place"),
    ),
    Citation: (
        *("article", "kind", "part", "excerpt"),
        *("relayed_by", "relayed_for", "via", "translated_by", "statement"),
    ),
    ClaimRelation: ("claim", "kind", "other", "note"),
    FactCheck: ("reviewer", "url", "rating", "reviewed_on", "language", "claim"),
}
"""The fields of each kind of row whose changes may need a correction notice for readers of its claim."""

SHARED_FIELDS = {
    Article: (
        *("outlet", "title", "byline", "published_on", "published_on_note", "canonical_url"),
        *("text_from", "corrected_on", "retracted_on"),
    ),
    Outlet: ("name", "home_page", "country", "funding", "funding_source"),
    Claimant: ("name", "kind", "role", "wikidata_id", "speaks_for", "speaks_for_source"),
    Alias: ("claimant", "name", "sentence_name", "until", "language"),
    Affiliation: ("claimant", "party", "role", "since", "until"),
    Topic: ("name", "summary"),
    TopicAlias: ("name", "language"),
}
"""The same for what several claims share. Filling an empty field is an addition, as a further source
would be, and no correction, except what TOLD_WHEN_FILLED names."""

TOLD_WHEN_FILLED = {"corrected_on", "retracted_on"}
"""What an outlet did to an article: readers relied on its words before."""

PROPOSED = 'Readers had seen what you altered. <a href="{}">Word a correction, or say why none is needed</a>.'


class Corrections(Workflow):
    """Rows that readers see: changes and removals become proposed corrections.

    Nobody but a publisher changes them: what an editor saves is offered to one.
    """

    def check_save(self, request, form, formsets) -> None:
        """Raise OfferedInstead for what an editor has written of what readers see."""
        if may_publish(request.user):
            return
        written = list_written(form, formsets)
        if seen := [rows for rows in written if any(row is not None and is_seen(row) for row in rows)]:
            raise OfferedInstead(self.model_admin, request, seen, form.cleaned_data.get(REASON, ""))

    def get_panels(self, request, obj):
        return make_changes_panel(obj) if type(obj) in SHARED_FIELDS else []

    def is_change_unseen(self, form, formsets) -> bool:
        """Whether nothing that readers had seen is altered, and no claim has a new version."""
        others = [formset for formset in formsets if formset.model not in FIELDS_OF_A_CLAIM | SHARED_FIELDS]
        if any(formset.has_changed() for formset in others):
            return False
        alterations = collect_alterations(form, formsets, Alterations(with_filled=True))
        return not alterations.lines and not is_version_due()

    def after_save(self, request, form, formsets, change) -> None:
        if change:
            self.propose(request, collect_alterations(form, formsets, Alterations()))

    @contextmanager
    def deletion(self, request, rows):
        alterations = Alterations()
        for row in rows:
            alterations.note_removal(row)
        yield
        self.propose(request, alterations)

    def propose(self, request: HttpRequest, alterations: "Alterations") -> None:
        """Propose a correction for each altered claim and one for what claims share."""
        for claim, lines in alterations.lines.items():
            proposal = propose_correction(
                claim=claim,
                change="\n".join(lines),
                reason=request.POST.get("change_reason", "").strip(),
                by=request.user,
                now=timezone.now(),
            )
            message = format_html(PROPOSED, change_url(proposal))
            self.model_admin.message_user(request, message, messages.WARNING)


class Alterations:
    """The changes and removals in one request of what readers had seen.

    `with_filled`: what was filled in counts as well, though it needs no correction.
    """

    def __init__(self, *, with_filled: bool = False) -> None:
        self.with_filled = with_filled
        self.lines: dict[Claim | None, list[str]] = {}
        """The lines about each claim; under None those about what several claims share."""

    def note_change(self, before, after) -> None:
        if is_seen(before) and (lines := describe_changes(before, after, with_filled=self.with_filled)):
            name = describe_row(before)
            self.lines.setdefault(find_published_claim(before), []).extend(f"{name}{line}" for line in lines)

    def note_removal(self, row) -> None:
        if is_seen(row):
            line = f"Removed: {describe_row(row)}".strip()
            self.lines.setdefault(find_published_claim(row), []).append(line)

    def note_formset(self, formset) -> None:
        """Note the rows that a saved formset has changed or removed."""
        if formset.model not in FIELDS_OF_A_CLAIM | SHARED_FIELDS:
            return
        changed = {id(row) for row, _ in formset.changed_objects}
        removed = {id(row) for row in formset.deleted_objects}
        for form in formset.initial_forms:
            if id(form.instance) in changed:
                self.note_change(form.stored, form.instance)
        for form in formset.initial_forms:
            if id(form.instance) in removed:
                self.note_removal(form.stored)


def collect_alterations(form, formsets, alterations: Alterations) -> Alterations:
    """Collect what a saved form and its formsets have altered or removed."""
    alterations.note_change(form.stored, form.instance)
    for formset in formsets:
        alterations.note_formset(formset)
    return alterations


def is_seen(row) -> bool:
    """Whether `row` is on a page for readers."""
    if type(row) in SHARED_FIELDS:
        return is_shown(find_owner(row))
    return find_published_claim(row) is not None


def find_owner(row):
    """Return the claimant or topic whose names and offices `row` is one of, else `row` itself."""
    if isinstance(row, (Alias, Affiliation)):
        return row.claimant
    return row.topic if isinstance(row, TopicAlias) else row


def find_published_claim(row) -> Claim | None:
    """Return the published claim on whose page readers see `row`.

    Returns None where they do not see it, or where several claims share it.
    """
    if type(row) in SHARED_FIELDS:
        return None
    if isinstance(row, Citation):
        row = row.statement
    if isinstance(row, Statement) and row.state != State.PUBLISHED:
        return None
    if isinstance(row, ClaimRelation) and not row.other.is_published:
        return None
    claim = row if isinstance(row, Claim) else row.claim
    return claim if claim.is_published else None


def describe_changes(before, after, *, with_filled: bool = False) -> list[str]:
    """Return a line for each field that differs: "Place: “Moscow” → “Riga”"."""
    lines = []
    shared = SHARED_FIELDS.get(type(before))
    for name in shared or FIELDS_OF_A_CLAIM[type(before)]:
        field = before._meta.get_field(name)
        old, new = getattr(before, field.attname), getattr(after, field.attname)
        is_filled = bool(shared) and old in (None, "") and name not in TOLD_WHEN_FILLED
        if old == new or (is_filled and not with_filled):
            continue
        label = f"{field.verbose_name[:1].upper()}{field.verbose_name[1:]}"
        values = [format_value(field, getattr(row, name)) for row in (before, after)]
        lines.append(f"{label}: “{values[0]}” → “{values[1]}”")
    return lines


def describe_row(row) -> str:
    """Return what a line about `row` begins with; nothing for a claim itself."""
    if isinstance(row, Claim):
        return ""
    name = row._meta.verbose_name
    return f"{name[:1].upper()}{name[1:]} “{row}”. "
