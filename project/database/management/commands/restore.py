"""manage.py restore: a backup into an empty database."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from project.backups import BackupError, UnfinishedRestoreError
from project.backups.restoring import Restored, restore_backup


class Command(BaseCommand):
    help = (
        "Restore what `backup` has written into an empty database, which may sort and fold letters in another"
        " way. Every table is compared with the manifest, `migrate` is run, and what searches look into is"
        " made anew where this server needs it. Stop the site and the workers until it is done."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="The folder of the backup, with its manifest.json.")
        parser.add_argument(
            "--identity", type=Path, metavar="FILE", help="The file with the key, if age has encrypted it."
        )
        parser.add_argument(
            "--programs",
            type=Path,
            metavar="FOLDER",
            help="Where pg_restore is. Default: the oldest here that fits the server and the backup.",
        )

    def handle(self, *, folder: Path, identity: Path | None, programs: Path | None, **options: Any) -> None:
        tell = self.stdout.write if options["verbosity"] else str
        try:
            restored = restore_backup(folder, identity=identity, programs=programs, tell=tell)
        except UnfinishedRestoreError as error:
            raise CommandError(str(error)) from error
        except BackupError as error:
            raise CommandError(f"{error} Nothing was restored.") from error
        if restored.differences:
            for difference in restored.differences:
                self.stderr.write(difference)
            raise CommandError(
                "What was restored is not what the backup had. Do not use it: empty the database."
            )
        self._report(restored)

    def _report(self, restored: Restored) -> None:
        manifest = restored.manifest
        self.stdout.write(
            f"Restored: {manifest.rows:,} rows of {len(manifest.tables)} tables, each as it was on"
            f" {manifest.made_at}."
        )
        if restored.has_uploads:
            self.stdout.write("Uploaded files that waited to be imported are back, too.")
        if restored.has_new_search:
            self.stdout.write(f"The search was made anew: it was made with {manifest.text_search}.")
