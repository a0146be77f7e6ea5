"""Pages of the store that have changed, made anew by the worker before a reader asks for them."""

import time
from functools import cache
from http import HTTPStatus
from urllib.parse import unquote, urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection

from core.days import find_last_midnight

from .stored_pages import FOR_NOBODY

LOOKED_AT = 2000
"""How many pages, those that were made for readers last, are compared with their stamps at once."""
CHANGED = """
SELECT p.url FROM (
    SELECT * FROM claims_storedpage
    WHERE url <> '' AND leased_until IS NULL AND kept_at >= %s ORDER BY kept_at DESC LIMIT %s
) p
WHERE p.stamps <> (claims_read_stamps(p.thing, p.thing_id)).words
ORDER BY p.kept_at DESC
"""


def warm_pages(*, seconds: float) -> int:
    """Make pages anew that have changed, for as long as this; half of the time is left to others.

    Only what was made for a reader since pages became others by the day (`identify_page`): what is made here
    counts for nothing, so it is forgotten when they stay away. With replicas, which readers' pages come from,
    none. Returns how many were made.
    """
    if not settings.PAGE_STORE_MEGABYTES or not settings.STAMP_PAGES or settings.DATABASE_REPLICAS:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(CHANGED, [find_last_midnight(), LOOKED_AT])
        urls = [url for (url,) in cursor.fetchall()]
    number, end = 0, time.monotonic() + seconds
    for url in urls:
        begun = time.monotonic()
        number += _make(url)
        if time.monotonic() + (pause := time.monotonic() - begun) > end:
            break
        time.sleep(pause)
    return number


def _make(url: str) -> bool:
    """Make a page as for a reader; tell whether it is still there."""
    parts = urlsplit(url)
    environ = {
        "HTTP_HOST": parts.netloc,
        "HTTP_X_FORWARDED_PROTO": parts.scheme,
        "PATH_INFO": unquote(parts.path, "iso-8859-1"),
        "wsgi.url_scheme": parts.scheme,
        FOR_NOBODY: True,
    }
    setup_testing_defaults(environ)
    return _load_handler().get_response(WSGIRequest(environ)).status_code == HTTPStatus.OK


@cache
def _load_handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler
