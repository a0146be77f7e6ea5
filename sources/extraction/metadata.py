"""Facts that a page states about itself: its language, and any paywall."""

import json
import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from lxml import etree

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*\Z")
_MAX_LANGUAGE_LENGTH = 35
_MAX_URL_LENGTH = 1000
_LINKED_DATA = re.compile(r"<script[^<>]{0,300}application/ld\+json[^<>]{0,300}>", re.I)
_SCRIPT_ENDS = re.compile("</script", re.I)
_MAX_LINKED_DATA = 200_000
_MAX_LINKED_DATA_IN_ALL = 20_000
_MAX_STRING = 500
_NOT_FREE = re.compile(r'"isAccessibleForFree"\s*:\s*"?\s*false', re.I)
_ASKS_FOR_MONEY = re.compile(
    r"subscribe (now )?to (continue|keep|read|unlock)|to (continue|keep) reading"
    r"|already a (subscriber|member)|subscribers? only|for subscribers|unlock this (article|story)"
    r"|sign in to (read|continue)|(log|sign) in or subscribe|create (a|your) free account"
    r"|this (article|content|story) is reserved for",
    re.I,
)
LINKED_DATA_TAG = "linked-data"
_MAX_TEASER_WORDS, _MIN_ARTICLE_WORDS = 120, 250
_validate_url = URLValidator(schemes=["http", "https"])


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
        if _LANGUAGE.match(tag) and len(tag) <= _MAX_LANGUAGE_LENGTH:
            return tag
    return ""


def keep_linked_data(tree) -> list:
    """Keep a page's linked data (JSON-LD), in elements renamed to LINKED_DATA_TAG.

    It is shortened to what a page with one article needs: in broken JSON-LD trafilatura looks for names
    with patterns that take quadratic time.
    """
    elements, room = [], _MAX_LINKED_DATA_IN_ALL
    for element in tree.iter("script"):
        if element.get("type", "").lower() == "application/ld+json":
            element.text = _shorten(element.text or "")
            if len(element.text) <= room:
                room -= len(element.text)
                elements.append(element)
    for element in elements:
        element.tag = LINKED_DATA_TAG
    return elements


def is_paywalled(html: str, text: str) -> bool:
    """Return whether `text` is probably only the free part of the page `html`.

    Long texts never are. A short one is if the page says that it is not free (schema.org
    `isAccessibleForFree`), a very short one also if the page asks for a subscription.
    """
    words = len(text.split())
    if words >= _MIN_ARTICLE_WORDS:
        return False
    if any(_is_not_free(linked_data) for linked_data in _linked_data_in(html)):
        return True
    return words < _MAX_TEASER_WORDS and bool(_ASKS_FOR_MONEY.search(_visible_text(html)))


def is_article_url(url: str) -> bool:
    """Tell whether `url` fits the field for an article's address."""
    try:
        _validate_url(url)
    except ValidationError:
        return False
    return len(url) <= _MAX_URL_LENGTH


def _linked_data_in(html: str) -> Iterator[str]:
    """Yield the linked data (JSON-LD) of a page.

    Reads the page once, even if it is malformed.
    """
    begins = _LINKED_DATA.search(html)
    while begins and (ends := _SCRIPT_ENDS.search(html, begins.end())):
        yield html[begins.end() : ends.start()][:_MAX_LINKED_DATA]
        begins = _LINKED_DATA.search(html, ends.end())


def _shorten(linked_data: str) -> str:
    """Drop long strings, such as the whole article, from linked data.

    Returns it unchanged if it cannot be parsed.
    """
    if not _MAX_STRING < len(linked_data) <= _MAX_LINKED_DATA:
        return linked_data
    try:
        return json.dumps(_drop_long_strings(json.loads(linked_data, strict=False)))
    except (ValueError, RecursionError):
        return linked_data


def _drop_long_strings(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _drop_long_strings(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_drop_long_strings(item) for item in value]
    return "" if isinstance(value, str) and len(value) > _MAX_STRING else value


def _is_not_free(linked_data: str) -> bool:
    if "isAccessibleForFree" not in linked_data:
        return False
    try:
        value = json.loads(linked_data)
    except (ValueError, RecursionError):
        return bool(_NOT_FREE.search(linked_data))
    if isinstance(value, dict):
        value = value.get("@graph", [value])
    things = value if isinstance(value, list) else []
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
    return " ".join(" ".join(map(str, tree.itertext())).split())
