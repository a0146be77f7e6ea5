"""The order in which changes of the record became visible, so that whoever reads it skips none.

A change gets its place after its transaction has committed, and one transaction at a time gives places: so
places become visible in their order. It costs editors nothing, and survives a dump that is restored
elsewhere.
"""

from datetime import datetime, timedelta

from django.db import connection, transaction

from .models import PlacedChange

LOCK = 0x5B5C_0001
"""The advisory lock of whoever gives places."""

SLOWEST_WRITER = "6 hours"
"""A change that becomes visible so long after later ones is not looked for any more."""

KEPT = timedelta(days=60)
"""How long places are remembered: longer than it may take to tell everybody what has a place."""

FIRST_PLACED = 1000
"""As many of the newest changes are placed when nothing was placed before."""

PLACE = """
WITH seen AS (
    SELECT coalesce(
        (SELECT max(change_id) FROM subscriptions_placedchange WHERE placed_at < now() - %s::interval),
        (SELECT min(change_id) - 1 FROM subscriptions_placedchange),
        (SELECT min(id) - 1 FROM (SELECT id FROM claims_change ORDER BY id DESC LIMIT %s) newest),
        0
    ) AS up_to
)
INSERT INTO subscriptions_placedchange (change_id)
SELECT c.id FROM claims_change c
WHERE c.id > (SELECT up_to FROM seen)
    AND NOT EXISTS (SELECT FROM subscriptions_placedchange p WHERE p.change_id = c.id)
ORDER BY c.id
"""


def place_changes() -> int:
    """Give every committed change a place, and return the newest place. Queries: 3.

    Whoever else gives places at this moment is waited for: the statement that looks for changes must begin
    after theirs are visible, or places could be given twice.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(PLACE, [SLOWEST_WRITER, FIRST_PLACED])
    newest = PlacedChange.objects.order_by("-place").first()
    return newest.place if newest else 0


def forget_places(*, now: datetime) -> None:
    """Delete places that were given long ago. The last of them stays: places are given from there on."""
    old = PlacedChange.objects.filter(placed_at__lt=now - KEPT)
    last = old.order_by("-change_id").first()
    if last is not None:
        old.exclude(pk=last.pk).delete()
