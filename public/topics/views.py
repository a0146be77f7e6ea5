from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.as_of import parse_as_of
from claims.models import FacetCount, Topic
from claims.models.claim import STATUSES
from claims.models.claimant import translate_name
from claims.search.facet_codes import encode_facet, load_ranked
from core.canonical_urls import redirect_to_canonical_url
from core.pagination import COUNT_LIMIT, NumberedPage, paginate
from public.charts.status_bar import StatusBar
from public.linked_data.negotiation import offers_data
from public.linked_data.script import write_script
from public.linked_data.things import describe_topic
from public.topics.detail import build_topic_page
from public.topics.links import build_first_reports, build_links

TOPICS_PER_PAGE = 20
BY_NAME = "name"
CLAIMS_COUNTED = 500
"""Of a topic with more claims only these are counted, and the list says "500+"."""

# To look for a claim of every topic would take longer than all else on the page.
COUNT_TOPICS = """
SELECT count(*)
FROM (SELECT FROM claims_facetcount WHERE code >= %s AND code < %s
      GROUP BY code HAVING sum(change) > 0 LIMIT %s) topics
"""

STATUS_COUNTS_SQL = """
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
    """One topic with its claims by status.

    `latest`: when the newest of those counted was published. `is_capped`: there are more than were counted.
    """

    topic: Topic
    bar: StatusBar
    latest: datetime
    is_capped: bool


def list_topics(query: QueryDict) -> NumberedPage:
    """List the topics on record in pages of ListedTopic: those with most claims first, or by name.

    Queries: 3 or 4.
    """
    codes = (encode_facet("topic", 0), encode_facet("party", 0))  # the kinds follow one another
    with connection.cursor() as cursor:
        cursor.execute(COUNT_TOPICS, (*codes, COUNT_LIMIT + 1))
        total = cursor.fetchone()[0]
    if query.get("sort") == BY_NAME:
        by_name = Topic.objects.on_record().order_by("name", "pk")
        page = paginate(query, by_name, size=TOPICS_PER_PAGE, total=total)
    else:
        ranked = FacetCount.objects.rank_values("topic")
        page = paginate(query, ranked, size=TOPICS_PER_PAGE, total=total)
        page.rows = load_ranked(page.rows, Topic.objects.all())
    ids = [topic.pk for topic in page.rows]
    with connection.cursor() as cursor:
        cursor.execute(STATUS_COUNTS_SQL, {"topics": ids, "most": CLAIMS_COUNTED})
        counts = {pk: row for pk, *row in cursor.fetchall()}
    page.rows = [_make_listed_topic(topic, *counts[topic.pk]) for topic in page.rows if topic.pk in counts]
    return page


def _make_listed_topic(topic: Topic, *counts) -> ListedTopic:
    *by_status, latest, number = counts
    bar = StatusBar(dict(zip(STATUSES, by_status, strict=True)))
    return ListedTopic(topic, bar, latest, number > CLAIMS_COUNTED)


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """Show every topic under which something is published."""
    context = {"page": list_topics(request.GET), "is_by_name": request.GET.get("sort") == BY_NAME}
    return render(request, "topic_list.html", context)


@require_safe
@offers_data("topic_data")
def topic_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show one topic: its claims against outlets, its parties against each other."""
    topic = get_object_or_404(Topic.objects.on_record(), pk=pk)
    if redirect := redirect_to_canonical_url(request, topic):
        return redirect
    as_of = parse_as_of(request.GET)
    title = _("Statements on the main claims of “%(topic)s” by date") % {
        "topic": translate_name(topic.name, "topic")
    }
    page = build_topic_page(topic, request.GET, as_of, title)
    in_brief = write_script(describe_topic(request, topic))
    context: dict[str, object] = {"topic": topic, "as_of": as_of, "json": in_brief}
    if page is not None:
        context |= vars(page) | build_links(page) | {"ignored": page.options.ignored}
        context["first_reports"] = build_first_reports(page.carriers)
    return render(request, "topic_detail.html", context)
