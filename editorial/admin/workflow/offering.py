"""Saves of editors that are offered to a publisher instead, because readers would see them."""

from collections.abc import Iterator

from django.contrib import messages
from django.db.models import Model, Q
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.utils import timezone
from django.utils.html import format_html

from claims.actions.offered_changes import offer_changes
from claims.models import ChangeOutcome, OfferedChange
from editorial.admin.base import Panel, admin_url, change_url, make_panel
from editorial.admin.base.columns import format_moment
from editorial.admin.base.workflow import SavedOtherwise

OFFERED = "Readers would see this at once, so it is offered to a publisher: {}. Until then nothing changes."

Written = tuple[Model | None, Model]
"""A row before it was written (None of a new one) and after."""


class OfferedInstead(SavedOtherwise):
    """A save that is rolled back and offered to a publisher. `rows` are what readers would see of it."""

    def __init__(self, model_admin, request: HttpRequest, rows: list[Written], reason: str):
        super().__init__("It is offered to a publisher.")
        self.model_admin, self.request, self.rows, self.reason = model_admin, request, rows, reason

    def finish(self) -> HttpResponseBase:
        """Offer the rows, and return to the page of what they belong to. Raises as offer_changes does."""
        offers = offer_changes(rows=self.rows, reason=self.reason, by=self.request.user, now=timezone.now())
        links = [format_html('<a href="{}">{}</a>', change_url(offer), offer) for offer in offers]
        for link in links:
            self.model_admin.message_user(self.request, format_html(OFFERED, link), messages.SUCCESS)
        opts = self.model_admin.opts
        row = next((before for before, _ in self.rows if isinstance(before, self.model_admin.model)), None)
        row = row or self.model_admin.find_origin(self.request)
        return HttpResponseRedirect(change_url(row) if row else admin_url(opts, "changelist"))


def list_written(form, formsets) -> Iterator[Written]:
    """List the rows that a saved form and its formsets have written, each as it was and as it is."""
    if form.changed_data:
        yield form.stored, form.instance
    for formset in formsets:
        changed = {id(row) for row, _ in formset.changed_objects}
        yield from (
            (part.stored, part.instance) for part in formset.initial_forms if id(part.instance) in changed
        )
        yield from ((None, row) for row in formset.new_objects)


def make_changes_panel(row: Model) -> list[Panel]:
    """List the changes of `row` that wait for a publisher; no panel if there are none."""
    where = {"model__exact": row._meta.label_lower, "row_id__exact": row.pk}
    waiting = OfferedChange.objects.filter(Q(**where), outcome=ChangeOutcome.WAITING)
    labels = {field.attname: str(field.verbose_name) for field in row._meta.concrete_fields}
    panel = make_panel(
        "Changes waiting for a publisher",
        waiting.select_related("offered_by").order_by("offered_at", "pk"),
        {
            "Changes": lambda offer: ", ".join(labels[name] for name in offer.changes),
            "Offered": lambda offer: f"by {offer.offered_by}, {format_moment(offer.offered_at)}",
        },
        where=where,
    )
    return [panel] if panel.rows else []
