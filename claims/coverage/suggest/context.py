"""When words were said, with which stance and how firmly, from their context."""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claims.models import Stance

BY_THE_DAY = "No date given; known by the day of the article."
"""The note on a date when nothing but the day of the article is known."""
MAX_DISTANCE = 400
"""The distance, in characters, up to which a day is searched around the words.

The search stays within their sentence.
"""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october"),
    *("november", "december"),
)
_MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(_MONTHS, 1)},
    "sept": 9,
}
_MONTH = (
    rf"(?P<month>{'|'.join(month.title() for month in sorted(_MONTH_NUMBERS, key=len, reverse=True))})\.?"
)
_DATE = re.compile(
    rf"\b(?:{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?"
    rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH.replace('month', 'month2')}"
    rf"(?:,?\s+(?P<year2>\d{{4}}))?)(?![\w-])"
)
_WEEKDAY = re.compile(rf"\b(?P<name>{'|'.join(day.title() for day in _DAYS)})\b(?!['’]s)")
_RELATIVE = re.compile(r"\b(?P<name>today|yesterday)\b(?!['’]s)", re.IGNORECASE)
# A day on which the words were not said: "since Monday", "next Friday", "the Tuesday attack".
_PREPOSITION_BEFORE = re.compile(
    r"\b(?:last|next|until|till|since|before|after|from|by|coming|following|previous|every|of|for|than)\s+$",
    re.IGNORECASE,
)
_EVENT_AFTER = re.compile(
    r"^\s+(?:attack|strike|bombing|meeting|vote|deadline|talks|summit|election)s?\b", re.IGNORECASE
)
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


@dataclass(frozen=True)
class DateGuess:
    """A proposed date.

    `day` is None when nothing is known; `note` says what it was inferred from.
    """

    day: datetime.date | None
    precision: str
    note: str


def guess_date(
    text: str,
    start: int,
    end: int,
    published_on: datetime.date | None,
    quoted: Iterable[tuple[int, int]] = (),
) -> DateGuess:
    """Guess when the words from `start` to `end` of an article were said.

    It is a day that their sentence names, or else by the day of the article; nothing for an article
    without a date. A day that is named inside one of the `quoted` spans is part of what was said,
    not the date of it.
    """
    if published_on is None:
        return DateGuess(None, "day", "")
    spans = [*quoted, (start, end)]
    days = [
        (min(abs(match.start() - end), abs(start - match.end())), day, match.group())
        for match, day in _find_days(text, *find_sentence(text, start, end), published_on)
        if not any(first <= match.start() < last for first, last in spans)
    ]
    if not days:
        return DateGuess(published_on, "by", BY_THE_DAY)
    _, day, words = min(days)
    return DateGuess(day, "day", f"Inferred from “{' '.join(words.split())}”.")


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


def _find_days(
    text: str, first: int, last: int, published_on: datetime.date
) -> Iterator[tuple[re.Match[str], datetime.date]]:
    for match in _WEEKDAY.finditer(text, first, last):
        if not _is_other_day(text, match):
            days_ago = (published_on.weekday() - _DAYS.index(match["name"].lower())) % 7
            yield match, published_on - datetime.timedelta(days=days_ago)
    for match in _RELATIVE.finditer(text, first, last):
        if not _is_other_day(text, match):
            days_ago = 1 if match["name"].lower() == "yesterday" else 0
            yield match, published_on - datetime.timedelta(days=days_ago)
    for match in _DATE.finditer(text, first, last):
        if not _is_other_day(text, match) and (day := _parse_calendar_day(match, published_on)):
            yield match, day


def _is_other_day(text: str, match: re.Match[str]) -> bool:
    """Tell from the words around a day whether it is not the day of the statement."""
    return bool(
        _PREPOSITION_BEFORE.search(text[max(0, match.start() - 20) : match.start()])
        or _EVENT_AFTER.search(text[match.end() : match.end() + 20])
    )


def _parse_calendar_day(match: re.Match[str], published_on: datetime.date) -> datetime.date | None:
    """Parse a day not after the article; without a year it is the last such day."""
    month = _MONTH_NUMBERS[(match["month"] or match["month2"]).lower()]
    number, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
    for candidate in [int(year)] if year else [published_on.year, published_on.year - 1]:
        try:
            day = datetime.date(candidate, month, number)
        except ValueError:
            continue
        if day <= published_on:
            return day
    return None


def is_hedged(words: str) -> bool:
    """Tell whether there is a reservation ("may", "perhaps"; not the month of May)."""
    return bool(_HEDGES.search(words[:1].lower() + words[1:]))


def guess_stance(cue: str) -> str:
    """Return the stance that a verb of saying ("denied") expresses, or ""."""
    return next((str(stance) for stance, verbs in _STANCES if verbs.match(cue.strip())), "")
