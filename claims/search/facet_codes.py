"""A facet of a claim ("topic 17", "disputed", "2017") as one whole number.

The kind stands above the 48th bit, the value below: an id, a year, or a place in a list. As
claims_facet() in claims/migrations/_0017_rows.py writes them.
"""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

KINDS = (
    "status",
    "topic",
    "party",
    "claimant",
    "outlet",
    "stance",
    "year",
    "verified",
    "single_outlet",
)
"""The kinds of facets, in the order in which readers see them.

The place of a kind is stored in every code: append only.

`verified`: every excerpt cited is verified; `single_outlet`: all citations are from one outlet, or
have one text or agency. The only value of both is True.
"""

WORDS = {
    "status": ("disputed", "agreed", "asserted"),
    "stance": ("affirms", "denies", "questions", "withdraws"),
}
"""The values that are words. Their place, from 1, is their number."""

YES_ONLY = ("verified", "single_outlet")
BITS = 48


def encode_facet(kind: str, value: object) -> int | None:
    """Return the code of a facet, or None if none can have this kind and value.

    Ids and years may be numbers or texts of digits. Raises ValueError for an unknown kind.
    """
    above = (KINDS.index(kind) + 1) << BITS
    if kind in YES_ONLY:
        return above | 1 if value is True else None
    if kind in WORDS:
        return above | WORDS[kind].index(value) + 1 if value in WORDS[kind] else None
    text = str(value)
    if not (text.isascii() and text.isdecimal()) or len(text) > 15:
        return None
    number = int(text)
    return above | number if number < 1 << BITS else None


def decode_facet(code: int) -> tuple[str, object]:
    """Return the kind and the value that a code stands for."""
    kind, number = KINDS[(code >> BITS) - 1], code & ((1 << BITS) - 1)
    if kind in YES_ONLY:
        return kind, True
    return kind, WORDS[kind][number - 1] if kind in WORDS else number


def load_ranked(ranked: Iterable[Any], rows: QuerySet[Any]) -> list[Any]:
    """Load the rows that ranked codes stand for (see FacetCount), in the order of these. Queries: 1."""
    ids = [row.code & ((1 << BITS) - 1) for row in ranked]
    found = rows.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
