"""Reporting on a topic: its claims, their outlets and days, its neighbours.

It says which outlet carried which claim, and when.

One function of PostgreSQL (claims/migrations/0036_reporting.py, last made in
0078_reporting_of_words_read.py)
reads as little of every claim as the page of a topic needs to order, filter and count them; only the claims
of one page are then fetched whole. Everything is bounded, see CLAIMS_TABLED.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db import connection

from .models import Claimant, Topic
from .models.claim import CLAIMS_AROUND, STATUSES
from .models.topic import NEWEST_CLAIMS

CLAIMS_TABLED = 2000
"""How many claims a topic's table holds at most, the newest ones."""

CLAIMS_SOUGHT = 10_000
"""The size of a topic, in claims, above which the newest are found another way.

They are found by going back through all claims.
"""

ARTICLES_COMPARED = 200
"""The number of newest articles of each outlet that decide where two are compared."""

NEIGHBOURS = 6

# `scope`: claims, of which the function reads the newest.
REPORTING = """
WITH {scope}
SELECT claims_reporting(ARRAY(SELECT id FROM scope ORDER BY published_at DESC, id DESC),
    %(outlets)s, %(as_of)s, %(tabled)s, %(around)s, %(topic)s, %(topics)s)
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
          FROM unnest(%(newest_of)s::bigint[]) o (id)
          CROSS JOIN LATERAL claims_newest_cited(o.id, %(most)s, %(as_of)s) a
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


@dataclass
class ReportedClaim:
    """A claim of the topic, and the outlets that carried it.

    `carriers`: by outlet id, the day on which that outlet first carried it; None where no article says
    when. `origins`: by outlet id, whose words it passes on, where it has nothing else on the claim: those of
    an agency, or of the outlet whose text it prints.
    """

    claim_id: int
    status: str
    carriers: dict[int, date | None]
    origins: dict[int, int]

    @property
    def reports(self) -> int:
        """How many outlets report it, those with one and the same text counted once."""
        return len({self.origins.get(outlet, outlet) for outlet in self.carriers})

    @cached_property
    def copiers(self) -> set[int]:
        """The outlets with a text that others have too, and that is not theirs."""
        shared = Counter(self.origins.get(outlet, outlet) for outlet in self.carriers)
        return {outlet for outlet, origin in self.origins.items() if shared[origin] > 1}

    def find_texts_of(self, day: date) -> set[int]:
        """Return whose texts carried it on this day."""
        return {self.origins.get(outlet, outlet) for outlet, known in self.carriers.items() if known == day}

    @cached_property
    def first_day(self) -> date | None:
        """The day on which it was first reported, as far as that is known."""
        return min(filter(None, self.carriers.values()), default=None)


@dataclass
class OutletActivity:
    """Activity of one outlet in the topic.

    `claims` is the number of claims that it carried. Nobody else carried `only` of them. Of the others
    it was `ahead` of everybody else with some, and `level` with the first, on the same day, with some.
    Where an article without a date carries a claim, it is not known who was first, so nobody was. Nor is
    anybody first with a text of somebody else that others have too.
    """

    outlet_id: int
    claims: int = 0
    only: int = 0
    ahead: int = 0
    level: int = 0


@dataclass
class TopicReporting:
    """The claims of a topic (or of some outlets), newest first, on one day.

    `is_bounded`: there are more than are held. `key_claims`: ids, chosen and put in order by editors; claims
    among the older ones may be. `latest_article`: the day of the latest article cited. By outlet id: the
    outlet's name, in `names`; `read_in_full`, how many of its articles cited here an editor has read from
    beginning to end; and of a topic `words_read`, how many words these have, None where the length of one is
    not recorded. `topics`: those that share most claims with this one, each with the number.

    Of the newest CLAIMS_AROUND of a topic's claims: `positions` (claim, party, whether it affirms it now,
    whether it denies or questions it now; neither on asserted claims, where no two parties can agree or
    conflict), and the `parties` by id.
    """

    as_of: date | None
    claims: dict[int, ReportedClaim]
    is_bounded: bool
    key_claims: list[int]
    latest_article: date | None
    read_in_full: Counter[int]
    words_read: dict[int, int | None]
    names: dict[int, str]
    topics: list[tuple[Topic, int]]
    positions: list[tuple[int, int, bool, bool]]
    parties: dict[int, Claimant]
    topic: Topic | None = None

    @cached_property
    def counts(self) -> dict[str, int]:
        """The number of claims with each status, in reading order, without zeros."""
        counts = Counter(claim.status for claim in self.claims.values())
        return {status: counts[status] for status in STATUSES if counts[status]}

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The days of the first and the latest article cited; None if no article has a date."""
        days = [day for claim in self.claims.values() if (day := claim.first_day)]
        return (min(days), self.latest_article or max(days)) if days else None

    def list_outlets(self) -> list[OutletActivity]:
        """Count what each outlet carried, those with most claims first."""
        activities: dict[int, OutletActivity] = {}
        for claim in self.claims.values():
            first, days = claim.first_day, list(claim.carriers.values())
            alone, at_first = len(days) == 1, len(claim.find_texts_of(first)) if first else 0
            for outlet, day in claim.carriers.items():
                activity = activities.get(outlet) or activities.setdefault(outlet, OutletActivity(outlet))
                activity.claims += 1
                if alone:
                    activity.only += 1
                elif at_first and day == first and None not in days and outlet not in claim.copiers:
                    activity.ahead += at_first == 1
                    activity.level += at_first > 1
        return sorted(activities.values(), key=lambda activity: (-activity.claims, activity.outlet_id))


