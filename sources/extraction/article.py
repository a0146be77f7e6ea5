"""Extraction of an article from a web page, a file or pasted text.

Finds the article's details and its plain text.

Nothing in a page is run, or shown as it came: scripts and styles are dropped before anything else,
and only plain text is returned. Every value is a suggestion for an editor to correct; a value that
is not found stays empty.
"""

import logging
import re
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePath

from lxml import etree
from trafilatura import bare_extraction
from trafilatura.settings import Document

from core.validators import BIDI_CONTROLS

from . import interstitials
from .byline import (
    find_agencies,
    find_byline,
    find_credit,
    find_date,
    find_dated_lines,
    find_dateline,
    find_dateline_day,
    find_page_byline,
    find_printed_outlet,
    has_day_without_year,
    is_day,
    strip_agencies,
)
from .charsets import decode, strip_unprintable
from .dates import find_publication_date
from .errors import ADVICE, ExtractionError
from .filetypes import describe_binary
from .language import describe_language, identify_language
from .linked_data import LinkedData
from .metadata import find_outlet_name, find_title, find_url, list_titles, read_language, read_words
from .tree import REPEATED, join_sentences, keep_visible, parse_page
from .visible_text import describe_differences, list_blocks

__all__ = [
    "MAX_BYTES",
    "ExtractedArticle",
    "ExtractionError",
    "extract_from_file",
    "extract_from_html",
    "extract_from_text",
]

MAX_BYTES = 5 * 1024 * 1024
TITLE, BYLINE, OUTLET_NAME = 300, 200, 120
"""Lengths of the model's fields, in code points."""

PAGE_FAILED = f"Our own program failed on this page; the error has been recorded. {ADVICE}"
DETAILS_FAILED = (
    "Our own program failed while it looked for title, writer and date; the error has been recorded. "
    "Enter them yourself."
)

logger = logging.getLogger(__name__)

_PARAGRAPHS = {"p", "head", "quote", "list", "item", "table", "div", "body", "code"}
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_LINE_ENDS = re.compile(r"\r\n?|\u2028")
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*")
_LOOKS_LIKE_HTML = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(?>(?:<!--.*?-->\s*)*)<(!doctype\s+html|html|head|body)\b", re.I | re.S
)
_ARCHIVES = {".mht", ".mhtml", ".webarchive", ".maff"}
_MOST_REPLACED = 0.02


@dataclass(frozen=True, slots=True)
class ExtractedArticle:
    """An extracted article, for an editor to correct.

    Unknown fields are empty.
    """

    title: str = ""
    byline: str = ""
    published_on: date | None = None
    language: str = ""
    """A BCP 47 tag: what the page states, else what the text looks like."""
    outlet_name: str = ""
    canonical_url: str = ""
    """Normalised (see fetching/urls.py)."""
    via: str = ""
    """The agency that is credited: "AFP"."""
    text: str = ""
    """Plain text; paragraphs are separated by one blank line."""
    captions: tuple[str, ...] = ()
    """Those lines of the text that are captions of pictures."""
    warnings: tuple[str, ...] = ()
    """Sentences for the editor: what to compare with the page, and what is not sure."""


def extract_from_html(html: str, *, url: str = "") -> ExtractedArticle:
    """Extract the article in the page `html`, which was found at `url`.

    Raises ExtractionError, also for a page that stands in for an article, such as a consent wall, and for
    one on which this program fails: pages can be malformed in any way.
    """
    _check_size(len(html))
    try:
        return _extract_page(html, url)
    except ExtractionError:
        raise
    except Exception as error:
        logger.exception("Extraction failed on a page at %r", url)
        raise ExtractionError("failed", PAGE_FAILED) from error


def _extract_page(html: str, url: str) -> ExtractedArticle:
    tree = parse_page(html)
    linked_data = LinkedData(tree)
    notes = [read_words(element) for element in tree.iter("noscript")]
    keep_visible(tree)
    text = _extract_text(tree)
    visible = "\n".join([*(block.text for block in list_blocks(tree, with_furniture=True)), *notes])
    interstitials.check_refresh(tree, url, text)
    interstitials.check_article(list_titles(tree), text, visible)
    interstitials.check_paywall(linked_data, text, visible)
    if not text:
        raise ExtractionError("empty", f"No article was found on this page. {ADVICE}")
    return _keep_text(text, lambda: _describe_page(tree, linked_data, url, text))


