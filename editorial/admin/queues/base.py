"""The base of the queues: rows that wait until somebody decides about them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from editorial.admin.base import Decision, RecordAdmin

WAITING = "waiting"


def read_outcome(request: HttpRequest) -> str:
    """Return which rows a list shows: "waiting", an outcome, or "all"."""
    return request.GET.get("outcome", WAITING)


class OutcomeFilter(admin.SimpleListFilter):
    """Rows by `outcome`, which is empty while they wait; by default those that wait."""

    title = "outcome"
    parameter_name = "outcome"

    def lookups(self, request, model_admin):
        outcomes = model_admin.model._meta.get_field("outcome").choices
        return [
            (WAITING, "waiting"),
            *((value, label) for value, label in outcomes if value),
            ("all", "all"),
        ]

    def queryset(self, request, queryset):
        outcome = self.value() or WAITING
        if outcome == "all":
            return queryset
        return queryset.filter(outcome="" if outcome == WAITING else outcome)

    def choices(self, changelist):
        """Return the choices without Django's own "All", whose address shows what waits."""
        outcome = self.value() or WAITING
        for value, label in self.lookup_choices:
            yield {
                "selected": outcome == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


class QueueDecision(Decision):
    """A decision that settles a waiting row."""

    def may_decide(self, request) -> bool:
        opts = self.model_admin.opts
        return request.user.has_perm(f"{opts.app_label}.change_{opts.model_name}")

    def is_open(self, request, obj) -> bool:
        return obj.outcome == ""


class DecisionAdmin(RecordAdmin):
    """Base for rows with an `outcome` that are decided about, never edited."""

    is_read_only = True
    actions: Any = None
    list_filter: ClassVar[tuple[Any, ...]] = (OutcomeFilter,)
    waiting_ordering: tuple[str, ...] = ()
    """The order of what waits; settled rows then come newest first. Both have an index."""
    has_outcome_column = True
    """Whether the last column, the outcome, is also shown where all rows have the same."""
    settlement_fields: tuple[str, ...] = ()
    """The fields that are empty while a row waits, and then not shown."""
    extra_lookups: tuple[str, ...] = ()
    """Lookups that links from other pages use."""

    def get_ordering(self, request):
        if not self.waiting_ordering:
            return super().get_ordering(request)
        return self.waiting_ordering if read_outcome(request) == WAITING else ("-pk",)

    def get_list_display(self, request):
        is_shown = self.has_outcome_column or read_outcome(request) == "all"
        return self.list_display if is_shown else self.list_display[:-1]

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        if obj and obj.outcome:
            return fields
        return [name for name in fields if name not in self.settlement_fields]

    def lookup_allowed(self, lookup, value, request=None) -> bool:
        return lookup in self.extra_lookups or super().lookup_allowed(lookup, value, request)