def read_topic(topic: Topic, *, as_of: date | None = None) -> TopicReporting:
    """Read the topic at the end of the day `as_of`, or now.

    There are no claims if none of its claims was on record on that day. Queries: 1.
    """
    return _read(IN_TOPIC, topic, as_of, around=CLAIMS_AROUND, topics=NEIGHBOURS)


def read_outlets(
    outlets: Sequence[int], *, topic: Topic | None = None, as_of: date | None = None
) -> TopicReporting:
    """Read which claims these outlets carried, of a topic or of their newest articles.

    Without a topic the claims are those that the newest articles of these outlets are cited for, see
    ARTICLES_COMPARED. Other outlets are left out. Queries: 1.
    """
    if topic:
        return _read(IN_TOPIC, topic, as_of, outlets)
    return _read(IN_NEWEST_ARTICLES, None, as_of, outlets, newest_of=outlets)


def read_newest(outlet_id: int | None = None) -> TopicReporting:
    """Read the newest claims, or those of the outlet's newest articles.

    Each comes with all the outlets that carried it. Queries: 1.
    """
    if outlet_id is None:
        return _read(IN_NEWEST, None, None)
    return _read(IN_NEWEST_ARTICLES, None, None, newest_of=[outlet_id])


def _read(
    scope: str,
    topic: Topic | None,
    as_of: date | None,
    outlets: Sequence[int] | None = None,
    *,
    newest_of: Sequence[int] = (),
    around: int = 0,
    topics: int = 0,
) -> TopicReporting:
    values = {
        "topic": topic.pk if topic else None,
        "as_of": as_of,
        "outlets": list(outlets) if outlets else None,
        "sought": CLAIMS_SOUGHT,
        "tabled": CLAIMS_TABLED,
        "newest_of": list(newest_of),
        "most": ARTICLES_COMPARED,
        "newest": NEWEST_CLAIMS,
        "around": around,
        "topics": topics,
    }
    with connection.cursor() as cursor:
        cursor.execute(REPORTING.format(scope=scope), values)
        reporting = _build_reporting(as_of, cursor.fetchone()[0])
    reporting.topic = topic
    return reporting


def _build_reporting(as_of: date | None, row: dict[str, Any]) -> TopicReporting:
    articles = {
        pk: (outlet, date.fromisoformat(day) if day else None)
        for pk, outlet, day, _is_read, _text_from, _words in row["articles"]
    }
    texts_from = {pk: text_from for pk, *_article, text_from, _words in row["articles"] if text_from}
    read = [(outlet, words) for _pk, outlet, _day, is_read, _from, words in row["articles"] if is_read]
    return TopicReporting(
        as_of=as_of,
        claims={
            pk: ReportedClaim(
                pk,
                status,
                _find_first_days(articles[pk] for pk in cited),
                _find_origins({pk: articles[pk][0] for pk in cited}, texts_from | dict(credits or [])),
            )
            for pk, status, cited, credits in row["claims"]
        },
        is_bounded=row["is_bounded"],
        key_claims=row["key_claims"],
        latest_article=max(filter(None, (day for _outlet, day in articles.values())), default=None),
        read_in_full=Counter(outlet for outlet, _words in read),
        words_read=_sum_words(read),
        names={int(pk): name for pk, name in row["outlets"].items()},
        topics=[(Topic(pk=pk, name=name), number) for pk, name, number in row["topics"]],
        positions=row["positions"],
        parties={
            int(pk): Claimant(pk=int(pk), name=name, sentence_name=sentence_name)
            for pk, (name, sentence_name) in row["parties"].items()
        },
    )


def _sum_words(read: Iterable[tuple[int, int | None]]) -> dict[int, int | None]:
    """Sum the words of articles by outlet; None where one is not known."""
    sums: dict[int, int | None] = {}
    for outlet, words in read:
        known = sums.get(outlet, 0)
        sums[outlet] = None if known is None or words is None else known + words
    return sums


def _find_first_days(articles: Iterable[tuple[int, date | None]]) -> dict[int, date | None]:
    """Find when each outlet first carried a claim, from the outlet and the day of each of its articles."""
    days: dict[int, date | None] = {}
    for outlet, day in articles:
        known = days.get(outlet)
        days[outlet] = min(day, known) if day and known else day or known
    return days


def _find_origins(cited: dict[int, int], credits: dict[int, int]) -> dict[int, int]:
    """Find whose words outlets pass on that have nothing else on a claim.

    `cited`: the outlet of each article; `credits`: whose words an article has, where they are not its own.
    """
    if not any(article in credits for article in cited):
        return {}
    origins: dict[int, set[int]] = defaultdict(set)
    for article, outlet in cited.items():
        origins[outlet].add(credits.get(article, outlet))
    return {outlet: min(of_outlet) for outlet, of_outlet in origins.items() if outlet not in of_outlet}
