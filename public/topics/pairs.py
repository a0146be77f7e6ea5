"""What parties agree on, and what two of them contradict each other on, claim by claim."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from claims.labels import join_names
from claims.models import Claim, Claimant
from claims.topic_reporting import TopicReporting
from claims.versions.document import RelatedProposition

from .agreement import Agreement
from .table_options import AGREE, CONFLICT, TableOptions

PAIRS_SHOWN = 3

CLAIMS_SHOWN = 6
"""How many claims are listed of the parties that come first; of others half as many."""

HEADINGS = {
    AGREE: gettext_noop("What %(names)s agree on"),
    CONFLICT: gettext_noop("What %(names)s contradict each other on"),
}


@dataclass(frozen=True)
class PairClaims:
    """Claims that parties share, each with who reports it, and whether they agree that it is wrong.

    Who reports it is told after who else agrees, if anybody does. `total`: how many there are. `query` shows
    all of the first two parties, `found` in number: also what others share with them.
    """

    heading: str
    claims: list[tuple[RelatedProposition, str, bool]]
    total: int
    query: str
    found: int


@dataclass(frozen=True)
class _PickedPair:
    """Parties, and the `ids` of those of their claims that are listed."""

    parties: list[Claimant]
    ids: list[int]
    total: int


def build_pairs(
    reporting: TopicReporting, agreement: Agreement, options: TableOptions
) -> dict[str, list[PairClaims]]:
    """Build the lists of all pairs, by AGREE and CONFLICT, in the order of Agreement.

    Queries: 1, none if no two parties share a claim.
    """
    shared = {AGREE: agreement.list_agreements(), CONFLICT: agreement.list_conflicts()}
    picked = {relation: _pick_claims(reporting, listed) for relation, listed in shared.items()}
    texts = _load_propositions({pk for pairs in picked.values() for pair in pairs for pk in pair.ids})
    lists: dict[str, list[PairClaims]] = {}
    for relation, pairs in picked.items():
        lists[relation] = []
        for pair in pairs:
            one, other = pair.parties[:2]
            names = {"names": join_names(party.in_sentence for party in pair.parties)}
            claims = []
            for pk in (pk for pk in pair.ids if pk in texts):
                groups = agreement.find_groups(pair.parties, pk) if relation == AGREE else []
                others = agreement.list_others(pair.parties, groups)
                is_wrong = any(pk in agreement.groups[group].against for group in groups)
                claims.append((texts[pk], _describe_claim(reporting, pk, others), is_wrong))
            query: dict[str, str | int | None] = {"status": None, "party": one.pk, "with": other.pk}
            address = options.query_string(**query, on=relation)
            found = len(getattr(agreement.find_pair(one.pk, other.pk), relation))
            lists[relation].append(
                PairClaims(_(HEADINGS[relation]) % names, claims, pair.total, address, found)
            )
    return lists


def _pick_claims(
    reporting: TopicReporting, shared: Iterable[tuple[list[Claimant], set[int]]]
) -> list[_PickedPair]:
    """Pick the first ones, and of each the key claims, then those that most outlets report."""

    def rank(pk: int) -> tuple:
        return pk not in reporting.key_claims, -reporting.claims[pk].reports, -pk

    picked: list[_PickedPair] = []
    for parties, ids in islice(shared, PAIRS_SHOWN):
        shown = CLAIMS_SHOWN // 2 if picked else CLAIMS_SHOWN
        picked.append(_PickedPair(parties, sorted(ids, key=rank)[:shown], len(ids)))
    return picked


def _load_propositions(claim_ids: Iterable[int]) -> dict[int, RelatedProposition]:
    ids = list(claim_ids)
    claims = Claim.objects.published().filter(pk__in=ids).values_list("pk", "text") if ids else ()
    return {pk: RelatedProposition(pk, text) for pk, text in claims}


def _describe_claim(reporting: TopicReporting, claim_id: int, others: list[Claimant]) -> str:
    """Say "with Syria; reported by Sputnik alone", without the first if there are no `others` that agree."""
    carriers = _name_carriers(reporting, claim_id)
    if others:
        names = join_names(party.in_sentence for party in others)
        return _("with %(names)s; %(carriers)s") % {"names": names, "carriers": carriers}
    return carriers


def _name_carriers(reporting: TopicReporting, claim_id: int) -> str:
    """Say "reported by Sputnik alone", "reported by 3 outlets"."""
    carriers = list(reporting.claims[claim_id].carriers)
    if len(carriers) == 1:
        return _("reported by %(outlet)s alone") % {"outlet": reporting.names[carriers[0]]}
    number = {"number": len(carriers)}
    if reporting.claims[claim_id].reports < len(carriers):
        return _("reported by %(number)s outlets, of which some print one and the same text") % number
    return ngettext("reported by %(number)s outlet", "reported by %(number)s outlets", len(carriers)) % number
