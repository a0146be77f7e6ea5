"""The names behind the ids in rows, which editors read instead of numbers."""

import datetime

from claims.coverage.affiliations import Representation, load_affiliations
from claims.coverage.references import load_references
from claims.coverage.rows import CoverageRow
from claims.duplicates.similarity import status_label
from claims.models import Claim, Claimant
from claims.status import read_standings, summarise_positions

EntityNames = dict[str, dict[int, dict]]
"""Options by kind ("claimant", "claim", "topic", "outlet") and id."""


def build_claimant_options(claimants: list[Claimant], day: datetime.date | None = None) -> list[dict]:
    """Build options for claimants, with the party and role that they had on `day`.

    Queries: at most 1.
    """
    affiliations = load_affiliations(claimants)
    return [build_claimant_option(claimant, affiliations[claimant.pk].on(day)) for claimant in claimants]


def build_claimant_option(claimant: Claimant, representation: Representation) -> dict:
    """Build an option: the role, and the party and capacity where there is no doubt."""
    party = representation.party
    if party is None or party.pk == claimant.pk:
        detail = claimant.role or claimant.get_kind_display()
        party_fields: dict = {"party": None, "party_name": "", "capacity": ""}
    else:
        role = representation.capacity or claimant.role
        detail = f"{role}, for {party}" if role else f"for {party}"
        party_fields = {"party": party.pk, "party_name": party.name, "capacity": representation.capacity}
    known = {"id": claimant.pk, "label": claimant.name, "detail": detail, "is_party": claimant.is_party}
    return {**known, **party_fields}


def load_names(rows: list[CoverageRow]) -> EntityNames:
    """Load the names behind the ids in `rows`, those of dropped rows as well.

    Queries: the same number for any number of rows.
    """
    references = load_references([{**row, "dropped": False} for row in rows])
    positions = read_standings(references.claims, drafts=True) if references.claims else {}
    names: EntityNames = {
        "claimant": {
            pk: build_claimant_option(claimant, references.affiliations[pk].on(None))
            for pk, claimant in references.claimants.items()
        },
        "claim": {
            pk: build_claim_option(claim, positions.get(pk, ())) for pk, claim in references.claims.items()
        },
        "topic": {pk: {"id": pk, "label": topic.name} for pk, topic in references.topics.items()},
        "outlet": {pk: {"id": pk, "label": outlet.name} for pk, outlet in references.outlets.items()},
    }
    for (kind, old), new in references.merged.items():
        if new in names[kind]:
            names[kind][old] = names[kind][new]
    return names


def build_claim_option(claim: Claim, positions) -> dict:
    return {
        "id": claim.pk,
        "label": claim.text,
        "status": status_label(claim),
        "detail": summarise_positions(positions),
    }


def get_label(names: EntityNames, kind: str, pk: int | None) -> str:
    """Return the name behind an id; empty if it is not on the record."""
    return names[kind].get(pk, {}).get("label", "") if pk is not None else ""
