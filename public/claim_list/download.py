"""The claims that match a search, in a file as those of the nightly export."""

import io
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.rate_limits import count_request, get_secret, identify_sender
from claims.search.filters import ClaimFilter
from exchange.exporting.records import Record, read_records_of, write_record
from exchange.exporting.table import TableWriter

from .results import understand_words

MOST_CLAIMS = 100_000
"""Claims in one download; more are in the files of every night."""

DOWNLOADS_AN_HOUR = 30
"""How many one address may ask for in an hour of the clock."""

TEXT = "text/plain; charset=utf-8"


def _write_lines(records: Iterable[Record]) -> Iterator[str]:
    return map(write_record, records)


def _write_table(records: Iterable[Record]) -> Iterator[str]:
    buffer = io.StringIO(newline="")
    table = TableWriter(buffer)
    for record in records:
        table.write(record)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()


FORMATS: dict[str, tuple[Callable[[Iterable[Record]], Iterator[str]], str]] = {
    "jsonl": (_write_lines, "application/jsonl; charset=utf-8"),
    "csv": (_write_table, "text/csv; charset=utf-8"),
}


def send_download(request: HttpRequest, filters: ClaimFilter, format: str) -> HttpResponseBase:
    """Send the claims that match a search, in the order of their keys, as they are while they are sent."""
    if format not in FORMATS:
        raise Http404("No such format.")
    if again_in := _count_download(request):
        words = _("You have asked for %(most)s downloads in this hour. Try again in the next one.")
        refused = HttpResponse(words % {"most": DOWNLOADS_AN_HOUR}, TEXT, HTTPStatus.TOO_MANY_REQUESTS)
        refused["Retry-After"] = str(again_in)
        return refused
    ids = _find_claims(filters)
    if len(ids) > MOST_CLAIMS:
        words = _("More than %(most)s claims match. The files at %(address)s have all claims.")
        address = request.build_absolute_uri(reverse("data"))
        return HttpResponseBadRequest(words % {"most": f"{MOST_CLAIMS:,}", "address": address}, TEXT)
    write, content_type = FORMATS[format]
    response = StreamingHttpResponse(write(read_records_of(ids)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="claims.{format}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response


def _find_claims(filters: ClaimFilter) -> list[int]:
    """Find the claims that the list shows for these filters, at most one more than may be downloaded."""
    filters, corrected = understand_words(filters)
    return list((corrected or filters).matches().values_list("pk", flat=True)[: MOST_CLAIMS + 1])


def _count_download(request: HttpRequest) -> int | None:
    """Count one more download; return in how many seconds there may be another if that is one too many."""
    now = timezone.now()
    left, again_at = count_request(
        sender=f"downloads of {identify_sender(request)}",
        limit=DOWNLOADS_AN_HOUR,
        now=now,
        get_secret_of=get_secret,
    )
    return max(1, int((again_at - now).total_seconds())) if left is None else None
