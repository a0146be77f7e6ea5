"""How many requests one address or token may send in an hour, counted in the database for all processes."""

from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from claims.rate_limits import count_request, get_secret, identify_sender
from core.database.primary import PrimaryIsAway, use_primary

SECONDS = 3600

keep_secret = lru_cache(maxsize=1)(get_secret)
"""The secret of the day: asked for once by each process."""


class HourlyThrottle(BaseThrottle):
    """Requests of one token, else of one address, in an hour of the clock.

    See identify_sender for what an address is.
    """

    remaining: int | None = None
    resets_at: datetime | None = None

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Count the request. Queries: 1, and 1 for the first of a process and day.

        One that reads from a replica goes uncounted, and is not told what is left, while the primary is away.
        """
        try:
            with use_primary():
                self.remaining, self.resets_at = count_request(
                    sender=f"token {request.auth.pk}" if request.auth else identify_sender(request._request),
                    limit=settings.API_REQUESTS_AN_HOUR,
                    now=timezone.now(),
                    get_secret_of=keep_secret,
                )
        except PrimaryIsAway:
            return True
        return self.remaining is not None

    def wait(self) -> float | None:
        return self._count_seconds()

    def add_headers(self, response: HttpResponseBase) -> None:
        """Say what is left, as draft-ietf-httpapi-ratelimit-headers-10 has it."""
        if self.resets_at is None:
            return
        limit = settings.API_REQUESTS_AN_HOUR
        response["RateLimit-Policy"] = f'"hour";q={limit};w={SECONDS}'
        response["RateLimit"] = f'"hour";r={self.remaining or 0};t={self._count_seconds()}'

    def _count_seconds(self) -> int:
        """Return in how many seconds the hour ends, at least 1."""
        return max(1, int((self.resets_at - timezone.now()).total_seconds())) if self.resets_at else SECONDS
