"""What happens in the background, in words for editors. Looked at here; begun elsewhere."""

from django.contrib import admin, messages
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from procrastinate.contrib.django import admin as theirs
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

from editorial.admin.base.changelist import CappedPaginator
from sources.models import Article, BackgroundJob, JobTrouble

MAY = "sources.manage_jobs"
TASKS = {
    "check_link": "Look whether an address still works",
    "recapture_article": "Fetch an article again",
    "check_due_links": "Queue the addresses that are due",
    "fingerprint_texts": "Fingerprint new texts",
    "rescue_jobs": "Rescue jobs whose worker died",
    "forget_old_jobs": "Forget old jobs",
}
"""In plain words, by name. Other apps add theirs."""

STATES = {
    "todo": "waiting",
    "doing": "running",
    "succeeded": "done",
    "failed": "failed",
    "cancelled": "cancelled",
    "aborted": "stopped",
}


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value()) if self.value() in STATES else queryset


class TaskFilter(admin.SimpleListFilter):
    title = "task"
    parameter_name = "task"

    def lookups(self, request, model_admin):
        return list(TASKS.items())

    def queryset(self, request, queryset):
        return queryset.filter(task_name=self.value()) if self.value() in TASKS else queryset


@admin.register(BackgroundJob)
class JobAdmin(admin.ModelAdmin):
    """Background jobs. One that is about an article links to it; one that failed says why."""

    list_display = ("task", "about", "state", "attempts", "scheduled", "trouble")
    list_display_links = None
    list_filter = (StateFilter, TaskFilter)
    ordering = ("-pk",)
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = ("try_again", "cancel")

    class Media:
        css = {"all": ["admin-record.css"]}

    # --- who may -----------------------------------------------------------------------------

    def has_view_permission(self, request, obj=None) -> bool:
        return super().has_view_permission(request, obj) or request.user.has_perm(MAY)

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_manage_permission(self, request) -> bool:
        return request.user.has_perm(MAY)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    # --- what is shown -----------------------------------------------------------------------

    def get_changelist_instance(self, request):
        """The list; what its rows are about is looked up for all of them at once."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        articles = Article.objects.in_bulk({row.args.get("article_id") for row in rows} - {None})
        troubles = JobTrouble.objects.in_bulk([row.pk for row in rows])
        for row in rows:
            row.article, row.told = articles.get(row.args.get("article_id")), troubles.get(row.pk)
        changelist.result_list = rows
        return changelist

    @admin.display(description="what", ordering="task_name")
    def task(self, obj) -> str:
        return TASKS.get(obj.task_name, obj.task_name.replace("_", " "))

    @admin.display(description="about")
    def about(self, obj) -> str:
        if obj.article is None:
            return "an article that has been deleted" if "article_id" in obj.args else "—"
        address = reverse("admin:sources_article_change", args=[obj.article.pk])
        return format_html('<a href="{}" dir="auto">{}</a>', address, obj.article)

    @admin.display(description="state", ordering="status")
    def state(self, obj) -> str:
        return STATES.get(obj.status, obj.status)

    @admin.display(description="begins", ordering="scheduled_at")
    def scheduled(self, obj):
        return obj.scheduled_at or "as soon as possible"

    @admin.display(description="last trouble")
    def trouble(self, obj) -> str:
        if obj.told is None:
            return "It did not say why; the server's log may." if obj.status == "failed" else "—"
        return obj.told.sentence

    # --- what can be done --------------------------------------------------------------------

    @admin.action(description="Try again (failed ones)", permissions=["manage"])
    def try_again(self, request, queryset):
        failed = list(queryset.filter(status="failed"))
        tried = sum(_try_again(job) for job in failed)
        if tried < len(failed):
            self.message_user(
                request,
                f"{len(failed) - tried} not: the same work waits in the queue already.",
                messages.WARNING,
            )
        if tried or not failed:
            self._say(request, tried, "put back into the queue", "Only jobs that failed can be tried again.")

    @admin.action(description="Cancel (waiting ones)", permissions=["manage"])
    def cancel(self, request, queryset):
        waiting = queryset.filter(status="todo")
        cancelled = sum(app.job_manager.cancel_job_by_id(job.pk) for job in waiting)
        self._say(request, cancelled, "cancelled", "Only jobs that wait can be cancelled.")

    def _say(self, request, done: int, what: str, nothing: str) -> None:
        if done:
            self.message_user(request, f"{done} {what}.", messages.SUCCESS)
        else:
            self.message_user(request, nothing, messages.WARNING)


def _try_again(job: BackgroundJob) -> bool:
    """Put a failed job back into the queue; False when another for the same work waits there."""
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(
                job.pk, timezone.now(), priority=job.priority, queue=job.queue_name, lock=job.lock
            )
    except UniqueViolation:
        return False
    return True


# Theirs shows Python calls, in inline styles that our policy refuses.
theirs.admin.site.unregister(ProcrastinateJob)


TASKS.update(
    {
        "find_doubles": "Find probable doubles",
        "forget_readers": "Forget who sent readers’ reports",
    }
)
