"""manage.py seal_history: what the worker does for the hash chain every few seconds, at once."""

from typing import Any

from claims.integrity.sealing import seal_history, take_in_history
from claims.management.record_command import RecordCommand


class Command(RecordCommand):
    help = (
        "Hash all rows of the history that are older than its chain, a thousand at a time, and seal what is "
        "not sealed yet. The worker does the same; this does it at once."
    )

    def handle(self, **options: Any) -> None:
        taken = take_in_history()
        sealed = seal_history()
        if options["verbosity"]:
            self.stdout.write(f"Taken in: {taken:,} rows. Sealed: {sealed:,} statements.")
