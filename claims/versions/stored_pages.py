"""Readers' pages that lie in the database as they were sent, and are found with their stamps.

How they are found, kept and made by one process at a time is told in claims/migrations/0121_stored_pages.py.
A page is kept with the stamps that were read before anything of it was, and is sent while these hold.
"""

import gzip
import json
import time
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import patch_vary_headers
from django.utils.text import compress_string

from .entity_tags import pack_entity_tag
from .stamps import Stamps

LONGEST_BODY = 64 * 1024
"""Bytes of the largest page that is stored, compressed. So many of these are within PAGE_STORE_MEGABYTES."""
SHORTEST_PACKED = 200
"""Bytes from which a page is compressed, as Django's middleware has it."""
SECONDS_TO_WAIT = 5
"""How long one waits for another process to make the page; the right to make it lasts as long."""
PAUSE, LONGEST_PAUSE = 0.01, 0.1
"""Seconds between two looks whether it is there."""
KNOWN_VARY = {"accept", "accept-encoding"}
"""Headers of the request of which the address of a page tells enough, or any of which is served."""
NOT_KEPT = {"content-length", "date"}
FOR_NOBODY = "claims.warming"
"""What a request of the worker has in its `META`, which no header of a client can put there."""

ASK = "SELECT * FROM claims_ask_page(%s, %s, %s, %s, %s)"
KEEP = "SELECT claims_keep_page(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
LEAVE = "SELECT claims_leave_page(%s, %s)"
TIDY = """
DELETE FROM claims_storedpage
WHERE coalesce(kept_at, leased_until) < now() - interval '1 day' OR body IS NULL AND leased_until < now()
"""


@dataclass(frozen=True)
class Lease:
    """The right to make a page and keep it, until somebody else has it."""

    address: bytes
    turn: int
    stamps: Stamps
    claim_id: int | None


@dataclass(frozen=True)
class PackedPage:
    """A page as it lies in the store. `body` is None where the client has it already."""

    tag: str
    head: str
    body: bytes | None

    def respond(self, request: HttpRequest) -> HttpResponse:
        """Make the response, compressed if it lies there so and the client can read it."""
        content = self.body or b""
        response = HttpResponse(content, headers=dict(json.loads(self.head)))
        if "Content-Encoding" in response:
            if re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")):
                response["ETag"] = pack_entity_tag(response["ETag"])
                patch_vary_headers(response, ["Accept-Encoding"])
            else:
                del response["Content-Encoding"]
                response.content = gzip.decompress(content)
        response["Content-Length"] = str(len(response.content))
        return response


@dataclass(frozen=True)
class PageState:
    """What is known of a page before it is made: its stamps, if they tell anything, and perhaps itself."""

    stamps: Stamps | None
    answer: PackedPage | None = None
    lease: Lease | None = None


def find_page(address: bytes | None, claim_id: int | None, known: list[str]) -> PageState:
    """Find a page in the store, or the right to make it, or none of both: then it is made, but not kept.

    `address`: as `identify_page` has it; None where the page is never stored. `known`: the tags that the
    client has; with these nothing is leased, because it may be that nothing has to be made. Queries: 1, and
    while another process makes the page, one each PAUSE or more.
    """
    turn, pause, given_up = None, PAUSE, time.monotonic() + SECONDS_TO_WAIT
    while True:
        with connection.cursor() as cursor:
            cursor.execute(ASK, [claim_id, address, known, turn, not known])
            names, words, turn, is_mine, tag, head, body = cursor.fetchone()
        stamps = None if words is None else Stamps(names, words)
        if stamps is None:
            return PageState(None)
        if tag is not None:
            return PageState(stamps, PackedPage(tag, head, None if body is None else bytes(body)))
        if is_mine and address is not None:
            return PageState(stamps, lease=Lease(address, turn, stamps, claim_id))
        if turn is None or time.monotonic() > given_up:
            return PageState(stamps)
        time.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def keep_page(
    lease: Lease, request: HttpRequest, response: HttpResponseBase, *, is_warmed: bool = False
) -> HttpResponseBase:
    """Keep a response that has its ETag, if others may get it as it is. Returns what is sent.

    `is_warmed`: the worker makes it anew when it has changed. Where the database has gone away meanwhile, it
    is sent all the same. Queries: 1.
    """
    answer = write_answer(response)
    if answer is None:
        leave_page(lease)
        return response
    most = settings.PAGE_STORE_MEGABYTES * 2**20 // LONGEST_BODY
    place = (lease.address, lease.turn, lease.stamps.words)
    url = request.build_absolute_uri() if is_warmed else ""
    about = (url, lease.claim_id, FOR_NOBODY not in request.META, most)
    with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
        cursor.execute(KEEP, [*place, answer.tag, answer.head, answer.body, *about])
    return answer.respond(request)


def leave_page(lease: Lease) -> None:
    """Give up the right to make a page; it ends by itself where the database has gone away."""
    with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
        cursor.execute(LEAVE, [lease.address, lease.turn])


def write_answer(response: HttpResponseBase) -> PackedPage | None:
    """Write a response as it is stored.

    None if it is not for everybody, is too long, or has policies of its own.
    """
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")} - {""}
    has_policies = any("_csp" in name or name.startswith("xframe") for name in vars(response))
    if (
        not isinstance(response, HttpResponse)
        or response.status_code != HTTPStatus.OK
        or has_policies
        or response.cookies
        or not vary <= KNOWN_VARY
        or "Content-Encoding" in response
    ):
        return None
    head = [(name, value) for name, value in response.items() if name.lower() not in NOT_KEPT]
    body = response.content
    if len(body) >= SHORTEST_PACKED and not response["Content-Type"].startswith("image/"):
        packed = compress_string(body)
        if len(packed) < len(body):
            body = packed
            head.append(("Content-Encoding", "gzip"))
    if len(body) > LONGEST_BODY:
        return None
    return PackedPage(response["ETag"], json.dumps(head), body)


def tidy_store() -> int:
    """Take away pages of former days, and rights that nobody gave up. Returns how many rows went."""
    with connection.cursor() as cursor:
        cursor.execute(TIDY)
        return cursor.rowcount
