"""Readers' pages that have an ETag from the stamps of the record."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import ProgrammingError
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from claims.models.claimant import NAMES_STAMP
from claims.versions.entity_tags import answer_unchanged, find_release, identify_page, make_entity_tag
from claims.versions.stamps import RECORD, Stamps, Thing, read_stamps
from claims.versions.stored_pages import PageState
from core.keyset_pagination import MAX_BIGINT
from public.feeds.archives import find_newest_archive, is_closed
from public.linked_data.negotiation import choose_type

THING_PAGES = {
    **dict.fromkeys(("claim_card", "claim_data", "claim_detail", "claim_image"), "claim"),
    "article_detail": "article",
    "claimant_detail": "claimant",
    "topic_detail": "topic",
}
"""Pages that show one thing and what lies around it, and its kind: see docs/decisions/0220-stamps.md."""
RECORD_PAGES = {
    "about",
    "changes",
    "citation_data",
    "claim_citation",
    "claim_feed",
    "claim_history",
    "claim_list",
    "claim_version",
    "claimant_data",
    "claimant_feed",
    "claimant_list",
    "compare",
    "corrections_feed",
    "home",
    "oembed",
    "outlet_detail",
    "outlet_feed",
    "outlet_list",
    "search_feed",
    "sitemap_index",
    "sitemap_pages",
    "sitemap_part",
    "suggestions",
    "topic_data",
    "topic_feed",
    "topic_image",
    "topic_list",
    "vocabulary",
}
"""Pages that may show anything of the record."""
TIMED_PAGES: dict[str, Callable[..., object]] = {
    "changes_archive": lambda number, **_kwargs: is_closed(number),
    "changes_feed": lambda **_kwargs: find_newest_archive(),
}
"""Pages that change as time passes, and what it is that changes, by the arguments of the view."""

PAGES = {*THING_PAGES, *RECORD_PAGES, *TIMED_PAGES}

KEPT_LONGER = {name for name in PAGES if name.endswith(("_archive", "_feed", "_image")) or "sitemap" in name}
KEPT_LONGER |= {"claim_card", "oembed", "suggestions"}
"""Pages that say themselves how long browsers may keep them without asking."""

FOR_PROXIES = "s-maxage=5, stale-while-revalidate=30, stale-if-error=600"
CACHE_CONTROL = f"public, max-age=0, {FOR_PROXIES}"
"""For all others: whoever keeps them asks each time whether they still hold."""

HAVING_TAGS = (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
KEPT_WITHOUT_TAGS = (
    *(HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.FOUND, HTTPStatus.SEE_OTHER),
    *(HTTPStatus.NOT_FOUND, HTTPStatus.GONE),
)
"""Kept as briefly as a page: for what may not be kept, a proxy lets those who ask at once wait in a row."""


class StampedPages:
    """Middleware: give pages their ETag, and answer 304 to those who have them, before anything is made.

    Whoever is signed in, or shows a token, gets everything made anew, without a tag.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        if settings.STAMP_PAGES:
            find_release()  # now: later the files may be those of the next one

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        before = NAMES_STAMP.set(None)
        try:
            response = self.get_response(request)
        finally:
            NAMES_STAMP.reset(before)
        validators = getattr(request, "validators", {})
        is_for_all = not response.cookies and "cookie" not in response.get("Vary", "").lower()
        if validators and is_for_all and response.status_code in HAVING_TAGS:
            for header, value in validators.items():
                response.setdefault(header, value)
            limit_proxies(response)
        elif validators and is_for_all and response.status_code in KEPT_WITHOUT_TAGS:
            response.setdefault("Cache-Control", CACHE_CONTROL)
            limit_proxies(response)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            del response["Content-Length"]  # it would be that of the page
        return response

    def process_view(
        self, request: HttpRequest, _view: Callable[..., Any], _args: Any, kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Read stamps before the view reads anything, unless PageStore has.

        Queries: 1 or none, for the feed of all changes up to 3.
        """
        name = request.resolver_match.url_name if request.resolver_match else None
        if name not in PAGES or not is_for_everybody(request):
            return None
        stamps = _read_stamps(request, find_thing(name, kwargs))
        if stamps is None:
            return None
        NAMES_STAMP.set(stamps.names)
        times = [str(TIMED_PAGES[name](**kwargs))] if name in TIMED_PAGES else []
        tag = make_entity_tag(identify_page(request, str(choose_type(request)), *times), stamps)
        validators = {"ETag": tag} if name in KEPT_LONGER else {"ETag": tag, "Cache-Control": CACHE_CONTROL}
        request.validators = validators  # type: ignore[attr-defined]  # nobody else reads them
        unchanged = answer_unchanged(request, tag)
        if unchanged is not None:  # the page that is kept has its own policies, as its view set them
            unchanged.xframe_options_exempt = True
            unchanged._csp_exempt = True  # type: ignore[attr-defined] # django-csp does
        return unchanged


def limit_proxies(response: HttpResponseBase) -> None:
    """Have proxies ask soon, also where browsers need not: what they keep everybody gets, and keeps anew.

    What says itself how long proxies may keep it says so still.
    """
    how_long = response.get("Cache-Control", "")
    if how_long and "s-maxage" not in how_long:
        response["Cache-Control"] = f"{how_long}, {FOR_PROXIES}"


def is_for_everybody(request: HttpRequest) -> bool:
    """Tell whether a request reads what all others get as well."""
    return (
        settings.STAMP_PAGES
        and request.method in ("GET", "HEAD")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and "HTTP_AUTHORIZATION" not in request.META
    )


def find_thing(name: str, kwargs: dict[str, Any]) -> Thing | None:
    """Return what one of PAGES depends on; None for a number that no row can have."""
    thing = Thing(THING_PAGES[name], kwargs["pk"]) if name in THING_PAGES else RECORD
    return thing if thing.pk <= MAX_BIGINT else None


def _read_stamps(request: HttpRequest, thing: Thing | None) -> Stamps | None:
    """Return the stamps that were read as the page was looked for in the store, else read them.

    None before a migration. Queries: none or 1.
    """
    state: PageState | None = vars(request).get("page_state")
    if state is not None:
        return state.stamps
    try:
        return read_stamps(thing) if thing else None
    except ProgrammingError:
        return None
