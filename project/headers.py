"""Headers of every answer that neither Django nor the Content-Security-Policy sets."""

import re
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import sync_only_middleware

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        *("accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen"),
        *("geolocation", "gyroscope", "microphone", "midi", "payment", "picture-in-picture"),
        *("publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "usb"),
        *("browsing-topics", "xr-spatial-tracking"),
    )
)
"""What no page of ours may do, nor anything in it (W3C Permissions Policy)."""
PASSKEYS = re.sub(r"(publickey-credentials-\w+)=\(\)", r"\1=(self)", PERMISSIONS)
"""The same, but for the pages on which editors sign in with a passkey or add one."""


@sync_only_middleware
def add_headers(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Keep pages from what they do not need, and other sites from what is not theirs to use.

    An answer that sets such a header itself keeps it; 304 adds none to those that a page has. Static files
    are for any site, and a card asks nothing of them: it finds its style also in a frame that takes its
    origin from it.
    """

    def respond(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response
        permissions = PASSKEYS if getattr(response, "uses_passkeys", False) else PERMISSIONS
        response.headers.setdefault("Permissions-Policy", permissions)
        is_card = is_framed_anywhere(response)
        if not is_card:
            response.headers.setdefault("Cross-Origin-Embedder-Policy", "require-corp")
        is_for_any_site = is_card or "Access-Control-Allow-Origin" in response
        policy = "cross-origin" if is_for_any_site else "same-origin"
        response.headers.setdefault("Cross-Origin-Resource-Policy", policy)
        return response

    return respond


def is_framed_anywhere(response: HttpResponseBase) -> bool:
    """Tell whether other sites may show an answer in a frame."""
    return getattr(response, "xframe_options_exempt", False)
