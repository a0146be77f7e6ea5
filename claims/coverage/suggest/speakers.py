"""The speakers of rows: claimants on the record or new ones, their party and capacity."""

from collections.abc import Collection

from claims.coverage.rows import CoverageRow, parse_day
from quotations.finder import Quotation

from .claimants import ClaimantCandidate, match_names
from .namesakes import find_contradicted
from .new_claimants import PrintedOffices


def add_speakers(
    rows: list[CoverageRow], text: str, quotations: Collection[Quotation] = ()
) -> list[CoverageRow]:
    """Add to `rows` the claimants that their speakers may be.

    A claimant is chosen where only one is possible and the text says nothing else of them. Otherwise all are
    offered beside the name as printed; a new one is proposed where there is none. `quotations` are what the
    finder found. Their speakers without a name ("a ministry spokesman") are nobody of that surname, and of
    that office only where it is the one holder's ("the Russian foreign minister").
    """
    described = {quotation.description for quotation in quotations if not quotation.speaker}
    names = sorted({row["speaker"] for row in rows if row["speaker"]})
    matches = match_names(names)
    candidates = {
        row["id"]: [
            candidate
            for candidate in matches.list_candidates(row["speaker"], parse_day(row["said_on"]))
            if row["speaker"] not in described or _may_be_described(row["speaker"], candidate)
        ]
        for row in rows
        if row["speaker"]
    }
    offices = PrintedOffices(names, text, quotations)
    single = {
        row["speaker"]: several[0].claimant
        for row in rows
        if len(several := candidates.get(row["id"], [])) == 1
    }
    contradicted = find_contradicted(single, matches, offices)
    return [
        _add_speaker(row, candidates.get(row["id"], []), offices, is_in_doubt=row["speaker"] in contradicted)
        for row in rows
    ]


def _may_be_described(description: str, candidate: ClaimantCandidate) -> bool:
    is_definite = description.lower().startswith("the ")
    return candidate.how in ("name", "alias") or (is_definite and candidate.how == "role")


def _add_speaker(
    row: CoverageRow, candidates: list[ClaimantCandidate], offices: PrintedOffices, *, is_in_doubt: bool
) -> CoverageRow:
    values: dict = {"candidates": [candidate.to_json() for candidate in candidates]}
    reasons: dict = {}
    if is_in_doubt or len(candidates) > 1:
        values["new_name"] = row["speaker"][:120]
        why = "Somebody else of this name may be meant." if is_in_doubt else "Several have this name."
        reasons["new_name"] = [why, "guess"]
    elif candidates:
        [candidate] = candidates
        values |= {"claimant": candidate.claimant.pk, "capacity": candidate.capacity}
        values["party"] = candidate.party.pk if candidate.party else None
        reasons = _explain_candidate(candidate)
        if candidate.party is None:
            named = offices.describe_party(row["speaker"])
            reasons |= named.pop("reasons", {})
            values |= named
    elif row["speaker"]:
        values |= offices.describe_new_claimant(row["speaker"])
        reasons = values.pop("reasons")
    guessed = [name for name, value in values.items() if name != "candidates" and value]
    return {
        **row,
        **values,
        "guessed": list(dict.fromkeys([*row["guessed"], *guessed])),
        "reasons": {**row["reasons"], **{name: reasons[name] for name in guessed}},
    }


def _explain_candidate(candidate: ClaimantCandidate) -> dict[str, list[str]]:
    """Return the reasons for claimant, party and capacity."""
    kinds = {"alias": "an alias", "surname": "a surname", "role": "an office"}
    sure = "likely" if candidate.how in ("surname", "role") else "sure"
    return {
        "claimant": [f"“{candidate.matched}” is {kinds.get(candidate.how, 'a name')} on the record.", sure],
        "party": ["The only party on the record for that day.", "sure"],
        "capacity": ["The only office on the record for that day.", "sure"],
    }
