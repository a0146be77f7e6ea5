"""Query strings: ids are read from them, and addresses written with them."""

from collections.abc import Mapping
from urllib.parse import urlencode

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


def replace_parameter(query: QueryDict, name: str, *values: str) -> str:
    """Write `query` with other values of one parameter, in its place or at the end; empty ones are left out.

    A page of facets has a hundred such addresses: copying the query for each would take milliseconds.
    """
    parameters = {**dict(query.lists()), name: [value for value in values if value]}
    return f"?{urlencode(parameters, doseq=True)}"
