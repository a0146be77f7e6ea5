"""The table of outlets against claims: who states what, attributes it, disputes it or is silent."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sources.models import Outlet

from .coverage import Treatment, treatments
from .models import Claim

OUTLETS_PER_TABLE = 6
"""As many columns as a page can hold side by side; further outlets are in further tables."""


@dataclass(frozen=True)
class Cell:
    """What `outlet` does with the claim of the row; None where nothing of it was found."""

    outlet: Outlet
    treatment: Treatment | None


@dataclass(frozen=True)
class Row:
    claim: Claim
    cells: list[Cell]


def matrix(claims: Sequence[Claim], outlets: Sequence[Outlet]) -> list[tuple[str, list[Row]]]:
    """The rows, in the claims' order, in groups of one status each. One query."""
    found = treatments(claims, [outlet.pk for outlet in outlets])
    rows = [Row(claim, [Cell(o, found[claim.pk].get(o.pk)) for o in outlets]) for claim in claims]
    by_status = groupby(rows, key=lambda row: row.claim.status)
    return [(status, list(group)) for status, group in by_status]
