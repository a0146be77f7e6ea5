"""What two parties agree on, and what they contradict each other on, claim by claim."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims.models import Claim, Claimant
from claims.topic_reporting import TopicReporting
from claims.versions.document import RelatedProposition

from .agreement import Agreement
from .table_options import AGREE, CONFLICT, TableOptions

PAIRS_SHOWN = 3

CLAIMS_SHOWN = 6
"""How many claims are listed of the two parties that share most; of others half as many."""

HEADINGS = {
    AGREE: gettext_noop("What %(one)s and %(other)s agree on"),
    CONFLICT: gettext_noop("What %(one)s and %(other)s contradict each other on"),
}


@dataclass(frozen=True)
class PairClaims:
    """Claims that two parties share, each with who reports it, and whether they agree that it is wrong.

    `total`: how many there are; `query` shows all of them.
    """

    heading: str
    claims: list[tuple[RelatedProposition, str, bool]]
    total: int
    query: str


@dataclass(frozen=True)
class _PickedPair:
    """Two parties, and the `ids` of those of their claims that are listed."""

    one: Claimant
    other: Claimant
    ids: list[int]
    total: int


def build_pairs(
    reporting: TopicReporting, agreement: Agreement, options: TableOptions
) -> dict[str, list[PairClaims]]:
    """Build the lists of all pairs, by AGREE and CONFLICT; those with most claims come first.

    Queries: 1, none if no two parties share a claim.
    """
    picked = {relation: _pick_pairs(reporting, agreement, relation) for relation in HEADINGS}
    texts = _load_propositions({pk for pairs in picked.values() for pair in pairs for pk in pair.ids})
    lists: dict[str, list[PairClaims]] = {}
    for relation, pairs in picked.items():
        lists[relation] = []
        for pair in pairs:
            names = {"one": pair.one.in_sentence, "other": pair.other.in_sentence}
            wrong = agreement.find_pair(pair.one.pk, pair.other.pk).against if relation == AGREE else set()
            claims = [
                (texts[pk], _name_carriers(reporting, pk), pk in wrong) for pk in pair.ids if pk in texts
            ]
            query: dict[str, str | int | None] = {"status": None, "party": pair.one.pk, "with": pair.other.pk}
            address = options.query_string(**query, on=relation)
            lists[relation].append(PairClaims(_(HEADINGS[relation]) % names, claims, pair.total, address))
    return lists


def _pick_pairs(reporting: TopicReporting, agreement: Agreement, relation: str) -> list[_PickedPair]:
    """Pick the pairs, and of each the key claims, then those that most outlets report."""

    def rank(pk: int) -> tuple:
        return pk not in reporting.key_claims, -reporting.claims[pk].reports, -pk

    picked: list[_PickedPair] = []
    for one, other, ids in agreement.list_pairs(relation)[:PAIRS_SHOWN]:
        shown = CLAIMS_SHOWN // 2 if picked else CLAIMS_SHOWN
        picked.append(_PickedPair(one, other, sorted(ids, key=rank)[:shown], len(ids)))
    return picked


def _load_propositions(claim_ids: Iterable[int]) -> dict[int, RelatedProposition]:
    ids = list(claim_ids)
    claims = Claim.objects.published().filter(pk__in=ids).values_list("pk", "text") if ids else ()
    return {pk: RelatedProposition(pk, text) for pk, text in claims}


def _name_carriers(reporting: TopicReporting, claim_id: int) -> str:
    """Say "reported by Sputnik alone", "reported by 3 outlets"."""
    carriers = list(reporting.claims[claim_id].carriers)
    if len(carriers) == 1:
        return _("reported by %(outlet)s alone") % {"outlet": reporting.names[carriers[0]]}
    number = {"number": len(carriers)}
    if reporting.claims[claim_id].reports < len(carriers):
        return _("reported by %(number)s outlets, of which some print one and the same text") % number
    return ngettext("reported by %(number)s outlet", "reported by %(number)s outlets", len(carriers)) % number
