"""manage.py load_everything: an export of everything into an empty database."""

import argparse
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from claims.management.record_command import RecordCommand
from core.progress import Progress
from exchange.everything.loading import LoadResult, load_everything
from exchange.everything.reading import NotLoaded, open_export

SHOWN = 20


class Command(RecordCommand):
    help = (
        "Load what `export --everything` wrote into a database that is migrated and empty: all of it, or "
        "nothing. Statuses are worked out anew and compared with those of the files."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER")

    def handle(self, *, folder: Path, **options: Any) -> None:
        stream = sys.stderr if options["verbosity"] else None
        try:
            export = open_export(folder)
            progress = Progress(stream, total=max(export.rows, 1), noun="rows")
            result = load_everything(export, progress.show)
        except NotLoaded as error:
            raise CommandError(f"{error} Nothing was loaded.") from error
        progress.finish()
        self._report(result)

    def _report(self, result: LoadResult) -> None:
        self.stdout.write(f"Loaded: {result.rows:,} rows. Every status was worked out anew.")
        for key, (told, status) in list(result.statuses.items())[:SHOWN]:
            self.stdout.write(f"  {key}: {told} in the files, {status} by the rule")
        self._tell_of_more(len(result.statuses), "statuses differ")
        for key in result.changed[:SHOWN]:
            self.stdout.write(
                f"  {key}: readers see something else than its last version says: it has a new one"
            )
        self._tell_of_more(len(result.changed), "claims have a new version")

    def _tell_of_more(self, number: int, words: str) -> None:
        if number > SHOWN:
            self.stdout.write(f"  and more: {number:,} {words}")
