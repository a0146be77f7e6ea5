"""The order in which copies of the record follow it: no change is skipped, whoever writes at the same time.

An order by time, by id or by transaction skips what began early and was committed late, and numbers of
transactions begin anew where a dump is restored. So entries get their position once they are committed,
under a lock, a batch at a time: whoever sees a position sees all before it.
"""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db import connection, transaction

from claims.models import MirrorEntry
from core.keyset_pagination import MAX_BIGINT, InvalidCursor

PLACED_AT_ONCE = 1000
LOCK = 7_238_551_064
"""The advisory lock of who gives positions: any number that nothing else takes."""

CURSOR = re.compile(r"([1-9][0-9]{0,18})-([0-9a-f]{32})", re.ASCII)

# Not with a sequence: what is restored or loaded cannot have it wrong.
PLACE = """
UPDATE claims_mirrorentry e SET position = waiting.position, mark = gen_random_uuid()
FROM (SELECT id, row_number() OVER (ORDER BY id)
             + (SELECT COALESCE(max(position), 0) FROM claims_mirrorentry) AS position
      FROM (SELECT id FROM claims_mirrorentry WHERE position IS NULL ORDER BY id LIMIT %s) w) waiting
WHERE e.id = waiting.id
"""


@dataclass(frozen=True)
class MirrorPage:
    """Entries in the order of their positions, and the cursor after the last of them."""

    entries: list[MirrorEntry]
    cursor: str


def place_entries(limit: int = PLACED_AT_ONCE) -> int:
    """Give positions to committed entries that have none, at most to `limit`; return to how many.

    Where somebody else is doing it, none are given. Queries: 1 where none wait, else 3.
    """
    if not MirrorEntry.objects.filter(position=None).exists():
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if cursor.fetchone() != (True,):
            return 0
        # A statement of its own: what it sees was committed before it began, and so after the lock was taken.
        cursor.execute(PLACE, [limit])
        return cursor.rowcount


def read_entries(cursor: str, size: int) -> MirrorPage:
    """Read at most `size` entries after this cursor; "" stands before the first. Queries: 1.

    Raises InvalidCursor for a cursor that is broken or from another record; also if this one was restored
    from a backup that is older than the cursor.
    """
    position, mark = read_cursor(cursor)
    placed = MirrorEntry.objects.filter(position__gte=position).order_by("position")
    entries = list(placed[: size + 1])
    if position:
        if not entries or (entries[0].position, entries[0].mark) != (position, mark):
            raise InvalidCursor("There is no such place in this record.")
        del entries[0]
    entries = entries[:size]
    return MirrorPage(entries, write_cursor(entries[-1]) if entries else cursor)


def find_last_cursor() -> str:
    """Find the cursor after all entries that have a position. Queries: 1.

    Whoever reads the record in the same snapshot (REPEATABLE READ) has seen all before it.
    """
    last = MirrorEntry.objects.exclude(position=None).order_by("position").last()
    return write_cursor(last) if last else ""


def write_cursor(entry: MirrorEntry) -> str:
    return f"{entry.position}-{entry.mark.hex if entry.mark else ''}"


def read_cursor(cursor: str) -> tuple[int, UUID | None]:
    """Return the position and the mark of a cursor; 0 and None for "". Raises InvalidCursor."""
    if not cursor:
        return 0, None
    match = CURSOR.fullmatch(cursor)
    if match is None or int(match[1]) > MAX_BIGINT:
        raise InvalidCursor("No cursor looks like this.")
    return int(match[1]), UUID(match[2])
