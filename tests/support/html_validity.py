"""Faults of a page's HTML, as far as a program can find them."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

SVG = "{http://www.w3.org/2000/svg}"
# Attributes that name other elements of the same page by their id.
REFERRING = (
    "for",
    "aria-labelledby",
    "aria-describedby",
    "aria-controls",
    "aria-owns",
    "headers",
    "list",
    "popovertarget",
)
HEADINGS = {f"h{level}": level for level in range(1, 7)}
DATA = {"application/ld+json", "application/json"}
NEEDS_NAME = {"img", "input", "select", "textarea", "button", "a", "iframe"}


def faults(html: str) -> list[str]:
    """Return every fault of the page in words; an empty list if there is none."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(html)
    syntax = [f"line {line}: {error} {about}" for (line, _column), error, about in parser.errors]
    return [
        *syntax,
        *_ids(tree),
        *_headings(tree),
        *_names(tree),
        *_inline(tree),
        *_tables(tree),
        *_head(tree),
    ]


def _ids(tree: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
    for one, count in ids.items():
        if count > 1:
            yield f"id {one!r} is there {count} times"
        if not one or any(mark.isspace() for mark in one):
            yield f"id {one!r} is no id"
    for element in tree.iter():
        for attribute in REFERRING:
            for one in (element.get(attribute) or "").split():
                if one not in ids:
                    yield f"<{element.tag}> refers by {attribute} to {one!r}, which is not there"
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href != "#" and href[1:] not in ids:
            yield f"a link leads to {href!r}, which is not there"


def _headings(tree: Element) -> Iterator[str]:
    levels = [HEADINGS[element.tag] for element in tree.iter() if element.tag in HEADINGS]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} headings of the first level"
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"


def _text(element: Element) -> str:
    """Return what assistive software reads of an element.

    That is its text, and the alternative texts of pictures.
    """
    pieces = [element.get("aria-label") or "", element.get("alt") or "", element.text or ""]
    for child in element:
        if child.get("aria-hidden") != "true":
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _names(tree: Element) -> Iterator[str]:
    labelled = {element.get("for") for element in tree.iter("label")}
    wrapped = {field for label in tree.iter("label") for field in label.iter()}
    for element in tree.iter():
        if element.tag == f"{SVG}svg":
            yield from _picture(element)
        elif element.tag in NEEDS_NAME and not (
            element.get("type") == "hidden"
            or element.get("aria-label")
            or element.get("aria-labelledby")
            or element.get("id") in labelled
            or element in wrapped
            or (
                element.tag in {"button", "a"}
                and (_text(element) or not (element.get("href") or element.tag == "button"))
            )
            or (element.tag == "img" and element.get("alt") is not None)
        ):
            yield f"<{element.tag}> has no name: {sorted(element.attrib.items())}"


def _picture(svg: Element) -> Iterator[str]:
    """Yield a problem for each picture that is neither hidden nor named.

    A nested picture belongs to the one around it.
    """
    named = svg.get("aria-label") or svg.get("aria-labelledby") or svg.find(f"{SVG}title") is not None
    nested = svg.get("x") is not None or svg.get("y") is not None
    if svg.get("aria-hidden") != "true" and not (named and svg.get("role")) and not nested:
        yield f"a picture has neither a role and a name nor aria-hidden: {sorted(svg.attrib.items())}"


def _inline(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        tag = str(element.tag)
        if tag == "style" or (tag == "script" and not element.get("src") and element.get("type") not in DATA):
            yield f"<{tag}> has its content in the page"
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"<{tag}> has the attribute {attribute}"
        if (element.get("href") or "").strip().lower().startswith("javascript:"):
            yield f"<{tag}> runs a script from its address"


def _tables(tree: Element) -> Iterator[str]:
    for table in tree.iter("table"):
        caption = table.find("caption")
        named = table.get("aria-label") or table.get("aria-labelledby")
        if not named and (caption is None or not _text(caption)):
            yield "a table has neither a caption nor a name"
        for heading in table.iter("th"):
            if heading.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"a heading of a table does not say of what: {_text(heading)!r}"


def _head(tree: Element) -> Iterator[str]:
    html = tree if tree.tag == "html" else tree.find("html")
    if not html.get("lang"):
        yield "the page does not say its language"
    titles = [" ".join((title.text or "").split()) for title in html.find("head").iter("title")]
    if len(titles) != 1 or not titles[0].strip(" –"):
        yield f"the page's title is {titles!r}"
    for name in ("description", "viewport"):
        found = [meta for meta in html.iter("meta") if meta.get("name") == name]
        if len(found) != 1 or not (found[0].get("content") or "").strip():
            yield f"there are {len(found)} of meta {name}, or it says nothing"
    if len([link for link in html.iter("link") if link.get("rel") == "canonical"]) > 1:
        yield "the page has two canonical addresses"
