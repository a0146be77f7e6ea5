from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from claims.models import Topic
from claims.versions.document import load_document
from public.share_card import ShareCard, describe_claim, describe_topic

from .drawing import draw_card

SECONDS_KEPT = 3600
"""How long others may show an image without asking again whether the claim still reads so."""


@require_safe
def claim_image(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the share image of a published claim as it stands. Queries: 1."""
    loaded = load_document(pk)
    if loaded is None:
        raise Http404("No such claim.")
    return _send_image(describe_claim(loaded[0]))


@require_safe
def topic_image(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the share image of a topic. Queries: 2."""
    topic = get_object_or_404(Topic.objects.on_record(), pk=pk)
    return _send_image(describe_topic(topic))


def _send_image(card: ShareCard) -> HttpResponse:
    """Send the image of a card."""
    headers = {
        "Cache-Control": f"public, max-age={SECONDS_KEPT}",
        "Cross-Origin-Resource-Policy": "cross-origin",  # pages that link to ours show it
    }
    return HttpResponse(draw_card(card), content_type="image/png", headers=headers)
