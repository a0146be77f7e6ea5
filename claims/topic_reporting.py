"""Reporting on a topic: its claims, their outlets and days, its neighbours.

It says which outlet carried which claim, and when.

One query reads as little of every claim as the table of a topic needs to be ordered, filtered and
counted; only the claims of one page are then fetched whole. Everything is bounded, see
CLAIMS_TABLED. The joins are lateral: PostgreSQL goes from each claim to its few statements through
their indexes, and never scans a whole table because a topic is large.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter

from django.db import connection

from .models import Topic
from .models.claim import STATUSES
from .models.topic import NEWEST_CLAIMS
from .visibility import newest_cited_sql

CLAIMS_TABLED = 2000
"""How many claims a topic's table holds at most, the newest ones."""

CLAIMS_SOUGHT = 10_000
"""The size of a topic, in claims, above which the newest are found another way.

They are found by going back through all claims.
"""

ARTICLES_COMPARED = 200
"""The number of newest articles of each outlet that decide where two are compared."""

NEIGHBOURS = 6
NEIGHBOURS_READ = 200
"""The number of claims of neighbouring topics that show who left this topic out.

They decide which outlets covered the story without this topic.
"""

# The claims of `scope`, the newest first, and the articles of each outlet that are cited on them.
# `statements`: PUBLISHED_STATEMENTS or STATEMENTS_ON_DAY; `status`: the stored one, or that of the day.
REPORTING = """
WITH {scope}
SELECT claim.id, {status}, a.id, a.outlet_id, a.published_on, a.is_read
FROM scope claim
LEFT JOIN LATERAL (SELECT DISTINCT c.article_id FROM {statements} s
                   JOIN claims_citation c ON c.statement_id = s.statement_id) cited ON true
LEFT JOIN LATERAL ({article}) a ON true
ORDER BY claim.published_at DESC, claim.id DESC
"""
IN_TOPIC = """few AS (
    SELECT claim_id FROM claims_claim_topics WHERE topic_id = %(topic)s LIMIT %(sought)s + 1
), large AS (
    SELECT count(*) > %(sought)s AS is_so FROM few
), scope AS MATERIALIZED (
    SELECT c.id, c.status, c.published_at
    FROM few CROSS JOIN LATERAL (SELECT id, status, published_at FROM claims_claim
                                 WHERE id = few.claim_id AND state = 'published' OFFSET 0) c
    WHERE NOT (SELECT is_so FROM large)
    UNION ALL
    (SELECT c.id, c.status, c.published_at FROM claims_claim c
     WHERE c.state = 'published' AND (SELECT is_so FROM large)
       AND EXISTS (SELECT FROM claims_claim_topics t WHERE t.claim_id = c.id AND t.topic_id = %(topic)s)
     ORDER BY c.published_at DESC, c.id DESC LIMIT %(tabled)s + 1)
    ORDER BY 3 DESC, 1 DESC LIMIT %(tabled)s + 1
)"""
IN_NEWEST_ARTICLES = """scope AS MATERIALIZED (
    SELECT c.id, c.status, c.published_at
    FROM (SELECT DISTINCT s.claim_id
          FROM ({newest}) a
          CROSS JOIN LATERAL (SELECT s.claim_id FROM claims_citation c
                              JOIN claims_statement s ON s.id = c.statement_id AND s.state = 'published'
                              WHERE c.article_id = a.id OFFSET 0) s) filed
    CROSS JOIN LATERAL (SELECT id, status, published_at FROM claims_claim
                        WHERE id = filed.claim_id AND state = 'published' OFFSET 0) c
    ORDER BY 3 DESC, 1 DESC LIMIT %(tabled)s + 1
)"""
IN_NEWEST = """scope AS MATERIALIZED (
    SELECT id, status, published_at FROM claims_claim WHERE state = 'published'
    ORDER BY published_at DESC, id DESC LIMIT %(newest)s
)"""
ARTICLE = """SELECT id, outlet_id, published_on, read_in_full_at IS NOT NULL AS is_read FROM sources_article
    WHERE id = cited.article_id
      AND (%(as_of)s::date IS NULL OR published_on IS NULL OR published_on <= %(as_of)s)
      AND (%(outlets)s::bigint[] IS NULL OR outlet_id = ANY (%(outlets)s)) OFFSET 0"""
PUBLISHED_STATEMENTS = (
    "(SELECT id AS statement_id FROM claims_statement WHERE claim_id = claim.id AND state = 'published')"
)
STATEMENTS_ON_DAY = "claims_standings(ARRAY[claim.id], %(as_of)s)"
STATUS_ON_DAY = "(SELECT status FROM claims_status(ARRAY[claim.id], %(as_of)s))"

