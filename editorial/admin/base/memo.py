"""Values about rows and requests that are computed once and kept beside them."""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Generic, TypeVar

Row = TypeVar("Row")
Value = TypeVar("Value")


class Memo(Generic[Value]):
    """A value for each of several objects, by identity, while the object lives.

    Equal objects do not share a value: the same row fetched twice may have changed in between.
    """

    def __init__(self) -> None:
        self._values: dict[int, Value] = {}

    def __contains__(self, owner: object) -> bool:
        return id(owner) in self._values

    def __getitem__(self, owner: object) -> Value:
        return self._values[id(owner)]

    def __setitem__(self, owner: object, value: Value) -> None:
        if owner not in self:
            weakref.finalize(owner, self._values.pop, id(owner), None).atexit = False
        self._values[id(owner)] = value

    def get(self, owner: object, default: Value) -> Value:
        return self._values.get(id(owner), default)


def once_per_row(compute: Callable[[Row], Value]) -> Callable[[Row], Value]:
    """Decorate a function of a row: it is called once for each row that was fetched."""
    memo: Memo[Value] = Memo()

    @wraps(compute)
    def remembered(row: Row) -> Value:
        if row not in memo:
            memo[row] = compute(row)
        return memo[row]

    return remembered
