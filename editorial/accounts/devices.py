"""Browsers from which somebody has signed in before, told by a signed cookie (OWASP's device cookies).

Whoever guesses passwords elsewhere has none, so they keep nobody out who has; and a sign-in without one is
told to the account's owner.
"""

import secrets
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.crypto import salted_hmac

COOKIE = "known_device"
SALT = "editorial.accounts.devices"
MAX_ACCOUNTS = 8
"""How many accounts one browser is remembered for, the latest."""
AGE = 365 * 24 * 3600


def find_device(request: HttpRequest, username: str) -> str | None:
    """Return the id of the browser if it has signed in to the account of this name. Queries: 0."""
    known = _read(request)
    return known["id"] if known and _hide(username) in known["accounts"] else None


def remember_device(request: HttpRequest, response: HttpResponseBase, user: AbstractBaseUser) -> None:
    """Have the browser of `request` be known to `user` from now on, for a year after the last sign-in."""
    known = _read(request) or {"id": secrets.token_urlsafe(16), "accounts": []}
    account = _hide(user.get_username())
    others = [other for other in known["accounts"] if other != account]
    value = known | {"accounts": [account, *others][:MAX_ACCOUNTS]}
    response.set_cookie(
        COOKIE,
        signing.dumps(value, salt=SALT),
        max_age=AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> dict[str, Any] | None:
    try:
        known: dict[str, Any] = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return None
    return known


def _hide(username: str) -> str:
    return salted_hmac(SALT, username).hexdigest()[:32]
