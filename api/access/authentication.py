"""Who a program acts for: the owner of the token in its header, or nobody."""

import datetime
import re
from typing import Any

import pghistory
from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from api.models import PersonalToken

CREDENTIALS = re.compile(r"(?:token|bearer) +([a-z0-9_]+)", re.IGNORECASE)
REFUSED = (
    "This token is not valid: it is wrong, has expired or was revoked. Without a token, leave the header out."
)
HEADER_REFUSED = "The header must be “Authorization: Bearer” and a token. Without a token, leave it out."
USES_APART = datetime.timedelta(minutes=1)
"""How exactly it is kept when a token was last used."""


class TokenAuthentication(BaseAuthentication):
    """Sign-in by a personal token. A session is none: no page of another site can write through a browser."""

    def authenticate(self, request: Request) -> tuple[Any, PersonalToken] | None:
        """Return the owner and the token; None without the header. Queries: 1, and 1 once a minute.

        A header that names no valid token is refused, never ignored: its program expects to be somebody.
        """
        header = request.headers.get("Authorization")
        if header is None:
            return None
        credentials = CREDENTIALS.fullmatch(header.strip())
        if credentials is None:
            raise AuthenticationFailed(HEADER_REFUSED)
        now = timezone.now()
        token = PersonalToken.objects.find(credentials[1], now)
        if token is None:
            raise AuthenticationFailed(REFUSED)
        if token.last_used_at is None or now - token.last_used_at >= USES_APART:
            PersonalToken.objects.filter(pk=token.pk).update(last_used_at=now)
        pghistory.context(token=token.name)  # nothing where nothing is written
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
