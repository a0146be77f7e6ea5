"""Readers' pages that lie in the store, sent before any other middleware or view does anything.

They lie there as they were sent, with all their headers (claims/versions/packed_pages.py).
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db import Error, ProgrammingError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation

from claims.versions.entity_tags import identify_address, list_known_tags, make_entity_tag
from claims.versions.stamps import Thing
from claims.versions.stored_pages import FOR_NOBODY, PageState, find_page, keep_page
from public.languages import split_path
from public.linked_data.negotiation import HTML, choose_type

from .stamped_pages import PAGES, TIMED_PAGES, find_thing

NOT_STORED = {"claim_card", "compare", "oembed", "search_feed", "sitemap_part", "suggestions", *TIMED_PAGES}
"""Pages that have policies of their own, or say nothing without a query string, or are too long."""
ADDRESSES_REMEMBERED = 4096


class StorablePage(NamedTuple):
    """An address that the store may have. `thing`: what its page depends on."""

    match: ResolverMatch
    language: str
    thing: Thing


class PageStore:
    """Middleware: send what lies in the store of pages, or have it made by one at a time, and keep it.

    Whoever is signed in, or shows a token, gets everything made anew.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.has_replicas = bool(settings.DATABASE_REPLICAS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not self.has_replicas:
            try:
                stored = find_stored(request)
            except Error as error:  # what tells readers of it is made where views are
                vars(request)["store_error"] = error
            else:
                if stored is not None:
                    return stored
        response = self.get_response(request)
        state: PageState | None = vars(request).get("page_state")
        if state is not None and state.lease:
            return keep_page(state.lease, request, response, is_warmed=choose_type(request) == HTML)
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Where there are replicas, look as soon as one is chosen: stamps come from where the page does."""
        if error := vars(request).get("store_error"):
            raise error
        return find_stored(request) if self.has_replicas else None


def find_stored(request: HttpRequest) -> HttpResponseBase | None:
    """Answer a request from the store, or with 304; None where its page is not there, or is no such page.

    What is known of the page then is the `page_state` of the request. Queries: none for other pages, else 1;
    2 where the client has an older one, and more while another process makes the page.
    """
    place = find_place(request.path, request.path_info) if is_asked_alike(request) else None
    if place is None:
        return None
    url = f"{request.scheme}://{request.get_host()}{request.path}"
    address = identify_address(url, place.language, str(choose_type(request)))
    state = _find_state(request, place.thing, address)
    vars(request).update(page_state=state, is_from_store=state.answer is not None)
    if state.answer is None:
        return None
    request.resolver_match = place.match  # what counts requests names them by it
    return state.answer.respond(request)


def is_asked_alike(request: HttpRequest) -> bool:
    """Tell whether a request asks for what its address and the header Accept tell, and for nothing else."""
    sent = request.META
    return (
        settings.STAMP_PAGES
        and settings.PAGE_STORE_MEGABYTES > 0
        and request.method == "GET"
        and not sent.get("QUERY_STRING")
        and not sent.get("HTTP_COOKIE")
        and "HTTP_AUTHORIZATION" not in sent
        and "HTTP_HX_REQUEST" not in sent
        and (request.is_secure() or not settings.SECURE_SSL_REDIRECT)
        and has_canonical_host(request)
    )


def has_canonical_host(request: HttpRequest) -> bool:
    """Tell whether a request names the site as it names itself.

    Any port will do for Django, and any name below `.example.org`, if that is one of ALLOWED_HOSTS: visitors
    could make up as many addresses of each page. What Django refuses it refuses later.
    """
    try:
        host = request.get_host()
    except DisallowedHost:
        return False
    return host in settings.ALLOWED_HOSTS or host == urlsplit(settings.SITE_URL).netloc


@lru_cache(maxsize=ADDRESSES_REMEMBERED)
def find_place(path: str, path_info: str) -> StorablePage | None:
    """Find what a path leads to, if the store may have it.

    The record links to each of these addresses. It has so many, and nobody can make up others: what is not
    there or leads elsewhere is not kept, nor is what is spelt as no link is (`/claims/07/history/`).
    """
    language, _rest = split_path(path_info)
    with translation.override(language):
        try:
            match = resolve(path_info)
        except Resolver404:
            return None
        name = match.url_name
        if name not in PAGES or name in NOT_STORED:
            return None
        if path != reverse(match.view_name, args=match.args, kwargs=match.kwargs):
            return None
    thing = find_thing(name, match.kwargs)
    match.tried = None  # some 5 kB
    return thing and StorablePage(match, language, thing)


def _find_state(request: HttpRequest, thing: Thing, address: bytes) -> PageState:
    """Find a page and its stamps; nothing before a migration."""
    known, is_asked = list_known_tags(request), FOR_NOBODY not in request.META
    try:
        state = find_page(thing, address, known, is_asked=is_asked)
        if not known or state.answer or not state.stamps or make_entity_tag(address, state.stamps) in known:
            return state
        return find_page(thing, address, [], is_asked=is_asked)
    except ProgrammingError:
        return PageState(None)
