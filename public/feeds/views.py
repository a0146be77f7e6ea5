from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Claim, Claimant, ClaimSearch, State, Topic
from claims.search.pagination import paginate_search
from claims.search.querysets import SORT_COLUMNS
from claims.visibility import outlets_on_record
from core.keyset_pagination import MAX_BIGINT, paginate_by_keyset, strip_cursors
from core.pagination import COUNT_LIMIT

from .archives import (
    IDS_PER_ARCHIVE,
    find_newest_archive,
    find_previous_archive,
    is_closed,
    query_archive,
)
from .entries import query_changes, query_latest_ids, unwrap_changes
from .formats import FORMATS, FeedDocument
from .items import make_items
from .selections import (
    Feed,
    select_all,
    select_claim,
    select_claimant,
    select_corrections,
    select_outlet,
    select_topic,
)

CHANGES_PER_FEED = 50
"""At least as many as an archive has, so that every change is in an archive or in the feed itself."""

CLAIMS_PER_FEED = 25
CHANGES_PER_CLAIM = 5
"""Of claims that changed last; older changes are in the feed of the claim."""

SECONDS_KEPT = 300
"""By caches; of archives too, whose words follow what is retracted."""


@require_safe
def changes_feed(request: HttpRequest, format: str) -> HttpResponse:
    """Send every change, in the order in which they came here. Queries: at most 5."""
    feed = select_all()
    rows = feed.rows.order_by(*feed.order)[:CHANGES_PER_FEED]
    archive = find_newest_archive()
    links = {} if archive is None else {"prev-archive": reverse("changes_archive", args=[archive, format])}
    return _send_document(request, feed, format, rows, links)


@require_safe
def changes_archive(request: HttpRequest, number: int, format: str) -> HttpResponse:
    """Send fifty changes in a row that will always be these fifty. Queries: at most 5."""
    if (number + 2) * IDS_PER_ARCHIVE > MAX_BIGINT or not is_closed(number):
        raise Http404("No such archive.")
    links = {"current": reverse("changes_feed", args=[format])}
    previous = find_previous_archive(number)
    if previous is not None:
        links["prev-archive"] = reverse("changes_archive", args=[previous, format])
    return _send_document(request, select_all(), format, query_archive(number), links, is_archive=True)


@require_safe
def corrections_feed(request: HttpRequest, format: str) -> HttpResponse:
    """Send what we altered or took back. Queries: at most 3."""
    return send_feed(request, select_corrections(), format)


@require_safe
def claim_feed(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """Send the changes of one claim, its retraction too. Queries: at most 4."""
    claims = Claim.objects.exclude(state=State.DRAFT).defer("search")
    return send_feed(request, select_claim(get_object_or_404(claims, pk=pk)), format)


@require_safe
def topic_feed(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """Send the changes of the claims under a topic. Queries: at most 4."""
    topic = get_object_or_404(Topic.objects.on_record(), pk=pk)
    return send_feed(request, select_topic(topic), format)


@require_safe
def claimant_feed(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """Send the changes of the claims on which somebody has taken a position. Queries: at most 5."""
    claimant = get_object_or_404(Claimant.objects.on_record(), pk=pk)
    return send_feed(request, select_claimant(claimant), format)


@require_safe
def outlet_feed(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """Send the changes of the claims that an outlet reports. Queries: at most 5."""
    outlet = get_object_or_404(outlets_on_record(), pk=pk)
    return send_feed(request, select_outlet(outlet), format)


def refuse_feed(words: str) -> HttpResponse:
    """Refuse what a program asked for, in words for the one who wrote it."""
    return HttpResponseBadRequest(words, content_type="text/plain; charset=utf-8")


def send_feed(request: HttpRequest, feed: Feed, format: str) -> HttpResponse:
    """Send one page of a feed (RFC 5005, section 3).

    Of a feed of claims: those that changed last, with the newest changes of each. Queries: at most 4.
    """
    query = request.GET
    rows: Iterable[Any]
    if feed.claims is None:
        page = paginate_by_keyset(query, feed.rows, order=feed.order, size=CHANGES_PER_FEED)
        rows = page.rows
    else:
        # As for a search with too many matches to be counted: its first step is short, whatever the number.
        many = COUNT_LIMIT + 1
        page = paginate_search(
            query, feed.claims, "changed", total=many, size=CLAIMS_PER_FEED, load=_load_entries
        )
        changes, order = query_changes()
        latest = [pk for row in page.rows for pk in row.latest]
        rows = changes.filter(pk__in=latest).order_by(*order)
    if page.notice:
        return refuse_feed(page.notice)
    first = strip_cursors(request.GET).urlencode()
    queries = {
        "first": f"?{first}" if first else "",
        "previous": page.previous_query,
        "next": page.next_query,
    }
    links = {name: request.path + query for name, query in queries.items() if query or name == "first"}
    return _send_document(request, feed, format, rows, links)


def _load_entries(ids: list[int]) -> list[ClaimSearch]:
    """Load rows of the search by id, each with the ids of its `latest` changes. Queries: 1."""
    latest = query_latest_ids("pk", CHANGES_PER_CLAIM)
    entries = ClaimSearch.objects.only(*SORT_COLUMNS).annotate(latest=latest).in_bulk(ids)
    return [entries[pk] for pk in ids]


def _send_document(
    request: HttpRequest,
    feed: Feed,
    format: str,
    rows: Iterable[Any],
    links: dict[str, str],
    *,
    is_archive: bool = False,
) -> HttpResponse:
    """Send a document."""
    if format not in FORMATS:
        raise Http404("No such format.")
    write, content_type = FORMATS[format]
    site = f"{request.scheme}://{request.get_host()}"
    links = {"self": request.get_full_path(), "alternate": feed.page, **links}
    items = make_items(unwrap_changes(rows))
    document = FeedDocument(feed.name, feed.title, site, items, links, is_archive)
    body = write(document).encode("utf-8", "replace")
    headers = {"Cache-Control": f"public, max-age={SECONDS_KEPT}"}
    return HttpResponse(body, content_type=content_type, headers=headers)
