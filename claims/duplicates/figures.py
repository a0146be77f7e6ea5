"""Numbers and dates in a proposition, and whether two propositions give different ones."""

import re
from collections import defaultdict
from collections.abc import Mapping

from quotations.lexicon.word_lists import word_set

from .stems import FUNCTION_WORDS, stem

Figures = Mapping[str, frozenset[float]]
"""Values by kind: number, share (half is 0.5), ordinal, year, month, day (404 for 4 April), weekday, hour.

Numbers are there once more by the word behind them: "number of people".
"""

_UNITS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
_WEEKDAYS = "sunday monday tuesday wednesday thursday friday saturday"
_MONTHS = """
january jan, february feb, march, april apr, may, june jun, july jul, august aug, september sept sep,
october oct, november nov, december dec
"""


def _number(names: str) -> dict[str, int]:
    return {name: number for number, name in enumerate(names.split())}


UNITS, ORDINALS = _number(_UNITS), _number(_ORDINALS)
WEEKDAYS = {form: number for day, number in _number(_WEEKDAYS).items() for form in (day, f"{day}s")}
TENS = {name: 10 * number for name, number in _number(_TENS).items()}
MONTHS = {name: number for number, names in enumerate(_MONTHS.split(","), 1) for name in names.split()}
SCALES = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1e3,
    "k": 1e3,
    "million": 1e6,
    "m": 1e6,
    "mn": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "b": 1e9,
    "trillion": 1e12,
    "tn": 1e12,
}
SHORT_SCALES = word_set("k m mn b bn tn")
SHARES = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10}
TIMES = {"once": 1, "twice": 2, "thrice": 3, "double": 2, "doubled": 2, "triple": 3, "tripled": 3}
_TOKEN = re.compile(
    r"\d{4}-\d\d-\d\d|\d{1,2}[:.]\d\d(?=\s?(?:am|pm|a\.m|p\.m|o'clock|hours))"
    r"|\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|[^\W\d_]+(?:['’][^\W\d_]+)?|%|[-/]",
)
_NOT_A_COUNT = word_set("of another day thing time side way such")
_NOT_BEFORE_ONE = word_set("no the this that any every which another last next only")
_PERCENT = frozenset(["%", "percent", "pc", "per"])
MOST_ROUNDED_OFF = 0.03
COUNTED = "number of "
"""The beginning of the kinds of numbers by what they count, as a stem."""
LEAST_ROUNDED = 1000
"""The least number that may stand for a rounded one: 2,000 for 1,998, but not 80 for 84."""


def read_figures(text: str) -> Figures:
    """Read the numbers and dates of a text, in digits or words."""
    return _Reader(text).read()


def differ_in_figures(one: Figures, other: Figures) -> bool:
    """Tell whether each text gives a number or date of one kind that the other does not give.

    A text that says less than the other gives no other number, but "27 people" are not "84 people, 27 of them
    children".
    """
    if _disagree(one["number"] | one["share"], other["number"] | other["share"]):
        return True
    for kind in one.keys() & other.keys() - {"number", "share"}:
        if _disagree(one[kind], other[kind]):
            return True
        if kind.startswith(COUNTED) and not _overlap(one[kind], other[kind]):
            return True
    return False


def _overlap(values: frozenset[float], others: frozenset[float]) -> bool:
    return any(_is_same(value, other) for value in values for other in others)


def _disagree(values: frozenset[float], others: frozenset[float]) -> bool:
    def lacks(own: frozenset[float], those: frozenset[float]) -> bool:
        return any(not any(_is_same(value, other) for other in those) for value in own)

    return lacks(values, others) and lacks(others, values)


def _is_same(value: float, other: float) -> bool:
    """Tell whether two numbers are equal, or one is the other rounded."""
    small, large = sorted((value, other))
    if large - small <= 1e-3:
        return True
    if large < 1:
        return large - small <= 0.03
    digits = min(_count_digits(value), _count_digits(other))
    if small < LEAST_ROUNDED or large - small > MOST_ROUNDED_OFF * large:
        return False
    return float(f"{value:.{digits}g}") == float(f"{other:.{digits}g}")


def _count_digits(value: float) -> int:
    """Count the significant digits: 1 for 2,000, 4 for 1,998."""
    return max(1, len(f"{value:.6g}".split("e")[0].replace(".", "").strip("0")))