# Of the outlets cited on the newest claims of these topics, those without an article on these claims.
SILENT_OUTLETS = """
SELECT a.outlet_id, count(DISTINCT a.id) FILTER (WHERE a.is_read)
FROM (SELECT DISTINCT t.claim_id AS id FROM (
          SELECT claim_id FROM claims_claim_topics WHERE topic_id = ANY (%(topics)s)
            AND claim_id <> ALL (%(claims)s)
          ORDER BY claim_id DESC LIMIT %(most)s) t
      JOIN claims_claim c ON c.id = t.claim_id AND c.state = 'published') claim
CROSS JOIN LATERAL (SELECT DISTINCT c.article_id FROM {statements} s
                    JOIN claims_citation c ON c.statement_id = s.statement_id) cited
CROSS JOIN LATERAL ({article}) a
WHERE a.outlet_id <> ALL (%(here)s)
GROUP BY a.outlet_id ORDER BY count(*) DESC, a.outlet_id
"""

NEIGHBOURING_TOPICS = """
SELECT t.id, t.name, shared.number
FROM (SELECT filed.topic_id, count(*) AS number
      FROM unnest(%(claims)s::bigint[]) AS claim (id)
      CROSS JOIN LATERAL (SELECT topic_id FROM claims_claim_topics
                          WHERE claim_id = claim.id AND topic_id <> %(topic)s OFFSET 0) filed
      GROUP BY filed.topic_id ORDER BY count(*) DESC, filed.topic_id LIMIT %(most)s) shared
JOIN claims_topic t ON t.id = shared.topic_id
ORDER BY shared.number DESC, t.name
"""


@dataclass
class ReportedClaim:
    """A claim of the topic, and the outlets that carried it.

    `carriers`: by outlet id, the day on which that outlet first carried it; None where no article says
    when.
    """

    claim_id: int
    status: str
    carriers: dict[int, date | None] = field(default_factory=dict)

    @property
    def first_day(self) -> date | None:
        """The day on which it was first reported, as far as that is known."""
        return min(filter(None, self.carriers.values()), default=None)


@dataclass
class OutletActivity:
    """Activity of one outlet in the topic.

    `claims` is the number of claims that it carried. Nobody else carried `only` of them. Of the others
    it was `ahead` of everybody else with some, and `level` with the first, on the same day, with some.
    Where an article without a date carries a claim, it is not known who was first, so nobody was.
    """

    outlet_id: int
    claims: int = 0
    only: int = 0
    ahead: int = 0
    level: int = 0


@dataclass
class TopicReporting:
    """The claims of a topic (or of some outlets), newest first, on one day.

    `is_bounded`: there are more than are held. `read_in_full`: by outlet id, how many of its articles
    cited here an editor has read from beginning to end.
    """

    topic: Topic | None
    as_of: date | None
    claims: dict[int, ReportedClaim] = field(default_factory=dict)
    is_bounded: bool = False
    read_in_full: Counter = field(default_factory=Counter)

    @property
    def counts(self) -> dict[str, int]:
        """The number of claims with each status, in reading order, without zeros."""
        counts = Counter(claim.status for claim in self.claims.values())
        return {status: counts[status] for status in STATUSES if counts[status]}

    @property
    def span(self) -> tuple[date, date] | None:
        """The days on which the first and the last of the claims were first reported.

        Claims that no dated article carried are left out. None if there are no others.
        """
        days = [day for claim in self.claims.values() if (day := claim.first_day)]
        return (min(days), max(days)) if days else None

    def list_outlets(self) -> list[OutletActivity]:
        """Count what each outlet carried, those with most claims first."""
        activities: dict[int, OutletActivity] = {}
        for claim in self.claims.values():
            first, days = claim.first_day, list(claim.carriers.values())
            alone, at_first = len(days) == 1, days.count(first) if first else 0
            for outlet, day in claim.carriers.items():
                activity = activities.get(outlet) or activities.setdefault(outlet, OutletActivity(outlet))
                activity.claims += 1
                if alone:
                    activity.only += 1
                elif at_first and day == first and None not in days:
                    activity.ahead += at_first == 1
                    activity.level += at_first > 1
        return sorted(activities.values(), key=lambda activity: (-activity.claims, activity.outlet_id))


def read_topic(topic: Topic, *, as_of: date | None = None) -> TopicReporting:
    """Read the topic at the end of the day `as_of`, or now.

    There are no claims if none of its claims was on record on that day. Queries: 1.
    """
    return _read(IN_TOPIC, topic, as_of)


