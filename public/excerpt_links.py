"""Links from an excerpt to its words in the article, and to a copy of it.

The words are found by a text fragment (https://wicg.github.io/scroll-to-text-fragment/). Browsers
that do not know it open the article at its beginning.
"""

import datetime
import re
from typing import NamedTuple, Protocol
from urllib.parse import quote

from django.utils.translation import gettext as _

from core.canonical_urls import is_http_url
from sources.excerpts.search import split_outer_lines
from sources.models import Article

INTERNET_ARCHIVE = "https://web.archive.org/web"
# Browsers collapse these as they lay out a page, and no other white space.
COLLAPSED = re.compile("[ \t\n\r\f]+")


class HasAddress(Protocol):
    """An article, or what is printed of one."""

    @property
    def canonical_url(self) -> str: ...
    @property
    def archive_url(self) -> str: ...
    @property
    def published_on(self) -> datetime.date | None: ...
    @property
    def is_address_broken(self) -> bool: ...


class HasPlace(Protocol):
    """A citation, or what is printed of one."""

    @property
    def excerpt(self) -> str: ...
    @property
    def article(self) -> HasAddress: ...
    @property
    def is_proved(self) -> bool: ...
    @property
    def recurs(self) -> bool: ...
    @property
    def prefix(self) -> str: ...
    @property
    def suffix(self) -> str: ...


class SourceLink(NamedTuple):
    """Where the words of an excerpt are read outside this site, and what the link says."""

    url: str
    words: str


def link_to_words(citation: HasPlace) -> list[SourceLink]:
    """Link to the words in the article, then in a copy; to nothing without an address.

    To the copy first if the article's own address is known to be broken.

    Only what was found word for word is pointed at: otherwise the links lead to the whole article.
    """
    links = _list_addresses(citation.article, is_found=citation.is_proved)
    if not citation.is_proved:
        return links
    directive = _build_directive(citation)
    return [SourceLink(_add_directive(url, directive), words) for url, words in links]


def link_to_article(article: HasAddress) -> list[SourceLink]:
    """Link to an article, then to a copy of it; to nothing without an address."""
    return _list_addresses(article, is_found=False)


def link_to_outlet(article: Article) -> list[SourceLink]:
    """Link to the site of an article's outlet, for an article without an address, and to that of its day.

    To nothing where the site is not recorded.
    """
    home_page, day = article.outlet.home_page, article.published_on
    if not is_http_url(home_page):
        return []
    links = [SourceLink(home_page, _("The outlet’s own site"))]
    if day:
        words = _("The outlet’s site on the day of the article, in the Internet Archive")
        links.append(SourceLink(_find_in_internet_archive(home_page, day), words))
    return links


def _list_addresses(article: HasAddress, *, is_found: bool) -> list[SourceLink]:
    links: list[SourceLink] = []
    copy = article.archive_url if is_http_url(article.archive_url) else ""
    if is_http_url(article.canonical_url) and article.is_address_broken:
        return _list_ways_around(article, copy, is_found=is_found)
    if is_http_url(article.canonical_url):
        words = _("In the article") if is_found else _("Read the article")
        links.append(SourceLink(article.canonical_url, words))
        if not copy:
            url = _find_in_internet_archive(article.canonical_url, article.published_on)
            links.append(SourceLink(url, _("Internet Archive")))
    if copy and links:
        links.append(SourceLink(copy, _("archived copy")))
    elif copy:
        words = _("In an archived copy") if is_found else _("Read an archived copy")
        links.append(SourceLink(copy, words))
    return links


def _list_ways_around(article: HasAddress, copy: str, *, is_found: bool) -> list[SourceLink]:
    """Link to a copy first, then to the address that is known to be broken."""
    words = _("In an archived copy") if is_found else _("Read an archived copy")
    if not copy:
        copy = _find_in_internet_archive(article.canonical_url, article.published_on)
        words = _("In the Internet Archive") if is_found else _("Read it in the Internet Archive")
    return [SourceLink(copy, words), SourceLink(article.canonical_url, _("original address (broken)"))]


def _find_in_internet_archive(url: str, day: datetime.date | None) -> str:
    """Return where the Internet Archive shows its copy of about that day, or all copies."""
    return f"{INTERNET_ARCHIVE}/{day:%Y%m%d}/{url}" if day else f"{INTERNET_ARCHIVE}/*/{url}"


def _add_directive(url: str, directive: str) -> str:
    """Add a text directive to an address, behind the fragment that it may have."""
    address, _hash, fragment = url.partition("#")
    return f"{address}#{fragment.partition(':~:')[0]}:~:text={directive}"


def _build_directive(citation: HasPlace) -> str:
    """Build what stands behind `text=`: [prefix-,]start[,end][,-suffix].

    Of an excerpt of several lines the first and the last: a browser crosses no paragraph. The words around
    only where they are needed to tell places apart.
    """
    terms = [_encode(line) for line in split_outer_lines(citation.excerpt)]
    if citation.recurs:
        before, after = _take_last_words(citation.prefix), _take_first_words(citation.suffix)
        terms = [*([f"{_encode(before)}-"] if before else []), *terms]
        terms += [f"-{_encode(after)}"] if after else []
    return ",".join(terms)


def _take_last_words(prefix: str) -> str:
    """Return the last line; without its first word if that may have been cut off."""
    *others, last = prefix.strip().splitlines() or [""]
    return last.strip() if others else last.partition(" ")[2]


def _take_first_words(suffix: str) -> str:
    """Return the first line; without its last word if that may have been cut off."""
    first, *others = suffix.strip().splitlines() or [""]
    return first.strip() if others else first.rpartition(" ")[0]


def _encode(term: str) -> str:
    """Encode a term; a bare "-", "," or "&" in it would be read as syntax."""
    return quote(COLLAPSED.sub(" ", term), safe="").replace("-", "%2D")
