"""The lists behind the queues of the front page."""

from django.contrib import admin

from editorial.queues import QUEUES


class QueueFilter(admin.SimpleListFilter):
    """Rows that wait in one of the queues: the same ones that the front page counts."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [
            (queue.key, queue.title.lower())
            for queue in QUEUES
            if queue.parameter == "queue" and queue.model is model_admin.model
        ]

    @property
    def hides_dates(self) -> bool:
        """Whether the list has no drill-down by date: it would read the whole queue."""
        return bool(self.value())

    def queryset(self, request, queryset):
        for queue in QUEUES:
            if queue.key == self.value() and queue.model is queryset.model:
                return queue.narrow(queryset)
        return queryset
