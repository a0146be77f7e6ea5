"""Speakers whose printed office contradicts the record: perhaps somebody else of the same name."""

from collections.abc import Iterable

from claims.models import Claimant, ClaimantKind
from quotations.lexicon.offices import OFFICES, SYNONYMS
from quotations.lexicon.word_lists import word_set

from .claimants import ClaimantMatches
from .descriptions import holds_no_more
from .new_claimants import PrintedOffices

_ANYBODY = word_set(
    """
    accomplice ally aunt author billionaire boy brother bystander campaigner candidate colleague
    counterpart cousin critic dad daddy daughter defendant detainee expert eyewitness father friend girl
    gran grandad grandfather grandma grandmother granny hostage husband inmate insider lady man member
    migrant millionaire mom mother mum mummy nan neighbor neighbour nephew niece nominee official onlooker
    opponent owner parent partner passenger patient plaintiff predecessor prisoner private refugee
    resident rival sister son statesman successor supporter survivor suspect technocrat uncle veteran
    victim widow widower wife witness woman
    """
)
"""What a minister and a shopkeeper may both be called: it contradicts nothing."""
_SAME = [*SYNONYMS, word_set("spokesman spokeswoman spokesperson secretary aide adviser advisor envoy")]


def find_contradicted(
    speakers: dict[str, Claimant], matches: ClaimantMatches, printed: PrintedOffices
) -> set[str]:
    """Return those `speakers` whom the text describes in no way that fits the claimant.

    "Tove Lind, a shopkeeper in Vale" is perhaps not the defence minister Tove Lind, and neither is "Norland's
    minister Tove Lind" if it is another country's. One description that fits is enough. A former office
    contradicts nothing, and neither does anything a claimant without an office.
    """
    return {
        name
        for name, claimant in speakers.items()
        if claimant.kind == ClaimantKind.PERSON
        and (
            _contradicts_offices(printed.descriptions[name], _list_roles(claimant, matches))
            or _contradicts_parties(printed.find_party(name), claimant, matches)
        )
    }


def _contradicts_offices(descriptions: Iterable[str], roles: Iterable[str]) -> bool:
    printed, recorded = _list_offices(descriptions), _list_offices(roles)
    return bool(printed and recorded) and not any(
        _is_same(office, other) for office in printed for other in recorded
    )


def _contradicts_parties(
    found: tuple[Claimant, str, str] | None, claimant: Claimant, matches: ClaimantMatches
) -> bool:
    """Tell whether the text names another party than every affiliation of the claimant."""
    affiliations = matches.affiliations[claimant.pk].affiliations
    if found is None or claimant.is_party or not affiliations:
        return False
    return all(affiliation.party_id != found[0].pk for affiliation in affiliations)


def _list_roles(claimant: Claimant, matches: ClaimantMatches) -> list[str]:
    return [claimant.role, *(row.role for row in matches.affiliations[claimant.pk].affiliations)]


def _list_offices(descriptions: Iterable[str]) -> set[str]:
    """Return the offices in the `descriptions` that tell one bearer of a name from another."""
    offices: set[str] = set()
    for description in descriptions:
        if not holds_no_more(description):
            words = {word.strip(".,'’").lower() for word in description.split()}
            offices |= words & (OFFICES - _ANYBODY)
    return offices


def _is_same(office: str, other: str) -> bool:
    return office == other or any(office in words and other in words for words in _SAME)