def _keep_text(text: str, describe: Callable[[], ExtractedArticle]) -> ExtractedArticle:
    """Return what `describe` finds out of an article; should it fail, the text alone, with a warning.

    Raises ExtractionError if it does.
    """
    try:
        return describe()
    except ExtractionError:
        raise
    except Exception:
        logger.exception("The details of an article could not be read")
        return ExtractedArticle(text=text, warnings=(DETAILS_FAILED,))


def _describe_page(tree: etree._Element, linked_data: LinkedData, url: str, text: str) -> ExtractedArticle:
    """Add to the text of a page what the page says of its article."""
    canonical_url = find_url(tree, url)
    article = linked_data.find_article((canonical_url, url), list_titles(tree))
    title = find_title(tree, article)
    outlet_name = find_outlet_name(tree, article, canonical_url or url)
    head = f"{title}\n{text}"
    byline = find_page_byline(tree, linked_data, article, head, outlet_name)
    day = find_publication_date(tree, article, (canonical_url, url), find_dated_lines(head))
    stated, seen = read_language(tree), identify_language(text)
    warnings = (
        *filter(None, [day.warning, _describe_replaced(text), *_describe_language(stated, seen)]),
        *describe_differences(list_blocks(tree), text),
    )
    return _take_dateline(
        ExtractedArticle(
            title=_clean_line(title, TITLE),
            byline=_clean_line(byline.names, BYLINE),
            published_on=day.day,
            language=stated or seen,
            outlet_name=_clean_line(outlet_name, OUTLET_NAME),
            canonical_url=canonical_url,
            via=byline.via,
            text=text,
            captions=_list_captions(tree, text),
            warnings=warnings,
        )
    )


def _list_captions(tree: etree._Element, text: str) -> tuple[str, ...]:
    lines = set(text.splitlines())
    captions = [block.text for caption in tree.iter("figcaption") for block in list_blocks(caption)]
    return tuple(caption for caption in captions if caption in lines)


def extract_from_file(name: str, data: bytes) -> ExtractedArticle:
    """Extract the article in an uploaded file, HTML or plain text.

    Raises ExtractionError.
    """
    _check_size(len(data))
    ending = PurePath(name).suffix.lower()
    kind = "a web archive" if ending in _ARCHIVES else describe_binary(data)
    if kind:
        raise ExtractionError(
            "wrong_type",
            f"This file is {kind}; only web pages (.html) and plain texts (.txt) can be read. {ADVICE}",
        )
    text = decode(data)
    if text.count("\ufffd") > len(text) * _MOST_REPLACED:
        raise ExtractionError(
            "undecodable", f"The letters in this file could not be made out. Save it as UTF-8, or: {ADVICE}"
        )
    if ending in {".html", ".htm", ".xhtml"} or _LOOKS_LIKE_HTML.match(text[:5000]):
        return extract_from_html(text)
    return extract_from_text(text)


def extract_from_text(text: str) -> ExtractedArticle:
    """Read a pasted text. Raises ExtractionError if there is none.

    Only line ends and unprintable characters are changed. A short first line that stands alone is
    proposed as the title, and what short lines below it say of writer and day as those; all of it
    stays in the text.
    """
    _check_size(len(text))
    text = _LINE_ENDS.sub("\n", strip_unprintable(text)).strip()
    if not text:
        raise ExtractionError("empty", "There is no text here. Copy the article's text and paste it.")
    return _keep_text(text, lambda: _describe_text(text))


def _describe_text(text: str) -> ExtractedArticle:
    """Add to a pasted text what its first lines and its last say of it."""
    language = identify_language(text)
    warnings = tuple(filter(None, [_describe_replaced(text), *_describe_language("", language)]))
    page = ExtractedArticle(
        text=text,
        language=language,
        outlet_name=_clean_line(find_printed_outlet(text), OUTLET_NAME),
        via=find_credit(text),
        warnings=warnings,
    )
    head = _put_title_first(text)
    first, _, rest = head.partition("\n")
    stands_alone = (
        bool(rest.strip()) and len(first) <= TITLE and not first.rstrip().endswith((".", ",", ";", ":"))
    )
    if stands_alone:
        byline = find_byline(head)
        page = replace(
            page,
            title=_clean_line(first, TITLE),
            byline=_clean_line(strip_agencies(byline), BYLINE),
            via=find_agencies(byline) or page.via,
            published_on=find_date(head),
        )
    return _take_dateline(page)


