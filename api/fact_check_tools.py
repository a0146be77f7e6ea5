"""Fact-checks as Google's Fact Check Tools API (v1alpha1) gives them, for the programs that read that.

Only claims that somebody else has reviewed: we review nothing. Errors have Google's shape.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

from claims.models import Claim, ClaimSearch, FactCheck, Stance, Statement
from claims.search.filters import ClaimFilter
from sources.models import is_language_tag

from .views import ApiView

PAGE_SIZE, LARGEST_PAGE = 10, 100
MOST_SKIPPED = 10_000
DAYS = 36_525
IGNORED = ("key", "alt", "fields", "prettyPrint", "$.xgafv")
"""Parameters that are taken and change nothing."""
KNOWN = (
    *IGNORED,
    "query",
    "languageCode",
    "maxAgeDays",
    "offset",
    "pageSize",
    "pageToken",
    "reviewPublisherSiteFilter",
)
STATUSES = {400: "INVALID_ARGUMENT", 401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED", 501: "UNIMPLEMENTED"}


class InvalidArgument(APIException):
    status_code = HTTPStatus.BAD_REQUEST


class Unimplemented(APIException):
    status_code = HTTPStatus.NOT_IMPLEMENTED
    default_detail = "This site has no such method."


def write_error(error: Exception, context: dict[str, Any]) -> Response | None:
    """Write an error of a view in Google's shape; None for a fault of the server."""
    response = exception_handler(error, context)
    if response is None:
        return None
    code = response.status_code
    message = str(response.data.get("detail", "")) if isinstance(response.data, Mapping) else ""
    status = STATUSES.get(code, "FAILED_PRECONDITION")
    response.data = {"error": {"code": code, "message": message, "status": status}}
    return response


class FactCheckView(ApiView):
    schema = None  # Google describes it

    def get_exception_handler(self) -> Any:
        return write_error


class ClaimSearchView(FactCheckView):
    def get(self, request: Request) -> Response:
        """Find reviewed claims by words, by who reviewed them, and by age."""
        query = request.query_params
        for name in query:
            if name not in KNOWN:
                raise InvalidArgument(f"Unknown name: {name[:40]!r}.")
        site = query.get("reviewPublisherSiteFilter", "").strip().lower().removeprefix("www.")
        if not (query.get("query", "").strip() or site):
            raise InvalidArgument("Give a query, or reviewPublisherSiteFilter.")
        size = _read_number(query, "pageSize", PAGE_SIZE, LARGEST_PAGE)
        first = _read_number(query, "pageToken" if query.get("pageToken") else "offset", 0, MOST_SKIPPED)
        days = _read_number(query, "maxAgeDays", 0, DAYS)
        reviews = _select_reviews(site, query.get("languageCode", "").strip())
        rows = _find_claims(query.get("query", ""), reviews, days)[first : first + size + 1]
        claims = _load_claims([row.pk for row in rows[:size]], reviews)
        body: dict[str, Any] = {"claims": [_write_claim(claim) for claim in claims]} if claims else {}
        if len(rows) > size and first + size <= MOST_SKIPPED:
            body["nextPageToken"] = str(first + size)
        return Response(body)


class UnimplementedView(FactCheckView):
    def get(self, request: Request) -> Response:
        """Refuse a method of Google's that we have nothing for."""
        raise Unimplemented


def _read_number(query: QueryDict, name: str, default: int, most: int) -> int:
    """Read a whole number up to `most`; 0 and "" stand for the default, as Google has it."""
    text = query.get(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) <= 6) or int(text) > most:
        raise InvalidArgument(f"{name} must be a whole number from 0 to {most}.")
    return int(text) or default


def _select_reviews(site: str, language: str) -> QuerySet[FactCheck]:
    """Select reviews by the host of their address and by language, whose region does not matter."""
    if "\0" in site:
        raise InvalidArgument("reviewPublisherSiteFilter is the name of a host.")
    reviews = FactCheck.objects.order_by("-reviewed_on", "-pk")
    if language and not is_language_tag(language):
        raise InvalidArgument("languageCode is a BCP 47 tag, as en or pt-BR.")
    if language:
        reviews = reviews.filter(language__iregex=rf"^{language.partition('-')[0]}(-|$)")
    return reviews.filter(url__iregex=rf"^https?://(www\.)?{re.escape(site)}(:|/|$)") if site else reviews


def _find_claims(words: str, reviews: QuerySet[FactCheck], days: int) -> QuerySet[Any]:
    """Query the claims with these words that have such a review, the newest first."""
    words = words.replace("\0", " ")
    data = QueryDict(mutable=True)
    data["q"] = words
    entries = ClaimFilter(data, ClaimSearch.objects.all()).matches()
    reviewed = reviews.filter(claim=OuterRef("pk")).order_by()
    found = entries.filter(Exists(reviewed))
    if days:
        since = timezone.localdate() - datetime.timedelta(days=days)
        said = Statement.objects.published().filter(claim=OuterRef("pk"), said_on__gte=since)
        found = found.filter(Exists(reviewed.filter(reviewed_on__gte=since)) | Q(Exists(said)))
    return found.order_by("-published_at", "-claim_id").only("pk")


def _load_claims(ids: Sequence[int], reviews: QuerySet[FactCheck]) -> list[Any]:
    """Load claims with their reviews and who affirmed them first. Queries: 3, or 0 without ids."""
    if not ids:
        return []
    affirming = Statement.objects.published().filter(stance=Stance.AFFIRMS).select_related("claimant")
    claims = (
        Claim.objects.published()
        .filter(pk__in=ids)
        .defer("search")
        .prefetch_related(
            Prefetch("fact_checks", reviews, "listed_reviews"),
            Prefetch("statements", affirming.order_by("said_on", "pk")[:1], "affirming"),
        )
    )
    by_id = {claim.pk: claim for claim in claims}
    return [by_id[pk] for pk in ids if pk in by_id]


def _write_claim(claim: Any) -> dict[str, Any]:
    first = claim.affirming[0] if claim.affirming else None
    written = {
        "text": claim.text,
        "claimant": first.claimant.name if first else "",
        "claimDate": _write_day(first.said_on) if first else "",
        "claimReview": [_write_review(review) for review in claim.listed_reviews],
    }
    return {name: value for name, value in written.items() if value}


def _write_review(review: FactCheck) -> dict[str, Any]:
    host = urlsplit(review.url).hostname or ""
    publisher = {"name": review.reviewer, "site": host.removeprefix("www.")}
    written = {
        "publisher": {name: value for name, value in publisher.items() if value},
        "url": review.url,
        "reviewDate": _write_day(review.reviewed_on),
        "textualRating": review.rating,
        "languageCode": review.language,
    }
    return {name: value for name, value in written.items() if value}


def _write_day(day: datetime.date | None) -> str:
    return f"{day.isoformat()}T00:00:00Z" if day else ""
