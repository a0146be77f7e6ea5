"""A language that marks every translated text with ⟦ and ⟧.

What is not marked escapes translation.
"""

import contextlib
import gettext
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.conf import settings
from django.utils.translation import trans_real

from tests.support.html import parse_page

CONTEXT_END = "\x04"
# Not words: what machines read.
UNREAD_ELEMENTS = {"script", "style", "pre", "code"}
# What is read to people, or shown in the page's tab and in previews of it.
SPOKEN_ATTRIBUTES = ("aria-label", "title", "placeholder", "alt", "content", "data-label", "data-done")
SPOKEN_META = {"description", "og:title", "og:description"}


class MarkingTranslations(gettext.NullTranslations):
    """Gives each text back between marks."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rsplit(CONTEXT_END, 1)[-1]}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def to_language(self) -> str:
        """Name a language of its own, for what is kept by language."""
        return f"{settings.LANGUAGE_CODE}-x-marked"


@contextlib.contextmanager
def pseudo_locale() -> Iterator[None]:
    """Have Django translate into the marked language, in this thread."""
    trans_real._active.value = MarkingTranslations()
    try:
        yield
    finally:
        del trans_real._active.value


def find_unmarked_texts(html: str) -> list[str]:
    """List the texts of the page, seen or spoken, in which letters are unmarked.

    Without what stands between marks (these may be nested), where letters remain.
    """
    tree = parse_page(html)
    texts = [strip_marks(text) for text in _find_texts(tree)]
    return [text for text in texts if re.search(r"[^\W\d_]", text)]


def strip_marks(text: str) -> str:
    text = " ".join(text.split())
    while True:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        if shorter == text:
            return " ".join(text.split())
        text = shorter


def _find_texts(tree: Element) -> Iterator[str]:
    """Yield each block's text as a whole, for marks may have tags inside them."""
    body = tree.find("body")
    yield from _find_blocks(body)
    yield from (title.text or "" for title in tree.find("head").iter("title"))
    for element in tree.iter():
        if element.tag == "meta" and (element.get("name") or element.get("property")) not in SPOKEN_META:
            continue
        yield from (element.get(name) or "" for name in SPOKEN_ATTRIBUTES)
        if element.tag == "input" and element.get("type") in {"submit", "button"}:
            yield element.get("value") or ""


BLOCKS = {
    *("article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "header", "label", "legend", "li"),
    *("main", "nav", "ol", "option", "p", "section", "select", "summary", "table", "tbody", "td", "th"),
    *("thead", "tr", "ul"),
}


def _find_blocks(element: Element) -> Iterator[str]:
    """Yield the running texts of the blocks in `element`.

    What stands in different inline elements is parted by a mark of its own (¶), so that names of the record
    can be told from words of ours.
    """
    own: list[str] = []

    def gather(node: Element) -> Iterator[str]:
        if node.tag in UNREAD_ELEMENTS:
            return
        own.append(node.text or "")
        for child in node:
            if child.tag in BLOCKS:
                yield from _find_blocks(child)
                own.append("¶")
            else:
                own.append("¶")
                yield from gather(child)
                own.append("¶")
            own.append(child.tail or "")

    yield from gather(element)
    yield "".join(own)
