"""Where imported rows come from: the run, and the line of its file."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from core.names import NameField
from core.validators import validate_no_bidi_controls


class ImportFormat(models.TextChoices):
    CSV = "csv", "CSV"
    TSV = "tsv", "TSV"
    JSON_LINES = "jsonl", "JSON Lines"
    JSON_LIST = "json", "list of JSON"
    CLAIM_REVIEW = "claimreview", "ClaimReview"


class ImportState(models.TextChoices):
    RUNNING = "running", "running"
    FINISHED = "finished", "finished"
    STOPPED = "stopped", "stopped"
    UNDONE = "undone", "undone"


class ImportRun(models.Model):
    """One import of one file: by whom, what file, how it was read, and what came of it.

    `checkpoint` says how far a run has come that stores its rows bit by bit.
    """

    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports_begun")
    file_name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, help_text="Of the file, in hexadecimal.")
    format = models.CharField(max_length=11, choices=ImportFormat)
    mapping = models.JSONField(default=dict, help_text="Which column of the file became which field.")
    counts = models.JSONField(default=dict, help_text="Rows by what became of them.")
    state = models.CharField(max_length=8, choices=ImportState, default=ImportState.RUNNING)
    checkpoint = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_names_its_file",
                condition=~Q(file_name="") & Q(sha256__regex="^[0-9a-f]{64}$"),
                violation_error_message="An import needs the name and the SHA-256 of its file.",
            ),
            models.CheckConstraint(
                name="import_format_is_known",
                condition=Q(format__in=ImportFormat.values),
                violation_error_message="Choose a format that can be read.",
            ),
            models.CheckConstraint(
                name="import_state_is_known",
                condition=Q(state__in=ImportState.values),
                violation_error_message="Choose running, finished, stopped or undone.",
            ),
            models.CheckConstraint(
                name="import_says_when_it_ended",
                condition=Q(state="running", finished_at__isnull=True)
                | ~Q(state="running") & Q(finished_at__isnull=False),
                violation_error_message="An import that has ended needs a time, a running one has none.",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name

    @property
    def totals(self) -> dict[str, Any]:
        """What came of it; of a run that was interrupted or is under way, up to its last batch."""
        return self.counts or self.checkpoint.get("report", {})


class Origin(models.Model):
    """One accepted row of an imported file, and what it was when it was read.

    `payload` is the row as the file has it, for editors only. It may hold more than the record should keep,
    so it can be removed, and no history keeps it. `digest` stands without it.
    """

    run = models.ForeignKey(ImportRun, models.PROTECT, related_name="origins", db_index=False)
    line = models.BigIntegerField(help_text="Of the file, from 1; in a list, the number of the item.")
    identity = models.CharField(max_length=200, help_text="What the source calls the row.")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the mapped values, in hexadecimal.")
    payload = models.TextField("row of the file", blank=True)

    class Meta:
        constraints = [
            # Also the index by which a run lists its rows.
            models.UniqueConstraint(
                name="origin_once_per_line",
                fields=["run", "line"],
                violation_error_message="This line of the file has been imported in this run.",
            ),
            models.CheckConstraint(
                name="origin_says_which_row",
                condition=Q(line__gte=1) & ~Q(identity="") & Q(digest__regex="^[0-9a-f]{64}$"),
                violation_error_message="An origin needs a line from 1, an identity and a digest.",
            ),
        ]
        indexes = [
            # An import looks for the rows that it has met before.
            models.Index(fields=["identity", "-id"], name="origin_by_identity"),
        ]

    def __str__(self) -> str:
        return f"line {self.line:,} of {self.run}"


class OriginRow(models.Model):
    """A row of the record that a row of a file made, or met because it was there.

    It names its row without a foreign key, because that may be of any model and may be gone.
    """

    origin = models.ForeignKey(Origin, models.PROTECT, related_name="rows", db_index=False)
    model = models.CharField(max_length=100, help_text="As in claims.statement.")
    row_id = models.BigIntegerField()
    is_made = models.BooleanField(help_text="Whether it was made; else it was there already.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="origin_row_once",
                fields=["origin", "model", "row_id"],
                violation_error_message="This row is already noted for this origin.",
            ),
        ]
        indexes = [
            # The page of a draft: where it comes from.
            models.Index(fields=["row_id", "model"], name="origin_of_row"),
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row_id}"


class UploadTask(models.TextChoices):
    NONE = "", "none"
    DRY_RUN = "dry_run", "dry run"
    IMPORT = "import", "import"


class ImportUpload(models.Model):
    """A file that somebody has uploaded to import it, until that is done or given up.

    The file lies in a private folder named `folder` (exchange.importing.uploads), which goes with this row.
    `entered` is the form of the mapping as last typed, valid or not; `mapping` what it said when `task` was
    begun. `report` is what came of the last task: its lines, its totals and whether it stored anything.
    """

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_uploads", db_index=False
    )
    uploaded_at = models.DateTimeField()
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField(help_text="In bytes.")
    folder = models.CharField(max_length=32)
    entered = models.JSONField(default=dict)
    mapping = models.JSONField(default=dict)
    keep_going = models.BooleanField(default=False)
    task = models.CharField(
        max_length=7,
        choices=UploadTask,
        blank=True,
        default=UploadTask.NONE,
        help_text="What a worker is doing with it, or is to do.",
    )
    report = models.JSONField(default=dict)
    run = models.ForeignKey(
        ImportRun,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="uploads",
        help_text="The import that came of it.",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="import_upload_folder_is_its_own",
                fields=["folder"],
                violation_error_message="Another file lies in this folder.",
            ),
            models.CheckConstraint(
                name="import_upload_task_is_known",
                condition=Q(task__in=UploadTask.values),
                violation_error_message="Choose a dry run, an import or none.",
            ),
        ]
        indexes = [
            # The first page of an import: what one has uploaded, latest first.
            models.Index(fields=["uploaded_by", "-id"], name="import_upload_of_user"),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportMapping(models.Model):
    """A mapping under a name, for files that come again: the TOML that the command reads, too."""

    name = NameField(max_length=60, validators=[validate_no_bidi_controls])
    content = models.TextField("mapping", max_length=100_000, help_text="TOML, as docs/import.md explains.")
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="import_mappings")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="import_mapping_name_once",
                violation_error_message="There is a mapping of this name already. Choose another name.",
            ),
            models.CheckConstraint(
                name="import_mapping_has_name_and_content",
                condition=~Q(name="") & ~Q(content=""),
                violation_error_message="A mapping needs a name and what it says.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
