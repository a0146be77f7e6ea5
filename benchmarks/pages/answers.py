"""What a page answered, whoever was asked."""

from typing import NamedTuple


class Answer(NamedTuple):
    """`seconds`: from the question until the last byte is there."""

    status: int
    body: bytes
    seconds: float


class Unfit(Exception):
    """A figure that must not be reported; the text says why."""
