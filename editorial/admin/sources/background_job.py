"""The admin of background jobs, in words for editors."""

from django.contrib import admin, messages
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import admin as procrastinate_admin
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import UniqueViolation

from claims.duplicates.embeddings import explain_why_not
from editorial.admin.base.changelist import CappedPaginator, link_row
from editorial.admin.base.memo import Memo
from sources.models import Article, BackgroundJob, JobTrouble

MANAGE_JOBS = "sources.manage_jobs"
TASK_LABELS = {
    "check_link": "Look whether an address still works",
    "recapture_article": "Fetch an article again",
    "check_due_links": "Queue the addresses that are due",
    "fingerprint_texts": "Fingerprint new texts",
    "rescue_jobs": "Rescue jobs whose worker died",
    "forget_old_jobs": "Forget old jobs",
    "find_doubles": "Find probable doubles",
    "embed_new_claims": "Prepare new claims for being found in other words",
    "fold_stamps": "Add up what tells whether pages have changed",
    "warm_pages": "Make pages anew that have changed",
    "renew_common_words": "Renew the list of common words",
    "export_record": "Write the published record into files",
    "write_search": "Write the claims that a search finds into a file",
    "discard_old_searches": "Remove files of searches that are a day old",
    "seal_history": "Seal what was added to the history",
    "write_head": "Write the head of the history’s chain outside the database",
    "renew_exports": "Remove the files of former nights, and write them anew",
    "forget_answers": "Delete what programs were answered a day ago",
    "forget_readers": "Forget who sent readers’ reports",
    "import_upload": "Import an uploaded file, or try it",
    "discard_old_uploads": "Remove uploaded files that nobody has gone on with",
    "send_webhooks": "Tell webhooks what changed",
    "forget_deliveries": "Forget what webhooks were told long ago",
    "answer_follow_requests": "Answer readers who want to follow something by mail",
    "send_digests": "Send readers what changed in what they follow",
    "forget_followers": "Forget addresses that nobody has confirmed",
    "forget_sessions": "Forget sessions that have ended",
    "mail_notice": "Tell somebody what happened to their account",
    "mail_invited": "Tell those who manage accounts of an invitation",
    "mail_links": "Send people the link to choose a password",
    "follow_mouthpieces": "Work out statuses after an outlet began or ceased to speak for a party",
}
"""The tasks in plain words, by name."""

STATE_LABELS = {
    "todo": "waiting",
    "doing": "running",
    "succeeded": "done",
    "failed": "failed",
    "cancelled": "cancelled",
    "aborted": "stopped",
}


class JobStateFilter(admin.SimpleListFilter):
    """Jobs by state."""

    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return list(STATE_LABELS.items())

    def queryset(self, request, queryset):
        return queryset.filter(status=self.value()) if self.value() in STATE_LABELS else queryset


class TaskFilter(admin.SimpleListFilter):
    """Jobs by task."""

    title = "task"
    parameter_name = "task"

    def lookups(self, request, model_admin):
        return list(TASK_LABELS.items())

    def queryset(self, request, queryset):
        return queryset.filter(task_name=self.value()) if self.value() in TASK_LABELS else queryset


@admin.register(BackgroundJob)
class BackgroundJobAdmin(admin.ModelAdmin):
    """Background jobs, with the article they are about and why they failed."""

    list_display = ("task", "about", "state", "attempts", "scheduled", "trouble")
    list_display_links = None
    list_filter = (JobStateFilter, TaskFilter)
    ordering = ("-pk",)
    paginator = CappedPaginator
    show_full_result_count = False
    list_per_page = 50
    actions = ("try_again", "cancel")

    class Media:
        css = {"all": ["admin-record.css"]}

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.articles: Memo[Article | None] = Memo()
        self.troubles: Memo[JobTrouble | None] = Memo()
        """The articles of the listed jobs, and the reasons why they failed."""

    # --- permissions -------------------------------------------------------------------------

    def has_view_permission(self, request, obj=None) -> bool:
        return super().has_view_permission(request, obj) or request.user.has_perm(MANAGE_JOBS)

    def has_module_permission(self, request) -> bool:
        return self.has_view_permission(request)

    def has_manage_permission(self, request) -> bool:
        return request.user.has_perm(MANAGE_JOBS)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False

    # --- what is shown -----------------------------------------------------------------------

    def changelist_view(self, request, extra_context=None):
        """Say above the list what the jobs cannot do here."""
        reason = {"words_only": explain_why_not()}
        return super().changelist_view(request, {**reason, **(extra_context or {})})

    def get_changelist_instance(self, request):
        """Look up for all rows of the list at once what they are about."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        articles = Article.objects.in_bulk({row.args.get("article_id") for row in rows} - {None})
        troubles = JobTrouble.objects.in_bulk([row.pk for row in rows])
        for row in rows:
            self.articles[row] = articles.get(row.args.get("article_id"))
            self.troubles[row] = troubles.get(row.pk)
        changelist.result_list = rows
        return changelist

    @admin.display(description="what", ordering="task_name")
    def task(self, obj) -> str:
        return TASK_LABELS.get(obj.task_name, obj.task_name.replace("_", " "))

    @admin.display(description="about")
    def about(self, obj) -> str:
        article = self.articles[obj]
        if article is None:
            return "an article that has been deleted" if "article_id" in obj.args else "—"
        return link_row(article)

    @admin.display(description="state", ordering="status")
    def state(self, obj) -> str:
        return STATE_LABELS.get(obj.status, obj.status)

    @admin.display(description="begins", ordering="scheduled_at")
    def scheduled(self, obj):
        return obj.scheduled_at or "as soon as possible"

    @admin.display(description="last trouble")
    def trouble(self, obj) -> str:
        trouble = self.troubles[obj]
        if trouble is None:
            return "It did not say why; the server's log may." if obj.status == "failed" else "—"
        return trouble.sentence

    # --- what can be done --------------------------------------------------------------------

    @admin.action(description="Try again (failed ones)", permissions=["manage"])
    def try_again(self, request, queryset):
        failed = list(queryset.filter(status="failed"))
        retried = sum(retry_job(job) for job in failed)
        if retried < len(failed):
            self.message_user(
                request,
                f"{len(failed) - retried} not: the same work waits in the queue already.",
                messages.WARNING,
            )
        if retried or not failed:
            self.tell_count(
                request, retried, "put back into the queue", "Only jobs that failed can be tried again."
            )

    @admin.action(description="Cancel (waiting ones)", permissions=["manage"])
    def cancel(self, request, queryset):
        waiting = queryset.filter(status="todo")
        cancelled = sum(app.job_manager.cancel_job_by_id(job.pk) for job in waiting)
        self.tell_count(request, cancelled, "cancelled", "Only jobs that wait can be cancelled.")

    def tell_count(self, request, count: int, result: str, warning: str) -> None:
        """Tell how many jobs had this result, or warn if none had."""
        if count:
            self.message_user(request, f"{count} {result}.", messages.SUCCESS)
        else:
            self.message_user(request, warning, messages.WARNING)


def retry_job(job: BackgroundJob) -> bool:
    """Put a failed job back into the queue; False if the same work waits already."""
    try:
        with transaction.atomic():
            app.job_manager.retry_job_by_id(
                job.pk, timezone.now(), priority=job.priority, queue=job.queue_name, lock=job.lock
            )
    except UniqueViolation:
        return False
    return True


# Its own admin shows Python calls, in inline styles that our content security policy refuses.
procrastinate_admin.admin.site.unregister(ProcrastinateJob)
