"""What the records of a file say, read by a mapping: one ImportRow each, or the reason why not."""

import datetime
import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

import orjson

from claims.models import Precision
from core.canonical_urls import is_http_url
from core.names import normalise_name
from core.validators import BIDI_CONTROLS
from exchange.columns import COLUMNS, Column, ColumnKind
from sources.excerpts.normalisation import WHITE_SPACE
from sources.fetching.urls import get_host, normalise_url
from sources.models import is_language_tag

from .days import DayError, ReadDay, read_day
from .mapping import FLAGS, ColumnMapping, list_codes
from .problems import Problem, RowRefused, escape_value
from .reading.files import has_broken_bytes

PART_OF_A_REVIEW = "without the fact-check: reviewer, address and rating are not all there"
Values = Callable[[str], str | list[str]]
"""What a record says in a column of the file."""

SEVERAL = (ColumnKind.NAMES, ColumnKind.ADDRESSES)
"""What may come as a list."""

REVIEW_NOTE = "Known from the date of a review of it"

_SPACES = re.compile(f"[{WHITE_SPACE}]+")
_NOT_IN_HOST = re.compile(r"""[\s"<>\\^`{|}%]|\.\.""")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")


@dataclass
class ImportRow:
    """One row of a file as fields of the record. What it does not say is empty."""

    line: int = 0
    raw: str = ""
    identity: str = ""
    digest: str = ""
    id: str = ""
    claim: str = ""
    nature: str = ""
    context: str = ""
    topics: tuple[str, ...] = ()
    claimant: str = ""
    claimant_kind: str = ""
    role: str = ""
    party: str = ""
    party_kind: str = ""
    stance: str = ""
    hedged: bool | None = None
    """None if the row does not say."""
    said_on: ReadDay | None = None
    place: str = ""
    address: str = ""
    first_appearance: str = ""
    appearances: tuple[str, ...] = ()
    title: str = ""
    outlet: str = ""
    reviewer: str = ""
    review_address: str = ""
    rating: str = ""
    reviewed_on: ReadDay | None = None
    review_language: str = ""
    kept_without: list[Problem] = field(default_factory=list)
    """What of the row is not taken, though the row is."""

    @property
    def addresses(self) -> list[str]:
        """The addresses at which the claim is said to be found."""
        return [url for url in (self.address, self.first_appearance, *self.appearances) if url]

    @property
    def has_fact_check(self) -> bool:
        return bool(self.reviewer and self.review_address and self.rating)

    @property
    def date(self) -> tuple[datetime.date, str, str] | None:
        """When it was said: a day, its precision, and how it is known if not by the row itself."""
        if self.said_on:
            return self.said_on.day, self.said_on.precision, ""
        if self.reviewed_on and self.reviewed_on.precision == Precision.DAY:
            return self.reviewed_on.day, Precision.BY, REVIEW_NOTE
        return None


_MAPPED = [each.name for each in fields(ImportRow) if each.name in COLUMNS]


class RowReader:
    """Reads the values of records as `mapping` says."""

    def __init__(self, mapping: ColumnMapping) -> None:
        self.mapping = mapping
        self._steps = [
            (column, self._make_reader(column)) for column in COLUMNS.values() if self._fills(column)
        ]

    def read(self, line: int, raw: str, values: Values) -> ImportRow:
        """Read one record. `values` returns the text of a column of the file.

        Raises RowRefused.
        """
        if "\0" in raw:
            raise RowRefused("holds a NUL character")
        if has_broken_bytes(raw):
            raise RowRefused("holds bytes that are no text in the encoding of the file")
        row = ImportRow(line, raw)
        for column, read in self._steps:
            setattr(row, column.name, read(self._find_text(column, values)))
        self._complete(row)
        return row

    def _fills(self, column: Column) -> bool:
        return column.name in self.mapping.columns or column.name in self.mapping.defaults

    def _find_text(self, column: Column, values: Values) -> str | list[str]:
        name = column.name
        text = values(self.mapping.columns[name]) if name in self.mapping.columns else ""
        if isinstance(text, list):
            if column.kind not in SEVERAL:
                raise RowRefused("holds a list where a text belongs", self.mapping.columns[name])
            return text
        text = text.strip()
        if not text:
            return self.mapping.defaults.get(name, "")
        words = self.mapping.values.get(name)
        return words.get(text, text) if words else text

    def _make_reader(self, column: Column) -> Callable[[Any], object]:
        source = self.mapping.columns.get(column.name, column.name)
        mark = self.mapping.splits.get(column.name, "")
        readers: dict[ColumnKind, Callable[[Any], object]] = {
            ColumnKind.LINE: partial(_read_line, column, source),
            ColumnKind.NAME: partial(_read_name, column, source),
            ColumnKind.TEXT: partial(_read_text, column, source),
            ColumnKind.LANGUAGE: partial(_read_language, source),
            ColumnKind.CODE: partial(_read_code, column, source),
            ColumnKind.DAY: partial(_read_day, self.mapping.date_format, source),
            ColumnKind.FLAG: partial(_read_flag, source),
            ColumnKind.ADDRESS: partial(_read_address, column, source),
            ColumnKind.NAMES: partial(_read_several, partial(_read_name, column, source), mark),
            ColumnKind.ADDRESSES: partial(_read_several, partial(_read_address, column, source), mark),
        }
        return readers[column.kind]

    def _complete(self, row: ImportRow) -> None:
        if not row.claim:
            raise RowRefused("has no proposition", self.mapping.columns["claim"])
        if not row.nature:
            raise RowRefused(
                "says not what kind of proposition it is", self.mapping.columns.get("nature", "")
            )
        if row.claimant in self.mapping.no_claimant:
            row.claimant = ""
        if not row.claimant and "claimant" in self.mapping.columns:
            row.kept_without.append(Problem("without a position: no claimant is named"))
        if any((row.reviewer, row.review_address, row.rating)) and not row.has_fact_check:
            row.kept_without.append(Problem(PART_OF_A_REVIEW))
        row.digest = _make_digest(row)
        row.identity = self._identify(row)

    def _identify(self, row: ImportRow) -> str:
        if row.id:
            return f"{self.mapping.dataset}:{row.id}"
        if row.review_address:
            told = hashlib.sha256(f"{row.review_address}\n{row.claim}".encode()).hexdigest()
            return f"{self.mapping.dataset}/review/{told}"
        return f"{self.mapping.dataset}/values/{row.digest}"


