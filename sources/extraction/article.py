"""Extraction of an article from a web page, a file or pasted text.

Finds the article's details and its plain text.

Nothing in a page is run, or shown as it came: scripts and styles are dropped before anything else,
and only plain text is returned. Every value is a suggestion for an editor to correct; a value that
is not found stays empty.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

from lxml import etree
from lxml import html as lxml_html
from trafilatura import bare_extraction
from trafilatura.settings import Document

from core.days import find_latest_day
from core.validators import BIDI_CONTROLS
from sources.fetching.urls import get_domain, normalise_url

from .byline import find_byline, find_date
from .charsets import decode, strip_unprintable
from .filetypes import describe_binary
from .metadata import is_article_url, is_paywalled, keep_linked_data, read_language

__all__ = [
    "MAX_BYTES",
    "ExtractedArticle",
    "ExtractionError",
    "extract_from_file",
    "extract_from_html",
    "extract_from_text",
]

MAX_BYTES = 5 * 1024 * 1024
MAX_ELEMENTS = 12_000
"""Elements of a page without its scripts and pictures. Reading many more could take minutes."""
ADVICE = "Open it in your browser, copy the article's text and paste it instead."
TITLE, BYLINE, OUTLET_NAME = 300, 200, 120
"""Lengths of the model's fields, in code points."""

_DROPPED = ("script", "style", "svg", "template", "iframe", "object", "canvas", "select", "math")
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
    """A BCP 47 tag."""
    outlet_name: str = ""
    canonical_url: str = ""
    """Normalised (see fetching/urls.py)."""
    text: str = ""
    """Plain text; paragraphs are separated by one blank line."""


class ExtractionError(Exception):
    """A page, file or text without a readable article.

    `str()` gives the sentence for editors.
    """

    is_expected = True

    def __init__(self, reason: str, sentence: str):
        super().__init__(sentence)
        self.reason = reason
        """One of: empty, paywall, too_big, too_intricate, wrong_type, undecodable."""
        self.sentence = sentence


def extract_from_html(html: str, *, url: str = "") -> ExtractedArticle:
    """Extract the article in the page `html`, which was found at `url`.

    Raises ExtractionError.
    """
    _check_size(len(html))
    tree = _parse_html(html)
    document = _extract(tree, url)
    text = _render_text(document.body) if document is not None else ""
    if is_paywalled(html, text):
        raise ExtractionError(
            "paywall",
            "This looks like the beginning of an article that the outlet shows to subscribers only. "
            f"If you can read all of it: {ADVICE}",
        )
    if document is None or not text:
        raise ExtractionError("empty", f"No article was found on this page. {ADVICE}")
    return ExtractedArticle(
        title=_clean_line(document.title, TITLE),
        byline=_clean_line((document.author or "").replace("; ", ", "), BYLINE),
        published_on=_parse_day(document.date),
        language=read_language(tree),
        outlet_name=_clean_line(document.sitename, OUTLET_NAME),
        canonical_url=_choose_url(document.url, url),
        text=text,
    )


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
    first, _, rest = text.partition("\n")
    stands_alone = (
        bool(rest.strip()) and len(first) <= TITLE and not first.rstrip().endswith((".", ",", ";", ":"))
    )
    if not stands_alone:
        return ExtractedArticle(text=text)
    return ExtractedArticle(
        title=_clean_line(first, TITLE),
        byline=_clean_line(find_byline(text), BYLINE),
        published_on=find_date(text),
        text=text,
    )


def _check_size(length: int) -> None:
    if length > MAX_BYTES:
        raise ExtractionError("too_big", f"This is larger than 5 MB, far more than an article. {ADVICE}")


def _parse_html(html: str) -> etree._Element:
    """Parse a page and drop the elements that hold no text.

    Raises ExtractionError for an empty page, and for one of more than MAX_ELEMENTS elements, which
    would take minutes.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = lxml_html.document_fromstring(strip_unprintable(html).encode(), parser=parser)
    except (etree.ParserError, ValueError):
        raise ExtractionError("empty", f"This page is empty. {ADVICE}") from None
    linked_data = keep_linked_data(tree)
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    for element in linked_data:  # names the author and the date
        element.tag = "script"
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise ExtractionError("too_intricate", f"This page is too intricate to be read here. {ADVICE}")
    for element in tree.iter():  # joins the pieces that a dropped element separated
        element.text, element.tail = element.text, element.tail
    return tree


def _extract(tree: etree._Element, url: str) -> Document | None:
    """Run trafilatura on a page; returns None if it finds nothing.

    Its exceptions are swallowed: pages can be malformed in any way.
    """
    dates = {
        "original_date": True,
        "extensive_search": False,  # a date is never guessed
        "max_date": find_latest_day().isoformat(),
    }
    try:
        document = bare_extraction(
            tree,
            url=url or None,
            with_metadata=True,
            include_comments=False,
            include_tables=True,
            date_extraction_params=dates,
        )
    except Exception:
        return None
    # Without the option `as_dict` it gives no dictionary.
    return document if isinstance(document, Document) and document.body is not None else None


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
        pieces.append(_SPACES.sub(" ", words or ""))
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


def _parse_day(value: str | None) -> date | None:
    try:
        day = date.fromisoformat(value or "")
    except ValueError:
        return None
    return day if day <= find_latest_day() else None


def _choose_url(canonical: str | None, url: str) -> str:
    """Choose the URL that the page gives as its own, or where it was found.

    Its own is taken only if it is plausible: an article's URL at the same domain, and not the front
    page. Returns "" if neither is an article's URL.
    """
    canonical_url, page_url = normalise_url(canonical or ""), normalise_url(url)
    is_credible = is_article_url(canonical_url) and (
        not page_url or get_domain(canonical_url) == get_domain(page_url)
    )
    if is_credible and canonical_url.count("/") == 3 and canonical_url.endswith("/") and page_url:
        is_credible = False  # many pages name the site's front page
    best = canonical_url if is_credible else page_url
    return best if is_article_url(best) else ""
