"""The answer of a page, ours or Datasette's."""

from typing import NamedTuple


class Answer(NamedTuple):
    """A response: `seconds` from the request until the last byte has arrived."""

    status: int
    body: bytes
    seconds: float


class Unfit(Exception):
    """A figure that must not be reported; the text says why."""
