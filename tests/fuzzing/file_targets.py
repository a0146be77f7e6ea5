"""Readers of files and addresses, as targets of fuzzing (see targets.py)."""

import base64
import contextlib
import json
import tempfile
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from django.db.models import CharField, DateField, DateTimeField, IntegerField, TextField
from django.http import QueryDict
from django.utils.timezone import is_aware

from claims.search.ranking import RANK_FIELDS
from claims.versions import mirror
from core.days import parse_day
from core.keyset_pagination import AFTER, BEFORE, MAX_BIGINT, InvalidCursor, read_cursor, write_cursor
from core.names import normalise_name
from core.query_string import parse_id
from exchange.cells import guard_cell, unguard_cell
from exchange.importing.days import DayError, read_day
from exchange.importing.mapping import ColumnMapping, build_mapping, describe_mapping
from exchange.importing.mapping_file import add_built_in, read_mapping_file, write_mapping_file
from exchange.importing.own.shapes import read_part
from exchange.importing.own.source import HEADINGS, open_own_source
from exchange.importing.problems import RowRefused, Unclear
from exchange.importing.reading.sources import open_source, settle_date_order
from exchange.importing.report import RefusedRows
from exchange.importing.rows import ImportRow, RowReader
from sources.extraction.article import BYLINE, DETAILS_FAILED, OUTLET_NAME, TITLE, extract_from_file
from sources.extraction.errors import ExtractionError
from sources.fetching.urls import normalise_url

PAGE_WORDS = (
    *("<p>", "</p>", "<article>", "<h1>", "<title>", '<meta name="author" content="', '<time datetime="'),
    *(
        '<script type="application/ld+json">',
        '"@type": "NewsArticle"',
        '"datePublished": "2020-02-30T25:00Z"',
    ),
    *(
        '"author": [{"name": "',
        "<q>",
        "&#x1F;",
        "&nbsp;",
        "<!--",
        "<noscript>",
        'property="og:title"',
        "<base",
    ),
    *(
        '<link rel="canonical" href="',
        "By Ada Brook",
        "HARBOUR TOWN, April 4 (Reuters) — ",
        "30 February 2020",
    ),
    *(
        '<meta charset="utf-7">',
        "\ufffd",
        "\u202e",
        "\x00",
        "<table><tr><td>",
        'style="display:none"',
        "hidden",
    ),
)
IMPORT_WORDS = (
    *('{"', '": "', '"}', "[", "]", ",", "\t", ";", "|", '"', "\r\n", "\\u0000", "\\ud800", "1e999", "NaN"),
    *("claim", "statement", "claimReviewed", '"@graph"', "refused_because", "refused: ", "\ufeff", "\x00"),
    *("31.12.2024", "2024-03-05", "03/05/2024", "%d.%m.%Y", "javascript:alert(1)", "https://example.org/a"),
    *("[map]", "[values.stance]", "dataset", "=", "'", "\u202e", "\x1b", "\xff", "<script>", "%d", "pro"),
)
CURSOR_WORDS = (
    *("after=", "before=", "&", "q=a&", "page=", "%00", "%ud800", "WyI", "null", "1e400", "Infinity", "NaN"),
    *(
        "9223372036854775808",
        "2024-02-30",
        "2024-01-01T00:00:00+23:59",
        "0001-01-01T00:00:00+14:00",
        "==",
        "-",
    ),
)
MAPPING_OF_TABLE = {
    "dataset": "speeches",
    "map": {
        **{"id": "nr", "claim": "statement", "claimant": "who", "claimant_kind": "what", "role": "role"},
        **{"party": "party", "said_on": "said", "stance": "stand", "address": "link", "appearances": "seen"},
    },
    "default": {"nature": "fact", "party_kind": "government"},
    "values": {"stance": {"pro": "affirms", "contra": "denies", "neutral": ""}},
    "split": {"appearances": " "},
}
TABLE = (
    "nr,statement,who,what,role,party,said,stand,link,seen\r\n"
    "1,The bridge is closed.,Nora Pell,person,Mayor,Freeport,31.03.2024,pro,https://example.org/a,\r\n"
    '2,"The ""bridge"", is\r\nshut.",,,,,2024,neutral,,https://example.org/b https://example.org/c\r\n'
)


