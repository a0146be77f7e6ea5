"""manage.py export: the published record in files, or everything."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from claims.management.record_command import RecordCommand
from core.progress import Progress
from exchange.everything.writing import export_everything
from exchange.exporting.package import export_record
from exchange.exporting.parquet import ParquetFailed


class Command(RecordCommand):
    help = (
        "Write what readers see of all claims into a new folder: claims.jsonl, citations.csv, with the extra "
        "`parquet` citations.parquet, and datapackage.json. The worker does it every night. With "
        "--everything: also what only editors see, in files that `load_everything` reads. docs/data.md "
        "explains them all."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            help="Where the new folder is made. Default: where /data/ finds it (EXPORT_FOLDER).",
        )
        parser.add_argument(
            "--everything",
            action="store_true",
            help="Drafts, leads, origins, versions and all else, for administrators. Needs --folder.",
        )

    def handle(self, *, folder: Path | None, everything: bool, **options: Any) -> None:
        if everything:
            folder = self._check_private(folder)
        folder = folder or settings.EXPORT_FOLDER
        stream = sys.stderr if options["verbosity"] else None
        now = timezone.now()
        try:
            if everything:
                made = folder / f"everything-{now:%Y-%m-%dT%H%M%SZ}"
                export_everything(
                    made, now=now, progress=lambda total: Progress(stream, total=max(total, 1), noun="rows")
                )
            else:
                made = export_record(
                    folder,
                    now=now,
                    licence=settings.DATA_LICENCE,
                    progress=lambda total: Progress(stream, total=max(total, 1)),
                )
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        except ParquetFailed as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(f"Exported: {made}")

    @staticmethod
    def _check_private(folder: Path | None) -> Path:
        """Refuse the folder that readers download from."""
        public = Path(settings.EXPORT_FOLDER).resolve()
        if folder is None or folder.resolve() == public or public in folder.resolve().parents:
            raise CommandError("Say with --folder where it goes: it holds what readers must not see.")
        return folder
