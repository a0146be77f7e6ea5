"""The admin of changes that wait for a publisher: old and new side by side."""

from collections import defaultdict

from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst

from claims.actions.offered_changes import (
    accept_change,
    explain_own,
    identify_values,
    is_own_change,
    list_new_values,
    refuse_change,
    withdraw_change,
)
from claims.models import ChangeOutcome, Claim, OfferedChange
from core.errors import Refused, translate_refusals
from editorial.admin.base import link_row
from editorial.admin.base.columns import format_moment, format_value
from editorial.admin.base.forms import VALIDATORS, make_note_field
from editorial.admin.checks.duplicates import find_duplicate
from editorial.admin.workflow.corrections import Alterations, Corrections
from editorial.admin.workflow.rewording import refuse_other_meaning
from sources.duplicates.lookup import find_by_url

from .base import DecisionAdmin, QueueDecision

OTHER_MEANING = (
    "The new wording may say something else than the one that people are on record with. Refuse the change, "
    "and make the new wording a claim of its own: “Word it differently…”, on the page of the claim."
)


class AcceptanceForm(forms.Form):
    """The reason of the change, as for any other."""

    change_reason = forms.CharField(
        label="Reason for this change",
        max_length=300,
        validators=VALIDATORS,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="It stands in the history, which readers see once the row is published.",
    )

    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)


class RefusalForm(forms.Form):
    """The reason why a change is refused."""

    note = make_note_field(
        help_text="For whoever offered it. What an import’s source says next is offered again."
    )


class ChangeDecision(QueueDecision):
    """A decision about an offered change, with what it would change."""

    def may_decide(self, request) -> bool:
        return request.user.has_perms(("claims.publish_claim", "claims.change_offeredchange"))

    def get_lines(self, obj) -> list[str]:
        return [f"{label}: {quote_value(now)} → {quote_value(new)}" for label, now, new in compare(obj)]


class AcceptChange(ChangeDecision):
    """The acceptance of a change."""

    name = "accept"
    label = "Accept…"
    title = "Accept"
    question = "Make this change?"
    explanation = (
        "If it is published, readers see the change at once. What they are told about it waits as a "
        "correction to word."
    )
    submit_label = "Accept"
    form_class = AcceptanceForm

    def is_open(self, request, obj) -> bool:
        return super().is_open(request, obj) and not is_own_change(obj, request.user)

    def get_initial(self, obj) -> dict[str, str]:
        # The file's name is not for readers.
        reason = "The source says so now." if obj.origin else obj.reason
        return {"change_reason": reason, "seen": identify_values(obj, obj.target)}

    def decide(self, request, obj, answers) -> str:
        if obj.claim and obj.statement is None and "text" in obj.changes:
            refuse_wording(obj.claim, obj.changes["text"][1])
        if address := obj.changes.get("canonical_url"):
            refuse_address(obj, address[1])
        reason, now = answers["change_reason"], timezone.now()
        with translate_refusals():
            before, after = accept_change(
                offered=obj, reason=reason, by=request.user, now=now, seen=answers["seen"]
            )
            alterations = Alterations()
            if before is not None:
                alterations.note_change(before, after)
            Corrections().bind(self.model_admin).propose(request, alterations)
        self.model_admin.log_change(request, obj, f"Accepted: {reason}")
        return f"Changed: {after}"


class RefuseChange(ChangeDecision):
    """The decision to leave everything as it is."""

    name = "refuse"
    label = "Refuse…"
    title = "Refuse"
    question = "Leave it as it is?"
    submit_label = "Refuse"
    form_class = RefusalForm

    def decide(self, request, obj, answers) -> str:
        refuse_change(offered=obj, note=answers["note"], by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, f"Refused: {answers['note']}")
        return f"Left as it is: {obj}"