class _Reader:
    """One pass over the words of a text."""

    def __init__(self, text: str) -> None:
        words = _TOKEN.findall(text.replace("’", "'"))
        self.words = [word.casefold().removesuffix("'s") for word in words]
        self.capitals = [word[:1].isupper() for word in _TOKEN.findall(text)]
        self.figures: dict[str, set[float]] = defaultdict(set)
        self.place = 0

    def read(self) -> Figures:
        while self.place < len(self.words):
            for rule in (self._read_date, self._read_number, self._read_word):
                if rule():
                    break
            else:
                self.place += 1
        kinds = ("number", "share", "ordinal", "year", "month", "day", "weekday", "hour")
        counted = [kind for kind in self.figures if kind.startswith(COUNTED)]
        return {kind: frozenset(self.figures[kind]) for kind in (*kinds, *counted)}

    def _at(self, distance: int) -> str:
        place = self.place + distance
        return self.words[place] if 0 <= place < len(self.words) else ""

    def _add(self, length: int, **values: float) -> bool:
        for kind, value in values.items():
            self.figures[kind].add(value)
        self.place += length
        return True

    def _read_date(self) -> bool:
        word = self._at(0)
        if match := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", word):
            year, month, day = map(int, match.groups())
            return self._add(1, year=year, month=month, day=month * 100 + day)
        if (name := self._read_month(0)) and (day := self._read_day(1)):
            ends = 1 + (2 if self._at(2) in ("st", "nd", "rd", "th") else 1)
            return self._add(ends, month=name, day=name * 100 + day)
        if day := self._read_day(0):
            after = 1 + (self._at(1) in ("st", "nd", "rd", "th"))
            after += self._at(after) == "of"
            if name := self._read_month(after):
                return self._add(after + 1, month=name, day=name * 100 + day)
        if (name := self._read_month(0)) and (name != MONTHS["may"] or self._is_named_may()):
            return self._add(1, month=name)
        return False

    def _read_month(self, distance: int) -> int:
        place = self.place + distance
        if place >= len(self.words) or not self.capitals[place]:
            return 0
        return MONTHS.get(self.words[place], 0)

    def _read_day(self, distance: int) -> int:
        word = self._at(distance)
        return int(word) if word.isdecimal() and len(word) <= 2 and 1 <= int(word) <= 31 else 0

    def _is_named_may(self) -> bool:
        return self._at(-1) in ("in", "of", "since", "until", "by", "last", "this", "next", "early", "late")

    def _read_number(self) -> bool:
        value, length = self._read_value()
        if not length:
            return False
        word, after = self._at(0), self._at(length)
        if re.fullmatch(r"\d{1,2}[:.]\d\d", word):
            hours, minutes = re.split("[:.]", word)
            evening = 12 if after.startswith("p") and int(hours) < 12 else 0
            return self._add(length, hour=int(hours) + evening + int(minutes) / 60)
        if after in ("am", "pm") and value <= 12:
            return self._add(length + 1, hour=value % 12 + (12 if after == "pm" else 0))
        if after in _PERCENT:
            return self._add(length + 1, share=value / 100)
        if after in ("st", "nd", "rd", "th"):
            return self._add(length + 1, ordinal=value)
        if word.isdecimal() and len(word) == 4 and length == 1 and 1800 <= value <= 2100:
            return self._add(1, year=value)
        if after == "-" or after in SHARES or after.rstrip("s") in SHARES:
            step = 1 + (after == "-")
            share = SHARES.get(self._at(length + step - 1).rstrip("s"))
            if share and value < 10:
                return self._add(length + step, share=value * share)
        if after and stem(after) not in FUNCTION_WORDS:
            self.figures[f"{COUNTED}{stem(after)}"].add(value)
        return self._add(length, number=value)

    def _read_value(self) -> tuple[float, int]:
        """Return the number that begins here, and how many words it has; (0, 0) for none."""
        place, total, current, has_value = 0, 0.0, 0.0, False
        while word := self._at(place):
            if word[0].isdigit():
                if has_value or "-" in word:
                    break
                current = float(word.replace(",", "").replace(":", "."))
            elif word in UNITS and (word != "one" or self._is_count_of_one(place)):
                current += UNITS[word]
            elif word in TENS:
                current += TENS[word]
            elif word in SCALES and (has_value or self._at(place - 1) in ("a", "an")):
                if word in SHORT_SCALES and not self._at(place - 1)[0].isdigit():
                    break
                current = (current or 1) * SCALES[word]
                if SCALES[word] > 100:
                    total, current = total + current, 0.0
            elif not (has_value and word in ("and", "-") and self._continues(place + 1)):
                break
            has_value, place = True, place + 1
        return (total + current, place) if has_value else (0.0, 0)

    def _continues(self, place: int) -> bool:
        """Tell whether "and" or a hyphen joins two words of one number: "two hundred and six"."""
        before, after = self._at(place - 2), self._at(place)
        is_hyphen = self._at(place - 1) == "-"
        if is_hyphen:
            return before in TENS and after in UNITS
        return before in SCALES and (after in UNITS or after in TENS)

    def _is_count_of_one(self, place: int) -> bool:
        if self._at(place - 1) in TENS or self._at(place - 2) in TENS:
            return True
        return self._at(place + 1) not in _NOT_A_COUNT and self._at(place - 1) not in _NOT_BEFORE_ONE

    def _read_word(self) -> bool:
        word = self._at(0)
        if word in WEEKDAYS:
            return self._add(1, weekday=WEEKDAYS[word])
        if word == "half" and self._at(1) in ("a", "an") and self._at(2) in SCALES:
            return self._add(3, number=SCALES[self._at(2)] / 2)
        if word in SHARES and (word == "half" or self._at(-1) in ("a", "an", "one")):
            return self._add(1, share=SHARES[word])
        if word in ORDINALS and self._at(-1) not in ("at", ""):
            return self._add(1, ordinal=ORDINALS[word])
        if word in TIMES:
            return self._add(1, number=TIMES[word])
        return False
