"""ClaimReview of schema.org, in all the shapes in which it is passed on, and answers of Google's API.

https://schema.org/ClaimReview; https://developers.google.com/fact-check/tools/api/reference/rest
The reviewer is the review's `author`, the claimant the `author` of what is reviewed. Feeds have a text, an
object or a list where one of the others belongs; the first that says something is taken.
"""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from claims.models import ClaimantKind, ImportFormat
from sources.models import is_language_tag

from ..problems import Problem, Unclear
from .files import MAX_RECORD
from .json_items import BLANK, ItemError, ListScanner, parse_item, read_lines, read_list, read_scanned
from .json_source import JsonSource
from .records import REASON_COLUMN, Record

LISTS = ("dataFeedElement", "@graph", "claims", "item")
"""The keys under which large objects have their reviews."""

MAPPING: dict[str, Any] = {
    "map": {
        "claim": "claimReviewed",
        "claimant": "itemReviewed.author.name",
        "claimant_kind": "itemReviewed.author.type",
        "said_on": "itemReviewed.datePublished",
        "first_appearance": "itemReviewed.firstAppearance",
        "appearances": "itemReviewed.appearance",
        "reviewer": "author.name",
        "review_address": "url",
        "rating": "reviewRating.alternateName",
        "reviewed_on": "datePublished",
        "review_language": "inLanguage",
    },
    "default": {"stance": "affirms"},
}
"""The mapping of a ClaimReview. Who is said to have claimed something is taken to affirm it."""

KINDS = {
    "Person": ClaimantKind.PERSON,
    "Organization": ClaimantKind.ORGANISATION,
    "Corporation": ClaimantKind.ORGANISATION,
    "NewsMediaOrganization": ClaimantKind.ORGANISATION,
    "NGO": ClaimantKind.ORGANISATION,
    "GovernmentOrganization": ClaimantKind.GOVERNMENT,
}
_SCRIPT = re.compile(r"<script\b([^>]*)>", re.I)
_LINKED_DATA = re.compile(r"""\btype\s*=\s*["']?application/ld\+json\b""", re.I)
MAX_NESTED = 10


@dataclass
class ClaimReviewSource(JsonSource):
    """Reviews, numbered in the order of the file."""

    format: str = ImportFormat.CLAIM_REVIEW

    @property
    def unit(self) -> str:
        return "review"

    def read(self) -> Iterator[Record]:
        """Read the reviews, each as a flat object of what MAPPING names."""
        number = 0
        with self.file.open_text() as text:
            for record in _read_any(text):
                reviews = [] if record.problem else list(find_reviews(record.values))
                if not reviews:
                    number += 1
                    problem = record.problem or Problem("holds no ClaimReview")
                    yield Record(number, record.raw, problem=problem)
                for review in reviews:
                    number += 1
                    review.pop(REASON_COLUMN, None)
                    yield Record(number, json.dumps(review, ensure_ascii=False), flatten(review))


