"""Stamps: whether anything changed that a page shows, known by one query before the page is made.

What is stamped, and by which triggers, is told in claims/migrations/0112_stamps.py; what the page of a
claim depends on, in 0121_stored_pages.py. A page is made of what is read *after* its stamps. So it may be
newer than these say, and never older: as soon as anything is committed that it lacks, they are others.
"""

from dataclasses import dataclass

from django.db import connection

FOLDED_AT_ONCE = 20_000


@dataclass(frozen=True)
class Stamps:
    """What the stamps of some things were at one moment.

    `names`: that of the names in other languages, which processes keep; `words`: all of them, as text.
    """

    names: str
    words: str


def read_stamps(claim_id: int | None = None) -> Stamps | None:
    """Read the stamps of the whole record, or of what the page of one claim shows.

    None where they tell nothing, because the table was emptied: the worker sets that right within a minute.
    Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT names, words FROM claims_ask_page(%s, NULL, NULL, NULL, false)", [claim_id])
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
