"""What the words themselves suggest about a position. Only ever proposals."""

import re

from claims.models import Stance

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


def hedged(words: str) -> bool:
    """Whether they come with a reservation ("may", "perhaps"); the month of May is none."""
    return bool(_HEDGES.search(words[:1].lower() + words[1:]))


def stance(cue: str) -> str:
    """The stance that the verb of saying tells ("denied"); empty for one that tells none."""
    return next((str(stance) for stance, verbs in _STANCES if verbs.match(cue.strip())), "")
