"""For whom claimants speak on a day, and as what: for many at once."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from claims.models import Affiliation, Claimant, ClaimantKind

OWN_CAPACITY = {
    ClaimantKind.GOVERNMENT: "as a government",
    ClaimantKind.ORGANISATION: "as an organisation",
    ClaimantKind.OUTLET: "in its own voice",
    ClaimantKind.PERSON: "as a private person",
}


@dataclass(frozen=True)
class Representation:
    """The affiliations of one claimant on one day, or that it speaks for itself."""

    claimant: Claimant
    affiliations: list[Affiliation] = field(default_factory=list)

    @property
    def parties(self) -> list[Claimant]:
        if self.claimant.is_party:
            return [self.claimant]
        return list({one.party_id: one.party for one in self.affiliations}.values())

    @property
    def party(self) -> Claimant | None:
        """The one party that there is to speak for; None if there are several, or none."""
        parties = self.parties
        return parties[0] if len(parties) == 1 else None

    @property
    def capacity(self) -> str:
        """In which role for that one party; empty when in doubt."""
        roles = self.roles(self.party)
        return roles[0] if len(roles) == 1 else ""

    def roles(self, party: Claimant | None) -> list[str]:
        if party is None:
            return []
        if party.pk == self.claimant.pk:
            return [OWN_CAPACITY.get(self.claimant.kind, "in its own name")]
        return sorted({one.role for one in self.affiliations if one.party_id == party.pk})


@dataclass(frozen=True)
class AffiliationHistory:
    """All affiliations of one claimant. Called with a day: those of that day, where unknown dates
    count as open ends; called with None: all of them."""

    claimant: Claimant
    affiliations: list[Affiliation]

    def __call__(self, on: datetime.date | None) -> Representation:
        held = [
            one
            for one in self.affiliations
            if on is None
            or ((one.since is None or one.since <= on) and (one.until is None or one.until >= on))
        ]
        return Representation(self.claimant, held)


def load_affiliations(claimants: Iterable[Claimant]) -> dict[int, AffiliationHistory]:
    """All affiliations of each claimant, by its id, in one query."""
    claimants = list(claimants)
    of: dict[int, list[Affiliation]] = defaultdict(list)
    people = [one for one in claimants if not one.is_party]
    rows = Affiliation.objects.filter(claimant__in=people).select_related("party")
    for one in rows.order_by("party__name", "role", "pk") if people else []:
        of[one.claimant_id].append(one)
    return {one.pk: AffiliationHistory(one, of[one.pk]) for one in claimants}
