"""What was decided against when an article was worked on before."""

from django.utils import timezone

from claims.labels import format_day
from claims.models import Coverage, Precision
from core.names import normalise_name
from sources.models import Article

from .rows import CoverageRow, is_unlikely, normalise_rows

MAX_WORKS = 20
"""How many of the latest works on an article are looked at."""


def mark_left_out(rows: list[CoverageRow], article: Article) -> list[CoverageRow]:
    """Mark the rows that were dropped when `article` was worked on last: they need no decision again.

    Where nothing at all was recorded, that was the decision on every row. Queries: 1.
    """
    decisions = _list_decisions(article)
    return [
        {**row, "unlikely": why, "left_out_before": True} if (why := decisions.get(_get_key(row))) else row
        for row in rows
    ]


def count_left_out(rows: list[CoverageRow]) -> int:
    """Count the rows that mark_left_out has marked, and that nobody has brought back."""
    return sum(1 for row in rows if row.get("left_out_before") and is_unlikely(row))


def _list_decisions(article: Article) -> dict[str, str]:
    """List why words need no decision, by what _get_key returns; empty for those that need one."""
    works = Coverage.objects.filter(article=article, finished_at__isnull=False)
    decisions: dict[str, str] = {}
    for work in reversed(list(works.order_by("-finished_at", "-pk")[:MAX_WORKS])):
        day = format_day(timezone.localdate(work.finished_at), Precision.DAY)
        is_nothing = bool(work.summary.get("nothing_recorded"))
        closed = f"On {day} it was decided to record nothing of this article." if is_nothing else ""
        for row in normalise_rows(work.rows):
            decisions[_get_key(row)] = f"Dropped on {day}." if row["dropped"] else closed
    return decisions


def _get_key(row: CoverageRow) -> str:
    """Return the words of a row, for comparison."""
    return normalise_name(row["excerpt"]).casefold()
