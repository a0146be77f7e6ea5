"""The admin of origins: the rows of imported files that rows of the record come from."""

from django.contrib import admin
from django.db.models import Model
from django.utils.html import format_html

from claims.models import Origin
from editorial.admin.base import Decision, Panel, RecordAdmin, make_panel
from editorial.admin.base.columns import format_moment


class RemovePayload(Decision):
    """The removal of what the file's row held, for good."""

    name = "remove_payload"
    label = "Remove the row of the file…"
    title = "Remove the row of the file"
    question = "Remove what this row of the file held?"
    explanation = "It cannot be brought back. What was imported from it stays."
    submit_label = "Remove it"

    def may_decide(self, request) -> bool:
        return request.user.has_perm("claims.change_origin")

    def is_open(self, request, obj) -> bool:
        return bool(obj.payload)

    def get_lines(self, obj) -> list[str]:
        return [str(obj)]

    def decide(self, request, obj, answers) -> str:
        Origin.objects.filter(pk=obj.pk).update(payload="")
        self.model_admin.log_change(request, obj, "Removed the row of the file.")
        return f"Removed: {obj}. What was imported from it is as it was."


@admin.register(Origin)
class OriginAdmin(RecordAdmin):
    """Rows of imported files, as they were read. Readers never see them."""

    is_read_only = True
    actions = None
    workflows = (RemovePayload(),)
    list_display = ("place", "identity", "imported")
    list_select_related = ("run",)
    search_fields = ("identity__startswith",)
    ordering = ("-pk",)
    fields = ("place", "identity", "imported", "file_hash", "words")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("run__begun_by")

    @admin.display(description="comes from")
    def place(self, obj) -> str:
        return str(obj)

    @admin.display(description="imported")
    def imported(self, obj) -> str:
        return f"by {obj.run.begun_by}, {format_moment(obj.run.begun_at)}"

    @admin.display(description="SHA-256 of the file")
    def file_hash(self, obj) -> str:
        return obj.run.sha256

    @admin.display(description="row of the file")
    def words(self, obj) -> str:
        if not obj.payload:
            return "Removed."
        return format_html('<div class="record-words" dir="auto">{}</div>', obj.payload)


def make_origin_panels(row: Model) -> list[Panel]:
    """Say of which rows of imported files a draft was made; no panel if of none. Queries: 1."""
    origins = Origin.objects.filter(rows__model=row._meta.label_lower, rows__row_id=row.pk)
    panel = make_panel(
        "Imported",
        origins.select_related("run__begun_by").order_by("-pk"),
        {
            "From": str,
            "Identity": lambda o: o.identity,
            "Imported": lambda o: f"by {o.run.begun_by}, {format_moment(o.run.begun_at)}",
        },
        where={},
    )
    return [panel] if panel.rows else []
