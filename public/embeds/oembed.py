"""oEmbed 1.0 (https://oembed.com): what another site needs to show the card of a claim, by its address."""

import io
import json
import math
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit
from xml.sax.xmlreader import AttributesImpl

from django.http import QueryDict
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.html import format_html
from django.utils.xmlutils import SimplerXMLGenerator

from public.feeds.items import strip_forbidden
from public.languages import split_path
from public.share_card import ShareCard

WIDEST, NARROWEST = 600, 220
"""Pixels. A card is as wide as there is room, up to the first, and made to fit down to the second."""

SECONDS_KEPT = 3600

# Of the card in static/record.css, in pixels, with room for wide letters.
LETTER_WIDTH = 0.62
PADDING = 34
FIXED_HEIGHT = 96
TITLE_SIZE, TITLE_LINE = 18, 25
TEXT_SIZE, TEXT_LINE = 14, 21
FOOT = (55, 65)
"""How many letters the two lines at the foot have where there is room."""


@dataclass(frozen=True)
class ClaimAddress:
    """The page of a claim in a language, as of a day if `query` says so.

    `is_private`: it is a page for editors instead.
    """

    language: str
    pk: int
    query: QueryDict
    is_private: bool = False


def read_address(url: str, host: str) -> ClaimAddress | None:
    """Read the address of a claim's page on the site `host`; None if it is none."""
    try:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != host.lower():
            return None
        path = unquote(parts.path, errors="strict")
        language, _rest = split_path(path)
        with translation.override(language):
            match = resolve(path)
        query = QueryDict(parts.query)
    except (ValueError, Resolver404):
        return None
    is_private = "admin" in match.namespaces or match.url_name == "claim_preview"
    if not is_private and match.url_name not in ("claim_detail", "claim_card"):
        return None
    return ClaimAddress(language, match.kwargs.get("pk", 0), query, is_private)


def read_size(query: QueryDict, name: str) -> int | None:
    """Read `maxwidth` or `maxheight`, in pixels; None without one. Raises ValueError for what is none."""
    value = query.get(name, "").strip()
    if not value:
        return None
    if not (value.isascii() and value.isdigit() and int(value[:9]) > 0):
        raise ValueError(f"{name} is a number of pixels.")
    return int(value[:9])


def describe_embed(
    card: ShareCard, url: str, site: str, *, maxwidth: int | None, maxheight: int | None
) -> dict:
    """Describe the card at `url` as oEmbed does. What does not fit into `maxheight` scrolls."""
    width = min(WIDEST, maxwidth or WIDEST)
    height = min(estimate_height(card, width), maxheight or math.inf)
    frame = format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy" style="border: 0; max-width: 100%"'
        ' sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>',
        url,
        width,
        height,
        card.title,
    )
    return {
        "type": "rich",
        "version": "1.0",
        "title": card.title,
        "provider_name": "On the Record",
        "provider_url": f"{site}/",
        "cache_age": SECONDS_KEPT,
        "html": frame,
        "width": width,
        "height": height,
    }


def estimate_height(card: ShareCard, width: int) -> int:
    """Estimate how high a card is in pixels; a little too high rather than too low."""
    texts = [card.sentence, *(f"{words} {names}" for _stance, words, names in card.sides)]
    room = max(width, NARROWEST) - PADDING
    lines = sum(_count_lines(text, TEXT_SIZE, room) + 0.5 for text in texts if text)
    title = _count_lines(card.title, TITLE_SIZE, room) * TITLE_LINE
    lines += sum(_count_lines("x" * letters, TEXT_SIZE, room) for letters in FOOT)
    return math.ceil(FIXED_HEIGHT + title + lines * TEXT_LINE)


def _count_lines(text: str, size: int, room: int) -> int:
    return math.ceil(len(text) * size * LETTER_WIDTH / room)


def write_json(embed: dict) -> str:
    return json.dumps(embed, ensure_ascii=False)


def write_xml(embed: dict) -> str:
    stream = io.StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", AttributesImpl({}))
    for name, value in embed.items():
        xml.addQuickElement(name, strip_forbidden(str(value)))
    xml.endElement("oembed")
    return stream.getvalue()


FORMATS = {"json": (write_json, "application/json"), "xml": (write_xml, "text/xml; charset=utf-8")}
"""How each format is written, and its type."""
