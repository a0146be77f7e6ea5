"""A pseudo-locale in which every translated text stands between ⟦ and ⟧.

Untranslated text is what stands outside these marks.
"""

import contextlib
import gettext
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib
from django.conf import settings
from django.utils.translation import trans_real

CONTEXT_END = "\x04"
# Elements that hold code, not words.
UNSEEN = {"script", "style", "pre", "code"}
# Texts that are read out, or shown in the page's tab and in previews of it.
SPOKEN = ("aria-label", "title", "placeholder", "alt", "content", "data-label", "data-done")
SPOKEN_META = {"description", "og:title", "og:description"}


class Marking(gettext.NullTranslations):
    """A translation that returns each text between marks."""

    def gettext(self, message: str) -> str:
        return f"⟦{message.rsplit(CONTEXT_END, 1)[-1]}⟧"

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return self.gettext(singular if number == 1 else plural)

    def to_language(self) -> str:
        return settings.LANGUAGE_CODE


@contextlib.contextmanager
def pseudo_locale() -> Iterator[None]:
    """Make Django translate into the pseudo-locale, in this thread."""
    trans_real._active.value = Marking()
    try:
        yield
    finally:
        del trans_real._active.value


def unmarked(html: str) -> list[str]:
    """Return every text of the page outside the marks that contains letters.

    Text counts if it is seen or spoken; marks may be nested.
    """
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    texts = [without_marks(text) for text in _texts(tree)]
    return [text for text in texts if re.search(r"[^\W\d_]", text)]


def without_marks(text: str) -> str:
    text = " ".join(text.split())
    while True:
        shorter = re.sub(r"⟦[^⟦⟧]*⟧", " ", text)
        if shorter == text:
            return " ".join(text.split())
        text = shorter


def _texts(tree: Element) -> Iterator[str]:
    """Yield each block's text as a whole, and the texts that are only spoken.

    A translated sentence may have tags inside its marks.
    """
    body = tree.find("body")
    yield from _blocks(body)
    yield from (title.text or "" for title in tree.find("head").iter("title"))
    for element in tree.iter():
        if element.tag == "meta" and (element.get("name") or element.get("property")) not in SPOKEN_META:
            continue
        yield from (element.get(name) or "" for name in SPOKEN)
        if element.tag == "input" and element.get("type") in {"submit", "button"}:
            yield element.get("value") or ""


BLOCKS = {
    *("article", "aside", "blockquote", "body", "caption", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "header", "label", "legend", "li"),
    *("main", "nav", "ol", "option", "p", "section", "select", "summary", "table", "tbody", "td", "th"),
    *("thead", "tr", "ul"),
}


def _blocks(element: Element) -> Iterator[str]:
    """Yield the text of each block in `element`.

    The texts of different inline elements are separated by a mark (¶), to distinguish names of the record
    from words of the interface.
    """
    own: list[str] = []

    def gather(node: Element) -> Iterator[str]:
        if node.tag in UNSEEN:
            return
        own.append(node.text or "")
        for child in node:
            if child.tag in BLOCKS:
                yield from _blocks(child)
                own.append("¶")
            else:
                own.append("¶")
                yield from gather(child)
                own.append("¶")
            own.append(child.tail or "")

    yield from gather(element)
    yield "".join(own)