class WithdrawChange(ChangeDecision):
    """The withdrawal of a change that one has offered."""

    name = "withdraw"
    label = "Withdraw…"
    title = "Withdraw"
    question = "Withdraw this change?"
    submit_label = "Withdraw"

    def may_decide(self, request) -> bool:
        return self.model_admin.has_view_permission(request)

    def is_open(self, request, obj) -> bool:
        return super().is_open(request, obj) and not obj.origin and obj.offered_by_id == request.user.pk

    def decide(self, request, obj, answers) -> str:
        withdraw_change(offered=obj, by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Withdrawn.")
        return f"Withdrawn: {obj}"


@admin.register(OfferedChange)
class OfferedChangeAdmin(DecisionAdmin):
    """Changes that editors and imports offer, and what became of them. Readers never see them."""

    workflows = (AcceptChange(), RefuseChange(), WithdrawChange())
    parents = ("claim",)
    list_display = ("what", "comes_from", "offered", "outcome")
    list_title = "Changes waiting for a publisher"
    has_outcome_column = False
    waiting_ordering = ("offered_at", "id")
    search_fields = ("claim__search__words", "origin__identity__startswith")
    extra_lookups = ("claim__id__exact", "model__exact", "row_id__exact")
    settlement_fields = ("settled_by", "settled_at", "note")
    fields = ("about", "comparison", "reason", "comes_from", "offered", "outcome", *settlement_fields)
    readonly_fields = (*fields, "who_decides")

    def get_queryset(self, request):
        related = ("claim", "origin__run", "offered_by", "settled_by")
        people = ("statement__claim", "statement__claimant", "statement__party")
        rows = super().get_queryset(request).select_related(*related, *people)
        return rows.defer("claim__search", "statement__claim__search")

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        is_told = obj and not obj.outcome and is_own_change(obj, request.user)
        return [*fields, "who_decides"] if is_told else fields

    def prepare_rows(self, request, rows) -> None:
        """Load what would change, a query for each kind."""
        ids = defaultdict(list)
        for offered in rows:
            if offered.row_id:
                ids[offered.model].append(offered.row_id)
        targets = {
            label: self.get_rows_of(request, apps.get_model(label)).in_bulk(pks) for label, pks in ids.items()
        }
        for offered in rows:
            if offered.model:
                offered.target = targets.get(offered.model, {}).get(offered.row_id)

    @admin.display(description="what would change")
    def what(self, obj) -> str:
        return str(obj)

    @admin.display(description="what would change")
    def about(self, obj) -> str:
        return link_row(obj.target) if obj.target else f"New: {obj}" if obj.row_id is None else f"Gone: {obj}"

    @admin.display(description="comes from")
    def comes_from(self, obj) -> str:
        return link_row(obj.origin) if obj.origin else "–"

    @admin.display(description="offered", ordering="offered_at")
    def offered(self, obj) -> str:
        by = f"by the import of {obj.offered_by}" if obj.origin else f"by {obj.offered_by}"
        return f"{by}, {format_moment(obj.offered_at)}"

    @admin.display(description="who decides")
    def who_decides(self, obj) -> str:
        return explain_own(obj)

    @admin.display(description="old and new")
    def comparison(self, obj) -> str:
        cells = '<tr><th scope="row">{}</th><td dir="auto">{}</td><td dir="auto">{}</td></tr>'
        is_open = obj.outcome == ChangeOutcome.WAITING
        return format_html(
            '<div class="record-panel-rows record-comparison"><table><thead><tr><td></td>'
            '<th scope="col">{}</th><th scope="col">{}</th></tr></thead><tbody>{}</tbody></table></div>',
            "Now" if is_open else "Before",
            "In the file" if obj.origin else "Offered",
            format_html_join("", cells, compare(obj)),
        )


def compare(offered: OfferedChange) -> list[tuple[str, str, str]]:
    """List label, old and new value of each field: old is what is there now, once settled what was there."""
    is_open, target = offered.outcome == ChangeOutcome.WAITING, offered.target
    model = apps.get_model(offered.model) if offered.model else type(target)
    columns = {field.attname: field for field in model._meta.concrete_fields}
    lines = []
    for name, new in list_new_values(offered).items():
        field = columns[name]
        old = getattr(target, name) if is_open and target else offered.changes[name][0]
        lines.append((capfirst(str(field.verbose_name)), _show(field, old), _show(field, new)))
    return lines


def _show(field, value) -> str:
    """Show a value as the record keeps it, or as JSON does; "–" for none."""
    if field.is_relation:
        return str(field.related_model._base_manager.filter(pk=value).first() or "–")
    return format_value(field, field.to_python(value)) or "–"


def quote_value(value: str) -> str:
    """Return what _show returned, in quotation marks unless it is none."""
    return "nothing" if value == "–" else f"“{value}”"


def refuse_address(offered: OfferedChange, address: str) -> None:
    """Raise Refused for an address at which another article is recorded by now, in any spelling."""
    if address and (other := find_by_url(address, besides=offered.row_id)):
        raise Refused(f"An article with this address is already on the record: {other}.")


def refuse_wording(claim: Claim, text: str) -> None:
    """Raise Refused for a wording that an editor could not type either."""
    if duplicate := find_duplicate(text, exclude=claim.pk):
        raise Refused(f"Claim {duplicate.pk} says this already: {duplicate}. Merge the two instead.")
    try:
        refuse_other_meaning(claim, text)
    except ValidationError as error:
        raise Refused(OTHER_MEANING) from error
