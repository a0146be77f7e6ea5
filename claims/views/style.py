from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ..pages import style_sheet


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """The design system, shown on one page, in debug only."""
    if not settings.DEBUG:
        raise Http404("Shown in debug only.")
    css = style_sheet.sheet()
    context = {
        "statuses": [style_sheet.ink(css, name) for name in style_sheet.STATUSES],
        "stances": [style_sheet.ink(css, name) for name in style_sheet.STANCES],
        "inks": [style_sheet.ink(css, name) for name in style_sheet.OTHER_INKS],
        "colours": style_sheet.colours(css).values(),
        "steps": style_sheet.sizes(css, "--step-"),
        "spaces": style_sheet.sizes(css, "--space-"),
    }
    return render(request, "claims/style.html", context)
