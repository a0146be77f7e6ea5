"""Keyset pagination, forwards and backwards, without counting and without OFFSET.

A page is found by the row at its edge ("everything after this row"), through the index that the order
uses: the last page costs no more than the first. There are no page numbers; for short lists,
where numbers help, see core/pagination.py.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.db.models.lookups import GreaterThan, LessThan
from django.http import QueryDict
from django.utils.timezone import is_naive
from django.utils.translation import gettext as _

from .query_string import replace_parameter

AFTER, BEFORE = "after", "before"
MAX_CURSOR_LENGTH = 1200
"""More than a name of 120 letters takes, whatever letters these are."""

MAX_BIGINT = 2**63 - 1

FetchRows = Callable[[QuerySet[Any], Any, Sequence[str], int], list[Any]]


class InvalidCursor(ValueError):
    """A cursor that is broken, or comes from another list."""


@dataclass
class KeysetPage:
    """One page of a list."""

    rows: Sequence[Any] = field(default_factory=list)
    previous_query: str = ""
    """Query string of the page before; empty on the first."""
    next_query: str = ""
    """Query string of the page after; empty on the last."""
    notice: str = ""
    """A sentence that says why a cursor was ignored."""

    @property
    def is_first(self) -> bool:
        return not self.previous_query


def fetch_rows(rows: QuerySet[Any], condition: Any, order: Sequence[str], limit: int) -> list[Any]:
    """Fetch the first `limit` rows in this order, of those that meet `condition`.

    Without a condition all rows are meant.
    """
    return list((rows if condition is None else rows.filter(condition)).order_by(*order)[:limit])


def paginate_by_keyset(
    query: QueryDict,
    rows: QuerySet[Any],
    *,
    order: Sequence[str],
    size: int,
    fetch: FetchRows = fetch_rows,
    is_strict: bool = False,
) -> KeysetPage:
    """Return the page of `rows` that `query` asks for by `?after=` or `?before=`.

    `order`: names of fields or annotations, "-" before those that descend, the last of them unique;
    none may be null. All descend or all ascend: PostgreSQL can then compare whole rows through one
    index. They are integers, texts, dates or times, and attributes of the rows.

    A cursor that is invalid, or comes from another list, gives the first page and a notice; so does one
    with nothing beyond it, at the price of a second query. `is_strict`: the first raises InvalidCursor, the
    second gives an empty page.

    `fetch`: a replacement of `fetch_rows`, for lists with a faster way to their rows.

    Queries: 1, or 2.
    """
    names = [name.removeprefix("-") for name in order]
    if len({name.startswith("-") for name in order}) > 1:
        raise ValueError(f"All of {order} must descend, or none.")
    edge, notice = _read_cursor(query, rows, names)
    if notice and is_strict:
        raise InvalidCursor(notice)
    backwards = edge is not None and not query.get(AFTER)
    condition, fetch_order = None, list(order)
    if edge is not None:
        condition = _beyond_edge(names, edge, smaller=order[0].startswith("-") != backwards)
    if backwards:
        fetch_order = [name[1:] if name.startswith("-") else f"-{name}" for name in order]
    fetched = fetch(rows, condition, fetch_order, size + 1)
    if not fetched and edge is not None and not is_strict:
        notice = _("There is nothing beyond that place in the list: this is its beginning.")
        edge, backwards = None, False
        fetched = fetch(rows, None, list(order), size + 1)
    page = _cut_page(query, names, fetched, size, has_edge=edge is not None, backwards=backwards)
    page.notice = notice
    return page


def _cut_page(
    query: QueryDict, names: Sequence[str], fetched: list[Any], size: int, *, has_edge: bool, backwards: bool
) -> KeysetPage:
    """Make the page of the first `size` rows, fetched from its edge on, with queries for those around it."""
    more, rows = len(fetched) > size, fetched[:size]
    if backwards:
        rows.reverse()
    page = KeysetPage(rows)
    if rows and (more if backwards else has_edge):
        page.previous_query = _cursor_query(query, BEFORE, names, rows[0])
    if rows and (more or backwards):
        page.next_query = _cursor_query(query, AFTER, names, rows[-1])
    return page


def strip_cursors(query: QueryDict) -> QueryDict:
    """Return the query string without cursors, for the beginning of a list.

    A changed filter or order starts there.
    """
    stripped = query.copy()
    stripped.pop(AFTER, None)
    stripped.pop(BEFORE, None)
    return stripped


def _row_value(*expressions: Any) -> Func:
    return Func(*expressions, function="ROW", output_field=BooleanField())


def _beyond_edge(names: Sequence[str], edge: Sequence[Value], *, smaller: bool) -> LessThan | GreaterThan:
    fields, values = _row_value(*(F(name) for name in names)), _row_value(*edge)
    return LessThan(fields, values) if smaller else GreaterThan(fields, values)


def _read_cursor(
    query: QueryDict, rows: QuerySet[Any], names: Sequence[str]
) -> tuple[list[Value] | None, str]:
    """Return the values of the row at the edge of the page, and a notice.

    The values are None without a usable cursor; the notice is "" unless the cursor is invalid.
    """
    fields = []
    for name in names:
        annotation = rows.query.annotations.get(name)
        output = annotation.output_field if annotation is not None else rows.model._meta.get_field(name)
        fields.append((name, output))
    return read_cursor(query, fields)


def read_cursor(query: QueryDict, fields: Sequence[tuple[str, Any]]) -> tuple[list[Value] | None, str]:
    """Return the values of the row that a cursor names, and a notice, by names and fields of the order.

    The values are None without a usable cursor; the notice is "" unless the cursor is invalid.
    """
    cursor = query.get(AFTER) or query.get(BEFORE)
    if not cursor:
        return None, ""
    try:
        digest, *values = json.loads(base64.urlsafe_b64decode(cursor[:MAX_CURSOR_LENGTH].encode("ascii")))
        if digest != _hash_search(query, [name for name, _field in fields]):
            raise ValueError("The cursor is from another list.")
        return _convert_values(fields, values), ""
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError):
        return None, _("That place in the list is from another search: this is the beginning of this one.")


def _convert_values(fields: Sequence[tuple[str, Any]], values: Sequence[Any]) -> list[Value]:
    """Convert values to the types of their fields, so that PostgreSQL takes every one.

    Raises ValueError, OverflowError or ValidationError.
    """
    if len(values) != len(fields):
        raise ValueError("A value for each field of the order.")
    edge = []
    for (name, output), value in zip(fields, values, strict=True):
        converted = output.to_python(value)
        too_large = isinstance(converted, int) and abs(converted) > MAX_BIGINT
        is_floating = isinstance(converted, datetime) and is_naive(converted)
        if converted is None or too_large or is_floating or "\0" in str(converted):
            raise ValueError(f"{name} cannot be {value!r}.")
        if isinstance(converted, datetime):
            converted = converted.astimezone(UTC)  # PostgreSQL takes no offset of 16 hours and more
        str(converted).encode()  # no half of a surrogate pair
        edge.append(Value(converted, output_field=output))
    return edge


def _cursor_query(query: QueryDict, parameter: str, names: Sequence[str], row: Any) -> str:
    return write_cursor(query, parameter, names, [getattr(row, name) for name in names])


def write_cursor(query: QueryDict, parameter: str, names: Sequence[str], values: Sequence[Any]) -> str:
    """Write the query string of the rows beyond the one that has these values of the order."""
    values = [_hash_search(query, names), *values]
    # Not Django's encoder, which cuts times off at the millisecond.
    text = json.dumps(values, default=lambda day: day.isoformat(), ensure_ascii=False)
    cursor = base64.urlsafe_b64encode(text.encode())
    return replace_parameter(strip_cursors(query), parameter, cursor.decode("ascii"))


def _hash_search(query: QueryDict, names: Sequence[str]) -> str:
    """Identify the search that a cursor belongs to.

    It is a hash of the rest of the query string and of the order.
    """
    rest = sorted((name, *values) for name, values in strip_cursors(query).lists())
    text = json.dumps([rest, list(names)])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:10]
