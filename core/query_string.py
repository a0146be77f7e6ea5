"""Query strings: ids are read from them, and addresses written with them."""

from collections.abc import Mapping

from django.http import QueryDict

ID_DIGITS = 18
"""An id of more digits than these may be larger than PostgreSQL's `bigint`."""


def parse_id(value: object) -> int | None:
    """Read `value`, from an address or a form, as the id of a row; None if it cannot be one."""
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() and len(text) <= ID_DIGITS else None


def make_query(values: Mapping[str, object]) -> QueryDict:
    """Make a query of the `values` that are not empty, in their order."""
    query = QueryDict(mutable=True)
    for name, value in values.items():
        if value:
            query[name] = str(value)
    return query


def write_query(query: QueryDict) -> str:
    """Write `query` as the end of an address: "?sort=date", or "?" alone, which asks for nothing."""
    return f"?{query.urlencode()}"


def replace_parameter(query: QueryDict, name: str, value: str) -> str:
    """Write `query` with another value of one parameter; an empty one removes it."""
    new_query = query.copy()
    new_query.pop(name, None)
    if value:
        new_query[name] = value
    return write_query(new_query)
