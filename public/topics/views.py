from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.as_of import asked_day
from claims.models import Topic
from core.canonical_urls import redirect_to_address

from .detail import topic_page
from .links import firsts, links
from .listing import listed_topics


@require_safe
def topic_list(request: HttpRequest) -> HttpResponse:
    """Every topic under which something is published."""
    return render(request, "claims/topic_list.html", {"page": listed_topics(request.GET)})


@require_safe
def topic_detail(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """One topic: its claims against the outlets that cover them, and its parties against each other."""
    topic = get_object_or_404(Topic.objects.on_record(), pk=pk)
    if moved := redirect_to_address(request, topic):
        return moved
    as_of = asked_day(request.GET)
    title = _("Statements on “%(topic)s” by date") % {"topic": topic.name}
    shown = topic_page(topic, request.GET, as_of, title)
    context = {"topic": topic, "as_of": as_of}
    if shown is not None:
        context |= vars(shown) | links(shown) | {"ignored": shown.choice.ignored}
        context["firsts"] = firsts(shown.carriers)
    return render(request, "claims/topic_detail.html", context)
