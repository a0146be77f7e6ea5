from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.as_of import parse_as_of
from claims.visibility import cited_outlets

from .comparison import comparison, suggestions
from .options import OUTLETS_OFFERED, PARTS, asked_pair


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Two outlets side by side, or the boxes to choose them."""
    pair = asked_pair(request.GET, parse_as_of(request.GET))
    context = {
        "pair": pair,
        "as_of": pair.as_of,
        "ignored": pair.ignored,
        "outlets": cited_outlets().order_by("name", "pk")[:OUTLETS_OFFERED],
    }
    if pair.is_whole:
        compared = comparison(pair)
        context["compared"] = compared
        context["queries"] = {name: pair.query(part=name) for name in PARTS}
        context["overview_query"] = pair.query(part=None)
        context["topics"] = [(topic, number, pair.query(topic=topic.pk)) for topic, number in compared.topics]
        context["all_topics_query"] = pair.query(topic=None)
        context["keep"] = [(name, value) for name, value in pair.kept().items() if name != "as_of"]
    else:
        context["suggestions"] = suggestions(pair.one and pair.one.pk)
    return render(request, "claims/compare.html", context)
