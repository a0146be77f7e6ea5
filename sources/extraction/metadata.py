"""What a page states about itself: title, outlet, language and address."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import unquote, urljoin, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from lxml import etree

from sources.fetching.urls import get_domain, get_host, get_site, make_page_key, normalise_url

from .linked_data import Thing, read_text

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MAX_LANGUAGE_LENGTH = 35
_MAX_URL_LENGTH = 1000
_TITLE_PARTS = re.compile(r"\s+(?:[|•·—–‹›«»:-]|::)\s+")
_SECTION = re.compile(
    r"(?:index|home|homepage|default|main|start|404|403|410|500|not-?found|page-?not-?found|error|errors"
    r"|news|latest|all|world|politics|search|login|sign-?in|subscribe|consent|cookies?|archive|archives|blog"
    r"|articles?|stories|story|sections?|topics?|en|ru)(?:\.\w{2,5})?\Z",
    re.I,
)
"""The last part of an address that is of a list, an error or a form, and of no article."""
_STAGING = re.compile(
    r"(?:^|[.-])(?:staging|stage|stg|dev|devel|develop|test|testing|qa|uat|preview|preprod|cms|beta|origin"
    r"|internal|intern|backend|local|sandbox|draft|admin)\d*(?=[.-]|$)",
    re.I,
)
_LOCAL = re.compile(r"(?:^|\.)(?:localhost|local|localdomain|internal|lan|intranet|home|corp|invalid)$", re.I)
_validate_url = URLValidator(schemes=["http", "https"])


def find_title(tree: etree._Element, article: Thing) -> str:
    """Find the title: what the page tells others, its linked data, its heading, or its window's title."""
    site = find_outlet_name(tree, article, "")
    candidates = [
        *read_meta(tree, "og:title"),
        read_text(article.get("headline")),
        *read_meta(tree, "citation_title", "dc.title", "parsely-title", "sailthru.title", "headline"),
        *_list_headings(tree),
        read_text(article.get("name")),
        *read_meta(tree, "twitter:title"),
        *(read_words(element) for element in tree.iterfind(".//head/title")),
        *(read_words(element) for element in tree.iterfind(".//h2")),
    ]
    for candidate in candidates:
        if title := _strip_site(" ".join(candidate.split()), site):
            return title
    return ""


def list_titles(tree: etree._Element) -> list[str]:
    """List what the page prints and tells others as its title."""
    windows = [read_words(element) for element in tree.iterfind(".//head/title")]
    return [*read_meta(tree, "og:title"), *_list_headings(tree), *windows]


def find_outlet_name(tree: etree._Element, article: Thing, url: str) -> str:
    """Find the name of the page's outlet; without one, the name of the site of `url`."""
    publisher = article.get("publisher")
    publishers = publisher if isinstance(publisher, list) else [publisher]
    names = [read_text(item.get("name") if isinstance(item, dict) else item) for item in publishers]
    candidates = [
        *read_meta(tree, "og:site_name"),
        *names,
        *read_meta(tree, "dc.publisher", "citation_journal_title", "article:publisher", "application-name"),
    ]
    for candidate in candidates:
        name = candidate.strip()
        if name and not name.startswith(("http:", "https:", "@")):
            return name
    return get_site(url)


def read_language(tree: etree._Element) -> str:
    """Return the page's declared language as a BCP 47 tag, or ""."""
    declared = [
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        tree.get("xml:lang"),
        *read_meta(tree, "og:locale", "content-language"),
    ]
    for value in declared:
        tag = (value or "").strip().replace("_", "-")
        if _LANGUAGE.match(tag) and len(tag) <= _MAX_LANGUAGE_LENGTH:
            return tag
    return ""


def find_url(tree: etree._Element, url: str) -> str:
    """Find the address that the page gives as its own, or `url`, where it was found.

    Its own is taken only if it is plausibly an article's, on the same registered domain: no front page, list,
    error page or machine of the outlet's own. Returns "" if neither is an article's address.
    """
    page_url = normalise_url(url)
    for address in _list_stated_urls(tree, url):
        if is_article_url(address) and _is_credible(address, page_url):
            return address
    return page_url if is_article_url(page_url) else ""


def is_article_url(url: str) -> bool:
    """Tell whether `url` fits the field for an article's address."""
    try:
        _validate_url(url)
    except ValidationError:
        return False
    return len(url) <= _MAX_URL_LENGTH


def is_list_url(url: str) -> bool:
    """Tell whether `url` is that of a front page, a list, an error page or a form, by its last part."""
    parts = urlsplit(make_page_key(url))
    segments = [part for part in unquote(parts.path).split("/") if part]
    return not parts.query and not parts.fragment and (not segments or bool(_SECTION.match(segments[-1])))


def read_meta(tree: etree._Element, *names: str) -> list[str]:
    """Return what the meta elements of these names say, each as one line, in the order of `names`."""
    values: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        for attribute in ("property", "name", "http-equiv"):
            values.setdefault(element.get(attribute, "").strip().lower(), []).append(
                " ".join(element.get("content", "").split())
            )
    return [value for name in names for value in values.get(name, []) if value.strip()]


def read_words(element: etree._Element) -> str:
    """Return the text of an element as one line."""
    return " ".join("".join(map(str, element.itertext())).split())


def _list_headings(tree: etree._Element) -> list[str]:
    """List the headings of the first rank, those of the article first."""
    headings = list(tree.iter("h1"))
    headings.sort(key=lambda heading: next(heading.iterancestors("article", "main"), None) is None)
    return [read_words(heading) for heading in headings]


def _strip_site(title: str, site: str) -> str:
    """Remove the outlet's name that many titles begin or end with."""
    parts = _TITLE_PARTS.split(title)
    if site and len(parts) > 1:
        if parts[-1].casefold() == site.casefold():
            return title[: title.rindex(parts[-1])].rstrip(" |•·—–‹›«»:-")
        if parts[0].casefold() == site.casefold():
            return title[len(parts[0]) :].lstrip(" |•·—–‹›«»:-")
    return title


def _list_stated_urls(tree: etree._Element, url: str) -> Iterator[str]:
    links = [
        element.get("href", "")
        for element in tree.iter("link")
        if "canonical" in element.get("rel", "").lower().split()
    ]
    for address in (*links, *read_meta(tree, "og:url")):
        try:
            yield normalise_url(urljoin(url, address.strip()))
        except ValueError:
            continue


def _is_credible(address: str, page_url: str) -> bool:
    host = get_host(address)
    if is_list_url(address) or _is_own_machine(host):
        return False
    if not page_url:
        return True
    if get_domain(address) != get_domain(page_url):
        return False
    if _STAGING.search(host) and not _STAGING.search(get_host(page_url)):
        return False
    return not _is_above(address, page_url)


def _is_above(address: str, page_url: str) -> bool:
    """Tell whether `address` is a section in which the page is: "/news/" of "/news/1"."""
    path, page_path = (urlsplit(url).path.rstrip("/") for url in (address, page_url))
    if urlsplit(address).query:
        return False
    return page_path.startswith(f"{path}/") and not re.fullmatch(
        r"/amp|/\d+|/page/\d+", page_path[len(path) :]
    )


def _is_own_machine(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or bool(_LOCAL.search(host))
