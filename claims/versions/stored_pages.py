"""Readers' pages that are kept as they were sent, and are found with their stamps.

They lie in one of two places: in a table of the database, which all processes share
(claims/migrations/0122_pages_by_thing.py tells how), or, where the server has no such table, because it is a
replica or the table fails, in the memory of the process. A page is kept with the stamps that were read before
anything of it was, and is sent while these hold.
"""

import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from .entity_tags import make_entity_tag
from .packed_pages import LONGEST_BODY, PackedPage, pack_page
from .page_memory import PageMemory
from .stamps import Stamps, Thing

SECONDS_TO_WAIT = 5
"""How long one waits for another process to make the page; the right to make it lasts as long."""
PAUSE, LONGEST_PAUSE = 0.01, 0.1
"""Seconds between two looks whether it is there."""
MOST_WAITING = 4
"""How many threads of a process wait at once, half of those in gunicorn.conf.py. Others make the page."""
FOR_NOBODY = "claims.warming"
"""What a request of the worker has in its `META`, which no header of a client can put there."""

ASK = "SELECT * FROM claims_ask_page(%s, %s, %s, %s, %s, %s, %s)"
KEEP = "SELECT claims_keep_page(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)"
LEAVE = "SELECT claims_leave_page(%s, %s)"
MEND = "SELECT claims_mend_store()"
TIDY = """
DELETE FROM claims_storedpage
WHERE coalesce(kept_at, leased_until) < now() - interval '1 day' OR body IS NULL AND leased_until < now()
"""

MEMORY = PageMemory()
"""The pages of this process. Whatever fails of the store in the database, these are left."""
_waiting = threading.BoundedSemaphore(MOST_WAITING)


@dataclass(frozen=True)
class Lease:
    """The right to make a page and keep it, until somebody else has it. `turn`: None for one in memory."""

    address: bytes
    turn: int | None
    stamps: Stamps
    thing: Thing

    @property
    def tag(self) -> str:
        return make_entity_tag(self.address, self.stamps)


@dataclass(frozen=True)
class PageState:
    """What is known of a page before it is made: its stamps, if they tell anything, and perhaps itself."""

    stamps: Stamps | None
    answer: PackedPage | None = None
    lease: Lease | None = None
    is_being_made: bool = False


def find_page(thing: Thing, address: bytes | None, known: list[str], *, is_asked: bool = True) -> PageState:
    """Find a page in the store, or the right to make it, or none of both: then it is made, but not kept.

    `thing`: what it depends on. `address`: as `identify_page` has it; None where the page is never stored.
    `known`: the tags that the client has; with these nothing is leased, because it may be that nothing has to
    be made. `is_asked`: by a reader. Queries: 1, and while another makes the page, one each PAUSE or more.
    """
    state, turn = _look(thing, address, known, None, is_asked=is_asked)
    if not state.is_being_made or not _waiting.acquire(blocking=False):
        return state
    try:
        pause, given_up = PAUSE, time.monotonic() + SECONDS_TO_WAIT
        while state.is_being_made and time.monotonic() < given_up:
            time.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)
            state, turn = _look(thing, address, known, turn, is_asked=is_asked)
        return state
    finally:
        _waiting.release()


def _look(
    thing: Thing, address: bytes | None, known: list[str], turn: int | None, *, is_asked: bool
) -> tuple[PageState, int | None]:
    """Look once; return also the turn with which one who waits asks again."""
    with connection.cursor() as cursor:
        cursor.execute(ASK, [*thing, address, known, turn, is_asked, not known])
        names, words, turn, is_mine, tag, head, body = cursor.fetchone()
    if words is None:
        return PageState(None), None
    stamps = Stamps(names, words)
    if tag is not None:
        return PageState(stamps, PackedPage(tag, head, None if body is None else bytes(body))), turn
    if address is None:
        return PageState(stamps), None
    lease = Lease(address, turn, stamps, thing)
    if page := MEMORY.find(lease.tag):  # what the table could not take lies here, too
        if is_mine:
            leave_page(lease)
        return PageState(stamps, page), turn
    if turn is None and not known:
        is_mine = MEMORY.lease(lease.tag)
    return PageState(stamps, lease=lease if is_mine else None, is_being_made=is_mine is False), turn


def keep_page(
    lease: Lease, request: HttpRequest, response: HttpResponseBase, *, is_warmed: bool = False
) -> HttpResponseBase:
    """Keep a response that has its ETag, if others may get it as it is. Returns what is sent.

    `is_warmed`: the worker makes it anew when it has changed. Where the database has gone away meanwhile, it
    is sent all the same. Queries: 1, none in memory.
    """
    answer = pack_page(response)
    if answer is None:
        leave_page(lease)
        return response
    if lease.turn is None or not _keep_in_table(lease, request, answer, is_warmed=is_warmed):
        MEMORY.keep(lease.tag, answer)
    return answer.respond(request)


def _keep_in_table(lease: Lease, request: HttpRequest, answer: PackedPage, *, is_warmed: bool) -> bool:
    """Keep a page for all processes, unless another has the right by now; tell whether the table works."""
    most = settings.PAGE_STORE_MEGABYTES * 2**20 // LONGEST_BODY
    place = (lease.address, lease.turn, lease.stamps.words)
    url = request.build_absolute_uri() if is_warmed else ""
    about = (url, *lease.thing, FOR_NOBODY not in request.META, most)
    with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
        cursor.execute(KEEP, [*place, answer.tag, answer.head, answer.body, *about])
        return bool(cursor.fetchone()[0])
    return False


def leave_page(lease: Lease) -> None:
    """Give up the right to make a page; it ends by itself where the database has gone away."""
    if lease.turn is None:
        MEMORY.leave(lease.tag)
        return
    with suppress(OperationalError, InterfaceError), connection.cursor() as cursor:
        cursor.execute(LEAVE, [lease.address, lease.turn])


def tidy_store() -> int:
    """Take away pages of former days, and rights that nobody gave up. Returns how many rows went.

    If the table is gone, or is not as it should be, it is made anew.
    """
    with connection.cursor() as cursor:
        cursor.execute(MEND)
        cursor.execute(TIDY)
        return cursor.rowcount
