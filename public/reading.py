"""How much of an outlet was read: what is not found there means no more than that."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Topic
from core.sql_statements import SqlStatement

READINGS = """
SELECT o.id, count(*) FILTER (WHERE n.is_read), count(*) FILTER (WHERE NOT n.is_read),
       sum(c.words) FILTER (WHERE n.is_read), bool_and(c.words IS NOT NULL) FILTER (WHERE n.is_read)
FROM unnest(%(outlets)s::bigint[]) o (id)
CROSS JOIN LATERAL claims_newest_cited(o.id, %(most)s, %(as_of)s::date) n
LEFT JOIN LATERAL (SELECT t.words FROM sources_capture t WHERE t.article_id = n.id
                   ORDER BY t.captured_at DESC, t.id DESC LIMIT 1) c ON true
WHERE %(topic)s::bigint IS NULL OR EXISTS (
    SELECT FROM claims_citation e JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
    JOIN claims_claim k ON k.id = s.claim_id AND k.state = 'published'
    JOIN claims_claim_topics f ON f.claim_id = s.claim_id AND f.topic_id = %(topic)s::bigint
    WHERE e.article_id = n.id)
GROUP BY o.id
"""


@dataclass(frozen=True)
class Reading:
    """What an editor has read of one outlet, or of several, from beginning to end.

    `words`: how many these articles have together; None where the length of one is not recorded. `unread`:
    how many more articles are cited.
    """

    articles: int = 0
    words: int | None = None
    unread: int = 0

    def __add__(self, other: "Reading") -> "Reading":
        known = [reading for reading in (self, other) if reading.articles]
        lengths = [reading.words for reading in known]
        words = None if None in lengths else sum(length or 0 for length in lengths)
        return Reading(self.articles + other.articles, words, self.unread + other.unread)

    @property
    def length(self) -> str:
        """The length in words: "561 words"."""
        if self.words is None:
            return _("length not recorded")
        return ngettext("%(number)s word", "%(number)s words", self.words) % {"number": _group(self.words)}

    @property
    def amount(self) -> str:
        """How much was read: "3 articles, 1,205 words"."""
        articles = ngettext("%(number)s article", "%(number)s articles", self.articles)
        return f"{articles % {'number': _group(self.articles)}}, {self.length}"

    def describe_amount(self) -> str:
        """Say how much was read, or that nothing was yet."""
        return self.amount if self.articles else _("no article read to the end yet")

    def describe_absence(self, outlet: str) -> str:
        """Say how much it means that something is not found in an outlet."""
        if not self.articles:
            return _("We have read no article of %(outlet)s to the end yet, so this says little.") % {
                "outlet": outlet
            }
        return ngettext(
            "Not found in the one article of %(outlet)s that we read (%(length)s).",
            "Not found in the %(number)s articles of %(outlet)s that we read (%(length)s).",
            self.articles,
        ) % {"outlet": outlet, "number": _group(self.articles), "length": self.length}

    def describe_density(self, claims: int) -> str:
        """Say how many claims come from how much: "40 claims in 1 article, 561 words: 71 per 1,000 words".

        The share is told only where everything was read, and its length is known.
        """
        number = ngettext("%(number)s claim", "%(number)s claims", claims) % {"number": _group(claims)}
        if not self.articles:
            return _("%(claims)s; no article read to the end yet") % {"claims": number}
        values = {"claims": number, "amount": self.amount}
        if self.unread or not self.words:
            return _("%(claims)s; read to the end: %(amount)s") % values
        values["share"] = _group(round(1000 * claims / self.words))
        return _("%(claims)s in %(amount)s: %(share)s per 1,000 words") % values


def build_readings(
    outlets: Collection[int], *, most: int, topic: Topic | None = None, as_of: date | None = None
) -> SqlStatement:
    """Build the statement for how much was read of each outlet.

    It looks at the `most` newest cited articles of each, of these at those on `topic` if one is given.
    """
    topic_id = topic.pk if topic else None
    return READINGS, {"outlets": list(outlets), "most": most, "as_of": as_of, "topic": topic_id}


def read_readings(rows: Iterable[Sequence[Any]]) -> defaultdict[int, Reading]:
    """Read the rows of `build_readings`, by outlet id. Of other outlets nothing was read."""
    readings = defaultdict(Reading)
    for pk, articles, unread, words, is_known in rows:
        readings[pk] = Reading(articles, words if is_known else None, unread)
    return readings


def _group(number: int) -> str:
    return number_format(number, force_grouping=True)
