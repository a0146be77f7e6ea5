"""The record as one table: a row for each citation, with the statement and the claim that it belongs to."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from exchange.cells import guard_cell

from .records import Record

BETWEEN_NAMES = "; "


@dataclass(frozen=True)
class TableColumn:
    """A column: its name, its type in Frictionless Table Schema, what it means, and where it comes from.

    `read` is given the claim, the statement and the citation; a statement whose citations are gone has none.
    """

    name: str
    type: str
    meaning: str
    read: Callable[[Record, Record, Record], Any]


def _of_claim(name: str) -> Callable[[Record, Record, Record], Any]:
    return lambda claim, statement, citation: claim[name]


def _of_statement(name: str, inner: str = "") -> Callable[[Record, Record, Record], Any]:
    return lambda claim, statement, citation: _look_into(statement, name, inner)


def _of_citation(name: str, *inner: str) -> Callable[[Record, Record, Record], Any]:
    return lambda claim, statement, citation: _look_into(citation, name, *inner)


def _look_into(part: Any, *names: str) -> Any:
    for name in names:
        if name and part is not None:
            part = part.get(name)
    return part


COLUMNS: Sequence[TableColumn] = (
    TableColumn("claim_key", "string", "names the claim for good", _of_claim("key")),
    TableColumn("claim", "string", "the proposition, in our words", _of_claim("proposition")),
    TableColumn("nature", "string", "fact, judgement, demand, forecast or commitment", _of_claim("nature")),
    TableColumn("status", "string", "agreed, asserted, disputed or open, as of today", _of_claim("status")),
    TableColumn("version", "integer", "the version of the claim that this is", _of_claim("version")),
    TableColumn(
        "topics",
        "string",
        f"the names of its topics, with “{BETWEEN_NAMES.strip()}” between them",
        lambda claim, statement, citation: BETWEEN_NAMES.join(sorted(row["name"] for row in claim["topics"])),
    ),
    TableColumn("statement_key", "string", "names the statement for good", _of_statement("key")),
    TableColumn("claimant", "string", "who takes the position", _of_statement("claimant", "name")),
    TableColumn(
        "claimant_kind",
        "string",
        "person, organisation, government, unnamed or outlet",
        _of_statement("claimant", "kind"),
    ),
    TableColumn("party", "string", "for whom the claimant speaks", _of_statement("party", "name")),
    TableColumn("party_kind", "string", "as claimant_kind", _of_statement("party", "kind")),
    TableColumn("capacity", "string", "in which capacity", _of_statement("capacity")),
    TableColumn("stance", "string", "affirms, denies, questions or withdraws", _of_statement("stance")),
    TableColumn("hedged", "boolean", "whether with a reservation", _of_statement("hedged")),
    TableColumn("said_on", "date", "the day on which it was said", _of_statement("said_on")),
    TableColumn(
        "precision",
        "string",
        "what is known of that day: day, month, year, or by (then or earlier)",
        _of_statement("precision"),
    ),
    TableColumn("place", "string", "where it was said", _of_statement("place")),
    TableColumn(
        "standing",
        "string",
        "current, superseded, withdrawn, lapsed or second_hand",
        _of_statement("standing"),
    ),
    TableColumn(
        "counts",
        "boolean",
        "whether it is the current position of somebody who speaks for a party",
        _of_statement("counts"),
    ),
    TableColumn("citation_key", "string", "names the citation for good", _of_citation("key")),
    TableColumn("excerpt", "string", "the exact words of the article", _of_citation("excerpt")),
    TableColumn(
        "excerpt_kind", "string", "quote, paraphrase or own_words (the outlet’s)", _of_citation("kind")
    ),
    TableColumn("part", "string", "headline, summary, body, caption or teaser", _of_citation("part")),
    TableColumn("outlet", "string", "who published the article", _of_citation("article", "outlet", "name")),
    TableColumn("article", "string", "its title", _of_citation("article", "title")),
    TableColumn("published_on", "date", "when it appeared", _of_citation("article", "published_on")),
    TableColumn("language", "string", "its language", _of_citation("article", "language")),
    TableColumn("address", "string", "where it is read", _of_citation("article", "address")),
    TableColumn("archive", "string", "where a copy is read", _of_citation("article", "archive")),
    TableColumn("relayed_by", "string", "who passed the words on", _of_citation("relayed_by", "name")),
    TableColumn("relayed_for", "string", "for which party", _of_citation("relayed_for", "name")),
    TableColumn("via", "string", "to whom the article credits them", _of_citation("via", "name")),
    TableColumn(
        "outlet_speaks_for",
        "string",
        "the party whose policies the outlet says that it expresses, as of today",
        _of_citation("article", "outlet", "speaks_for", "party", "name"),
    ),
    TableColumn(
        "outlet_speaks_for_source",
        "string",
        "where the outlet says so",
        _of_citation("article", "outlet", "speaks_for", "source"),
    ),
    TableColumn(
        "sha256",
        "string",
        "SHA-256 of the text in which the excerpt was found word for word; empty: not verified",
        _of_citation("proof", "sha256"),
    ),
    TableColumn(
        "captured_at", "datetime", "when that text was captured", _of_citation("proof", "captured_at")
    ),
)


def list_rows(claim: Record) -> Iterator[list[str]]:
    """List the rows of one claim, as text, before cells are guarded."""
    for statement in claim["statements"]:
        for citation in statement["citations"] or [{}]:
            yield [_write_value(column.read(claim, statement, citation)) for column in COLUMNS]


def _write_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


class TableWriter:
    """Writer of CSV: RFC 4180, in UTF-8 with a byte order mark, by which spreadsheets know it."""

    def __init__(self, stream: TextIO) -> None:
        stream.write("\ufeff")
        self.writer = csv.writer(stream, lineterminator="\r\n")
        self.writer.writerow([column.name for column in COLUMNS])
        self.rows = 0

    def write(self, claim: Record) -> None:
        for row in list_rows(claim):
            self.writer.writerow([guard_cell(cell) for cell in row])
            self.rows += 1
