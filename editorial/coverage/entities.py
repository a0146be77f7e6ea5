"""The names behind the ids in rows: what an editor reads instead of a number."""

import datetime

from claims.coverage.affiliations import Representation, load_affiliations
from claims.coverage.references import load_references
from claims.duplicates.similarity import status_label
from claims.models import Claim, Claimant
from claims.status import read_standings, summarise_positions


def build_claimant_options(rows: list[Claimant], on: datetime.date | None = None) -> list[dict]:
    """Claimants to choose from, as they stood on a day, in one query."""
    careers = load_affiliations(rows)
    return [build_claimant_option(one, careers[one.pk](on)) for one in rows]


def build_claimant_option(claimant: Claimant, speaking: Representation) -> dict:
    """A claimant to choose: role, and for whom they speak where that leaves no doubt."""
    party = speaking.party
    spoken_for = f"for {party}" if party and party.pk != claimant.pk else ""
    role = speaking.capacity if spoken_for and speaking.capacity else claimant.role
    kind = "" if role or spoken_for else claimant.get_kind_display()
    return {
        "id": claimant.pk,
        "label": claimant.name,
        "detail": ", ".join(part for part in (role, kind, spoken_for) if part),
        "party": party.pk if spoken_for else None,
        "party_name": party.name if spoken_for else "",
        "capacity": speaking.capacity if spoken_for else "",
    }


def load_names(rows: list[dict]) -> dict[str, dict[int, dict]]:
    """For each kind the names behind the ids in `rows`, in a fixed number of queries."""
    chosen = load_references([{**row, "dropped": False} for row in rows])
    positions = read_standings(chosen.claims, drafts=True) if chosen.claims else {}
    names = {
        "claimant": {
            pk: build_claimant_option(one, chosen.careers[pk](None)) for pk, one in chosen.claimants.items()
        },
        "claim": {pk: build_claim_option(one, positions.get(pk, ())) for pk, one in chosen.claims.items()},
        "topic": {pk: {"id": pk, "label": one.name} for pk, one in chosen.topics.items()},
        "outlet": {pk: {"id": pk, "label": one.name} for pk, one in chosen.outlets.items()},
    }
    for (what, old), new in chosen.merged.items():
        if new in names[what]:
            names[what][old] = names[what][new]
    return names


def build_claim_option(claim: Claim, positions) -> dict:
    return {
        "id": claim.pk,
        "label": claim.text,
        "status": status_label(claim),
        "detail": summarise_positions(positions),
    }


def get_label(names: dict, what: str, pk: int | None) -> str:
    """The name behind an id; empty for none, and for one that is not on the record any more."""
    return names[what].get(pk, {}).get("label", "") if pk is not None else ""
