"""What is wrong with a page's HTML, as far as a program can tell."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import html5lib

SVG = "{http://www.w3.org/2000/svg}"
# Attributes that name other elements of the same page by their id.
REFERRING_ATTRIBUTES = (
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


def find_faults(html: str) -> list[str]:
    """List all that is wrong with the page, in words; nothing if it is right."""
    parser = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False)
    tree = parser.parse(html)
    syntax = [f"line {line}: {error} {about}" for (line, _column), error, about in parser.errors]
    return [
        *syntax,
        *_check_ids(tree),
        *_check_headings(tree),
        *_check_names(tree),
        *_check_inline(tree),
        *_check_tables(tree),
        *_check_head(tree),
    ]


def _check_ids(tree: Element) -> Iterator[str]:
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
    for name, count in ids.items():
        if count > 1:
            yield f"id {name!r} is there {count} times"
        if not name or any(mark.isspace() for mark in name):
            yield f"id {name!r} is no id"
    for element in tree.iter():
        for attribute in REFERRING_ATTRIBUTES:
            for name in (element.get(attribute) or "").split():
                if name not in ids:
                    yield f"<{element.tag}> refers by {attribute} to {name!r}, which is not there"
        href = element.get("href") or ""
        if element.tag == "a" and href.startswith("#") and href != "#" and href[1:] not in ids:
            yield f"a link leads to {href!r}, which is not there"


def _check_headings(tree: Element) -> Iterator[str]:
    levels = [HEADINGS[element.tag] for element in tree.iter() if element.tag in HEADINGS]
    if levels.count(1) != 1:
        yield f"there are {levels.count(1)} headings of the first level"
    for before, level in zip([0, *levels], levels, strict=False):
        if level > before + 1:
            yield f"a heading of level {level} follows one of level {before}"


def _text(element: Element) -> str:
    """Return what assistive software reads of an element.

    Its text, and the alternatives of pictures.
    """
    pieces = [element.get("aria-label") or "", element.get("alt") or "", element.text or ""]
    for child in element:
        if child.get("aria-hidden") != "true":
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return " ".join("".join(pieces).split())


def _check_names(tree: Element) -> Iterator[str]:
    labelled = {element.get("for") for element in tree.iter("label")}
    wrapped = {field for label in tree.iter("label") for field in label.iter()}
    for element in tree.iter():
        if element.tag == f"{SVG}svg":
            yield from _check_picture(element)
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


def _check_picture(svg: Element) -> Iterator[str]:
    """Check that a picture is hidden, or has a role and a name.

    One inside another belongs to that.
    """
    named = svg.get("aria-label") or svg.get("aria-labelledby") or svg.find(f"{SVG}title") is not None
    nested = svg.get("x") is not None or svg.get("y") is not None
    if svg.get("aria-hidden") != "true" and not (named and svg.get("role")) and not nested:
        yield f"a picture has neither a role and a name nor aria-hidden: {sorted(svg.attrib.items())}"


def _check_inline(tree: Element) -> Iterator[str]:
    for element in tree.iter():
        tag = str(element.tag)
        if tag == "style" or (tag == "script" and not element.get("src") and element.get("type") not in DATA):
            yield f"<{tag}> has its content in the page"
        for attribute in element.attrib:
            if attribute == "style" or attribute.startswith("on"):
                yield f"<{tag}> has the attribute {attribute}"
        if (element.get("href") or "").strip().lower().startswith("javascript:"):
            yield f"<{tag}> runs a script from its address"


def _check_tables(tree: Element) -> Iterator[str]:
    for table in tree.iter("table"):
        caption = table.find("caption")
        named = table.get("aria-label") or table.get("aria-labelledby")
        if not named and (caption is None or not _text(caption)):
            yield "a table has neither a caption nor a name"
        for heading in table.iter("th"):
            if heading.get("scope") not in {"col", "row", "colgroup", "rowgroup"}:
                yield f"a heading of a table does not say of what: {_text(heading)!r}"


def _check_head(tree: Element) -> Iterator[str]:
    html = tree if tree.tag == "html" else tree.find("html")
    if not html.get("lang"):
        yield "the page does not say its language"
    titles = [" ".join((title.text or "").split()) for title in html.find("head").iter("title")]
    if len(titles) != 1 or not titles[0].strip(" –"):
        yield f"the page's title is {titles!r}"
    for name in ("description", "viewport"):
        metas = [meta for meta in html.iter("meta") if meta.get("name") == name]
        if len(metas) != 1 or not (metas[0].get("content") or "").strip():
            yield f"there are {len(metas)} of meta {name}, or it says nothing"
    if len([link for link in html.iter("link") if link.get("rel") == "canonical"]) > 1:
        yield "the page has two canonical addresses"
