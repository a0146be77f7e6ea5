"""Work that the site or a reader made: what waits is shown first; what is settled is one click away."""

from django.contrib import admin


class WaitingFilter(admin.SimpleListFilter):
    """For rows with an `outcome` that is empty while they wait: those that wait, unless asked otherwise."""

    title = "outcome"
    parameter_name = "outcome"

    def lookups(self, request, model_admin):
        outcomes = model_admin.model._meta.get_field("outcome").choices
        return [
            ("waiting", "waiting"),
            *((value, label) for value, label in outcomes if value),
            ("all", "all"),
        ]

    def queryset(self, request, queryset):
        chosen = self.value() or "waiting"
        if chosen == "all":
            return queryset
        return queryset.filter(outcome="" if chosen == "waiting" else chosen)

    def choices(self, changelist):
        """Without Django's own "All", which would be the address that shows what waits."""
        chosen = self.value() or "waiting"
        for value, label in self.lookup_choices:
            yield {
                "selected": chosen == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": label,
            }


class NeverTyped:
    """Mixed into the admin of rows that nobody types, alters or deletes: they are looked at, and settled
    by steps of their own."""

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
