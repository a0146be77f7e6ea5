"""Datelines: "OSLO, March 6 (Northern Wire) —" and "Leeds, 5 May —" at the start of a report."""

from collections.abc import Sequence
from typing import NamedTuple

from quotations.annotations import Token
from quotations.lexicon.function_words import TIME_WORDS
from quotations.lexicon.word_lists import word_set

from .tokens import DASHES, split_plain_text

_MIN_PLACE = 3
_MAX_LENGTH = 14
_ENDS = DASHES | {"•"}
_MONTHS = word_set(
    """
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sep sept oct nov dec
    """
)
_MAX_CHARACTERS = 200


class Dateline(NamedTuple):
    """Where and when a report was written: `words` is all that it prints before the dash."""

    place: str
    words: str


def read_dateline(paragraph: str) -> Dateline | None:
    """Read the dateline with which a paragraph begins, None if it has none."""
    tokens = [token for sentence in split_plain_text(paragraph[:_MAX_CHARACTERS]) for token in sentence]
    end = skip_dateline(tokens, len(tokens))
    if not end:
        return None
    last = next(
        index
        for index, token in enumerate(tokens)
        if not token.is_word or token.text[0].isdigit() or token.lower.rstrip(".") in _MONTHS
    )
    if last == 0:
        return None  # MAY 5 -
    place = paragraph[tokens[0].start : tokens[last - 1].end]
    words = paragraph[tokens[0].start : tokens[end - 1].start].strip()
    return Dateline(place.title() if place.isupper() else place, words)


def skip_dateline(tokens: Sequence[Token], end: int) -> int:
    """Return the token after a dateline that ends before token `end`, 0 if the sentence opens otherwise.

    A place stands in capitals, or a date behind it: "NATO Secretary General Lea Storm —" and "NATO — the
    alliance —" are none.
    """
    if not tokens or not tokens[0].is_capital:
        return 0
    dashes = (index for index in range(1, min(end, _MAX_LENGTH)) if tokens[index].text in _ENDS)
    dash = next(dashes, 0)
    following = tokens[dash + 1 : dash + 2]
    if not dash or not following or following[0].text[0].islower():
        return 0
    return dash + 1 if _is_in_capitals(tokens[:dash]) or _is_dated(tokens[1:dash]) else 0


def _is_in_capitals(tokens: Sequence[Token]) -> bool:
    """Accept a place in capitals, and behind its comma a date and an agency."""
    if not tokens[0].text.isupper() or len(tokens[0].text) < _MIN_PLACE:
        return False
    is_place = True
    for token in tokens[1:]:
        is_place = is_place and token.text not in (",", "(")
        is_short = token.text.isupper() or token.lower in TIME_WORDS
        if token.is_word and not token.text[0].isdigit() and not (is_short if is_place else token.is_capital):
            return False
    return True


def _is_dated(tokens: Sequence[Token]) -> bool:
    has_day = any(token.text.isdigit() for token in tokens)
    return has_day and any(token.is_capital and token.lower.rstrip(".") in _MONTHS for token in tokens)
