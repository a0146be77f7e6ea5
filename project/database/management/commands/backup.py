"""manage.py backup: everything that is in the database, and what belongs to it, into a folder."""

import argparse
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from claims.management.record_command import RecordCommand
from project.backups import BackupError
from project.backups.tables import LEFT_OUT
from project.backups.writing import write_backup


class Command(RecordCommand):
    help = (
        "Write a backup: PostgreSQL's own dump, uploaded files that wait to be imported, and a manifest with "
        "the number of rows and a checksum of each table. People can go on working meanwhile. Not in it are "
        "SECRET_KEY and the other settings, sessions, and the nightly export, which is made anew."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="In which a new folder is made, named by date and time."
        )
        parser.add_argument(
            "--encrypt-to",
            default="",
            metavar="RECIPIENT",
            help="A public key of age's (age1...) or SSH's, or GnuPG's (a fingerprint or e-mail address).",
        )
        parser.add_argument(
            "--programs",
            type=Path,
            metavar="FOLDER",
            help="Where pg_dump is. Default: the oldest on this machine that the server's version allows.",
        )

    def handle(self, *, folder: Path, encrypt_to: str, programs: Path | None, **options: Any) -> None:
        try:
            made, manifest = write_backup(
                folder,
                now=timezone.now(),
                recipient=encrypt_to,
                programs=programs,
                tell=self.stderr.write,
            )
        except BackupError as error:
            raise CommandError(f"{error} No backup was written.") from error
        size = sum(file.bytes for file in manifest.files.values())
        self.stdout.write(
            f"{made}: {manifest.rows:,} rows of {len(manifest.tables)} tables, {size / 1e6:,.1f} MB."
            f" Without the rows of {', '.join(LEFT_OUT)}. Keep SECRET_KEY apart from it."
        )