# --- pages ------------------------------------------------------------------------------------------


def extract_page(data: bytes) -> int:
    """Check that a file becomes an article that fits its form, or a sentence; never an error of ours."""
    name, _, page = data.partition(b"\n")
    try:
        article = extract_from_file("page.txt" if name == b"text" else "page.html", page)
    except ExtractionError as error:
        if error.reason == "failed" and error.__cause__:
            raise error.__cause__ from None
        assert str(error).endswith((".", "?")), error
        return 0
    assert DETAILS_FAILED not in article.warnings
    assert article.text.strip() == article.text != ""
    for value, most in ((article.title, TITLE), (article.byline, BYLINE), (article.outlet_name, OUTLET_NAME)):
        assert len(value) <= most and value == value.strip()
    for value in (article.title, article.byline, article.outlet_name, article.text, article.via):
        value.encode()
        assert "\0" not in value and "\u202e" not in value.replace(article.text, ""), value
    assert not set(article.captions) - set(article.text.splitlines())
    return sum(map(bool, (article.title, article.byline, article.published_on, article.canonical_url)))


def list_pages() -> Iterator[bytes]:
    story = (
        "<p>"
        + "The river rose by two metres on Friday, and the bridge was closed to all traffic. " * 3
        + "</p>"
    )
    data = json.dumps(
        {
            **{"@context": "https://schema.org", "@type": "NewsArticle", "headline": "The bridge is closed"},
            **{
                "datePublished": "2020-04-04T08:00:00+02:00",
                "author": [{"@type": "Person", "name": "Ada Brook"}],
            },
            "publisher": {"@type": "Organization", "name": "Harbour Gazette"},
        }
    )
    head = (
        '<meta charset="utf-8"><title>The bridge is closed | Harbour Gazette</title>'
        '<meta property="og:site_name" content="Harbour Gazette"><link rel="canonical" href="/news/1">'
    )
    yield (
        f'html\n<!doctype html><html lang="en"><head>{head}'
        f'<script type="application/ld+json">{data}</script></head>'
        f'<body><article><h1>The bridge is closed</h1><p>By Ada Brook</p><time datetime="2020-04-04">4 April'
        f"</time>{story}<figure><figcaption>The bridge.</figcaption></figure>{story}</article></body></html>"
    ).encode()
    yield f"html\n<table><tr><td>{story}<td>4 April 2020</table><q>a <q>b</q></q>{story}".encode("utf-16")
    yield b"text\nThe bridge is shut\n\nBy Ada Brook\nApril 4, 2020\n\nVALE, April 4 (AFP) - It rained."
    yield b"text\nSaturday, 4 April 2020\nThe bridge is closed\n\nIt rained \xe9 all day long.\n\n(Reuters)"


# --- imports ----------------------------------------------------------------------------------------


def read_import(data: bytes) -> int:
    """Check that any file is read or refused in a sentence, and that refused rows come back as they were."""
    kind, content = data[:1], data[1:]
    if kind == b"m":
        return read_mapping(content)
    if kind == b"d":
        return read_days(content)
    with tempfile.TemporaryDirectory(dir=_find_quick_folder()) as folder:
        path = Path(folder) / "rows"
        path.write_bytes(content)
        if kind == b"o":
            return read_own(path)
        stored = {"dataset": "reviews", "format": "claimreview", "default": {"nature": "fact"}}
        if kind != b"r":
            stored = MAPPING_OF_TABLE | ({"encoding": "utf-8"} if kind == b"u" else {})
        return read_rows(path, build_mapping(add_built_in(stored)))


