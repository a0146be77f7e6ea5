"""The lists behind the queues of the front page."""

from django.contrib import admin

from editorial.queues import QUEUES


class QueueFilter(admin.SimpleListFilter):
    """Only what waits in one of the queues: the same rows that the front page counts."""

    title = "queue"
    parameter_name = "queue"

    def lookups(self, request, model_admin):
        return [
            (queue.key, queue.title.lower())
            for queue in QUEUES
            if queue.parameter == "queue" and queue.model is model_admin.model
        ]

    def queryset(self, request, queryset):
        for queue in QUEUES:
            if queue.key == self.value() and queue.model is queryset.model:
                return queue.narrow(queryset)
        return queryset


class WithQueues:
    """Mixed into the admin of what waits in queues: a filter for them.

    A list of one queue has no dates to choose from: their ends would be looked for in all of it.
    """

    def get_list_filter(self, request):
        return (QueueFilter, *super().get_list_filter(request))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        if request.GET.get(QueueFilter.parameter_name):
            changelist.date_hierarchy = None
        return changelist