def _make_digest(row: ImportRow) -> str:
    values = {name: value for name in _MAPPED if (value := getattr(row, name)) or value is False}
    options = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS
    return hashlib.sha256(orjson.dumps(values, default=_write_day, option=options)).hexdigest()


def _write_day(value: ReadDay) -> str:
    return f"{value.day} {value.precision}"


def check_characters(source: str, text: str) -> None:
    if text.isprintable():
        return
    if match := _CONTROLS.search(text):
        raise RowRefused(
            "holds a control character", source, f"U+{ord(match[0]):04X} in {escape_value(text)}"
        )
    if match := BIDI_CONTROLS.search(text):
        raise RowRefused(
            "holds an invisible character that can turn text round",
            source,
            f"U+{ord(match[0]):04X} in {escape_value(text)}",
        )


def _check_length(column: Column, source: str, text: str) -> str:
    if len(text) > column.max_length:
        detail = f"{len(text):,} characters, and {column.max_length:,} fit: {escape_value(text)}"
        raise RowRefused("is too long", source, detail)
    return text


def normalise_line(text: str) -> str:
    """Return a text in Unicode NFC on one line, with single spaces.

    In PostgreSQL it is claims_proposition.
    """
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip(" ")


def _read_line(column: Column, source: str, text: str) -> str:
    check_characters(source, text)
    return _check_length(column, source, normalise_line(text))


def _read_name(column: Column, source: str, text: str) -> str:
    check_characters(source, text)
    return _check_length(column, source, normalise_name(text))


def _read_text(column: Column, source: str, text: str) -> str:
    check_characters(source, text)
    return _check_length(column, source, unicodedata.normalize("NFC", text).strip())


def _read_code(column: Column, source: str, text: str) -> str:
    if text and text not in list_codes(column.name):
        detail = f"{escape_value(text)}; say with --values what it means"
        raise RowRefused(f"is none of {', '.join(list_codes(column.name))}", source, detail)
    return text


def _read_language(source: str, text: str) -> str:
    if text and not is_language_tag(text):
        raise RowRefused("is no language tag such as en, ru or pt-BR", source, escape_value(text))
    return text


def _read_day(date_format: str, source: str, text: str) -> ReadDay | None:
    if not text:
        return None
    try:
        return read_day(text, date_format)
    except DayError as error:
        raise RowRefused(str(error), source, escape_value(text)) from error


def _read_flag(source: str, text: str) -> bool | None:
    if not text:
        return None
    if text.lower() not in FLAGS:
        raise RowRefused("is neither yes nor no", source, escape_value(text))
    return FLAGS[text.lower()]


def _read_address(column: Column, source: str, text: str) -> str:
    if not text:
        return ""
    check_characters(source, text)
    url = normalise_url(text)
    host = get_host(url)
    if not is_http_url(url) or not host or _NOT_IN_HOST.search(host):
        raise RowRefused("is no http or https address", source, escape_value(text))
    return _check_length(column, source, url)


def _read_several(read: Callable[[str], str], mark: str, text: str | list[str]) -> tuple[str, ...]:
    parts = text if isinstance(text, list) else text.split(mark) if mark else [text]
    return tuple(dict.fromkeys(filter(None, map(read, parts))))
