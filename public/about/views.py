from django.conf import settings
from django.core import checks
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from claims.models import Claim
from claims.models.claim import STATUSES
from claims.positions import load_claim_lists
from public.about import style_guide
from public.corrections import load_latest_notices


def check_publisher(**_kwargs: object) -> list[checks.CheckMessage]:
    """Tell the operator that the site names nobody who answers for it; readers are told nothing of that."""
    missing = [name for name in ("PUBLISHER_NAME", "CONTACT_EMAIL") if not getattr(settings, name)]
    return [
        checks.Info(
            f"{name} is not set: the about page does not say who answers for this site, or where to write.",
            hint=f"Set {name} in the environment; .env.example says how.",
            id=f"public.{name}",
        )
        for name in missing
    ]


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Show how this works: the rule with live examples, proofs, corrections, licence."""
    published = Claim.objects.published()
    newest = [published.filter(status=status).newest().values("pk")[:1] for status in STATUSES]
    context = {
        "examples": [claim for claims in load_claim_lists(*newest) for claim in claims],
        "notices": load_latest_notices(),
        "contact": settings.CONTACT_EMAIL,
        "publisher": settings.PUBLISHER_NAME,
        "licence": settings.DATA_LICENCE,
    }
    return render(request, "about.html", context)


@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """Show the design system on one page, in debug only."""
    if not settings.DEBUG:
        raise Http404("Shown in debug only.")
    css = style_guide.read_style_sheet()
    context = {
        "statuses": [style_guide.read_ink(css, name) for name in style_guide.STATUSES],
        "stances": [style_guide.read_ink(css, name) for name in style_guide.STANCES],
        "inks": [style_guide.read_ink(css, name) for name in style_guide.OTHER_INKS],
        "colours": style_guide.read_colours(css).values(),
        "steps": style_guide.read_sizes(css, "--step-"),
        "spaces": style_guide.read_sizes(css, "--space-"),
    }
    return render(request, "style.html", context)
