from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims.as_of import parse_as_of
from claims.merges import surviving_pk
from claims.models import Claim, State
from claims.versions.document import load_document
from public.share_card import describe_claim

from .oembed import FORMATS, SECONDS_KEPT, describe_embed, read_address, read_size

CARD_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'"],
    "base-uri": ["'none'"],
    "form-action": ["'none'"],
    "frame-ancestors": ["*"],
}
"""A card may be framed by every site, and does nothing there but show itself."""

CARD_SECONDS_KEPT = 300


@require_safe
@csp(CARD_POLICY)  # type: ignore[arg-type]  # as the library declares it, no view has further arguments
@xframe_options_exempt
@cache_control(public=True, max_age=CARD_SECONDS_KEPT)
def claim_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a claim as a card in a frame of another site: as it stands, or as of a day.

    Queries: 1; of one that is gone 4.
    """
    as_of = parse_as_of(request.GET)
    loaded = load_document(pk, as_of.day)
    if loaded is None:
        return _show_what_is_left(request, pk)
    claim, around = loaded
    context = {
        "claim": claim,
        "card": describe_claim(claim),
        "as_of": as_of,
        "today": timezone.localdate(),
        "version": None if as_of.day else around.version,
    }
    return render(request, "claim_card.html", context)


def _show_what_is_left(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the card of the claim that this one has become part of, or say that it was retracted."""
    survivor = Claim.objects.published().filter(pk=surviving_pk(Claim, pk)).first()
    if survivor is not None and survivor.pk != pk:
        return redirect("claim_card", survivor.pk)
    claim = Claim.objects.filter(pk=pk, state=State.RETRACTED).first()
    if claim is None:
        raise Http404("No such claim.")
    return render(request, "claim_card.html", {"retracted": claim}, status=410)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer what another site needs to embed a claim, by the address of its page.

    Queries: 1; of one that is gone 3.
    """
    if request.GET.get("format", "json") not in FORMATS:
        return _refuse("This format is not offered: json and xml are.", 501)
    address = read_address(request.GET.get("url", ""), request.get_host())
    if address is None:
        return _refuse("This is not the address of a claim on this site.", 404)
    if address.is_private:
        return _refuse("This page is for editors only.", 401)
    try:
        sizes = {name: read_size(request.GET, name) for name in ("maxwidth", "maxheight")}
    except ValueError as error:
        return _refuse(str(error), 400)
    with translation.override(address.language):
        as_of = parse_as_of(address.query)
        loaded = load_document(address.pk, as_of.day) or load_document(surviving_pk(Claim, address.pk))
        if loaded is None:
            return _refuse("This claim is not published.", 404)
        site = f"{request.scheme}://{request.get_host()}"
        url = f"{site}{reverse('claim_card', args=[loaded[0].pk])}{as_of.query}"
        embed = describe_embed(describe_claim(loaded[0]), url, site, **sizes)
    write, content_type = FORMATS[request.GET.get("format", "json")]
    response = HttpResponse(write(embed), content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = f"public, max-age={SECONDS_KEPT}"
    return response


def _refuse(words: str, status: int) -> HttpResponse:
    return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
