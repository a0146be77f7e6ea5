"""The objects that the ids in rows refer to, in a fixed number of queries."""

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
    """The objects that the ids of several rows refer to.

    A merged id leads to the object it was merged into.

    `merged`: (noun, old id) to the new id.
    """

    claimants: dict[int, Claimant]
    claims: dict[int, Claim]
    outlets: dict[int, Outlet]
    topics: dict[int, Topic]
    merged: dict[tuple[str, int], int]
    affiliations: dict[int, AffiliationHistory]

    def get_claimant(self, pk: int | None) -> Claimant | None:
        return self.claimants.get(self._follow_merge("claimant", pk))

    def get_claim(self, pk: int | None) -> Claim | None:
        return self.claims.get(self._follow_merge("claim", pk))

    def get_outlet(self, pk: int | None) -> Outlet | None:
        return self.outlets.get(self._follow_merge("outlet", pk))

    def _follow_merge(self, noun: str, pk: int | None) -> int:
        return 0 if pk is None else self.merged.get((noun, pk), pk)  # no object has the id 0


def load_references(rows: Iterable[CoverageRow]) -> RowReferences:
    """Load the objects behind the ids of `rows`. Ids of nothing are left out."""
    rows = [row for row in normalise_rows(list(rows)) if not row["dropped"]]
    merged: dict[tuple[str, int], int] = {}

    def fetch(noun: str, queryset, fields: tuple[str, ...]) -> dict:
        ids = {row[name] for row in rows for name in fields if row[name] is not None}
        targets = merge_targets(noun, ids)
        merged.update({(noun, old): new for old, new in targets.items()})
        return queryset.in_bulk({targets.get(pk, pk) for pk in ids})

    claimants = fetch("claimant", Claimant.objects, CLAIMANT_FIELDS)
    return RowReferences(
        claimants=claimants,
        claims=fetch("claim", Claim.objects.defer("search"), ("claim",)),
        outlets=fetch("outlet", Outlet.objects, ("via",)),
        topics=Topic.objects.in_bulk({pk for row in rows for pk in row["topics"]}),
        merged=merged,
        affiliations=load_affiliations(claimants.values()),
    )
