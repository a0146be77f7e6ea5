"""Facts that a page states about itself: its language, and any paywall."""

import json
import re
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from lxml import etree

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_LONGEST_LANGUAGE = 35
_LONGEST_ADDRESS = 1000
_LINKED_DATA = re.compile(r"<script[^<>]{0,300}application/ld\+json[^<>]{0,300}>", re.I)
_SCRIPT_ENDS = re.compile("</script", re.I)
_LONGEST_LINKED_DATA = 200_000
_MOST_LINKED_DATA = 20_000
_LONGEST_STRING = 500
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?\s*false', re.I)
_ASKS_FOR_MONEY = re.compile(
    r"subscribe (now )?to (continue|keep|read|unlock)|to (continue|keep) reading"
    r"|already a (subscriber|member)|subscribers? only|for subscribers|unlock this (article|story)"
    r"|sign in to (read|continue)|(log|sign) in or subscribe|create (a|your) free account"
    r"|this (article|content|story) is reserved for",
    re.I,
)
_FEW_WORDS, _FEWER_THAN_AN_ARTICLE = 120, 250
_is_url = URLValidator(schemes=["http", "https"])


def read_language(tree) -> str:
    """Return the page's declared language as a BCP 47 tag, or ""."""
    declared = [
        tree.get("lang"),
        tree.get("{http://www.w3.org/XML/1998/namespace}lang"),
        tree.get("xml:lang"),
        *tree.xpath("//meta[@property='og:locale']/@content"),
        *tree.xpath("//meta[translate(@http-equiv, 'CL', 'cl')='content-language']/@content"),
    ]
    for value in declared:
        tag = (value or "").strip().replace("_", "-")
        if _LANGUAGE.match(tag) and len(tag) <= _LONGEST_LANGUAGE:
            return tag
    return ""


def keep_linked_data(tree) -> list:
    """Keep a page's linked data (JSON-LD), in elements renamed to "kept".

    Shortened, and not more than a page with one article needs: where it is broken, trafilatura looks
    for names in it with patterns that take quadratic time.
    """
    kept, room = [], _MOST_LINKED_DATA
    for element in tree.iter("script"):
        if element.get("type", "").lower() == "application/ld+json":
            element.text = _shorten(element.text or "")
            if len(element.text) <= room:
                room -= len(element.text)
                kept.append(element)
    for element in kept:
        element.tag = "kept"
    return kept


def is_paywalled(html: str, text: str) -> bool:
    """Return whether `text` is probably only the free part of the page `html`.

    Long texts never are. A short one is when the page says that it is not free (schema.org
    `isAccessibleForFree`), or when a very short one comes with words that ask for a subscription.
    """
    words = len(text.split())
    if words >= _FEWER_THAN_AN_ARTICLE:
        return False
    if any(_is_not_free(found) for found in _iterate_linked_data(html)):
        return True
    return words < _FEW_WORDS and bool(_ASKS_FOR_MONEY.search(_visible_text(html)))


def is_article_url(url: str) -> bool:
    """Whether `url` fits the field for an article's address."""
    try:
        _is_url(url)
    except ValidationError:
        return False
    return len(url) <= _LONGEST_ADDRESS


def _iterate_linked_data(html: str) -> Iterator[str]:
    """Yield the linked data (JSON-LD) of a page.

    Reads the page once, even if it is malformed.
    """
    begins = _LINKED_DATA.search(html)
    while begins and (ends := _SCRIPT_ENDS.search(html, begins.end())):
        yield html[begins.end() : ends.start()][:_LONGEST_LINKED_DATA]
        begins = _LINKED_DATA.search(html, ends.end())


def _shorten(linked_data: str) -> str:
    """Drop long strings, such as the whole article, from linked data.

    Returns it unchanged if it cannot be parsed.
    """
    if not _LONGEST_STRING < len(linked_data) <= _LONGEST_LINKED_DATA:
        return linked_data
    try:
        return json.dumps(_drop_long_strings(json.loads(linked_data, strict=False)))
    except (ValueError, RecursionError):
        return linked_data


def _drop_long_strings(found):
    if isinstance(found, dict):
        return {name: _drop_long_strings(value) for name, value in found.items()}
    if isinstance(found, list):
        return [_drop_long_strings(value) for value in found]
    return "" if isinstance(found, str) and len(found) > _LONGEST_STRING else found


def _is_not_free(linked_data: str) -> bool:
    if "isAccessibleForFree" not in linked_data:
        return False
    try:
        found = json.loads(linked_data)
    except (ValueError, RecursionError):
        return bool(_NOT_FREE.search(linked_data))
    things = (
        found if isinstance(found, list) else found.get("@graph", [found]) if isinstance(found, dict) else []
    )
    return any(
        str(thing.get("isAccessibleForFree", "")).strip().lower() == "false"
        for thing in things
        if isinstance(thing, dict)
    )


def _visible_text(html: str) -> str:
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(html.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if tree is None:
        return ""
    etree.strip_elements(tree, "script", "style", with_tail=False)
    return " ".join(" ".join(tree.itertext()).split())
