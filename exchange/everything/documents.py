"""Documents of versions with names in the place of ids, and back.

Whatever stands in a document stays there; only `id` becomes NAME_OF_ROW, and the three places with a bare id
hold names. A row that is gone has no name: null, and back in a database an id that no row has.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db.models import Model

from claims.models import Statement
from exchange.exporting.records import MODELS, load_keys
from sources.models import Capture, Outlet

NAME_OF_ROW = "@"
BARE: Mapping[str, type[Model]] = {"outlet": Outlet, "capture": Capture}
"""Where a document has only an id, by name."""
REWORDED = "reworded"

Document = Any
Asked = dict[type[Model], set[Any]]
Find = Callable[[type[Model], Any], Any]


def write_names(documents: Iterable[Document]) -> list[Document]:
    """Put names for ids, and sort lists by them, as they are sorted by id. Queries: 1."""
    documents = list(documents)
    keys = load_keys(list_rows(documents, "id")) if documents else {}

    def find(model: type[Model], pk: Any) -> str | None:
        return keys.get(model, {}).get(int(pk))

    return [_convert("", document, "id", NAME_OF_ROW, find) for document in documents]


def write_ids(document: Document, find: Find) -> Document:
    """Put the ids for names that `find` knows."""
    return _convert("", document, NAME_OF_ROW, "id", find)


def list_rows(documents: Iterable[Document], called: str) -> Asked:
    """List what the documents refer to, by model; `called`: "id" or NAME_OF_ROW."""
    asked: Asked = defaultdict(set)
    for document in documents:
        _note("", document, called, asked)
    return asked


def _note(name: str, part: Document, called: str, asked: Asked) -> None:
    if isinstance(part, list):
        for row in part:
            _note(name, row, called, asked)
    elif name == REWORDED:
        asked[Statement].update(int(pk) if called == "id" else pk for pk in part)
    elif isinstance(part, dict):
        if called in part and part[called] is not None:
            asked[MODELS[name]].add(part[called])
        for inner, value in part.items():
            _note(inner, value, called, asked)
    elif name in BARE and part is not None:
        asked[BARE[name]].add(part)


def _convert(name: str, part: Document, from_name: str, to_name: str, find: Find) -> Document:
    if isinstance(part, list):
        rows = [_convert(name, row, from_name, to_name, find) for row in part]
        if to_name == NAME_OF_ROW and name in MODELS:
            rows.sort(key=lambda row: (row[NAME_OF_ROW] is None, row[NAME_OF_ROW]) if row else ())
        return rows
    if name == REWORDED:
        told = {find(Statement, row): number for row, number in part.items()}
        return {str(row): told[row] for row in sorted(filter(None, told))}
    if isinstance(part, dict):
        row = {to_name: find(MODELS[name], part[from_name])} if from_name in part else {}
        inner = {
            inner: _convert(inner, value, from_name, to_name, find)
            for inner, value in sorted(part.items())
            if inner != from_name
        }
        return {**row, **inner}
    return find(BARE[name], part) if name in BARE and part is not None else part