def _find_quick_folder() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def read_rows(path: Path, mapping: ColumnMapping) -> int:
    try:
        source = open_source(path, mapping)
        order, _known = settle_date_order(source, mapping)
    except Unclear as unclear:
        check_sentence(str(unclear), path)
        return 0
    source.describe()
    reader = RowReader(mapping)
    refused = path.with_name("refused")
    rows, raws = 0, []
    with RefusedRows(refused, source, kept=0) as file:
        for record in source.read():
            problem = record.problem
            if problem is None:
                try:
                    row = reader.read(record.line, record.raw, partial(source.find, record.values))
                    check_row(row)
                    rows += 1
                except RowRefused as error:
                    problem = error.problem
            if problem is not None:
                assert str(problem).isprintable(), problem
                file.add(record.raw, problem)
                raws.append(record.raw)
    return rows + bool(order)


def check_row(row: ImportRow) -> None:
    """Check that the database takes what a row says."""
    assert row.claim and row.identity and len(row.digest) == 64
    for value in vars(row).values():
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str):
                assert "\0" not in text
                text.encode()
    for address in row.addresses:
        assert address.startswith(("http://", "https://"))
        assert normalise_url(address) == address
    assert normalise_name(row.claimant) == row.claimant


def check_sentence(text: str, path: Path) -> None:
    assert text.replace("\n", " ").replace(str(path), "").isprintable(), text


def read_own(path: Path) -> int:
    """Read one of our own files."""
    try:
        source = open_own_source(path)
    except Unclear as unclear:
        check_sentence(str(unclear), path)
        return 0
    if source is None:
        return 0
    count = 0
    for record in source.read():
        problem = record.problem
        if problem is None:
            try:
                part = read_part(record.values)
                assert read_part(part) == part
                count += 1
            except RowRefused as error:
                problem = error.problem
        if problem is not None:
            assert str(problem).isprintable(), problem
            source.format_refused(record.raw, problem)
    return count


def read_mapping(content: bytes) -> int:
    """Read a mapping in TOML; what is written again is read as the same."""
    try:
        stored = read_mapping_file(content)
    except Unclear as unclear:
        str(unclear).encode()
        return 0
    kept = {name: value for name, value in stored.items() if value}
    kept |= (
        {"values": {name: words for name, words in kept["values"].items() if words}}
        if "values" in kept
        else {}
    )
    kept = {name: value for name, value in kept.items() if value}
    assert read_mapping_file(write_mapping_file(stored).encode()) == kept
    try:
        mapping = build_mapping(add_built_in(stored))
    except Unclear:
        return 1
    return 2 + len(list(describe_mapping(mapping.as_json())))


def read_days(content: bytes) -> int:
    text, _, pattern = content.decode("utf-8", "replace").partition("\x1e")
    parse_day(text)
    parse_id(text)
    assert unguard_cell(guard_cell(text)) == text
    try:
        day = read_day(text, pattern)
    except (DayError, Unclear):
        return 0
    assert day.day.year >= 1
    return 1


def list_imports() -> Iterator[bytes]:
    for separator in (",", "\t", ";"):
        yield b"t" + TABLE.replace(",", separator).encode()
    yield b"t" + "".join(TABLE.splitlines(keepends=True)[:2]).replace(",", "\t").encode()
    yield b"u" + TABLE.replace("Nora", "Nor\u00e9").encode("cp1252")
    yield b"t" + TABLE.encode("utf-16")
    item = {
        "nr": 1,
        "statement": "The bridge is closed.",
        "who": "Nora Pell",
        "what": "person",
        "said": "2024-03-05",
    }
    yield b"t" + json.dumps([item, item | {"seen": ["https://example.org/a"]}]).encode()
    yield b"t" + (json.dumps(item) + "\n" + json.dumps(item | {"refused_because": "x"}) + "\n").encode()
    review = {
        **{"@type": "ClaimReview", "claimReviewed": "The bridge is closed.", "url": "https://example.org/r"},
        **{
            "author": {"name": "A reviewer"},
            "reviewRating": {"alternateName": "Mostly so"},
            "inLanguage": "en",
        },
        "itemReviewed": {"author": {"@type": "Person", "name": "Nora Pell"}, "datePublished": "2024-03-05"},
    }
    for value in (review, [review], {"@graph": [review]}, {"dataFeedElement": [{"item": review}]}):
        yield b"r" + json.dumps(value).encode()
    answer = {
        "text": "The bridge is shut.",
        "claimant": "Nora Pell",
        "claimReview": [{"textualRating": "False"}],
    }
    yield b"r" + json.dumps({"claims": [answer]}, indent=1).encode()
    yield b"r<html><script type='application/ld+json'>" + json.dumps(review).encode() + b"</script>"
    yield b"o" + f"{','.join(HEADINGS)}\r\n{',' * (len(HEADINGS) - 1)}\r\n".encode()
    yield (
        b"o"
        + f'refused_because,{",".join(HEADINGS)}\r\n"refused: no",{"x," * (len(HEADINGS) - 1)}x\r\n'.encode()
    )
    claim = {"key": "k", "proposition": "p", "nature": "fact", "status": "", "statements": [], "topics": []}
    yield b"o" + json.dumps(claim | {"version": 1}).encode()
    yield b"m" + write_mapping_file(MAPPING_OF_TABLE).encode()
    yield b"m" + b'dataset = "a"\nno_claimant = ["x"]\n[map]\nclaim = "c"\n[default]\nnature = "fact"\n'
    for day in (
        "2024-03-05",
        "31.12.2024",
        "March 2024",
        "2024",
        "5 March 2024\x1e%d %B %Y",
        "03/05/24\x1emdy",
    ):
        yield b"d" + day.encode()


