"""The parties on record, page by page, and the claimants that a name finds."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import connection
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.models import Claimant, ClaimantKind, FacetCount
from claims.search.facet_codes import BITS, KINDS, load_ranked
from claims.search.words.russian import list_nominative_phrases
from core.keyset_pagination import KeysetPage, paginate_by_keyset
from core.pagination import shorten_input
from public.charts.status_bar import StatusBar
from public.names.beginnings import LAST_LETTER, build_matches_sql, has_capitals, turn_name

from .profile import Spokesperson, name_claimant, sort_spokespeople

PARTIES_PER_PAGE = 24
STATEMENTS_OF_A_PARTY = 100
"""How many statements of each party, counted from the newest, its row in the list is made from."""

PEOPLE_PER_PARTY = 6
BY_NAME = "name"
PARTY_CODES = KINDS.index("party") + 1 << BITS
CLAIMANTS_SHOWN = 40
LONGEST_NAME = 100
MOST_WORDS = 4
"""Longest name, in words, that is also looked for as it is in the nominative in Russian."""
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
PARTY_KINDS = (ClaimantKind.GOVERNMENT, ClaimantKind.ORGANISATION, ClaimantKind.PERSON)

LATEST_STATEMENTS_SQL = """
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
CLAIMANTS_NAMED_SQL = """
SELECT found.id
FROM (SELECT folded, folded || %(last)s AS beyond, has_capitals
      FROM (SELECT claims_folded_name(words) AS folded, has_capitals
            FROM unnest(%(names)s::text[], %(capitals)s::boolean[]) AS typed (words, has_capitals)
            OFFSET 0) f) q
CROSS JOIN LATERAL ({matches}) found
WHERE q.folded <> ''
"""


@dataclass
class PartyRow:
    """A party in the list: the people last heard for it, and its claims by status."""

    party: Claimant
    people: list[Spokesperson] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    is_whole: bool = True

    @property
    def claims(self) -> int:
        return self.statuses.total()

    @property
    def bar(self) -> StatusBar:
        return StatusBar(self.statuses)

    @property
    def people_shown(self) -> list[Spokesperson]:
        return self.people[:PEOPLE_PER_PARTY]

    @property
    def people_left_out(self) -> int:
        return max(0, len(self.people) - PEOPLE_PER_PARTY)


@dataclass
class PartyList:
    """One page of parties. `words`: the name that is looked for instead.

    `is_by_name`: whether they stand in the order of the alphabet, or those with most claims come first.
    """

    page: KeysetPage
    rows: list[PartyRow]
    words: str = ""
    kind: str = ""
    start: str = ""
    is_by_name: bool = False
    ignored: list[str] = field(default_factory=list)


def list_parties(query: QueryDict) -> PartyList:
    """List the parties that `query` asks for by `?kind=`, `?sort=name`, `?from=` (a letter) and cursor.

    Queries: 2, or 3 without an order by name; none where it looks for a name (`?q=`).
    """
    words = " ".join(shorten_input(query.get("q", "").strip(), LONGEST_NAME).split())
    if words:
        return PartyList(KeysetPage(), [], words=words)
    kind, start = query.get("kind", ""), query.get("from", "").upper()
    ignored: list[str] = []
    parties = Claimant.objects.parties()
    if kind and kind not in PARTY_KINDS:
        ignored.append(_("Ignored: there is no kind “%(value)s”.") % {"value": shorten_input(kind)})
        kind = ""
    if start and (len(start) > 1 or start not in LETTERS):
        ignored.append(_("Ignored: “%(value)s” is no letter from A to Z.") % {"value": shorten_input(start)})
        start = ""
    if kind:
        parties = parties.filter(kind=kind)
    sort = query.get("sort", "")
    if sort not in ("", BY_NAME):
        ignored.append(_("Ignored: there is no order “%(value)s”.") % {"value": shorten_input(sort)})
    if start:
        parties = parties.filter(name__gte=start)
    is_by_name = bool(start) or sort == BY_NAME
    if is_by_name:
        page = paginate_by_keyset(query, parties.on_record(), order=["name", "id"], size=PARTIES_PER_PAGE)
    else:
        page = _page_by_activity(query, parties)
    return PartyList(
        page, _load_rows(page.rows), kind=kind, start=start, is_by_name=is_by_name, ignored=ignored
    )


def _page_by_activity(query: QueryDict, parties: QuerySet[Claimant]) -> KeysetPage:
    """Return a page of the parties on record, those with positions on most claims first. Queries: 2."""
    codes = parties.values(code=F("pk").bitor(PARTY_CODES))
    ranked = FacetCount.objects.rank_values("party").filter(code__in=codes)
    page = paginate_by_keyset(query, ranked, order=["-number", "-code"], size=PARTIES_PER_PAGE)
    page.rows = load_ranked(page.rows, Claimant.objects.all())
    return page


def find_claimants(words: str) -> list[Claimant]:
    """Find claimants on record whose name, surname or printed spelling begins so.

    "Lavrov Sergei" is Sergei Lavrov, and "Лаврова" may be "Лавров". Returns at most CLAIMANTS_SHOWN.
    Queries: 2.
    """
    names = [name for name in (words, turn_name(words)) if name]
    names += [phrase for name in names for phrase in list_nominative_phrases(name.split()[:MOST_WORDS])]
    capitals = [has_capitals(name, is_whole=True) for name in names]
    with connection.cursor() as cursor:
        statement = CLAIMANTS_NAMED_SQL.format(matches=build_matches_sql(CLAIMANTS_SHOWN))
        cursor.execute(statement, {"names": names, "capitals": capitals, "last": LAST_LETTER})
        ids = [pk for (pk,) in cursor.fetchall()]
    claimants = Claimant.objects.on_record().filter(pk__in=ids).select_related("outlet")
    return list(claimants.order_by("-is_party", "name", "pk")[:CLAIMANTS_SHOWN])


def _load_rows(parties: Iterable[Claimant]) -> list[PartyRow]:
    rows = {party.pk: PartyRow(party) for party in parties}
    statements = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(LATEST_STATEMENTS_SQL, {"parties": list(rows), "most": STATEMENTS_OF_A_PARTY})
        for party, *statement in cursor.fetchall():
            statements[party].append(statement)
    for pk, row in rows.items():
        row.is_whole = len(statements[pk]) < STATEMENTS_OF_A_PARTY
        row.statuses = Counter({claim: status for *_speaker, claim, status in statements[pk]}.values())
        row.people = _count_spokespeople(pk, statements[pk])
    return list(rows.values())


def _count_spokespeople(party: int, statements: list[list]) -> list[Spokesperson]:
    people: dict[int, Spokesperson] = {}
    for claimant, name, capacity, *_claim in statements:
        if claimant == party:
            continue
        if claimant not in people:
            people[claimant] = Spokesperson(name_claimant(claimant, name), capacity)
        people[claimant].number += 1
    return sort_spokespeople(people.values())
