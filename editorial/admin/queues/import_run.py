"""The admin of imports: what was read from which file, what came of it, and its undoing."""

from textwrap import dedent

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html

from claims.models import ImportRun, ImportState
from editorial.admin.base import Decision, RecordAdmin
from editorial.admin.base.columns import format_moment
from editorial.imports.form import name_fields
from exchange.importing.mapping import describe_mapping
from exchange.importing.report import write_totals
from exchange.importing.undo import undo_import


class UndoImport(Decision):
    """The removal of all that an import made."""

    name = "undo"
    label = "Undo this import…"
    title = "Undo the import"
    question = "Remove all drafts that this import made?"
    explanation = (
        "It is refused if one of them was published, edited or added to since, or if a later import met one. "
        "Claimants that other rows use by now stay."
    )
    submit_label = "Undo it"

    def may_decide(self, request) -> bool:
        return request.user.has_perm("claims.change_importrun")

    def is_open(self, request, obj) -> bool:
        return obj.state != ImportState.UNDONE

    def get_lines(self, obj) -> list[str]:
        return [name_fields(line.strip()) for line in write_totals(obj.totals)]

    def decide(self, request, obj, answers) -> str:
        claims = undo_import(run=obj, by=request.user, now=timezone.now())
        self.model_admin.log_change(request, obj, "Undone.")
        return f"Undone: {obj}. Claims removed: {claims:,}."


@admin.register(ImportRun)
class ImportRunAdmin(RecordAdmin):
    """Imports of files, newest first. Readers never see them."""

    is_read_only = True
    actions = None
    workflows = (UndoImport(),)
    list_display = ("file_name", "imported", "format", "state")
    list_select_related = ("begun_by",)
    list_filter = ("state",)
    search_fields = ("file_name__startswith", "sha256__startswith")
    ordering = ("-pk",)
    fields = ("file_name", "imported", "format", "state", "report", "mapped", "file_hash")
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("begun_by")

    @admin.display(description="imported")
    def imported(self, obj) -> str:
        return f"by {obj.begun_by}, {format_moment(obj.begun_at)}"

    @admin.display(description="SHA-256 of the file")
    def file_hash(self, obj) -> str:
        return obj.sha256

    @admin.display(description="what came of it")
    def report(self, obj) -> str:
        lines = name_fields(dedent("\n".join(write_totals(obj.totals)))) or "Not known."
        return format_html('<div class="record-words">{}</div>', lines)

    @admin.display(description="mapping")
    def mapped(self, obj) -> str:
        lines = "\n".join(describe_mapping(obj.mapping)) or "None was needed."
        return format_html('<div class="record-words">{}</div>', lines)
