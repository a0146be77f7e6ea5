"""manage.py verify_history: the history compared with its hash chain."""

import argparse
import sys
from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.db.models import Max, Sum
from django.utils import timezone

from claims.integrity.heads import HeadsFile, UnreadableHeads, load_head, read_heads
from claims.integrity.sealing import WAITING_COUNTED, ChainState, load_chain_state
from claims.integrity.verification import verify_history
from claims.management.record_command import RecordCommand
from claims.models import MouthpieceWork
from sources.models import HistoryLeaves
from sources.models.chain import Operation

HASHED_LATER = {
    Operation.FOUND: (
        "Hashed as they were found, and not as they were written",
        "Nothing is known of them before.",
    ),
    Operation.ERASED: (
        "Rewritten because words were taken down",
        "What they said before is known by its hash only.",
    ),
}
"""Why rows have hashes that were not made as they were written, and what is known of them before."""


class Command(RecordCommand):
    help = (
        "Compare every row of the history (versions, changes, events) with the hash chain, the chain with "
        "its heads outside the database, and what the rows of each claim say with its last version. Says "
        "which row was altered, removed, put in or put elsewhere. Exit status 1 if any was."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "--heads",
            type=Path,
            metavar="FILE",
            help="A file of heads, best a copy kept elsewhere. Default: HISTORY_HEADS, if there is one.",
        )
        parser.add_argument(
            "--chain-only", action="store_true", help="Do not read the claims themselves: quicker by far."
        )

    def handle(self, *, heads: Path | None, chain_only: bool, **options: Any) -> None:
        own = Path(settings.HISTORY_HEADS)
        path = heads or (own if own.exists() else None)
        state, findings = load_chain_state(), 0
        try:
            known = read_heads(path) if path else HeadsFile([], [], "")
        except UnreadableHeads as error:
            raise CommandError(str(error)) from error
        for finding in chain(
            (f"{path}, line {number}, is no head of a chain." for number in known.damaged),
            verify_history(known.heads, with_claims=not chain_only),
        ):
            findings += 1
            self.stdout.write(str(finding))
        self._describe(state, path, len(known.heads))
        if findings:
            self.stdout.write(
                self.style.ERROR(f"Not as the chain says: {findings:,}. They are listed above.")
            )
            sys.exit(1)
        self.stdout.write("Everything is as the chain says.")

    def _describe(self, state: ChainState, path: Path | None, heads: int) -> None:
        if head := load_head():
            self.stdout.write(
                f"The chain: {head.seal:,} seals over {head.rows:,} rows, the last of {head.sealed_at}."
                f"\nIts head: {head.head}"
            )
        if state.waiting_since:
            seconds = round((timezone.now() - state.waiting_since).total_seconds())
            number = f"{state.waiting:,}" + (" or more" if state.waiting == WAITING_COUNTED else "")
            self.stdout.write(
                f"Not sealed yet: {number} statements, the first {seconds:,} seconds old. The worker does it."
            )
        if not state.is_complete:
            self.stdout.write("Rows from before the chain are not all in it yet: the worker takes them in.")
        for operation, (why, before) in HASHED_LATER.items():
            leaves = HistoryLeaves.objects.filter(operation=operation)
            told = leaves.aggregate(rows=Sum("ids__len"), last=Max("written_at"))
            if told["last"]:
                self.stdout.write(
                    f"{why}: {told['rows']:,} rows, the last on {told['last']:%Y-%m-%d}. {before}"
                )
        if MouthpieceWork.objects.exists():
            self.stdout.write(
                "The worker is working out statuses after an outlet began or ceased to speak for a party:"
                " until then claims that it is cited for may say something else than their last version."
            )
        self.stdout.write(
            f"Compared with {heads:,} heads in {path}."
            if path
            else "No file of heads: whoever owns the database could have written the whole chain anew."
        )
