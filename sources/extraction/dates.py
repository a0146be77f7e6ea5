"""The day of publication that a page states. A day is never guessed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from lxml import etree

from core.days import find_latest_day

from .linked_data import Thing, read_text
from .printed_dates import list_printed_days
from .tree import BLOCKS

_PUBLISHED = (
    *("article:published_time", "og:published_time", "datepublished", "date.published", "published_time"),
    *("publication_date", "publication-date", "publishdate", "publish-date", "publish_date", "pubdate"),
    *("dc.date.issued", "dcterms.issued", "dcterms.date", "parsely-pub-date", "sailthru.date"),
    *("citation_publication_date", "citation_online_date", "citation_date", "article.published"),
    *("rnews:datepublished", "cxenseparse:recs:publishtime", "prism.publicationdate"),
    *("originalpublicationdate", "dcsext.articlefirstpublished", "dc.date", "date"),
)
"""Names of meta elements, the surest first. Those that speak of a change are not among them."""
_MODIFIED = (
    *("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified"),
)
_FOREIGN = re.compile(
    r"comment|related|recommend|sidebar|latest|most-|popular|teaser|promo|card|carousel|more-|next-|footer"
    r"|read-?also|trending|newsletter|live-?update|update",
    re.I,
)
_FOREIGN_TAGS = {"aside", "nav", "footer", "form", "blockquote", "figure", "figcaption", "table"}
_OF_A_CHANGE = re.compile(r"\b(?:updated?|modified|changed|edited|corrected|last)\b|updated|modified", re.I)
_OF_PUBLICATION = re.compile(r"publish|posted|issued|entry-date|pub-?date", re.I)
_DATED = re.compile(r"(?<![a-z])date|publish|posted|timestamp|byline|dateline|pubdate", re.I)
_IN_PATH = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})/(\d{1,2})(?=/|$)|/((?:19|20)\d\d)-(\d\d)-(\d\d)(?=[/-]|$)")
_IN_UTC = re.compile(r"T\d\d:?\d\d(?::?\d\d(?:\.\d+)?)?(?:Z|[+-]00:?00)\s*$", re.I)
_MAX_LINE = 120
_MAX_PARTS = 10
_OLDEST = date(1600, 1, 1)


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """The day on which a page was published; None if it does not say so."""

    day: date | None
    warning: str = ""
    """What an editor has to settle: a date that can be read in two ways."""


def find_publication_date(
    tree: etree._Element, article: Thing, urls: Iterable[str], head: Iterable[str]
) -> PublicationDate:
    """Find the day of publication that a page states.

    `article`: what its linked data says of the article; `head`: the first lines of its text that may
    print a date. The day is that of the zone which the page itself uses. Of a date that can be read in two
    ways, the reading is taken that another date of the page settles.
    """
    running = {paragraph for paragraph in tree.iter("p") if _is_running_text(paragraph)}
    stated = [*_read_statements(tree, article, running)]
    printed = [_find_only(_read_lines(tree, running)), _find_only(head)]
    found = [_read_value(value) for value in stated] + printed + [*_read_urls(urls)]
    found = [days for days in map(_keep_plausible, found) if days]
    if not found:
        return PublicationDate(None)
    if len(found[0]) == 1:
        return PublicationDate(_in_zone_of_page(min(found[0]), stated, printed))
    return _settle(found, [*_read_modified(tree, article)])


def _settle(found: list[frozenset[date]], modified: list[date]) -> PublicationDate:
    """Choose between the readings of the first date by the other dates of the page."""
    readings = found[0]
    others = {min(days) for days in found[1:] if len(days) == 1} | set(modified)
    if len(readings & others) == 1:
        return PublicationDate(min(readings & others))
    possible = {day for day in readings if not modified or day <= min(modified)}
    if len(possible) == 1:
        return PublicationDate(min(possible))
    return PublicationDate(
        None,
        f"The page gives its date in numbers that can be read in two ways: {_write(min(readings))} or "
        f"{_write(max(readings))}. Choose the day yourself.",
    )


def _write(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _in_zone_of_page(day: date, stated: list[str], printed: list[frozenset[date]]) -> date:
    """Prefer the printed day to one given in UTC, which may be the next in the page's own zone."""
    if not any(_IN_UTC.search(value) for value in stated if frozenset({day}) == _read_value(value)):
        return day
    near = {min(days) for days in printed if len(days) == 1}
    return next((near_day for near_day in near if abs(near_day - day) == timedelta(days=1)), day)


def _read_statements(tree: etree._Element, article: Thing, running: set[etree._Element]) -> Iterator[str]:
    """Yield what a page states for programs as its time of publication, the surest first.

    `running`: the paragraphs of running text.
    """
    yield read_text(article.get("datePublished"))
    metas = _read_metas(tree)
    for name in _PUBLISHED:
        yield from metas.get(name, [])
    for element in tree.iter():
        if "datepublished" in element.get("itemprop", "").lower().split() and not _is_foreign(element):
            yield element.get("content") or element.get("datetime") or _read_words(element)
    times = [element for element in tree.iter("time") if _is_of_publication(element, running)]
    named = [element for element in times if _is_named(element)]
    values = {(element.get("datetime") or _read_words(element)) for element in named or times}
    days = {_read_value(value) for value in values}
    if len(days) == 1:
        yield from sorted(values)


