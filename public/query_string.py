"""Query strings of the readers' site.

Ids are read from them, and addresses written with them.
"""

from collections.abc import Mapping

from django.http import QueryDict

ID_DIGITS = 18
"""An id of more digits than these may be larger than PostgreSQL's `bigint`."""


def parse_id(value: str) -> int | None:
    """Read `value` as the id of a row; None if it cannot be one."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= ID_DIGITS else None


def make_query(values: Mapping[str, object]) -> QueryDict:
    """Make a query of the `values` that are not empty, in their order."""
    query = QueryDict(mutable=True)
    for name, value in values.items():
        if value:
            query[name] = str(value)
    return query
