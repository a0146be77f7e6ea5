"""The axis of a timeline: where a day stands, and which days are worth a label."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext

MARGIN = 40
"""Units kept free at both ends, so that marks and labels fit."""

SHORTEST = 4
"""Days. A shorter time is drawn with days around it, or a single day would have no axis.

On a phone the labels of two days that follow each other still fit.
"""

LABEL_ROOM = 82
LABEL_LETTER = 6.6
LABELS_APART = 8

DAYS = (1, 2, 7, 14)
MONTHS = (1, 2, 3, 6)
YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True)
class AxisTick:
    """One line across the lanes; `label` is empty where there is no room for it."""

    x: float
    label: str


def _find_month_start(number: int) -> date:
    """Find the first day of a month, counted from the year 0.

    For a year that dates cannot hold, it is the last day that they can.
    """
    return date(number // 12, number % 12 + 1, 1) if number // 12 <= date.max.year else date.max


@dataclass(frozen=True)
class TimeAxis:
    """From day `first` to day `last` (both included) over `width` units."""

    first: date
    last: date
    width: int

    @classmethod
    def from_spans(cls, spans: Sequence[tuple[date, date]], width: int) -> "TimeAxis":
        first, last = min(start for start, _ in spans), max(end for _, end in spans)
        missing = max(0, SHORTEST - (last - first).days)
        before = min(missing // 2, first.toordinal() - 1)
        after = min(missing - before, date.max.toordinal() - last.toordinal())
        return cls(first - timedelta(before), last + timedelta(after), width)

    def place(self, day: date) -> float:
        share = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(MARGIN + share * (self.width - 2 * MARGIN), 1)

    def build_ticks(self, marked_days: Iterable[date] = ()) -> list[AxisTick]:
        """Build ticks at the `marked_days`, which carry a mark, and at days between.

        As many of both are made as have room for a label. Where the axis is longer than weeks, the marked
        ones get all of their ticks or none.
        """
        days, pattern = self._pick_days()
        marked = sorted(set(marked_days))
        patterns = dict.fromkeys(marked, "d")
        ticks = self._fit_labels(patterns)
        if ticks is None:
            patterns, ticks = {}, []
            days = [*marked, *(day for day in days if day not in marked)] if pattern == "d" else days
        for day in days:
            candidates = {day: pattern, **patterns}
            if (fitting := self._fit_labels(candidates)) is not None:
                patterns, ticks = candidates, fitting
        bare = [AxisTick(self.place(day), "") for day in days if day not in patterns and day not in marked]
        return sorted([*ticks, *bare], key=lambda tick: tick.x)

    def _fit_labels(self, days: dict[date, str]) -> list[AxisTick] | None:
        """Make a tick for each of the days; None if their labels do not all fit.

        `days`: with the pattern of each label.
        """
        ticks, free_from, year = [], 0.0, None
        for day, pattern in sorted(days.items()):
            x, label = self.place(day), _format_label(day, pattern, with_year=day.year != year)
            half = len(label) * LABEL_LETTER / 2
            if x - half < free_from or x + half > self.width:
                return None
            ticks.append(AxisTick(x, label))
            free_from, year = x + half + LABELS_APART, day.year
        return ticks

    def _pick_days(self) -> tuple[list[date], str]:
        max_labels = max(2, int((self.width - 2 * MARGIN) / LABEL_ROOM))
        length = (self.last - self.first).days
        for step in DAYS:
            if length / step <= max_labels:
                return list(self._iterate_days(step)), "d"
        for step in MONTHS:
            if length / 30.4 / step <= max_labels:
                return list(self._iterate_months(step)), "m"
        step = next((step for step in YEARS if length / 365.25 / step <= max_labels), YEARS[-1])
        return list(self._iterate_months(12 * step)), "y"

    def _iterate_days(self, step: int) -> Iterator[date]:
        """Yield every `step`-th day; weeks begin on Mondays, which day 1 of all days was."""
        for number in range(self.first.toordinal(), self.last.toordinal() + 1):
            if number % step == 1 % step:
                yield date.fromordinal(number)

    def _iterate_months(self, step: int) -> Iterator[date]:
        start = self.first.year * 12 + self.first.month - 1
        for number in range(-(-start // step) * step, self.last.year * 12 + self.last.month, step):
            if number >= 12 and (day := _find_month_start(number)) >= self.first:
                yield day


def _format_label(day: date, pattern: str, *, with_year: bool) -> str:
    if pattern == "y":
        return _format_date(get_language(), day, "Y")
    if pattern == "m":
        pattern = pgettext("date format", "M Y") if with_year else pgettext("date format", "M")
    else:
        pattern = pgettext("date format", "j M Y") if with_year else pgettext("date format", "j M")
    return _format_date(get_language(), day, pattern)


@lru_cache(maxsize=4096)
def _format_date(_language: str | None, day: date, pattern: str) -> str:
    """Format a date. Kept by language: labels are tried in many combinations until they fit."""
    return date_format(day, pattern)
