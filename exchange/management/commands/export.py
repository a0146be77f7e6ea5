"""manage.py export: the published record in files."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from claims.management.record_command import RecordCommand
from core.progress import Progress
from exchange.exporting.package import export_record


class Command(RecordCommand):
    help = (
        "Write what readers see of all claims into a new folder: claims.jsonl, citations.csv and "
        "datapackage.json. The worker does it every night. docs/data.md explains the files."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--folder",
            type=Path,
            default=settings.EXPORT_FOLDER,
            help="Where the new folder is made. Default: where /data/ finds it (EXPORT_FOLDER).",
        )

    def handle(self, *, folder: Path, **options: Any) -> None:
        stream = sys.stderr if options["verbosity"] else None
        try:
            made = export_record(
                folder,
                now=timezone.now(),
                licence=settings.DATA_LICENCE,
                progress=lambda total: Progress(stream, total=max(total, 1)),
            )
        except OSError as error:
            raise CommandError(f"{folder} cannot be written: {error.strerror}.") from error
        if options["verbosity"]:
            self.stdout.write(f"Exported: {made}")