def read_outlets(
    outlets: Sequence[int], *, topic: Topic | None = None, as_of: date | None = None
) -> TopicReporting:
    """Read which claims these outlets carried, of a topic or of their newest articles.

    Without a topic the claims are those that the newest articles of these outlets are cited for, see
    ARTICLES_COMPARED. Other outlets are left out. Queries: 1.
    """
    if topic:
        return _read(IN_TOPIC, topic, as_of, outlets)
    return _read(_newest_articles_scope(outlets), None, as_of, outlets)


def read_newest(outlet_id: int | None = None) -> TopicReporting:
    """Read the newest claims, or those of the outlet's newest articles.

    Each comes with all the outlets that carried it. Queries: 1.
    """
    if outlet_id is None:
        return _read(IN_NEWEST, None, None)
    return _read(_newest_articles_scope([outlet_id]), None, None)


def _newest_articles_scope(outlets: Sequence[int]) -> str:
    # One subquery for each outlet, with its id in the SQL: only then does PostgreSQL know that it has very
    # many, and takes the newest from the index instead of sorting them all.
    newest = " UNION ALL ".join(f"({newest_cited_sql(str(int(pk)))})" for pk in outlets)
    return IN_NEWEST_ARTICLES.format(newest=newest)


def _read(
    scope: str, topic: Topic | None, as_of: date | None, outlets: Sequence[int] | None = None
) -> TopicReporting:
    query = REPORTING.format(
        scope=scope,
        statements=STATEMENTS_ON_DAY if as_of else PUBLISHED_STATEMENTS,
        status=STATUS_ON_DAY if as_of else "claim.status",
        article=ARTICLE,
    )
    values = {
        "topic": topic.pk if topic else None,
        "as_of": as_of,
        "outlets": list(outlets) if outlets else None,
        "sought": CLAIMS_SOUGHT,
        "tabled": CLAIMS_TABLED,
        "most": ARTICLES_COMPARED,
        "newest": NEWEST_CLAIMS,
    }
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return _build_reporting(topic, as_of, cursor.fetchall())


def _build_reporting(topic: Topic | None, as_of: date | None, rows: list[tuple]) -> TopicReporting:
    reporting, number = TopicReporting(topic, as_of), 0
    read_articles = defaultdict(set)
    for claim_id, group in groupby(rows, key=itemgetter(0)):
        number += 1
        claim_rows = list(group)
        status = claim_rows[0][1]
        if status not in STATUSES or number > CLAIMS_TABLED:
            continue
        days: dict[int, date | None] = {}
        for _claim, _status, article_id, outlet_id, day, is_read in claim_rows:
            if outlet_id is None:  # no article is cited, or none had appeared
                continue
            known = days.get(outlet_id)
            days[outlet_id] = min(day, known) if day and known else day or known
            if is_read:
                read_articles[outlet_id].add(article_id)
        reporting.claims[claim_id] = ReportedClaim(claim_id, status, days)
    reporting.is_bounded = number > CLAIMS_TABLED
    reporting.read_in_full.update({outlet: len(articles) for outlet, articles in read_articles.items()})
    return reporting


def find_neighbours(reporting: TopicReporting) -> list[tuple[Topic, int]]:
    """Return the topics that share most claims with this one, and how many they share.

    Queries: 1.
    """
    with connection.cursor() as cursor:
        topic = reporting.topic.pk if reporting.topic else None
        values = {"claims": list(reporting.claims), "topic": topic, "most": NEIGHBOURS}
        cursor.execute(NEIGHBOURING_TOPICS, values)
        return [(Topic(pk=pk, name=name), number) for pk, name, number in cursor.fetchall()]


def find_silent_outlets(reporting: TopicReporting, neighbours: list[tuple[Topic, int]]) -> dict[int, int]:
    """Return the outlets that covered the story but have nothing in this topic.

    Maps their ids to the number of their articles there that were read in full, the most present outlet
    first. Leaving the topic out means something. The newest claims of the neighbouring topics decide.
    Queries: 1.
    """
    values = {
        "topics": [topic.pk for topic, _number in neighbours],
        "claims": list(reporting.claims),
        "here": list({outlet for claim in reporting.claims.values() for outlet in claim.carriers}),
        "outlets": None,
        "most": NEIGHBOURS_READ,
        "as_of": reporting.as_of,
    }
    query = SILENT_OUTLETS.format(
        statements=STATEMENTS_ON_DAY if reporting.as_of else PUBLISHED_STATEMENTS, article=ARTICLE
    )
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return dict(cursor.fetchall())
