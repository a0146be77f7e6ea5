"""What an outlet carried, what it alone carried, and what it left out.

All of it is about its newest cited articles, at most ARTICLES_SUMMED, so that an outlet with a hundred
thousand articles costs no more than one with two hundred. The page says so where that leaves any out. What
it left out is looked for in the topics that it covers.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.utils.translation import ngettext

from claims.models import CitationKind, Claimant, Topic
from claims.visibility import newest_cited_sql
from public.charts.share_bar import Share, divide_bar
from sources.models import Outlet

ARTICLES_SUMMED = 60
TOPICS_COMPARED = 5
CLAIMS_OF_A_TOPIC = 150
"""How many claims of each topic, counted from the newest, are looked for in the outlet."""

PROFILE_SQL = """
WITH newest AS MATERIALIZED ({newest}), cited AS MATERIALIZED (
    SELECT n.id, n.published_on, n.is_read, c.*
    FROM newest n
    CROSS JOIN LATERAL (
        SELECT e.kind, e.proved_at IS NOT NULL AS proved, s.claim_id, s.party_id, p.name, p.sentence_name,
               p.kind = 'outlet' AS is_voice,
               CASE WHEN p.outlet_id IS DISTINCT FROM %(outlet)s THEN 2
                    WHEN s.stance <> 'affirms' THEN 0 WHEN s.hedged THEN 1 ELSE 2 END AS own
        FROM claims_citation e
        JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
        JOIN claims_claim k ON k.id = s.claim_id AND k.state = 'published'
        JOIN claims_claimant p ON p.id = s.party_id
        WHERE e.article_id = n.id
        OFFSET 0
    ) c
), alone AS MATERIALIZED (
    SELECT carried.claim_id, by.one_outlet
    FROM (SELECT DISTINCT claim_id FROM cited) carried
    CROSS JOIN LATERAL (
        SELECT bool_and(a.outlet_id = %(outlet)s) AS one_outlet
        FROM claims_statement s
        JOIN claims_citation e ON e.statement_id = s.id
        JOIN sources_article a ON a.id = e.article_id
        WHERE s.claim_id = carried.claim_id AND s.state = 'published'
        OFFSET 0
    ) by
)
SELECT c.id, c.is_read, c.kind, c.proved, c.claim_id, c.party_id, c.name, c.sentence_name, c.is_voice,
       c.own, alone.one_outlet
FROM cited c JOIN alone USING (claim_id)
ORDER BY c.published_on DESC NULLS LAST, c.id DESC
"""
TOPICS_SQL = """
SELECT t.topic_id, o.name, count(*)
FROM claims_claim_topics t JOIN claims_topic o ON o.id = t.topic_id
WHERE t.claim_id = ANY (%(claims)s)
GROUP BY t.topic_id, o.name
ORDER BY count(*) DESC, o.name
"""
LEFT_OUT_SQL = """
WITH near AS MATERIALIZED (
    SELECT DISTINCT filed.claim_id
    FROM unnest(%(topics)s::bigint[]) wanted (id)
    CROSS JOIN LATERAL (
        SELECT claim_id
        FROM (SELECT claim_id FROM claims_claim_topics WHERE topic_id = wanted.id LIMIT 5000) several
        ORDER BY claim_id DESC
        LIMIT %(most)s
    ) filed
)
SELECT near.claim_id,
       (SELECT array_agg(o.name ORDER BY o.name) FROM sources_outlet o WHERE o.id = ANY (carried.outlets))