def _read_metas(tree: etree._Element) -> dict[str, list[str]]:
    metas: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        for attribute in ("property", "name", "itemprop"):
            name = element.get(attribute, "").strip().lower()
            if name and (content := element.get("content")):
                metas.setdefault(name, []).append(content)
    return metas


def _read_lines(tree: etree._Element, running: set[etree._Element]) -> Iterator[str]:
    """Yield the short lines that a page prints as its date: what its `time` and "date" elements say."""
    for element in tree.iter("time", "p", "div", "span", "li", "dd", "b"):
        names = f"{element.get('class', '')} {element.get('id', '')}"
        if element.tag == "time" or (_DATED.search(names) and len(element) < _MAX_PARTS):
            words = _read_words(element)
            if len(words) <= _MAX_LINE and _is_of_publication(element, running):
                yield words


def _read_modified(tree: etree._Element, article: Thing) -> Iterator[date]:
    metas = _read_metas(tree)
    values = [read_text(article.get("dateModified")), *(v for name in _MODIFIED for v in metas.get(name, []))]
    for days in map(_read_value, values):
        if len(days) == 1:
            yield min(days)


def _find_only(lines: Iterable[str]) -> frozenset[date]:
    """Find the one date that `lines` print; several that differ are none."""
    days = {days for line in lines for days in list_printed_days(line)}
    return days.pop() if len(days) == 1 else frozenset()


def _read_urls(urls: Iterable[str]) -> Iterator[frozenset[date]]:
    for url in urls:
        for match in _IN_PATH.finditer(url):
            numbers = [part for part in match.groups() if part]
            yield frozenset(day for days in list_printed_days("-".join(numbers)) for day in days)


def _read_value(value: str) -> frozenset[date]:
    """Read the one date of a value; several that differ are none."""
    return _find_only([value[:_MAX_LINE]])


def _keep_plausible(days: frozenset[date]) -> frozenset[date]:
    return frozenset(day for day in days if _OLDEST <= day <= find_latest_day())


def _is_of_publication(element: etree._Element, running: set[etree._Element]) -> bool:
    """Tell whether a date is that of this page: not of a comment, another story, an event or a change."""
    words = _read_words(element)
    return not (_is_foreign(element) or _is_in(element, running) or _speaks_of_a_change(element, words))


def _is_named(element: etree._Element) -> bool:
    names = f"{element.get('class', '')} {element.get('itemprop', '')}"
    return "pubdate" in element.attrib or bool(_OF_PUBLICATION.search(f"{names} {_read_label(element)}"))


def _speaks_of_a_change(element: etree._Element, words: str) -> bool:
    names = f"{element.get('class', '')} {element.get('itemprop', '')} {element.get('id', '')}"
    label = _read_label(element)
    return bool(_OF_A_CHANGE.search(f"{names} {words}")) or (
        bool(_OF_A_CHANGE.search(label)) and not _OF_PUBLICATION.search(label)
    )


def _read_label(element: etree._Element) -> str:
    """Read the few words before an element in its line: "Updated:"."""
    previous = element.getprevious()
    parent = element.getparent()
    if previous is not None:
        before = (previous.tail or "").strip() or (
            "" if previous.tag in BLOCKS or previous.tag == "time" else _read_words(previous)
        )
    else:
        before = "" if parent is None else parent.text or ""
        if parent is not None and not before.strip() and parent.tag not in BLOCKS:
            return _read_label(parent)
    return before.strip()[-40:]


def _is_foreign(element: etree._Element) -> bool:
    articles = 0
    for ancestor in (element, *element.iterancestors()):
        if ancestor.tag in ("body", "html"):
            break
        articles += ancestor.tag == "article"
        if ancestor.tag in _FOREIGN_TAGS or articles > 1:
            return True
        if ancestor.tag == "li" and ancestor.find(".//a[@href]") is not None:  # another story
            return True
        if ancestor.tag == "a" and ancestor.get("href", "#")[:1] != "#":
            return True
        names = f"{ancestor.get('class', '')} {ancestor.get('id', '')}"
        is_named = ancestor.tag not in ("article", "main") and bool(_FOREIGN.search(names))
        if is_named and ancestor.find(".//h1") is None:  # not the frame of the whole page
            return True
    return False


def _is_in(element: etree._Element, running: set[etree._Element]) -> bool:
    """Tell whether a `time` stands in a sentence of running text: it is that of an event."""
    block = element.getparent()
    while block is not None and block.tag not in BLOCKS:
        block = block.getparent()
    return block in running


def _is_running_text(paragraph: etree._Element) -> bool:
    words = _read_words(paragraph)
    return len(words) > _MAX_LINE or bool(re.search(r"[.!?…][\"”’')]*$", words))


def _read_words(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())