# --- cursors ----------------------------------------------------------------------------------------

ORDERS: tuple[tuple[tuple[str, Any], ...], ...] = (
    (("published_at", DateTimeField()), ("id", IntegerField())),
    (("name", CharField()), ("id", IntegerField())),
    (("said_on", DateField()), ("text", TextField()), ("id", IntegerField())),
    RANK_FIELDS,
)


def read_cursors(data: bytes) -> int:
    """Check that no cursor raises, that PostgreSQL takes what is read of one, and that ours come back."""
    text = data.decode("utf-8", "replace")
    query = QueryDict(text[:1500])
    count = 0
    for fields in ORDERS:
        names = [name for name, _field in fields]
        count += _check_values(query, fields)
        # What is inside a cursor: the same bytes, with the right hash before them.
        with contextlib.suppress(ValueError, RecursionError):
            values = json.loads(text)
            if isinstance(values, list):
                inner = QueryDict(write_cursor(QueryDict("q=a"), AFTER, names, values)[1:])
                count += _check_values(inner, fields)
    try:
        position, mark = mirror.read_cursor(text)
    except InvalidCursor:
        return count
    assert 0 <= position <= MAX_BIGINT and (position == 0) == (mark is None)
    return count + 1


def _check_values(query: QueryDict, fields: Iterable[tuple[str, Any]]) -> int:
    fields = tuple(fields)
    read, notice = read_cursor(query, fields)
    if read is None:
        assert bool(notice) == bool(query.get(AFTER) or query.get(BEFORE))
        return 0
    values = [each.value for each in read]
    for (_name, field), value in zip(fields, values, strict=True):
        assert value is not None and "\0" not in str(value)
        str(value).encode()
        if isinstance(field, IntegerField):
            assert type(value) is int and abs(value) <= MAX_BIGINT
        elif isinstance(field, DateTimeField):
            assert is_aware(value)
        elif isinstance(field, CharField | TextField):
            assert isinstance(value, str)
    names = [name for name, _field in fields]
    again, _notice = read_cursor(QueryDict(write_cursor(QueryDict("q=a"), BEFORE, names, values)[1:]), fields)
    assert again is not None and [each.value for each in again] == values
    return 1


def list_cursors() -> Iterator[bytes]:
    for fields, values in zip(
        ORDERS,
        ([None, 1], ["Ada", 2], ["2024-03-05", "x", 3], [1, 2, 3, 4, 5, 6, 7, "2024-03-05T00:00Z", 9]),
        strict=True,
    ):
        yield write_cursor(QueryDict("q=a"), AFTER, [name for name, _field in fields], values)[1:].encode()
        yield json.dumps(values).encode()
    yield b'["2024-03-05T00:00:00+02:00", 17]'
    yield b"17-" + b"0af" * 10 + b"12"
    yield b"before=" + base64.urlsafe_b64encode(b'["x", 1]')
