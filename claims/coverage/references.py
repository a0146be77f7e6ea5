"""The rows of the record behind the ids in a form, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.merges import merge_targets
from claims.models import Claim, Claimant, Topic
from sources.models import Outlet

from .affiliations import AffiliationHistory, load_affiliations
from .rows import CoverageRow, normalise_rows

CLAIMANT_FIELDS = ("claimant", "party", "relayed_by", "relayed_for")


@dataclass(frozen=True)
class RowReferences:
    """What the ids of several rows stand for; what was merged away is followed to what it became.

    `merged`: (noun, old id) to the new id.
    """

    claimants: dict[int, Claimant]
    claims: dict[int, Claim]
    outlets: dict[int, Outlet]
    topics: dict[int, Topic]
    merged: dict[tuple[str, int], int]
    careers: dict[int, AffiliationHistory]

    def claimant(self, pk: int | None) -> Claimant | None:
        return self.claimants.get(self.merged.get(("claimant", pk), pk))

    def claim(self, pk: int | None) -> Claim | None:
        return self.claims.get(self.merged.get(("claim", pk), pk))

    def outlet(self, pk: int | None) -> Outlet | None:
        return self.outlets.get(self.merged.get(("outlet", pk), pk))


def load_references(rows: Iterable[CoverageRow]) -> RowReferences:
    """The objects behind the ids of `rows`. Ids of nothing are left out."""
    rows = [row for row in normalise_rows(list(rows)) if not row["dropped"]]
    merged: dict[tuple[str, int], int] = {}

    def fetch(noun: str, queryset, keys: tuple[str, ...]) -> dict:
        ids = {row[key] for row in rows for key in keys if row[key] is not None}
        became = merge_targets(noun, ids)
        merged.update({(noun, old): new for old, new in became.items()})
        return queryset.in_bulk({became.get(one, one) for one in ids})

    claimants = fetch("claimant", Claimant.objects, CLAIMANT_FIELDS)
    return RowReferences(
        claimants=claimants,
        claims=fetch("claim", Claim.objects.defer("search"), ("claim",)),
        outlets=fetch("outlet", Outlet.objects, ("via",)),
        topics=Topic.objects.in_bulk({pk for row in rows for pk in row["topics"]}),
        merged=merged,
        careers=load_affiliations(claimants.values()),
    )