def _put_title_first(text: str) -> str:
    """Return a text with its day below its title, if a line that gives the day alone stands above it."""
    first, _, rest = text.partition("\n")
    title, _, below = rest.lstrip().partition("\n")
    return f"{title}\n{first}\n{below}" if is_day(first) and title else text


def _take_dateline(page: ExtractedArticle) -> ExtractedArticle:
    """Give an article without a day the one of its dateline, and say so; without a year it is only said."""
    dateline = find_dateline(page.text)
    if page.published_on is not None or dateline is None:
        return page
    if day := find_dateline_day(dateline):
        sentence = f"The day is that of the dateline, “{dateline.words}”. It may have been published later."
        return replace(page, published_on=day, warnings=(*page.warnings, sentence))
    if not has_day_without_year(dateline):
        return page
    sentence = (
        f"The dateline, “{dateline.words}”, gives a day without its year. Fill in the day if you know it."
    )
    return replace(page, warnings=(*page.warnings, sentence))


def _check_size(length: int) -> None:
    if length > MAX_BYTES:
        raise ExtractionError("too_big", f"This is larger than 5 MB, far more than an article. {ADVICE}")


def _describe_language(stated: str, seen: str) -> list[str]:
    """Say if a text is not in English, which is the language in which speakers are looked for."""
    if not seen or seen == "en":
        return []
    sentences = [
        f"This text is in {describe_language(seen)}. Quotations are found by their marks alone: "
        "choose the speakers yourself."
    ]
    if stated.partition("-")[0].lower() == "en":
        sentences.append("The page says that it is in English. Check the language.")
    return sentences


def _describe_replaced(text: str) -> str:
    """Say how many characters of a text could not be decoded. Raises ExtractionError for too many."""
    replaced = text.count("\ufffd")
    if replaced > len(text) * _MOST_REPLACED:
        raise ExtractionError("undecodable", f"The letters of this text could not be made out. {ADVICE}")
    if not replaced:
        return ""
    what = "One character" if replaced == 1 else f"{replaced:,} characters"
    return f"{what} could not be made out and stand as \ufffd in the text. Compare with the page."


def _extract_text(tree: etree._Element) -> str:
    """Run trafilatura on a copy of a page; returns "" if it finds nothing.

    Its exceptions are swallowed: pages can be malformed in any way.
    """
    tree = deepcopy(tree)
    join_sentences(tree)
    try:
        document = bare_extraction(tree, include_comments=False, include_tables=True)
    except Exception:
        return ""
    # Without the option `as_dict` it gives no dictionary.
    if not isinstance(document, Document) or document.body is None:
        return ""
    return _render_text(document.body)


def _render_text(body: etree._Element) -> str:
    """Render trafilatura's tree as plain text.

    Paragraphs are separated by a blank line; each row of a table is a line.
    """
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _PARAGRAPHS:
            pieces.append("\n\n")
        elif element.tag in {"lb", "row"} and event == "start":
            pieces.append("\n")
        elif element.tag == "cell" and event == "start" and element.getprevious() is not None:
            pieces.append(" | ")
        words = element.text if event == "start" else element.tail
        pieces.append(_SPACES.sub(" ", (words or "").replace(REPEATED, "")))
    lines = [line.strip(" ") for line in "".join(pieces).split("\n")]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def _clean_line(value: str | None, limit: int) -> str:
    """Clean `value` for one line of at most `limit` characters.

    Removes invisible characters that reverse text, and cuts between words where it can.
    """
    line = _SPACES.sub(" ", BIDI_CONTROLS.sub("", strip_unprintable(value or ""))).strip()
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    return f"{cut[: cut.rfind(' ')] if ' ' in cut[limit // 2 :] else cut}…"
