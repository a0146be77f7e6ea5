from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import Topic
from core.keyset_pagination import paginate_by_keyset, strip_cursors
from core.pagination import shorten_input
from public.change_feed import KINDS, as_changes, by_day, changes_of, told
from public.query_string import parse_id

CHANGES_PER_PAGE = 40
TOPICS_OFFERED = 100


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What is new on the record, by day: news, corrections and retractions, of one topic or kind."""
    query, ignored = request.GET.copy(), []
    topic, kind = _topic(query, ignored), _kind(query, ignored)
    rows, order = changes_of(topic=topic, kind=kind)
    page = paginate_by_keyset(query, rows, order=order, size=CHANGES_PER_PAGE)
    context = {
        "days": by_day(told(as_changes(page.rows))),
        "page": page,
        "ignored": ignored,
        "topic": topic,
        "topics": Topic.objects.on_record().order_by("name", "pk")[:TOPICS_OFFERED],
        "kind": kind,
        "kinds": [(name, words, _with(query, "kind", name)) for name, words in KINDS.items()],
        "kind_words": KINDS.get(kind, ""),
        "any_kind": _with(query, "kind", ""),
        "any_topic": _with(query, "topic", ""),
    }
    return render(request, "claims/changes.html", context)


def _topic(query: QueryDict, ignored: list[str]) -> Topic | None:
    """The topic asked for; what is none goes from `query` and is told in `ignored`."""
    value = query.get("topic", "").strip()
    pk = parse_id(value)
    topic = Topic.objects.on_record().filter(pk=pk).first() if pk is not None else None
    if topic is None:
        query.pop("topic", None)
        if value:
            ignored.append(_("Ignored: there is no topic “%(value)s”.") % {"value": shorten_input(value)})
    return topic


def _kind(query: QueryDict, ignored: list[str]) -> str:
    value = query.get("kind", "").strip()
    if value in KINDS:
        return value
    query.pop("kind", None)
    if value:
        ignored.append(
            _("Ignored: there is no kind of change “%(value)s”.") % {"value": shorten_input(value)}
        )
    return ""


def _with(query: QueryDict, name: str, value: str) -> str:
    """The query string of this list from its beginning, with another choice."""
    wanted = strip_cursors(query)
    wanted.pop(name, None)
    if value:
        wanted[name] = value
    return f"?{wanted.urlencode()}"
