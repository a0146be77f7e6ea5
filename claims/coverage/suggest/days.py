"""The day on which words were said, from the sentence that reports them.

A day in that sentence is the day of saying only if it belongs to the verb of speech: "said on Friday", "on
Friday, she said". The day of a vote to come, of a birth or of an attack is not.
"""

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from quotations.lexicon.speech_verbs import SPEECH_VERBS
from quotations.positions.reported import find_sentence

BY_THE_DAY = "No date given; known by the day of the article."
"""The note on a date when nothing but the day of the article is known."""
MAX_WORDS_BETWEEN = 20
"""How many words may stand between a verb of speech and its day."""

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
    rf"(?:,?\s+(?P<year2>\d{{4}}))?)(?![\w-]|[.,]\d)"
)
# "May 10 minutes later": the number counts something.
_COUNTED = re.compile(
    r"\s+(?:second|minute|hour|day|week|month|year|percent|per cent|people|mile|kilomet|met(?:re|er)s|dollar"
    r"|euro|pound|rouble|million|billion|times|point|seat|vote|m[ae]n\b|wom[ae]n\b|child|soldier|member"
    r"|other|more\b)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(rf"\b(?P<name>{'|'.join(day.title() for day in _DAYS)})\b(?!['’]s)")
_WITH_A_NAME = re.compile(
    r"\b(?:Black|Good|Holy|Easter|Bloody|Palm|Super|Ash|Maundy|Shrove|Cyber|Giving|Fat|Whit|Trinity|Red)\s+$"
)
_RELATIVE = re.compile(r"\b(?P<name>today|yesterday)\b(?!['’]s)", re.IGNORECASE)
_LAST_WEEK_AFTER = re.compile(r",?\s+(?:of\s+)?last\s+week\b", re.IGNORECASE)
_LAST_WEEK_BEFORE = re.compile(r"\blast\s+week,?\s+(?:on\s+)?$", re.IGNORECASE)
# A day on which the words were not said: "since Monday", "next Friday", "the Tuesday attack".
_PREPOSITION_BEFORE = re.compile(
    r"\b(?:last|next|until|till|since|before|after|from|by|coming|following|previous|every|each|of|for"
    r"|than|due"
    r"|past|through|between|to)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
_EVENT_AFTER = re.compile(
    r"^\s+(?:attack|strike|bombing|meeting|vote|deadline|talks|summit|election|match|game|referendum|trial"
    r"|hearing|debate|ruling|shooting|killing|crash|blast|protest|rally|storm|programme|program|show"
    r"|edition|newspaper|service|lunch|Times|Mail|Post|Telegraph|Mirror)e?s?\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    rf"(?<![\w-])(?:{'|'.join(sorted(SPEECH_VERBS, key=len, reverse=True))}|according to)(?![\w-])",
    re.IGNORECASE,
)
# What happens on the day instead: something to come, or the event of another verb.
_TO_COME = re.compile(
    r"\b(?:will|would|shall|should|must|may|might|can|could|due|scheduled|expected|planned|slated|set for"
    r"|set to|going to|to be|is to|are to|was to|were to|about to|plans|hopes|intends|opens|starts|begins"
    r"|meets|ends|votes|leaves|arrives|expires|takes)\b|['’](?:ll|d)\b"
)
_AHEAD_OF = re.compile(r"\b(?:ahead|before|until|deadline)\b")
_HAPPENED = re.compile(
    r"\b(?:born|died|met|held|began|took|left|came|went|fell|sank|struck|hit|broke|fled|won|lost|shot|flew"
    r"|drove"
    r"|ran|rose|stood|sat|found|fought|sold|bought|sent|spent|built|cut|led|put|saw|heard|got|became|gave"
    r"|made)\b"
    r"|(?<!\ba )(?<!\ban )(?<!\bthe )(?<!\bhis )(?<!\bher )(?<!\bits )(?<!\btheir )\b[a-z]{2,}ed\b"
)
_OF_A_STATEMENT = re.compile(
    r"\b(?:published|released|issued|posted|televised|broadcast|recorded|prepared|dated|carried|quoted"
    r"|translated"
    r"|emailed|aired|delivered|distributed|signed|made|held|given|addressed|entitled|headed|called|named"
    r"|based)\b"
)
_RELATIVE_CLAUSE = re.compile(r"\b(?:who|whose|which)\b")
_CLAUSE = re.compile(r"[,;:—–(]|\b(?:and|but)\b")


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

    It is a day that their sentence names for that, or else by the day of the article; nothing for an
    article without a date. A day that is named inside one of the `quoted` spans is part of what was said,
    not the date of it. A full date goes before a weekday, and then the nearest day.
    """
    if published_on is None:
        return DateGuess(None, "day", "")
    first, last = find_sentence(text, start, end)
    spans = sorted({*quoted, (start, end)})
    reporting = _blank(text, first, last, spans)
    days = [
        (not has_year, min(abs(match.start() - end), abs(start - match.end())), day, match.group())
        for match, day, has_year in _find_days(text, first, last, published_on)
        if not any(begins <= match.start() < ends for begins, ends in spans)
        and _is_of_speech(reporting, match.start() - first, match.end() - first)
    ]
    if not days:
        return DateGuess(published_on, "by", BY_THE_DAY)
    _, _, day, words = min(days)
    return DateGuess(day, "day", f"Inferred from “{' '.join(words.split())}”.")


def _blank(text: str, first: int, last: int, spans: list[tuple[int, int]]) -> str:
    """Return the sentence with spaces in place of what was said."""
    letters = list(text[first:last])
    for start, end in spans:
        for at in range(max(start, first), min(end, last)):
            letters[at - first] = " "
    return "".join(letters)


def _is_of_speech(sentence: str, start: int, end: int) -> bool:
    """Tell whether the day at `start` is that of the nearest verb of speech in its sentence.

    Without such a verb, it is unless something else happens on it.
    """
    before = [match.end() for match in _SPEECH.finditer(sentence, 0, start)]
    after = next((match.start() for match in _SPEECH.finditer(sentence, end)), None)
    words = sentence[before[-1] : start] if before else ""
    if before and not _is_other_event(words) and not _AHEAD_OF.search(words):
        return True
    if after is None:
        return not (before or _is_other_event(sentence[:start]) or _AHEAD_OF.search(sentence[:start]))
    clauses = _CLAUSE.split(sentence[:start])
    return not _is_other_event(clauses[-1]) and not _is_other_event(sentence[end:after])


def _is_other_event(words: str) -> bool:
    """Tell whether `words` between a verb of speech and a day name what else happens on that day."""
    words = _OF_A_STATEMENT.sub(" ", words)
    return (
        len(words.split()) > MAX_WORDS_BETWEEN
        or bool(_RELATIVE_CLAUSE.search(words))
        or bool(_TO_COME.search(words))
        or bool(_HAPPENED.search(words))
    )


def _find_days(
    text: str, first: int, last: int, published_on: datetime.date
) -> Iterator[tuple[re.Match[str], datetime.date, bool]]:
    """Yield the days that a sentence names, each with whether it is a full date, with its year."""
    for match in _DATE.finditer(text, first, last):
        is_counted = match["day"] and not match["year"] and _COUNTED.match(text, match.end())
        if is_counted or _is_other_day(text, match):
            continue
        if day := _parse_calendar_day(match, published_on):
            yield match, day, bool(match["year"] or match["year2"])
    for match in _WEEKDAY.finditer(text, first, last):
        is_named = _WITH_A_NAME.search(text, max(0, match.start() - 12), match.start())
        if (
            not is_named
            and not _is_other_day(text, match)
            and not _DATE.match(text, _skip(text, match.end()))
        ):
            days_ago = (published_on.weekday() - _DAYS.index(match["name"].lower())) % 7
            if _of_last_week(text, match):
                days_ago = published_on.weekday() + 7 - _DAYS.index(match["name"].lower())
            yield match, published_on - datetime.timedelta(days=days_ago), False
    for match in _RELATIVE.finditer(text, first, last):
        if not _is_other_day(text, match):
            days_ago = 1 if match["name"].lower() == "yesterday" else 0
            yield match, published_on - datetime.timedelta(days=days_ago), False


def _of_last_week(text: str, match: re.Match[str]) -> bool:
    """Recognise "Thursday of last week" and "last week on Thursday"."""
    first = max(0, match.start() - 20)
    return bool(
        _LAST_WEEK_AFTER.match(text, match.end()) or _LAST_WEEK_BEFORE.search(text, first, match.start())
    )


def _skip(text: str, at: int) -> int:
    """Return the offset behind a comma and white space: "Wednesday, 6 March"."""
    while at < len(text) and text[at] in ", \u00a0\n":
        at += 1
    return at


def _is_other_day(text: str, match: re.Match[str]) -> bool:
    """Tell from the words around a day whether it is not the day of the statement."""
    return bool(
        _PREPOSITION_BEFORE.search(text[max(0, match.start() - 20) : match.start()])
        or _EVENT_AFTER.search(text[match.end() : match.end() + 20])
    )


def _parse_calendar_day(match: re.Match[str], published_on: datetime.date) -> datetime.date | None:
    """Parse a day not after the article.

    Without a year it is the nearest such day, before or after; if that is after the article, none.
    """
    month = _MONTH_NUMBERS[(match["month"] or match["month2"]).lower()]
    number, year = int(match["day"] or match["day2"]), match["year"] or match["year2"]
    years = [int(year)] if year else [published_on.year + more for more in (-1, 0, 1)]
    days = []
    for candidate in years:
        try:
            days.append(datetime.date(candidate, month, number))
        except ValueError:
            continue
    nearest = min(days, key=lambda day: abs(day - published_on), default=None)
    return nearest if nearest and nearest <= published_on else None
