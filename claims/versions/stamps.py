"""Stamps: whether anything changed that a page shows, known by one query before the page is made.

What is stamped, and by which triggers, is told in claims/migrations/0112_stamps.py; what the page of a
claim depends on, in 0122_pages_by_thing.py. A page is made of what is read *after* its stamps. So it may be
newer than these say, and never older: as soon as anything is committed that it lacks, they are others.
"""

from dataclasses import dataclass
from typing import NamedTuple

from django.db import connection

FOLDED_AT_ONCE = 20_000


class Thing(NamedTuple):
    """What a page depends on, besides names: one row of a kind of StampedThing."""

    kind: str
    pk: int


RECORD = Thing("record", 0)
"""Anything at all."""


@dataclass(frozen=True)
class Stamps:
    """What the stamps of some things were at one moment.

    `names`: that of the names in other languages, which processes keep; `words`: all of them, as text.
    """

    names: str
    words: str


def read_stamps(thing: Thing = RECORD) -> Stamps | None:
    """Read the stamps of the whole record, or of what the pages of one thing show.

    None where they tell nothing, because the table was emptied and cannot be written to. Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT names, words FROM claims_ask_page(%s, %s, NULL, NULL, NULL, false, false)", thing
        )
        names, words = cursor.fetchone()
    return None if words is None else Stamps(names, words)


def fold_stamps() -> int:
    """Add up what has gathered of each thing, and begin anew if the table was emptied.

    Nobody waits for it, and no sum changes by it. Returns how many rows were added up.
    """
    folded, more = 0, FOLDED_AT_ONCE
    while more == FOLDED_AT_ONCE:
        with connection.cursor() as cursor:
            cursor.execute("SELECT claims_fold_stamps(%s)", [FOLDED_AT_ONCE])
            [more] = cursor.fetchone()
        folded += more
    return folded


def raise_record() -> None:
    """Raise the stamp of the record where no trigger can; to be called in the transaction that changes it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_raise_once('record')")
