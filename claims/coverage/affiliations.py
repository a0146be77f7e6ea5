"""Which parties claimants represent on a day, and in which capacity."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.models import Affiliation, Claimant, ClaimantKind

OWN_CAPACITY: dict[str, str] = {
    ClaimantKind.GOVERNMENT: "as a government",
    ClaimantKind.ORGANISATION: "as an organisation",
    ClaimantKind.OUTLET: "in its own voice",
    ClaimantKind.PERSON: "as a private person",
}
"""In which capacity a party speaks for itself, by the kind of claimant."""


@dataclass(frozen=True)
class Representation:
    """The affiliations of one claimant on one day; a party represents itself."""

    claimant: Claimant
    affiliations: list[Affiliation] = field(default_factory=list)

    @property
    def parties(self) -> list[Claimant]:
        if self.claimant.is_party:
            return [self.claimant]
        return list({affiliation.party_id: affiliation.party for affiliation in self.affiliations}.values())

    @property
    def party(self) -> Claimant | None:
        """The only party; None if there are several, or none."""
        parties = self.parties
        return parties[0] if len(parties) == 1 else None

    @property
    def capacity(self) -> str:
        """The role held for the only party; empty when in doubt."""
        roles = self.list_roles(self.party)
        return roles[0] if len(roles) == 1 else ""

    def list_roles(self, party: Claimant | None) -> list[str]:
        if party is None:
            return []
        if party.pk == self.claimant.pk:
            return [OWN_CAPACITY.get(self.claimant.kind, "in its own name")]
        return sorted({each.role for each in self.affiliations if each.party_id == party.pk})


@dataclass(frozen=True)
class AffiliationHistory:
    """All affiliations of one claimant."""

    claimant: Claimant
    affiliations: list[Affiliation]

    def on(self, day: datetime.date | None) -> Representation:
        """Return the affiliations of `day`, or all for None.

        Unknown dates are open ends.
        """
        held = [
            row
            for row in self.affiliations
            if day is None
            or ((row.since is None or row.since <= day) and (row.until is None or row.until >= day))
        ]
        return Representation(self.claimant, held)


def load_affiliations(claimants: Iterable[Claimant]) -> dict[int, AffiliationHistory]:
    """Load all affiliations of each claimant, by the claimant's id.

    Queries: at most 1.
    """
    claimants = list(claimants)
    by_claimant: dict[int, list[Affiliation]] = defaultdict(list)
    people = [claimant for claimant in claimants if not claimant.is_party]
    rows = Affiliation.objects.filter(claimant__in=people).select_related("party")
    for row in rows.order_by("party__name", "role", "pk") if people else []:
        by_claimant[row.claimant_id].append(row)
    return {claimant.pk: AffiliationHistory(claimant, by_claimant[claimant.pk]) for claimant in claimants}
