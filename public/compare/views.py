from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.as_of import parse_as_of

from .comparison import compare_outlets, suggest_pairs
from .options import PARTS, list_offered, read_pair


@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show two outlets side by side, or the boxes to choose them."""
    pair = read_pair(request.GET, parse_as_of(request.GET))
    context: dict[str, object] = {
        "pair": pair,
        "as_of": pair.as_of,
        "ignored": pair.ignored,
        "outlets": list_offered(pair),
    }
    if pair.a and pair.b:
        comparison = compare_outlets(pair.a, pair.b, pair)
        context["comparison"] = comparison
        context["queries"] = {name: pair.query_string(part=name) for name in PARTS}
        context["overview_query"] = pair.query_string(part=None)
        context["topics"] = [
            (topic, number, pair.query_string(topic=topic.pk)) for topic, number in comparison.topics
        ]
        context["all_topics_query"] = pair.query_string(topic=None)
        context["keep"] = [(name, value) for name, value in pair.query_dict().items() if name != "as_of"]
    else:
        context["suggestions"] = suggest_pairs(pair.single.pk if pair.single else None)
    return render(request, "compare.html", context)
