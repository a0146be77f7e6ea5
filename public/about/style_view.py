from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import style_guide


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The design system, shown on one page, in debug only."""
    if not settings.DEBUG:
        raise Http404("Shown in debug only.")
    css = style_guide.sheet()
    context = {
        "statuses": [style_guide.ink(css, name) for name in style_guide.STATUSES],
        "stances": [style_guide.ink(css, name) for name in style_guide.STANCES],
        "inks": [style_guide.ink(css, name) for name in style_guide.OTHER_INKS],
        "colours": style_guide.colours(css).values(),
        "steps": style_guide.sizes(css, "--step-"),
        "spaces": style_guide.sizes(css, "--space-"),
    }
    return render(request, "claims/style.html", context)
