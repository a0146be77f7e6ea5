"""Seals: what was committed since the last one is linked to it, some seconds later."""

import datetime
import time
from dataclasses import dataclass

from django.db import connection

from sources.models import HistoryBacklog, HistoryLeaves, HistorySeal

STATEMENTS_AT_ONCE = 250
"""How many statements, of at most 1,000 rows each, one seal may hold: it is a line of the nightly file."""
ROWS_AT_ONCE = 1_000
WAITING_COUNTED = 1_000
"""So many statements that wait for a seal are counted."""


@dataclass(frozen=True)
class ChainState:
    """Where the chain stands: its last seal, if any, and what waits for the next.

    `waiting` and `waiting_since`: how many statements, counted to WAITING_COUNTED, and since when.
    `is_complete`: whether rows from before the chain are all in it.
    """

    last: HistorySeal | None
    waiting: int
    waiting_since: datetime.datetime | None
    is_complete: bool


def seal_history() -> int:
    """Seal everything that is committed; return how many statements. One transaction for each seal."""
    sealed = 0
    while True:
        statements = _call("sources_seal_history", STATEMENTS_AT_ONCE)
        sealed += statements
        if statements < STATEMENTS_AT_ONCE:
            return sealed


def take_in_history(seconds: float | None = None) -> int:
    """Hash rows that are older than the chain, a thousand in a transaction, for at most so many seconds.

    Returns how many rows.
    """
    began, taken = time.monotonic(), 0
    while seconds is None or time.monotonic() - began < seconds:
        rows = _call("sources_take_in_history", ROWS_AT_ONCE)
        if not rows:
            break
        taken += rows
    return taken


def load_chain_state() -> ChainState:
    """Load where the chain stands. Queries: 3."""
    waiting = list(
        HistoryLeaves.objects.filter(seal=None).order_by("id").values_list("written_at")[:WAITING_COUNTED]
    )
    return ChainState(
        last=HistorySeal.objects.order_by("-number").first(),
        waiting=len(waiting),
        waiting_since=min(written_at for (written_at,) in waiting) if waiting else None,
        is_complete=not any(task.next_id <= task.last_id for task in HistoryBacklog.objects.all()),
    )


def _call(function: str, most: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [most])
        [(rows,)] = cursor.fetchall()
        return int(rows)
