"""manage.py find_doubles: list claims that are probably on the record twice."""

from django.core.management.base import CommandError
from django.utils import timezone

from claims.duplicates.nightly import AT_ONCE, count_waiting_claims, find_doubles
from claims.management.record_command import RecordCommand


class Command(RecordCommand):
    help = (
        "List claims that are probably on the record twice, for editors to look at. Only claims that "
        "are new or reworded since the last run are compared with the others. Runs by itself every night."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--limit",
            type=int,
            default=AT_ONCE,
            help=f"How many claims to compare at most ({AT_ONCE:,}). The rest wait for the next run.",
        )

    def handle(self, *, limit: int, **options) -> None:
        if limit < 1:
            raise CommandError("--limit is a whole number from 1 up.")
        found = find_doubles(now=timezone.now(), limit=limit)
        left = count_waiting_claims()
        self.stdout.write(f"New probable doubles: {found:,}. Claims still to compare: {left:,}.")
