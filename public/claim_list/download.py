"""The claims that match a search, in a file as those of the nightly export.

A search that many claims match is written by a background job, and lies there for a day.
"""

import io
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.rate_limits import count_request, get_secret, identify_sender
from claims.search.filters import ClaimFilter
from exchange.exporting.records import Record, read_records_of, write_record
from exchange.exporting.table import TableWriter
from public.packed_files import send_packed

from . import large_downloads
from .results import understand_words

MOST_CLAIMS = 100_000
"""Claims that are sent at once; more are written into a file first."""

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
    write, content_type = FORMATS[format]
    large = large_downloads.LargeDownload.of(filters.data, format)
    if large.is_there(timezone.now()):
        response = send_packed(request, large.path, content_type)
    else:
        ids = find_claims(filters, most=MOST_CLAIMS + 1)
        if len(ids) > MOST_CLAIMS:
            return _answer_that_it_takes_time(is_queued=large.queue())
        response = StreamingHttpResponse(write(read_records_of(ids)), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="claims.{format}"'
    response["Access-Control-Allow-Origin"] = "*"
    response["Cache-Control"] = "no-store"
    return response


def _answer_that_it_takes_time(*, is_queued: bool) -> HttpResponse:
    """Say that the file is being made, or that too many others are."""
    if is_queued:
        words = _(
            "More than %(most)s claims match, so that the file is being made. It will be at this same "
            "address in some minutes, and stay there for a day."
        )
    else:
        words = _("Too many files of large searches are being made. Try again in an hour.")
    status = HTTPStatus.ACCEPTED if is_queued else HTTPStatus.SERVICE_UNAVAILABLE
    response = HttpResponse(words % {"most": f"{MOST_CLAIMS:,}"}, TEXT, status)
    response["Retry-After"] = "60" if is_queued else "3600"
    response["Cache-Control"] = "no-store"
    return response


def write_search(filters: ClaimFilter, format: str) -> Iterator[str]:
    """Give the pieces of a file of all claims that match."""
    return FORMATS[format][0](read_records_of(find_claims(filters)))


def find_claims(filters: ClaimFilter, *, most: int | None = None) -> list[int]:
    """Find the claims that the list shows for these filters, at most so many."""
    filters, corrected = understand_words(filters)
    return list((corrected or filters).matches().values_list("pk", flat=True)[:most])


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
