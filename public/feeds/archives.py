"""The archives of the feed of all changes: fifty of its ids each, which never change (RFC 5005)."""

import datetime
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from claims.models import Change

from .entries import query_changes

IDS_PER_ARCHIVE = 50

SLOWEST_WRITER = datetime.timedelta(hours=1)
"""A change that was made in a longer transaction could come into an archive after it was closed."""


def find_newest_archive() -> int | None:
    """Find an archive that is closed, the newest one or one not far before it; None if there is none.

    Candidates lie 1, 2, 4, 8, ... archives back: however much was written within the last hour, some of them
    are closed, and each of these leads to all that lie before it. Queries: 1 or 2.
    """
    newest = Change.objects.order_by("-pk").values_list("pk", flat=True).first()
    last = (newest or 0) // IDS_PER_ARCHIVE
    numbers = [last - 2**step for step in range(last.bit_length()) if 2**step <= last]
    if not numbers:
        return None
    ends = [_find_end(number) for number in numbers]
    closed = ends[0].union(*ends[1:]) if len(ends) > 1 else ends[0]
    return max((row["number"] for row in closed if _is_old(row)), default=None)


def is_closed(number: int) -> bool:
    """Tell whether nothing can come into an archive any more. Queries: 1."""
    return any(_is_old(row) for row in _find_end(number))


def _find_end(number: int) -> QuerySet[Any, Any]:
    """Query the number of an archive and when the first change after it came here."""
    rows, _order = query_changes()
    after = rows.filter(pk__gte=(number + 1) * IDS_PER_ARCHIVE).order_by("pk")
    after = after.annotate(number=Value(number), at=Coalesce("came_at", "made_at"))
    return after.values("number", "at")[:1]


def _is_old(row: dict[str, Any]) -> bool:
    return row["at"] < timezone.now() - SLOWEST_WRITER


def query_archive(number: int) -> QuerySet[Any]:
    """Query the changes of an archive, newest first."""
    rows, _order = query_changes()
    first = number * IDS_PER_ARCHIVE
    return rows.filter(pk__gte=first, pk__lt=first + IDS_PER_ARCHIVE).order_by("-pk")


def find_previous_archive(number: int) -> int | None:
    """Find the archive before this one that holds anything. Queries: 1."""
    before = (
        Change.objects.filter(pk__lt=number * IDS_PER_ARCHIVE).order_by("-pk").values_list("pk", flat=True)
    )
    pk = before.first()
    return None if pk is None else pk // IDS_PER_ARCHIVE
