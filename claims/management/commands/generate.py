"""manage.py generate: a made-up record for measuring."""

import argparse
import sys
import time

from django.core.management.base import CommandError
from django.db import transaction

from claims.management.record_command import RecordCommand
from claims.synthetic import cast, store, stories
from core.progress import Progress

MOST = 10_000_000
CHUNK = 5_000
"""Claims in one transaction."""


def parse_number(text: str) -> int:
    """Parse a whole number from 1 to MOST; underscores may group its digits."""
    try:
        number = int(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number.") from error
    if not 1 <= number <= MOST:
        raise argparse.ArgumentTypeError(f"{text} is not from 1 to {MOST:,}.")
    return number


class Command(RecordCommand):
    help = (
        "Fill an empty database with a made-up record for measuring: claims with their "
        "statements, citations, articles, outlets, claimants and topics. The same seed makes "
        "the same record. Every trigger stays on, so statuses and history are those of real "
        "edits. A database that holds real data, or once held it, is refused."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--claims", type=parse_number, required=True, help=f"How many, 1 to {MOST:,}.")
        parser.add_argument("--seed", default="1", help="Any text: another record. Default: 1.")
        parser.add_argument(
            "--replace",
            action="store_true",
            help="Remove an earlier synthetic record first, with its history.",
        )

        parser.add_argument(
            "--writers", type=int, choices=(1, 2, 3, 4), default=2, help="Connections. Default: 2."
        )

    def handle(
        self, *, claims: int, seed: str, replace: bool, writers: int, verbosity: int, **options
    ) -> None:
        began = time.monotonic()
        with transaction.atomic():
            self._make_room(replace)
            user = store.make_user()
            company = cast.make_cast(claims, seed, user)
            store.reserve_ids(company.rows)
            store.store_rows(company.rows, cast.COLUMNS)
        store.analyse_tables()
        progress = Progress(sys.stderr if verbosity else None, total=claims)
        chunks = stories.write_claims(company, seed, user, CHUNK)
        for done in store.store_chunks(chunks, stories.COLUMNS, writers):
            progress.show(min(done * CHUNK, claims))
            if done & (done - 1) == 0:  # 1, 2, 4, 8...: plans follow the tables as they grow
                store.analyse_tables()
        store.analyse_tables()
        progress.finish()
        if verbosity:
            seconds = time.monotonic() - began
            self.stdout.write(f"Generated {claims:,} claims in {seconds:,.0f} seconds.")

    def _make_room(self, replace: bool) -> None:
        store.lock_record()
        real = store.find_real_row()
        if real:
            raise CommandError(
                f"This database holds, or held, real data ({real}): nothing was written. Use "
                "another database for a synthetic record."
            )
        if store.is_empty():
            return
        if not replace:
            raise CommandError(
                "This database holds a synthetic record already. Add --replace to make it anew."
            )
        store.empty_record()
