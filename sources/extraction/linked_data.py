"""Linked data (JSON-LD, https://schema.org) in a page: the object that describes its article."""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from sources.fetching.urls import is_front_page, make_page_key

from .charsets import strip_unprintable

Thing = dict[str, Any]

_MAX_LENGTH = 1_000_000
"""Characters of one block; what holds more is no description of an article."""
_MAX_DEPTH = 5
_BEFORE = ("<!--", "/*", "//", "<![CDATA[", "*/")
_AFTER = (";", "-->", "*/", "]]>", "/*", "//", ";")
"""Marks of comments and of CDATA around a script, from outside to inside. No JSON begins or ends so."""
_ARTICLE_TYPE = re.compile(r"(?:article|posting|reportage|report)$", re.I)
_WORDS = re.compile(r"\w+")


class LinkedData:
    """The things that a page describes, each once."""

    def __init__(self, tree):
        self.things = [thing for value in _read_blocks(tree) for thing in _list_things(value)]
        self._by_id = {thing["@id"]: thing for thing in self.things if isinstance(thing.get("@id"), str)}

    def resolve(self, value: Any) -> list[Any]:
        """Return a property's values as a list, each `{"@id": ...}` replaced by the thing it names."""
        values = value if isinstance(value, list) else [] if value is None else [value]
        return [self._find_named(item) if isinstance(item, dict) else item for item in values]

    def _find_named(self, thing: Thing) -> Thing:
        name = thing.get("@id")
        return self._by_id.get(name, thing) if isinstance(name, str) and len(thing) == 1 else thing

    def find_article(self, urls: Iterable[str], titles: Iterable[str]) -> Thing:
        """Find the article of this page, which is at one of `urls` and has one of `titles`.

        Returns {} where the page describes none, or several that nothing tells apart. An article with an
        address and a headline that are both another's is another article.
        """
        articles = [thing for thing in self.things if is_article(thing)]
        keys = {make_page_key(url) for url in urls if url}
        words = [_fold(title) for title in titles if title]
        ranked = [(self._is_at(thing, keys) + _is_titled(thing, words), thing) for thing in articles]
        best = max((score for score, _ in ranked), default=0)
        leading = [thing for score, thing in ranked if score == best]
        if best == 0 and (
            len(leading) > 1 or any(_states_other_page(thing, keys, words) for thing in leading)
        ):
            return {}
        return leading[0] if leading else {}

    def _is_at(self, thing: Thing, keys: set[str]) -> int:
        return 2 * any(make_page_key(address) in keys for address in _list_addresses(thing))


def is_article(thing: Thing) -> bool:
    return any(_ARTICLE_TYPE.search(name) for name in list_types(thing))


def list_types(thing: Thing) -> list[str]:
    """Return the names of a thing's types: "NewsArticle"."""
    types = thing.get("@type")
    return [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str)]


def read_text(value: Any, depth: int = 0) -> str:
    """Return a property that is a text, or the first text of several; "" for anything else.

    JSON can spell NUL and half of a surrogate pair: they are left out.
    """
    if isinstance(value, list) and depth < _MAX_DEPTH:
        return next((text for item in value if (text := read_text(item, depth + 1))), "")
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        return read_text(value.get("@value"), depth + 1)
    return strip_unprintable(value).strip() if isinstance(value, str) else ""


def _read_blocks(tree) -> Iterator[Any]:
    for element in tree.iter("script"):
        media_type = element.get("type", "").partition(";")[0].strip().lower()
        if media_type != "application/ld+json" or len(element.text or "") > _MAX_LENGTH:
            continue
        try:
            yield json.loads(_unwrap(element.text or ""), strict=False)
        except (ValueError, RecursionError):
            continue


def _unwrap(text: str) -> str:
    for mark in _BEFORE:
        text = text.lstrip().removeprefix(mark)
    for mark in _AFTER:
        text = text.rstrip().removesuffix(mark)
    return text


def _list_things(value: Any, depth: int = 0) -> Iterator[Thing]:
    """List the things of a block that stand for the page: not what these mention or consist of."""
    if isinstance(value, list):
        for item in value[:1000]:
            yield from _list_things(item, depth + 1) if depth < _MAX_DEPTH else ()
    elif isinstance(value, dict):
        yield value
        for name in ("@graph", "mainEntity", "mainEntityOfPage"):
            if depth < _MAX_DEPTH and isinstance(value.get(name), (dict, list)):
                yield from _list_things(value[name], depth + 1)


def _list_addresses(thing: Thing) -> list[str]:
    page = thing.get("mainEntityOfPage")
    values = [thing.get("url"), thing.get("@id"), page]
    if isinstance(page, dict):
        values += [page.get("@id"), page.get("url")]
    addresses = [read_text(value) for value in values]
    return [address for address in addresses if address.startswith("http") and not is_front_page(address)]


def _is_titled(thing: Thing, titles: list[str]) -> int:
    headlines = [_fold(read_text(thing.get(name))) for name in ("headline", "name", "alternativeHeadline")]
    return any(
        headline and (headline in title or title in headline) for headline in headlines for title in titles
    )


def _states_other_page(thing: Thing, keys: set[str], titles: list[str]) -> bool:
    addresses = [make_page_key(address) for address in _list_addresses(thing)]
    has_headline = bool(read_text(thing.get("headline")))
    return bool(addresses and keys) and has_headline and bool(titles)


def _fold(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))
