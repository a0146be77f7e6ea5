"""A page as a tree: parsed, without what no reader sees, its running sentences in one piece."""

import re
import sys

from lxml import etree
from lxml import html as lxml_html

from .charsets import strip_unprintable
from .errors import ADVICE, ExtractionError

MAX_ELEMENTS = 12_000
"""Elements of a page without its scripts and pictures. Reading many more could take minutes."""
REPEATED = "\ufdd0"
"""Ends a paragraph that says the same as the one before it. A noncharacter: no text holds it."""

BLOCKS = frozenset(
    {
        *("address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hgroup", "hr", "li", "main", "menu", "nav", "ol", "p", "pre", "search"),
        *("section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    }
)
INLINE = frozenset(
    {
        *("abbr", "acronym", "b", "bdi", "bdo", "big", "button", "cite", "code", "data", "del", "dfn", "em"),
        *("font", "i", "ins", "kbd", "label", "mark", "meter", "nobr", "output", "q", "s", "samp", "small"),
        *("span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr"),
    }
)
"""Elements that stand inside a sentence and say nothing about it that plain text could keep."""

_DROPPED = (
    *("script", "style", "svg", "template", "iframe", "object", "canvas", "select", "math", "noscript"),
    *("audio", "video", "embed"),
)
_PART_OF_SENTENCE = "part-of-sentence"
_HIDDEN = "hidden-from-readers"
_END_OF_PAGE = re.compile(r"</(?:body|html)\s*>", re.I)
_NUMBERED = re.compile(r"&#(?:x0*([0-9a-f]{1,6})|0*([0-9]{1,7}));?", re.I)
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_FOR_SCREEN_READERS = re.compile(r"(?<![\w-])(sr-only|visually-?hidden|screen-reader-text)(?![\w-])", re.I)
_CONTROLS = {"button", "label", "output", "meter"}
_MARKS = (("“", "”"), ("‘", "’"))
_QUOTATION_MARKS = "\"'“”„‟‘’‚‛«»‹›「」『』"


def parse_page(html: str) -> etree._Element:
    """Parse a page. Its scripts stay: linked data is among them.

    What stands after the end of the body is part of it, as in browsers.

    Raises ExtractionError for an empty page.
    """
    parser = lxml_html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        return lxml_html.document_fromstring(
            _END_OF_PAGE.sub("", _strip_controls(html)).encode(), parser=parser
        )
    except (etree.ParserError, ValueError):
        raise ExtractionError("empty", f"This page is empty. {ADVICE}") from None


def _strip_controls(html: str) -> str:
    """Remove what no tree may hold, also where its number stands for it. A form feed is a space in pages."""
    html, count = strip_unprintable(html).replace("\f", " "), 1
    while count:  # what stood around one may be another
        cleaned = _NUMBERED.sub(_strip_control, html)
        html, count = cleaned, len(html) - len(cleaned)
    return html


def _strip_control(reference: re.Match[str]) -> str:
    code = int(reference[1], 16) if reference[1] else int(reference[2])
    if code > sys.maxunicode:
        return reference[0]
    char = chr(code).replace("\f", " ")
    return char if char == " " else reference[0] if strip_unprintable(char) else ""


def keep_visible(tree: etree._Element) -> None:
    """Drop the elements that hold no text, and those that no reader sees.

    Raises ExtractionError for a page of more than MAX_ELEMENTS elements, which would take minutes.
    """
    etree.strip_elements(tree, *_DROPPED, with_tail=False)
    if sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        raise ExtractionError("too_intricate", f"This page is too intricate to be read here. {ADVICE}")
    most = _measure(tree) / 2
    for element in [element for element in tree.iter() if _is_hidden(element)]:
        if _measure(element) <= most:  # else the page waits for its script to show it
            element.tag = _HIDDEN
    etree.strip_elements(tree, _HIDDEN, with_tail=False)
    _print_quotation_marks(tree)
    for element in tree.iter():  # joins the pieces that a dropped element separated
        element.text, element.tail = element.text, element.tail


def join_sentences(tree: etree._Element) -> None:
    """Make plain text of the elements inside sentences, and paragraphs of the captions of figures.

    Programs that look for the article drop elements by their names and classes (`time`, `button`,
    `class="share-price"`), also in the middle of a sentence, and one of two paragraphs that say the same.
    """
    for figure in list(tree.iter("figure")):
        figure.tag = "div"
        figure.attrib.clear()
    for caption in list(tree.iter("figcaption")):
        caption.tag = "p" if caption.find(".//p") is None else "div"
        caption.attrib.clear()
    after_words = _find_after_words(tree)
    for element in [element for element in tree.iter(*INLINE) if _is_in_sentence(element, after_words)]:
        element.tag = _PART_OF_SENTENCE
    for link in tree.iter("a"):
        if _is_in_sentence(link, after_words):
            address = link.get("href")
            link.attrib.clear()
            if address:
                link.set("href", address)
    etree.strip_tags(tree, _PART_OF_SENTENCE)
    _mark_repeated(tree)


def _measure(element: etree._Element) -> int:
    return sum(len(str(text).strip()) for text in element.itertext())


def _is_hidden(element: etree._Element) -> bool:
    if element.tag in ("html", "body"):
        return False
    return (
        "hidden" in element.attrib
        or bool(_HIDDEN_STYLE.search(element.get("style", "")))
        or bool(_FOR_SCREEN_READERS.search(element.get("class", "")))
    )


def _print_quotation_marks(tree: etree._Element) -> None:
    """Put marks around each `q`, as browsers do, and leave those that have some."""
    quotations = [(element, sum(1 for _ in element.iterancestors("q"))) for element in tree.iter("q")]
    for element, depth in quotations:
        words = "".join(map(str, element.itertext())).strip()
        opening, closing = _MARKS[depth % 2]
        element.tag = _PART_OF_SENTENCE
        if not words or (words[0] in _QUOTATION_MARKS and words[-1] in _QUOTATION_MARKS):
            continue
        element.text = opening + (element.text or "").lstrip()
        if len(element):
            element[-1].tail = (element[-1].tail or "").rstrip() + closing
        else:
            element.text = element.text.rstrip() + closing


def _find_after_words(tree: etree._Element) -> set[etree._Element]:
    """Find the elements that have words of their parent's own before them."""
    after_words = set()
    for parent in tree.iter():
        has_words = bool((parent.text or "").strip())
        for child in parent:
            if has_words:
                after_words.add(child)
            has_words = has_words or bool((child.tail or "").strip())
    return after_words


def _is_in_sentence(element: etree._Element, after_words: set[etree._Element]) -> bool:
    """Tell whether an element is a piece of running text, and not furniture that stands alone.

    In a paragraph all is text but controls that stand alone; elsewhere, what has words beside it.
    """
    block = element.getparent()
    while block is not None and block.tag not in BLOCKS:
        block = block.getparent()
    if block is None or element.find(".//p") is not None:
        return False
    if block.tag == "p" and element.tag not in _CONTROLS:
        return True
    while element.tag not in BLOCKS:
        if element in after_words or (element.tail or "").strip():
            return True
        parent = element.getparent()
        if parent is None:
            return False
        element = parent
    return False


def _mark_repeated(tree: etree._Element) -> None:
    """Tell equal neighbouring paragraphs apart, for only one of them would stay."""
    previous, times = "", 0
    for paragraph in tree.iter(*BLOCKS):
        if any(part.tag in BLOCKS for part in paragraph.iterdescendants()):
            continue
        words = " ".join("".join(map(str, paragraph.itertext())).split())
        times = times + 1 if words and words == previous else 0
        previous = words or previous
        if not times:
            continue
        if len(paragraph):
            paragraph[-1].tail = (paragraph[-1].tail or "") + REPEATED * times
        else:
            paragraph.text = (paragraph.text or "") + REPEATED * times
