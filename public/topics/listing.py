"""The list of topics: of each how its claims stand, and when the newest one came on record."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.http import QueryDict

from claims.models import Topic
from claims.querysets import STATUSES
from core.pagination import Page, page_of
from public.charts.status_bar import StatusBar

TOPICS_PER_PAGE = 20
CLAIMS_COUNTED = 500
"""Of a topic with more claims than these, so many are counted, and the list says "500+"."""

STANDINGS = """
SELECT wanted.id, counted.*
FROM unnest(%(topics)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE c.status = 'disputed'), count(*) FILTER (WHERE c.status = 'agreed'),
           count(*) FILTER (WHERE c.status = 'asserted'), max(c.published_at), count(*)
    FROM (SELECT k.status, k.published_at
          FROM claims_claim_topics filed
          CROSS JOIN LATERAL (SELECT status, published_at FROM claims_claim
                              WHERE id = filed.claim_id AND state = 'published' OFFSET 0) k
          WHERE filed.topic_id = wanted.id LIMIT %(most)s + 1) c
) counted
"""


@dataclass(frozen=True)
class ListedTopic:
    """One topic with its claims by status. `latest`: when the newest of those counted was published.
    `is_capped`: there are more than were counted."""

    topic: Topic
    bar: StatusBar
    latest: datetime
    is_capped: bool


def listed_topics(query: QueryDict) -> Page:
    """The topics on record by name, in pages of ListedTopic. Three queries."""
    page = page_of(query, Topic.objects.on_record().order_by("name", "pk"), size=TOPICS_PER_PAGE)
    with connection.cursor() as cursor:
        values = {"topics": [topic.pk for topic in page.rows], "most": CLAIMS_COUNTED}
        cursor.execute(STANDINGS, values)
        found = {row[0]: row[1:] for row in cursor.fetchall()}
    page.rows = [_listed(topic, *found[topic.pk]) for topic in page.rows if topic.pk in found]
    return page


def _listed(topic: Topic, *counted) -> ListedTopic:
    *by_status, latest, number = counted
    bar = StatusBar(dict(zip(STATUSES, by_status, strict=True)))
    return ListedTopic(topic, bar, latest, number > CLAIMS_COUNTED)
