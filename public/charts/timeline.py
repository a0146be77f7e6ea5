"""Statements by date as a picture, and as a list for those who cannot see it.

A day is a point, a month or a year a bar, and what is known only to have been said by some day is
open to the left. Here coordinates are computed, in the picture's own units (about a pixel each);
templates/public/_timeline.html draws them. Nothing here reads the database.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from textwrap import wrap
from typing import NamedTuple
from unicodedata import east_asian_width

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims.as_of import last_day, place_in_time
from claims.models import Precision, Stance
from public.charts.time_axis import AxisTick, TimeAxis

MARKS = {
    Stance.AFFIRMS: gettext_lazy("affirms"),
    Stance.DENIES: gettext_lazy("denies"),
    Stance.QUESTIONS: gettext_lazy("questions"),
    Stance.WITHDRAWS: gettext_lazy("takes it back"),
}
OWN_VOICE_MARKS = {
    Stance.AFFIRMS: gettext_lazy("an outlet itself states it"),
    Stance.DENIES: gettext_lazy("an outlet itself disputes it"),
    Stance.QUESTIONS: gettext_lazy("an outlet itself questions it"),
    Stance.WITHDRAWS: gettext_lazy("an outlet itself takes it back"),
}


class LegendKey(NamedTuple):
    """One mark, as stance_mark draws it, and what it means."""

    stance: str
    own_voice: bool
    words: str


def list_legend_keys(drawn_marks: Iterable[tuple[str, bool]]) -> list[LegendKey]:
    """List the `drawn_marks`, each once.

    Returns (stance, whether in an outlet's own voice) of each.
    """
    marks = set(drawn_marks)
    return [
        LegendKey(stance, own_voice, str(words))
        for own_voice, labels in ((False, MARKS), (True, OWN_VOICE_MARKS))
        for stance, words in labels.items()
        if (stance, own_voice) in marks
    ]


def describe_lines(precisions: Iterable[str], *, is_joined: bool) -> str:
    """Say what dots, bars and lines mean, in one sentence; empty where there are none."""
    precisions = set(precisions)
    words = [
        _("dots: exact day unknown") if Precision.BY in precisions else "",
        _("a bar: in that month or year") if precisions & {Precision.MONTH, Precision.YEAR} else "",
        _("a line: a change of position") if is_joined else "",
    ]
    return "; ".join(filter(None, words))


EVENTS_SHOWN = 60
"""Of more events the latest are drawn and listed, and the page says so."""

WIDE, NARROW = 960, 340
"""The widths for which the picture is laid out: a page's column, and a phone's."""

RADIUS, BAR = 9, 12
ROW, LANE_HEAD, LANE_FOOT, AXIS_HEIGHT = 25, 26, 6, 30
MARK_GAP = 5
OPEN_LENGTH = 34
DIGIT_WIDTH = 7.5
LETTER_WIDTH, CAPITAL_WIDTH, IDEOGRAPH_WIDTH = 7.8, 10.5, 13.5
LINE = 17


@dataclass(frozen=True)
class TimelineEvent:
    """One dated statement.

    `starts` and `precision` as in Statement; `words` and `date_label` are shown to readers. The events of one
    `speaker` are joined where the stance changes.
    """

    lane: str
    starts: date
    precision: str
    stance: str
    words: str
    date_label: str
    url: str = ""
    speaker: Hashable = None
    own_voice: bool = False

    @property
    def ends(self) -> date:
        return last_day(self.starts, self.precision)

    @property
    def order(self) -> tuple:
        """By its place in time, as in the status rule."""
        return place_in_time(self.starts, self.precision, self.stance)


@dataclass(frozen=True)
class TimelineEntry:
    """One line of the list.

    `turned_from`: the stance that the same claimant had taken before, if it was another.
    """

    event: TimelineEvent
    turned_from: str = ""

    @property
    def turn_words(self) -> str:
        return {
            "affirms": _("had affirmed it before"),
            "denies": _("had denied it before"),
            "questions": _("had questioned it before"),
            "withdraws": _("had taken back an earlier position"),
        }[self.turned_from]


@dataclass
class TimelineMark:
    """All events of one lane, date and stance, drawn once: the mark stands at (x, y).

    `bar`: x and width of the span that it stands for, if longer than a day. `open_from`: where the line
    begins that says "at some time before". `reach` is what it takes up, for stacking.
    """

    events: list[TimelineEvent]
    x: float
    bar: tuple[float, float] | None = None
    open_from: float | None = None
    y: float = 0

    @property
    def stance(self) -> str:
        return self.events[0].stance

    @property
    def own_voice(self) -> bool:
        return self.events[0].own_voice

    @property
    def count(self) -> int:
        return len(self.events)

    @property
    def left(self) -> float:
        """Where its symbol's own box of 18 by 18 begins."""
        return round(self.x - RADIUS, 1)

    @property
    def top(self) -> float:
        return round(self.y - RADIUS, 1)

    @property
    def words(self) -> str:
        """What is shown when somebody points at it: each statement with its date."""
        return "; ".join(f"{event.date_label}: {event.words}" for event in self.events)

    @property
    def bar_top(self) -> float:
        return round(self.y - BAR / 2, 1)

    @property
    def count_y(self) -> float:
        return round(self.y + 4.5, 1)

    @property
    def count_x(self) -> float:
        return round(self.x + RADIUS + 3, 1)

    @property
    def reach(self) -> tuple[float, float]:
        number = DIGIT_WIDTH * len(f"×{self.count}") + 3 if self.count > 1 else 0
        bar_start, bar_width = self.bar or (self.x, 0)
        start = min(self.x - RADIUS, bar_start, self.x if self.open_from is None else self.open_from)
        return start, max(self.x + RADIUS + number, bar_start + bar_width)


@dataclass
class TimelineLane:
    """The events of one party, or of one status.

    `lines`: its label as it fits the width of the picture.
    """

    label: str
    top: float
    marks: list[TimelineMark]
    lines: list[str]
    bottom: float = 0

    @property
    def label_y(self) -> float:
        """Of the last line."""
        return self.top + LINE * len(self.lines)

    @property
    def label_lines(self) -> list[tuple[float, str]]:
        return [(self.top + LINE * number, line) for number, line in enumerate(self.lines, 1)]


@dataclass
class TimelinePicture:
    """Everything that is drawn at one width.

    `joins`: lines from mark to mark, (x1, y1, x2, y2).
    """

    name: str
    width: int
    height: float
    lanes: list[TimelineLane]
    ticks: list[AxisTick]
    joins: list[tuple[float, float, float, float]]
    axis_y: float

    @property
    def label_y(self) -> float:
        return self.axis_y + 20


@dataclass
class Timeline:
    """The picture in two widths, its legend, and the list.

    `left_out`: how many older events are not shown.
    """

    title: str
    description: str
    pictures: list[TimelinePicture] = field(default_factory=list)
    entries: list[TimelineEntry] = field(default_factory=list)
    left_out: int = 0
    keys: list[LegendKey] = field(default_factory=list)
    line_words: str = ""


def build_timeline(
    events: Sequence[TimelineEvent], title: str, *, limit: int = EVENTS_SHOWN, left_out: int = 0
) -> Timeline | None:
    """Build the timeline of `events`, whose lanes come in their order.

    Returns None without events. `left_out`: how many older ones the caller has left out already.
    """
    if not events:
        return None
    latest = sorted(events, key=lambda event: event.order, reverse=True)[:limit]
    latest_ids = {id(event) for event in latest}
    shown_events = [event for event in events if id(event) in latest_ids]
    entries = _list_entries(shown_events)
    pictures = [draw_picture(shown_events, "wide", WIDE), draw_picture(shown_events, "narrow", NARROW)]
    missing = left_out + len(events) - len(shown_events)
    legend = list_legend_keys((event.stance, event.own_voice) for event in shown_events)
    lines = describe_lines((event.precision for event in shown_events), is_joined=bool(pictures[0].joins))
    return Timeline(title, _describe_events(shown_events), pictures, entries, missing, legend, lines)


def draw_picture(events: Sequence[TimelineEvent], name: str, width: int) -> TimelinePicture:
    """Draw the events `width` wide: lane under lane, in each no mark over another."""
    axis = TimeAxis.from_spans([(event.starts, event.ends) for event in events], width)
    by_lane = defaultdict(list)
    for event in events:
        by_lane[event.lane].append(event)
    lanes, top = [], 0.0
    for label, lane_events in by_lane.items():
        lane = TimelineLane(label, top, _make_marks(lane_events, axis), _wrap_label(label, width))
        head = LANE_HEAD + LINE * (len(lane.lines) - 1)
        rows = _stack_marks(lane.marks, top + head + ROW / 2)
        lane.bottom = top = top + head + rows * ROW + LANE_FOOT
        lanes.append(lane)
    joins = _join_marks([mark for lane in lanes for mark in lane.marks])
    ticks = axis.build_ticks(
        event.starts for event in events if event.precision in (Precision.DAY, Precision.BY)
    )
    return TimelinePicture(name, width, top + AXIS_HEIGHT, lanes, ticks, joins, top)


def _wrap_label(label: str, width: int) -> list[str]:
    """Wrap the whole label in lines, by the width that its letters have on average."""
    length = sum(_measure_letter(letter) for letter in label)
    return wrap(label, max(1, int(width * len(label) / length))) if length else [label]


def _measure_letter(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return IDEOGRAPH_WIDTH
    return CAPITAL_WIDTH if letter.isupper() else LETTER_WIDTH


def _make_marks(events: Sequence[TimelineEvent], axis: TimeAxis) -> list[TimelineMark]:
    groups = defaultdict(list)
    for event in sorted(events, key=lambda event: event.order):
        groups[event.starts, event.precision, event.stance, event.own_voice].append(event)
    return [_make_mark(group, axis) for group in groups.values()]


def _make_mark(group: list[TimelineEvent], axis: TimeAxis) -> TimelineMark:
    first = group[0]
    start, end = axis.place(first.starts), axis.place(first.ends)
    if first.precision in (Precision.MONTH, Precision.YEAR):
        return TimelineMark(
            group, round((start + end) / 2, 1), bar=(start, round(max(end - start, 2 * RADIUS), 1))
        )
    if first.precision == Precision.BY:
        return TimelineMark(group, start, open_from=round(max(start - OPEN_LENGTH, 0), 1))
    return TimelineMark(group, start)


def _stack_marks(marks: list[TimelineMark], first_row: float) -> int:
    """Give each mark the first row in which it meets no other.

    Returns the number of rows.
    """
    rows: list[float] = []
    for mark in sorted(marks, key=lambda mark: mark.reach):
        start, end = mark.reach
        row = next((n for n, row_end in enumerate(rows) if row_end + MARK_GAP <= start), len(rows))
        rows[row : row + 1] = [end]
        mark.y = first_row + row * ROW
    return len(rows)


def _join_marks(marks: Sequence[TimelineMark]) -> list[tuple[float, float, float, float]]:
    """Join the marks by a line for every change of somebody's stance, each once.

    Two stances at the same time are no change.
    """
    positions = defaultdict(list)
    for mark in marks:
        for event in mark.events:
            if event.speaker is not None:
                positions[event.speaker].append((event.order, event.stance, mark))
    lines: dict[tuple[float, float, float, float], None] = {}
    for stances in positions.values():
        stances.sort(key=lambda position: position[0])
        for (old_order, old_stance, first), (new_order, new_stance, second) in pairwise(stances):
            if old_stance != new_stance and old_order != new_order:
                lines[first.x, first.y, second.x, second.y] = None
    return list(lines)


def _list_entries(events: Sequence[TimelineEvent]) -> list[TimelineEntry]:
    """List the events oldest first, with what changed."""
    entries = []
    latest: dict[Hashable, TimelineEvent] = {}
    for event in sorted(events, key=lambda event: event.order):
        previous = latest.get(event.speaker) if event.speaker is not None else None
        has_turned = previous and previous.stance != event.stance and previous.order != event.order
        entries.append(TimelineEntry(event, previous.stance if previous and has_turned else ""))
        latest[event.speaker] = event
    return entries


def _describe_events(events: Sequence[TimelineEvent]) -> str:
    ordered = sorted(events, key=lambda event: event.order)
    number = ngettext("%(count)s statement", "%(count)s statements", len(events)) % {"count": len(events)}
    first, last = ordered[0].date_label, ordered[-1].date_label
    if first == last:
        return _("%(statements)s, %(day)s.") % {"statements": number, "day": first}
    return _("%(statements)s, from %(first)s to %(last)s.") % {
        "statements": number,
        "first": first,
        "last": last,
    }
