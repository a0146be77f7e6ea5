from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import ChangeKind, FacetCount, Topic
from claims.search.facet_codes import load_ranked
from core.keyset_pagination import paginate_by_keyset, strip_cursors
from core.pagination import shorten_input
from core.query_string import parse_id, replace_parameter
from public.feeds.entries import (
    KIND_NAMES,
    describe_changes,
    find_loading_day,
    group_by_day,
    name_agreeing_parties,
    query_changes,
    unwrap_changes,
)

CHANGES_PER_PAGE = 40
TOPICS_OFFERED = 100


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """Show what is new on the record, by day: of one topic or kind, if asked for."""
    query = request.GET.copy()
    ignored: list[str] = []
    topic, kind = _read_topic(query, ignored), _read_kind(query, ignored)
    rows, order = query_changes(topic=topic, kind=kind)
    page = paginate_by_keyset(query, rows, order=order, size=CHANGES_PER_PAGE)
    first_page = strip_cursors(query)
    shown = unwrap_changes(page.rows)
    newest = shown if page.is_first or kind else unwrap_changes(rows.order_by(*order)[:CHANGES_PER_PAGE])
    entries = describe_changes(shown)
    name_agreeing_parties(entries)
    context = {
        "days": group_by_day(entries, has_newer=bool(page.previous_query), has_older=bool(page.next_query)),
        "unchanged_since": None if kind else find_loading_day(newest),
        "page": page,
        "ignored": ignored,
        "topic": topic,
        "topics": load_ranked(FacetCount.objects.rank_values("topic")[:TOPICS_OFFERED], Topic.objects.all()),
        "kind": kind,
        "kinds": [
            (value, words, replace_parameter(first_page, "kind", value))
            for value, words in KIND_NAMES.items()
        ],
        "kind_words": KIND_NAMES[ChangeKind(kind)] if kind else "",
        "any_kind": replace_parameter(first_page, "kind", ""),
        "any_topic": replace_parameter(first_page, "topic", ""),
    }
    return render(request, "changes.html", context)


def _read_topic(query: QueryDict, ignored: list[str]) -> Topic | None:
    """Read `?topic=`; what names none is taken out of `query`, and `ignored` says so."""
    value = query.get("topic", "").strip()
    pk = parse_id(value)
    topic = Topic.objects.on_record().filter(pk=pk).first() if pk is not None else None
    if topic is None:
        query.pop("topic", None)
        if value:
            ignored.append(_("Ignored: there is no topic “%(value)s”.") % {"value": shorten_input(value)})
    return topic


def _read_kind(query: QueryDict, ignored: list[str]) -> str:
    value = query.get("kind", "").strip()
    if value in KIND_NAMES:
        return value
    query.pop("kind", None)
    if value:
        ignored.append(
            _("Ignored: there is no kind of change “%(value)s”.") % {"value": shorten_input(value)}
        )
    return ""
