"""The command `manage.py dump_record FILE`: the record in a file that `loaddata` reads.

    manage.py dump_record record.jsonl      in one database
    manage.py loaddata record.jsonl         in another, migrated and empty

Rows keep their ids, which stand in addresses, and their keys. Accounts come by name, without passwords and
rights, so load the file before accounts are made. Statuses are not in the file: the database works them out.
What stays behind: versions and history (both begin anew with the loading), reports, queues, reviews,
unfinished work, who has which form open, saved views, and the redirects of what was merged away. `dumpdata`
will not do: it takes along what only triggers may write.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.contrib.auth.models import User
from django.core import serializers
from django.core.management.base import CommandError, CommandParser
from django.db import connection, models, transaction

from claims.management.record_command import RecordCommand
from claims.models import (
    Affiliation,
    Alias,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    Correction,
    FactCheck,
    KeyClaim,
    Statement,
    Topic,
    TopicAlias,
)
from sources.models import Article, Capture, CaptureText, Outlet

MODELS: tuple[type[models.Model], ...] = (
    *(Outlet, Article, Capture, CaptureText, Topic, TopicAlias, Claimant, Alias, Affiliation),
    *(Claim, Statement, Citation, ClaimRelation, FactCheck, Correction, KeyClaim),
)
"""Each after those that it refers to."""
ACCOUNT_FIELDS = ("username", "first_name", "last_name", "email", "date_joined")
ROWS_AT_ONCE = 1000


class Command(RecordCommand):
    help = "Write the record into FILE.jsonl, which `loaddata` reads into an empty database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")

    def handle(self, *, file: Path, **options: Any) -> None:
        if file.suffix != ".jsonl":
            raise CommandError("Give a file that ends in .jsonl.")
        part = file.with_name(f"{file.name}.part")  # what stands in `file` stays until all is written
        try:
            with part.open("w", encoding="utf-8") as stream:
                write_record(stream)
            part.replace(file)
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from error
        finally:
            part.unlink(missing_ok=True)
        self.stdout.write(
            f"Written: {file}. Load it into an empty database with `manage.py loaddata {file}`."
        )


def write_record(stream: TextIO) -> None:
    is_whole = not connection.in_atomic_block
    with transaction.atomic():
        if is_whole:
            with connection.cursor() as cursor:  # everything as it is at one moment
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        write_rows(User.objects.order_by("pk").iterator(), ACCOUNT_FIELDS, stream, by_name=True)
        for model in MODELS:
            write_rows(read_rows(model), list_fields(model), stream)


def write_rows(
    rows: Iterator[Any], fields: tuple[str, ...], stream: TextIO, *, by_name: bool = False
) -> None:
    serializers.serialize(
        "jsonl",
        rows,
        stream=stream,
        fields=fields,
        use_natural_foreign_keys=True,
        use_natural_primary_keys=by_name,
    )


def read_rows(model: type[models.Model]) -> Iterator[models.Model]:
    """Read all rows, parties before the outlets that speak for them.

    Queries: 1, and 1 for every thousand claims.
    """
    links = [field for field in model._meta.get_fields() if field.concrete and field.is_relation]
    order: list[Any] = [models.F("speaks_for").asc(nulls_first=True)] if model is Claimant else []
    rows = model._base_manager.order_by(*order, "pk")
    rows = rows.select_related(*(field.name for field in links if not field.many_to_many))
    return rows.prefetch_related(*(field.name for field in links if field.many_to_many)).iterator(
        ROWS_AT_ONCE
    )


def list_fields(model: type[models.Model]) -> tuple[str, ...]:
    """Return the names of the fields that are written: all but what the database makes itself."""
    fields = [field for field in model._meta.get_fields() if field.concrete]
    return tuple(
        field.name for field in fields if not getattr(field, "generated", False) and field.name != "status"
    )
