"""With which stance words were said, and how firmly, from their context."""

import re

from claims.models import Stance

MAX_DISTANCE = 400
"""The distance, in characters, up to which the sentence of some words is looked for."""

_SENTENCE_END = re.compile(r"(?<=[a-z0-9\"”’')\]][.!?])[\"”’')]*\s+(?=[\"“‘'(]|[A-Z])|\n+")
_HEDGES = re.compile(
    r"\b(?:perhaps|maybe|possibly|probably|likely|apparently|presumably|might|may|appears?|seems?"
    r"|it is possible|not (?:sure|certain)|suspects?|i (?:guess|assume))\b"
)
_STANCES = (
    (
        Stance.WITHDRAWS,
        re.compile(r"^(?:withdrew|withdraws?|retracted|retracts?|took back|takes back)\b", re.I),
    ),
    (
        Stance.DENIES,
        re.compile(
            r"^(?:has |have |had )?(?:\w+ly )?(?:den(?:y|ies|ied|ying)|reject(?:s|ed|ing)?"
            r"|dismiss(?:es|ed|ing)?"
            r"|refut(?:e|es|ed|ing)|disput(?:e|es|ed|ing)|rebuff(?:s|ed))\b",
            re.I,
        ),
    ),
    (
        Stance.QUESTIONS,
        re.compile(
            r"^(?:has |have |had )?(?:\w+ly )?(?:question(?:s|ed|ing)?|doubt(?:s|ed|ing)?|wonder(?:s|ed|ing)?"
            r"|cast doubt)\b",
            re.I,
        ),
    ),
)


def find_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Find where the sentence of `start` begins and that of `end` ends.

    Both are looked for no further than MAX_DISTANCE away.
    """
    first, last = max(0, start - MAX_DISTANCE), min(len(text), end + MAX_DISTANCE)
    # One character more on either side: the mark that opens the words, the stop that ends them.
    ends = _SENTENCE_END.finditer(text, first, start + 1)
    before = [match.end() for match in ends if match.end() <= start]
    after = _SENTENCE_END.search(text, max(0, end - 1), last)
    return (before[-1] if before else first), (after.start() if after else last)


def is_hedged(words: str) -> bool:
    """Tell whether there is a reservation ("may", "perhaps"; not the month of May)."""
    return bool(_HEDGES.search(words[:1].lower() + words[1:]))


def guess_stance(cue: str) -> str:
    """Return the stance that a verb of saying ("denied") expresses, or ""."""
    return next((str(stance) for stance, verbs in _STANCES if verbs.match(cue.strip())), "")
