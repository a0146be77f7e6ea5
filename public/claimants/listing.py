"""The parties on record, page by page, and whom a name finds."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from django.db import connection
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import Claimant, ClaimantKind
from claims.models.claim import STATUSES
from core.keyset_pagination import KeysetPage, paginate_by_keyset
from core.pagination import shorten_input
from public.charts.share_bar import Share, shares
from public.claimant_names import LAST_LETTER, matches_sql

from .profile import Person

PARTIES_PER_PAGE = 24
STATEMENTS_LOOKED_AT = 100
"""How many statements of each party, counted from the newest, its row in the list is made from."""

PEOPLE_PER_PARTY = 6
FOUND_SHOWN = 40
LONGEST_NAME = 100
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
KINDS = (ClaimantKind.GOVERNMENT, ClaimantKind.ORGANISATION, ClaimantKind.PERSON)

LATEST = """
SELECT p.id, n.claimant_id, k.name, n.capacity, n.claim_id, n.status
FROM unnest(%(parties)s::bigint[]) p (id)
CROSS JOIN LATERAL (
    SELECT s.claimant_id, s.capacity, s.claim_id, c.status, s.said_on, s.id
    FROM claims_statement s
    JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
    WHERE s.party_id = p.id AND s.state = 'published'
    ORDER BY s.said_on DESC, s.id DESC
    LIMIT %(most)s
) n
JOIN claims_claimant k ON k.id = n.claimant_id
ORDER BY p.id, n.said_on DESC, n.id DESC
"""
FOUND = """
SELECT found.id
FROM (SELECT folded, folded || %(last)s AS beyond FROM (SELECT claims_folded_name(%(words)s) AS folded) f) q
CROSS JOIN LATERAL ({matches}) found
WHERE q.folded <> ''
"""


@dataclass
class PartyRow:
    """A party in the list: the people last heard for it, and its claims by status."""

    party: Claimant
    people: list[Person] = field(default_factory=list)
    statuses: Counter = field(default_factory=Counter)
    is_whole: bool = True

    @property
    def claims(self) -> int:
        return self.statuses.total()

    @property
    def shares(self) -> list[Share]:
        return shares(self.statuses, STATUSES)

    @property
    def people_shown(self) -> list[Person]:
        return self.people[:PEOPLE_PER_PARTY]

    @property
    def people_left_out(self) -> int:
        return max(0, len(self.people) - PEOPLE_PER_PARTY)


@dataclass
class PartyList:
    """One page of parties. `words`: the name that is looked for instead."""

    page: KeysetPage
    rows: list[PartyRow]
    words: str = ""
    kind: str = ""
    start: str = ""
    ignored: list[str] = field(default_factory=list)


def listed_parties(query: QueryDict) -> PartyList:
    """The page of parties that `query` asks for by `?kind=`, `?from=` (a letter) and cursor, in two
    queries; none where it looks for a name (`?q=`)."""
    words = " ".join(shorten_input(query.get("q", "").strip(), LONGEST_NAME).split())
    if words:
        return PartyList(KeysetPage(), [], words=words)
    kind, start, ignored = query.get("kind", ""), query.get("from", "").upper(), []
    parties = Claimant.objects.on_record().parties()
    if kind and kind not in KINDS:
        ignored.append(_("Ignored: there is no kind “%(value)s”.") % {"value": shorten_input(kind)})
        kind = ""
    if start and (len(start) > 1 or start not in LETTERS):
        ignored.append(_("Ignored: “%(value)s” is no letter from A to Z.") % {"value": shorten_input(start)})
        start = ""
    if kind:
        parties = parties.filter(kind=kind)
    if start:
        parties = parties.filter(name__gte=start)
    page = paginate_by_keyset(query, parties, order=["name", "id"], size=PARTIES_PER_PAGE)
    return PartyList(page, _rows(page.rows), kind=kind, start=start, ignored=ignored)


def matching_names(words: str) -> list[Claimant]:
    """The claimants on record whose name, surname or printed spelling begins with `words`, at most
    FOUND_SHOWN. Two queries."""
    with connection.cursor() as cursor:
        statement = FOUND.format(matches=matches_sql(FOUND_SHOWN))
        cursor.execute(statement, {"words": words, "last": LAST_LETTER})
        ids = [pk for (pk,) in cursor.fetchall()]
    found = Claimant.objects.on_record().filter(pk__in=ids).select_related("outlet")
    return list(found.order_by("-is_party", "name", "pk")[:FOUND_SHOWN])


def _rows(parties) -> list[PartyRow]:
    rows = {party.pk: PartyRow(party) for party in parties}
    with connection.cursor() as cursor:
        cursor.execute(LATEST, {"parties": list(rows), "most": STATEMENTS_LOOKED_AT})
        found = cursor.fetchall()
    by_party = defaultdict(list)
    for party, *rest in found:
        by_party[party].append(rest)
    for pk, row in rows.items():
        mine = by_party[pk]
        row.is_whole = len(mine) < STATEMENTS_LOOKED_AT
        row.statuses = Counter({claim: status for *_who, claim, status in mine}.values())
        row.people = _people(pk, mine)
    return list(rows.values())


def _people(party: int, mine: list) -> list[Person]:
    people: dict[int, Person] = {}
    for claimant, name, capacity, *_claim in mine:
        if claimant == party:
            continue
        if claimant not in people:
            people[claimant] = Person(Claimant(pk=claimant, name=name), capacity)
        people[claimant].number += 1
    return sorted(people.values(), key=lambda person: (-person.number, person.claimant.name))
