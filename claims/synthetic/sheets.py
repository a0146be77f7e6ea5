"""Basics for all makers of synthetic rows: chance, words, ids, and sheets of rows."""

import datetime
import random
from itertools import count

from .words import WordStream

PREFIX = "synthetic-"
"""Every key of a synthetic row begins like this, and no other key does."""

MARK = "(synthetic)"
"""The mark in every name of a synthetic row: readers cannot take one for real."""


class Sheets:
    """Rows under the labels of their models, waiting to be stored. Ids run on from 1."""

    def __init__(self, rng: random.Random, words: WordStream, user: int):
        self.rng = rng
        self.words = words
        self.user = user
        self._ids: dict[str, count] = {}
        self._rows: dict[str, list[tuple]] = {}

    def add(self, label: str, *values) -> int:
        """Write a keyed row and return its id.

        The values are in the order of COLUMNS, without the id and the key, which are added here.
        """
        row_id = self._next_id(label)
        key = f"{PREFIX}{label.rpartition('.')[2].lower()}-{row_id}"
        self._rows.setdefault(label, []).append((row_id, key, *values))
        return row_id

    def link(self, label: str, *values) -> None:
        """Write a row that has an id but no key."""
        self._rows.setdefault(label, []).append((self._next_id(label), *values))

    def hand_over(self) -> dict[str, list[tuple]]:
        """Return all the waiting rows.

        The sheets are empty afterwards; ids run on.
        """
        rows, self._rows = self._rows, {}
        return rows

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def _next_id(self, label: str) -> int:
        return next(self._ids.setdefault(label, count(1)))


def format_day(ordinal: int) -> str:
    """Format the day with this ordinal as PostgreSQL reads it: 2017-04-12."""
    return datetime.date.fromordinal(ordinal).isoformat()


def format_morning(ordinal: int) -> str:
    """Format ten o'clock on that day, in UTC."""
    return f"{format_day(ordinal)}T10:00:00Z"