def find_reviews(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    """Find the reviews in a value of JSON, in whatever it is wrapped."""
    if depth > MAX_NESTED:
        return
    if isinstance(value, list):
        for each in value:
            yield from find_reviews(each, depth + 1)
    elif isinstance(value, dict):
        if "claimReviewed" in value or _find_type(value) == "ClaimReview":
            yield value
        elif isinstance(value.get("claimReview"), list):
            yield from ({**value, "claimReview": review} for review in value["claimReview"])
        elif isinstance(value.get("claimReview"), dict):
            yield value
        else:
            for key in LISTS:
                yield from find_reviews(value.get(key), depth + 1)


def flatten(review: dict[str, Any]) -> dict[str, Any]:
    """Return what a review, or a claim of Google's API with one review, says under the keys of MAPPING."""
    if isinstance(review.get("claimReview"), dict):
        return _flatten_answer(review, review["claimReview"])
    item = _find_object(review.get("itemReviewed"))
    author = _find_object(item.get("author"))
    return {
        "claimReviewed": _find_text(review.get("claimReviewed")),
        "itemReviewed.author.name": _find_name(item.get("author")),
        "itemReviewed.author.type": KINDS.get(_find_type(author), ""),
        "itemReviewed.datePublished": _find_text(item.get("datePublished")),
        "itemReviewed.firstAppearance": next(iter(_list_addresses(item.get("firstAppearance"))), ""),
        "itemReviewed.appearance": _list_addresses(item.get("appearance")),
        "author.name": _find_name(review.get("author")),
        "url": next(iter(_list_addresses(review.get("url"))), ""),
        "reviewRating.alternateName": _find_text(
            _find_object(review.get("reviewRating")).get("alternateName")
        ),
        "datePublished": _find_text(review.get("datePublished")),
        "inLanguage": _find_language(review.get("inLanguage")),
    }


def _flatten_answer(claim: dict[str, Any], review: dict[str, Any]) -> dict[str, Any]:
    return {
        "claimReviewed": _find_text(claim.get("text")),
        "itemReviewed.author.name": _find_text(claim.get("claimant")),
        "itemReviewed.datePublished": _find_text(claim.get("claimDate")),
        "author.name": _find_name(review.get("publisher")),
        "url": _find_text(review.get("url")),
        "reviewRating.alternateName": _find_text(review.get("textualRating")),
        "datePublished": _find_text(review.get("reviewDate")),
        "inLanguage": _find_language(review.get("languageCode")),
    }


def _find_type(value: dict[str, Any]) -> str:
    return _find_text(value.get("@type") or value.get("type")).rpartition("/")[2]


def _find_object(value: Any) -> dict[str, Any]:
    values = value if isinstance(value, list) else [value]
    return next((each for each in values if isinstance(each, dict)), {})


def _find_text(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    texts = (each.get("@value") if isinstance(each, dict) else each for each in values)
    return next((text for text in texts if isinstance(text, str) and text.strip()), "")


def _find_language(value: Any) -> str:
    """Find a language tag; a name, as "English", is none, and says nothing certain."""
    text = _find_text(value)
    return text if is_language_tag(text) else ""


def _find_name(value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    names = (_find_text(each.get("name")) if isinstance(each, dict) else _find_text(each) for each in values)
    return next(filter(None, names), "")


def _list_addresses(value: Any) -> list[str]:
    values = value if isinstance(value, list) else [value]
    addresses = (
        _find_text(each.get("url")) or _find_text(each.get("@id"))
        if isinstance(each, dict)
        else _find_text(each)
        for each in values
    )
    return list(filter(None, addresses))


def _read_any(text: TextIO) -> Iterator[Record]:
    """Read a page, a list, objects with lists in them, or JSON Lines."""
    head = text.readline(MAX_RECORD)
    while head and not head.strip(BLANK):
        head = text.readline(MAX_RECORD)
    begin = head.lstrip(BLANK)[:1]
    text.seek(0)
    if begin == "<":
        yield from _read_page(text)
    elif begin == "[":
        yield from read_list(text)
    elif begin == "{" and not _is_whole(head):
        scanner = ListScanner(text, LISTS)
        if scanner.seek_list():
            yield from read_scanned(scanner)
        else:
            text.seek(0)
            yield from _read_object(text)
    elif begin == "{":
        yield from read_lines(text)
    else:
        raise Unclear("The file is neither JSON nor a page with JSON in it.")


def _is_whole(line: str) -> bool:
    try:
        parse_item(line.strip(BLANK))
    except ItemError:
        return False
    return True


def _read_object(text: TextIO) -> Iterator[Record]:
    raw = text.read(MAX_RECORD + 1)
    if len(raw) > MAX_RECORD:
        raise Unclear(f"The file is one object without a list under {', '.join(LISTS)}, and too long.")
    yield _parse(raw)


def _read_page(text: TextIO) -> Iterator[Record]:
    """Read the linked data of a web page. Entities, which do not belong there, are decoded once."""
    page = text.read(MAX_RECORD + 1)
    if len(page) > MAX_RECORD:
        raise Unclear("The page is longer than 8 million characters.")
    found = False
    for script in _SCRIPT.finditer(page):
        if _LINKED_DATA.search(script[1]):
            found = True
            end = page.find("</script", script.end())
            record = _parse(page[script.end() : end if end >= 0 else None])
            yield record if record.problem else Record(1, record.raw, _unescape(record.values))
    if not found:
        raise Unclear("The page holds no script of the type application/ld+json.")


def _parse(raw: str) -> Record:
    try:
        return Record(1, raw, parse_item(raw.strip(BLANK)))
    except ItemError as error:
        return Record(1, raw, problem=error.problem)


def _unescape(value: Any) -> Any:
    if isinstance(value, str):
        return html.unescape(value)
    if isinstance(value, list):
        return [*map(_unescape, value)]
    return {key: _unescape(each) for key, each in value.items()} if isinstance(value, dict) else value
