"""What a page answered, ours or Datasette's."""

from typing import NamedTuple


class Answer(NamedTuple):
    """A response: `seconds` from the request until the last byte has arrived."""

    status: int
    body: bytes
    seconds: float


class UnfitFigure(Exception):
    """A figure that must not be reported; the text says why."""
