"""What readers had seen and is altered or removed: a correction is proposed with the change."""

from django.contrib import messages
from django.utils import dateformat, timezone
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
)
from editorial.admin.base import RecordAdmin, change_url
from sources.models import Article, Outlet

from .visibility import is_on_record

SEEN = {
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
    FactCheck: ("reviewer", "url", "rating", "reviewed_on", "claim"),
}
"""The fields of each kind whose alteration readers of its claim may have to be told of."""

SHARED = {
    Article: ("outlet", "title", "byline", "published_on", "published_on_note", "canonical_url"),
    Outlet: ("name", "home_page", "country", "funding", "funding_source"),
    Claimant: ("name", "kind", "role", "wikidata_id"),
    Alias: ("claimant", "name"),
    Affiliation: ("claimant", "party", "role", "since", "until"),
    Topic: ("name", "summary"),
}
"""The same of what several claims share. What is put into an empty field is an addition, as a further
source would be, and no correction."""

PROPOSED = 'Readers had seen what you altered. <a href="{}">Word a correction, or say why none is needed</a>.'
PASSED_ON = "Readers had seen what you altered. A publisher now decides whether they have to be told."


def readers_see(row) -> bool:
    """Whether `row` is on a page for readers."""
    if type(row) in SHARED:
        return is_on_record(row.claimant if isinstance(row, (Alias, Affiliation)) else row)
    return claim_seen_with(row) is not None


def claim_seen_with(row) -> Claim | None:
    """The published claim on whose page readers see `row`; None where they do not, or where it is shared."""
    if type(row) in SHARED:
        return None
    if isinstance(row, Citation):
        row = row.statement
    if isinstance(row, Statement) and row.state != State.PUBLISHED:
        return None
    if isinstance(row, ClaimRelation) and not row.other.is_published:
        return None
    claim = row if isinstance(row, Claim) else row.claim
    return claim if claim.is_published else None


def in_words(row, name: str) -> str:
    """The value of a field as people read it."""
    field = row._meta.get_field(name)
    if field.choices:
        return str(getattr(row, f"get_{name}_display")())
    value = getattr(row, name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "year"):
        return dateformat.format(value, "j F Y")
    return "" if value is None else str(value)


def altered(before, after) -> list[str]:
    """A line for each field that differs: "Place: “Moscow” → “Riga”"."""
    lines = []
    shared = SHARED.get(type(before))
    for name in shared or SEEN[type(before)]:
        field = before._meta.get_field(name)
        if shared and getattr(before, field.attname) in (None, ""):
            continue
        if getattr(before, field.attname) != getattr(after, field.attname):
            label = f"{field.verbose_name[:1].upper()}{field.verbose_name[1:]}"
            lines.append(f"{label}: “{in_words(before, name)}” → “{in_words(after, name)}”")
    return lines


def called(row) -> str:
    """What a line about `row` begins with; a claim speaks for itself."""
    if isinstance(row, Claim):
        return ""
    name = row._meta.verbose_name
    return f"{name[:1].upper()}{name[1:]} “{row}”. "


def rows_in(formset) -> list:
    """The rows that a formset may alter or remove, as they are stored; none of kinds that readers miss."""
    if formset.model not in SEEN | SHARED or not formset.has_changed():
        return []
    shown = [form.instance.pk for form in formset.initial_forms]
    return list(formset.model._base_manager.filter(pk__in=shown).order_by("pk"))


class AlteringAdmin(RecordAdmin):
    """Base for rows that readers see."""

    def save_model(self, request, obj, form, change) -> None:
        before = type(obj)._base_manager.get(pk=obj.pk) if change else None
        super().save_model(request, obj, form, change)
        if before:
            self.note_change(request, before, obj)

    def save_formset(self, request, form, formset, change) -> None:
        before = {row.pk: row for row in rows_in(formset)} if change else {}
        super().save_formset(request, form, formset, change)
        if before:
            for row, _ in formset.changed_objects:
                self.note_change(request, before[row.pk], row)
            left = set(formset.model._base_manager.filter(pk__in=before).values_list("pk", flat=True))
            for pk in before.keys() - left:
                self.note_removal(request, before[pk])

    def save_related(self, request, form, formsets, change) -> None:
        super().save_related(request, form, formsets, change)
        self.propose(request)

    def delete_model(self, request, obj) -> None:
        self.note_removal(request, obj)
        super().delete_model(request, obj)
        self.propose(request)

    def delete_queryset(self, request, queryset) -> None:
        for row in queryset:
            self.note_removal(request, row)
        super().delete_queryset(request, queryset)
        self.propose(request)

    def alterations(self, request) -> dict[Claim | None, list[str]]:
        """The lines about each claim; under None those about what several claims share."""
        if not hasattr(request, "alterations"):
            request.alterations = {}
        return request.alterations

    def note_change(self, request, before, after) -> None:
        if readers_see(before) and (lines := altered(before, after)):
            noted = self.alterations(request).setdefault(claim_seen_with(before), [])
            noted += [f"{called(before)}{line}" for line in lines]

    def note_removal(self, request, row) -> None:
        if readers_see(row):
            noted = self.alterations(request).setdefault(claim_seen_with(row), [])
            noted.append(f"Removed: {called(row)}".strip())

    def propose(self, request) -> None:
        """One proposal for each claim that was altered, one for what they share, and a link to each."""
        for claim, lines in self.alterations(request).items():
            proposal = propose_correction(
                claim=claim,
                change="\n".join(lines),
                reason=request.POST.get("change_reason", "").strip(),
                by=request.user,
                now=timezone.now(),
            )
            may_look = request.user.has_perm("claims.view_correctionproposal")
            told = format_html(PROPOSED, change_url(proposal)) if may_look else PASSED_ON
            self.message_user(request, told, messages.WARNING)
        request.alterations = {}
