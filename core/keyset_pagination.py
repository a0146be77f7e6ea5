"""Lists of any length in pages, both ways, without counting and without OFFSET.

A page is found by the row at its edge ("everything after this row"), through the index that the order
uses, so that the last page costs what the first one does. Page numbers do not exist here; where a list
is short and numbers help, see core/pagination.py.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import QueryDict
from django.utils.translation import gettext as _

AFTER, BEFORE = "after", "before"
MAX_CURSOR_LENGTH = 500
MAX_BIGINT = 2**63 - 1


@dataclass
class KeysetPage:
    """One page. `previous_query` and `next_query` are the neighbours' query strings, empty at the ends;
    `notice` says in one sentence why a cursor was left out."""

    rows: Sequence = field(default_factory=list)
    previous_query: str = ""
    next_query: str = ""
    notice: str = ""

    @property
    def is_first(self) -> bool:
        return not self.previous_query


def fetch_rows(rows: QuerySet, beyond: Any, order: Sequence[str], number: int) -> list:
    """The first `number` of the rows in this order; `beyond`: a condition that they meet, or None."""
    return list((rows if beyond is None else rows.filter(beyond)).order_by(*order)[:number])


def paginate_by_keyset(
    query: QueryDict, rows: QuerySet, *, order: Sequence[str], size: int, fetch: Callable = fetch_rows
) -> KeysetPage:
    """The page of `rows` that `query` asks for by `?after=` or `?before=`, in one query.

    `order`: names of fields (or annotations), "-" before those that descend, the last of them unique;
    none may be null. All descend or all ascend, so that PostgreSQL can compare whole rows through one
    index. They are whole numbers, texts, dates or times, found as attributes of the rows.
    A cursor that makes no sense, or comes from another list, gives the first page and a notice.
    `fetch`: as `fetched`, for lists that know a quicker way to their rows.
    """
    names = [name.removeprefix("-") for name in order]
    if len({name.startswith("-") for name in order}) > 1:
        raise ValueError(f"All of {order} must descend, or none.")
    edge, notice = _read_cursor(query, rows, names)
    backwards = edge is not None and not query.get(AFTER)
    beyond, wanted = None, list(order)
    if edge is not None:
        beyond = _beyond_edge(names, edge, smaller=order[0].startswith("-") != backwards)
    if backwards:
        wanted = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    found = fetch(rows, beyond, wanted, size + 1)
    if not found and edge is not None:
        notice = _("There is nothing beyond that place in the list: this is its beginning.")
        edge, backwards = None, False
        found = fetch(rows, None, list(order), size + 1)
    more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    page = KeysetPage(found, notice=notice)
    if found and (more if backwards else edge is not None):
        page.previous_query = _cursor_query(query, BEFORE, names, found[0])
    if found and (more or backwards):
        page.next_query = _cursor_query(query, AFTER, names, found[-1])
    return page


def strip_cursors(query: QueryDict) -> QueryDict:
    """The query for the beginning of a list: what a changed filter or order starts from."""
    kept = query.copy()
    kept.pop(AFTER, None)
    kept.pop(BEFORE, None)
    return kept


def _row_value(*expressions) -> Func:
    return Func(*expressions, function="ROW", output_field=BooleanField())


def _beyond_edge(names: Sequence[str], edge: Sequence[Any], *, smaller: bool):
    fields, values = _row_value(*(F(name) for name in names)), _row_value(*edge)
    return LessThan(fields, values) if smaller else GreaterThan(fields, values)


def _read_cursor(query: QueryDict, rows: QuerySet, names: Sequence[str]) -> tuple[list | None, str]:
    """The values of the row at the edge, and what to say if there are none though some were asked for."""
    cursor = query.get(AFTER) or query.get(BEFORE)
    if not cursor:
        return None, ""
    try:
        digest, *values = json.loads(base64.urlsafe_b64decode(cursor[:MAX_CURSOR_LENGTH].encode("ascii")))
        if digest != _hash_search(query, names):
            raise ValueError("The cursor is from another list.")
        return _convert_values(rows, names, values), ""
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None, _("That place in the list is from another search: this is the beginning of this one.")


def _convert_values(rows: QuerySet, names: Sequence[str], values: Sequence[Any]) -> list:
    """The values as the fields hold them; raises ValueError or ValidationError if they cannot."""
    if len(values) != len(names):
        raise ValueError("A value for each field of the order.")
    edge = []
    for name, value in zip(names, values, strict=True):
        annotated = rows.query.annotations.get(name)
        output = annotated.output_field if annotated is not None else rows.model._meta.get_field(name)
        typed = output.to_python(value)
        if typed is None or (isinstance(typed, int) and abs(typed) > MAX_BIGINT) or "\0" in str(typed):
            raise ValueError(f"{name} cannot be {value!r}.")
        edge.append(Value(typed, output_field=output))
    return edge


def _cursor_query(query: QueryDict, parameter: str, names: Sequence[str], row: Any) -> str:
    wanted = strip_cursors(query)
    values = [_hash_search(query, names), *(getattr(row, name) for name in names)]
    # Not Django's encoder, which cuts a time off at its milliseconds.
    cursor = base64.urlsafe_b64encode(json.dumps(values, default=lambda day: day.isoformat()).encode())
    wanted[parameter] = cursor.decode("ascii")
    return f"?{wanted.urlencode()}"


def _hash_search(query: QueryDict, names: Sequence[str]) -> str:
    """Tells a cursor of one search from that of another: of all else in the query, and the order."""
    rest = sorted((name, *values) for name, values in strip_cursors(query).lists())
    text = json.dumps([rest, list(names)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