FROM near
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT a.outlet_id) AS outlets, bool_or(a.outlet_id = %(outlet)s) AS is_here
    FROM claims_claim k
    JOIN claims_statement s ON s.claim_id = k.id AND s.state = 'published'
    JOIN claims_citation c ON c.statement_id = s.id
    JOIN sources_article a ON a.id = c.article_id
    WHERE k.id = near.claim_id AND k.state = 'published'
    OFFSET 0
) carried
WHERE carried.is_here = false
ORDER BY cardinality(carried.outlets) DESC, near.claim_id DESC
"""


@dataclass
class OutletProfile:
    """What the newest articles of an outlet are cited for.

    `claims`: ids, first those that it disputes itself, then those that it states with a reservation, of each
    kind those of the newest article first; `exclusive_claims`: those on which no other outlet is cited.
    `read_count`: how many of the `articles` were read in full. `parties`: whose words it prints, and how
    often. `is_whole`: no article had to be left out.
    """

    claims: list[int] = field(default_factory=list)
    exclusive_claims: list[int] = field(default_factory=list)
    articles: int = 0
    read_count: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    proved: int = 0
    parties: list[tuple[Claimant, int]] = field(default_factory=list)
    is_whole: bool = True

    @property
    def total(self) -> int:
        return self.kinds.total()

    @property
    def unread_count(self) -> int:
        return self.articles - self.read_count

    @property
    def shares(self) -> list[Share]:
        return divide_bar(self.kinds, CitationKind.values)

    @property
    def quoted_percent(self) -> int:
        return round(100 * self.kinds["quote"] / self.total) if self.total else 0

    @property
    def proved_percent(self) -> int:
        """Rounded down: not all is not 100 %."""
        return 100 * self.proved // self.total if self.total else 0

    @cached_property
    def most_heard(self) -> int:
        return max((number for _party, number in self.parties), default=0)


def load_outlet_profile(outlet: Outlet) -> OutletProfile:
    """Load what the newest articles of an outlet are cited for. Queries: 1."""
    with connection.cursor() as cursor:
        query = PROFILE_SQL.format(newest=newest_cited_sql("%(outlet)s"))
        cursor.execute(query, {"outlet": outlet.pk, "most": ARTICLES_SUMMED, "as_of": None})
        rows = cursor.fetchall()
    profile = OutletProfile()
    mentions: Counter[int] = Counter()
    names: dict[int, tuple[str, str]] = {}
    ranks: dict[int, int] = {}
    for _article, _is_read, kind, proved, claim, party, name, sentence_name, is_voice, rank, _alone in rows:
        profile.kinds[kind] += 1
        profile.proved += proved
        ranks[claim] = min(rank, ranks.get(claim, rank))
        if not is_voice:
            mentions[party] += 1
            names[party] = name, sentence_name
    profile.claims = sorted(ranks, key=ranks.__getitem__)
    profile.exclusive_claims = list(dict.fromkeys(row[4] for row in rows if row[-1]))
    profile.articles = len({row[0] for row in rows})
    profile.read_count = len({row[0] for row in rows if row[1]})
    profile.is_whole = profile.articles < ARTICLES_SUMMED
    profile.parties = [
        (Claimant(pk=pk, name=names[pk][0], sentence_name=names[pk][1]), number)
        for pk, number in sorted(mentions.items(), key=lambda item: (-item[1], names[item[0]]))
    ]
    return profile


def count_topics_covered(claims: Iterable[int]) -> list[tuple[Topic, int]]:
    """Count the claims (ids) under each of their topics, the most first. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(TOPICS_SQL, {"claims": list(claims)})
        return [(Topic(pk=pk, name=name), number) for pk, name, number in cursor.fetchall()]


def find_left_out(outlet: Outlet, topics: Sequence[Topic]) -> list[tuple[int, list[str]]]:
    """Find what others carry in the first of these topics, and `outlet` does not.

    No article of the outlet that is on record has it. At most TOPICS_COMPARED * CLAIMS_OF_A_TOPIC claims
    are looked at. Returns the ids of claims, each with the names of the outlets that carry it, the most
    widely carried first. Queries: 1.
    """
    ids = [topic.pk for topic in topics[:TOPICS_COMPARED]]
    with connection.cursor() as cursor:
        cursor.execute(LEFT_OUT_SQL, {"outlet": outlet.pk, "topics": ids, "most": CLAIMS_OF_A_TOPIC})
        return cursor.fetchall()


def describe_left_out(number: int, read_count: int) -> str:
    """Say how many claims were not found, and in how many articles read in full."""
    articles = ngettext("its one article read in full", "its %(n)s articles read in full", read_count) % {
        "n": read_count
    }
    words = ngettext(
        "%(n)s claim that others carry was not found in %(where)s.",
        "%(n)s claims that others carry were not found in %(where)s. Most widely carried first.",
        number,
    )
    return words % {"n": number, "where": articles}
