"""Writing a feed as Atom (RFC 4287, RFC 5005) and as JSON Feed 1.1: the same items in both."""

import datetime
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.xmlreader import AttributesImpl

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator

from .items import FeedItem, make_tag, strip_forbidden

NO_ATTRIBUTES: "AttributesImpl[str]" = AttributesImpl({})
SITE_NAME = "On the Record"
EMPTY_SINCE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
"""When a feed was last updated in which nothing has happened yet."""


@dataclass(frozen=True)
class FeedDocument:
    """One document of a feed. Addresses are paths; `site` is what stands before them.

    `links`: by their relation: "self", "alternate", and those of RFC 5005.
    """

    name: str
    title: str
    site: str
    items: Sequence[FeedItem]
    links: dict[str, str] = field(default_factory=dict)
    is_archive: bool = False

    @property
    def id(self) -> str:
        return make_tag(f"{get_language()}/{self.name}")

    @property
    def updated_at(self) -> datetime.datetime:
        return max((item.updated_at for item in self.items), default=EMPTY_SINCE)


def write_atom(document: FeedDocument) -> str:
    """Write a document as Atom."""
    stream = io.StringIO()
    xml = SimplerXMLGenerator(stream, "utf-8", short_empty_elements=True)
    xml.startDocument()
    namespaces = {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": get_language() or ""}
    if document.is_archive:
        namespaces["xmlns:fh"] = "http://purl.org/syndication/history/1.0"
    xml.startElement("feed", AttributesImpl(namespaces))
    xml.addQuickElement("id", document.id)
    xml.addQuickElement("title", strip_forbidden(document.title))
    xml.addQuickElement("updated", _write_time(document.updated_at))
    xml.startElement("author", NO_ATTRIBUTES)
    xml.addQuickElement("name", SITE_NAME)
    xml.endElement("author")
    for relation, path in document.links.items():
        kind = "text/html" if relation == "alternate" else "application/atom+xml"
        xml.addQuickElement("link", None, {"rel": relation, "type": kind, "href": document.site + path})
    if document.is_archive:
        xml.addQuickElement("fh:archive")
    for item in document.items:
        _write_entry(xml, item, document.site)
    xml.endElement("feed")
    xml.endDocument()
    return stream.getvalue()


def _write_entry(xml: SimplerXMLGenerator, item: FeedItem, site: str) -> None:
    xml.startElement("entry", NO_ATTRIBUTES)
    xml.addQuickElement("id", item.id)
    xml.addQuickElement("title", item.title)
    xml.addQuickElement("published", _write_time(item.published_at))
    xml.addQuickElement("updated", _write_time(item.updated_at))
    xml.addQuickElement("link", None, {"rel": "alternate", "type": "text/html", "href": site + item.path})
    if item.version:
        xml.addQuickElement(
            "link", None, {"rel": "related", "type": "text/html", "href": site + item.version}
        )
    xml.addQuickElement("category", None, {"term": item.kind})
    xml.addQuickElement("content", item.html, {"type": "html"})
    xml.endElement("entry")


def write_json(document: FeedDocument) -> str:
    """Write a document as JSON Feed."""
    links = {relation: document.site + path for relation, path in document.links.items()}
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": strip_forbidden(document.title),
        "home_page_url": links.get("alternate"),
        "feed_url": links.get("self"),
        "next_url": links.get("next") or links.get("prev-archive"),
        "language": get_language(),
        "authors": [{"name": SITE_NAME, "url": f"{document.site}/"}],
        "items": [
            {
                "id": item.id,
                "url": document.site + item.path,
                "title": item.title,
                "content_html": item.html,
                "content_text": item.text,
                "date_published": _write_time(item.published_at),
                "date_modified": _write_time(item.updated_at),
                "tags": [item.kind],
            }
            for item in document.items
        ],
    }
    return json.dumps({name: value for name, value in feed.items() if value is not None}, ensure_ascii=False)


def _write_time(moment: datetime.datetime) -> str:
    """Write a moment as RFC 3339 does, to the second."""
    return timezone.localtime(moment, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


FORMATS = {
    "atom": (write_atom, "application/atom+xml; charset=utf-8"),
    "json": (write_json, "application/feed+json; charset=utf-8"),
}
"""How each format is written, and its type, by the end of its address."""
