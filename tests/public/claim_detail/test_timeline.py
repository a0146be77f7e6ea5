"""The geometry of timelines: with any dates, nothing lies over anything else."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils.html import strip_tags

from public.charts.time_axis import LABEL_LETTER, TimeAxis
from public.charts.timeline import NARROW, WIDE, TimelineEvent, build_timeline, draw_picture

APRIL = date(2017, 4, 1)


def event(day=0, *, lane="Norland", stance="affirms", precision="day", starts=None, **more) -> TimelineEvent:
    starts = starts or APRIL + timedelta(day)
    return TimelineEvent(lane, starts, precision, stance, f"{lane} {stance}", starts.isoformat(), **more)


def assert_nothing_overlaps(drawn) -> None:
    for lane in drawn.lanes:
        by_row = {}
        for mark in lane.marks:
            by_row.setdefault(mark.y, []).append(mark.reach)
            assert lane.label_y + 3 < mark.y - 9 and mark.y + 9 <= lane.bottom
            assert mark.reach[0] >= 0 and mark.reach[1] <= drawn.width
        for reaches in by_row.values():
            for (_, end), (start, _) in pairwise(sorted(reaches)):
                assert end < start
    for above, below in pairwise(drawn.lanes):
        assert above.bottom == below.top
    labelled = [tick for tick in drawn.ticks if tick.label]
    assert labelled
    spans = [(t.x - len(t.label) * LABEL_LETTER / 2, t.x + len(t.label) * LABEL_LETTER / 2) for t in labelled]
    assert spans[0][0] >= 0 and spans[-1][1] <= drawn.width
    for (_, end), (start, _) in pairwise(spans):
        assert end < start


CASES = {
    "one": [event()],
    "two days": [event(0), event(1, stance="denies")],
    "one day, every stance": [event(stance=s) for s in ("affirms", "denies", "questions", "withdraws")],
    "every precision": [
        event(),
        event(stance="denies", precision="by"),
        event(stance="denies", precision="month"),
        event(starts=date(2017, 1, 1), precision="year"),
    ],
    "sixty": [event(n % 17, lane=f"Party {n % 7}", stance=("affirms", "denies")[n % 2]) for n in range(60)],
    "sixty months": [event(starts=date(2012 + n // 12, n % 12 + 1, 1), precision="month") for n in range(60)],
    "two centuries": [event(starts=date(1817 + n, 1, 1), precision="year") for n in range(0, 201, 10)],
    "the first day of all and the last": [event(starts=date.min), event(starts=date.max)],
    "long names": [event(lane="The Organisation for the Prohibition of Everything " * 3)],
    "sixty at the end": [event(0), *(event(9) for _ in range(59))],
    "open at the edge": [event(0, precision="by"), event(900)],
}


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_nothing_overlaps(name, width):
    assert_nothing_overlaps(draw_picture(CASES[name], "wide", width))


@pytest.mark.parametrize("days", [1, 3, 9, 20, 45, 90, 200, 400, 1000, 3000, 20_000, 80_000, 700_000])
@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_an_axis_has_some_labels_at_any_length(days, width):
    drawn = draw_picture(
        [event(starts=date(2, 1, 1)), event(starts=date(2, 1, 1) + timedelta(days))], "", width
    )
    assert_nothing_overlaps(drawn)
    assert 1 <= len([tick for tick in drawn.ticks if tick.label]) <= len(drawn.ticks) <= width / 30


def test_a_single_day_stands_amid_labelled_days():
    drawn = draw_picture([event(11)], "wide", WIDE)
    [mark] = drawn.lanes[0].marks
    assert mark.x == WIDE / 2
    assert [t.label for t in drawn.ticks][:2] == ["10 Apr 2017", "11 Apr"]
    assert mark.x in [tick.x for tick in drawn.ticks]


@pytest.mark.parametrize(
    ("days", "labels", "width"),
    [
        ((11, 18), ["12 Apr", "19 Apr"], WIDE),
        ((11, 18), ["12 Apr", "19 Apr"], NARROW),
        ((0, 1), ["1 Apr", "2 Apr"], NARROW),
        ((0, 40, 300), ["1 Apr", "11 May", "26 Jan"], WIDE),
    ],
)
def test_the_days_with_marks_are_labelled(days, labels, width):
    drawn = draw_picture([event(n) for n in days], "", width)
    assert_nothing_overlaps(drawn)
    shown = {tick.x: tick.label for tick in drawn.ticks if tick.label}
    assert next(iter(shown.values())).endswith(" 2017")
    # The first label of a year gives it, and need not be that of a mark.
    marked = [shown[mark.x] for mark in drawn.lanes[0].marks]
    assert [" ".join(label.split()[:2]) for label in marked] == labels


def test_where_not_all_days_with_marks_have_room_some_are_labelled():
    drawn = draw_picture([event(n) for n in range(20)], "", NARROW)
    assert_nothing_overlaps(drawn)
    assert drawn.ticks[0].label == "1 Apr 2017"
    assert len([tick for tick in drawn.ticks if tick.label]) >= 4


@pytest.mark.parametrize(
    "name", ["The Organisation for the Prohibition of Everything " * 3, "X" * 90, "聯" * 60]
)
def test_names_are_whole_in_as_many_lines_as_they_need(name):
    [lane] = draw_picture([event(lane=name.strip())], "", NARROW).lanes
    assert len(lane.lines) > 1 and "".join(lane.lines).replace(" ", "") == name.replace(" ", "")
    assert lane.label_lines[-1] == (lane.label_y, lane.lines[-1])
    html = render_to_string("_timeline.html", {"timeline": build_timeline([event(lane=name)], "Title")})
    assert html.count('class="lane-label"') > len(lane.lines)


def legend(*events) -> list[str]:
    html = render_to_string("_timeline.html", {"timeline": build_timeline(events, "Title")})
    listed = html.split('<ul class="legend small faint">')[1].split("</ul>")[0]
    return [" ".join(strip_tags(item).split()) for item in listed.split("</li>")[:-1]]


def test_the_legend_tells_of_what_is_drawn_alone():
    assert legend(event()) == ["affirms"]
    every = legend(
        event(0, speaker=1),
        event(2, stance="denies", speaker=1),
        event(3, precision="by"),
        event(precision="month"),
        event(4, stance="questions", own_voice=True),
    )
    assert every == [
        "affirms",
        "denies",
        "an outlet itself questions it",
        "dots: exact day unknown; a bar: in that month or year; a line: a change of position",
    ]


def test_a_month_is_a_bar_over_its_days_and_by_is_open_to_the_left():
    month, by = event(precision="month"), event(29, stance="denies", precision="by")
    marks = draw_picture([month, by], "wide", WIDE).lanes[0].marks
    axis = TimeAxis(APRIL, date(2017, 4, 30), WIDE)
    assert marks[0].bar == (axis.place(APRIL), axis.place(date(2017, 4, 30)) - axis.place(APRIL))
    assert marks[1].open_from < marks[1].x == axis.place(date(2017, 4, 30))


def test_the_same_stance_on_the_same_day_is_one_mark_with_a_number():
    several = [event(speaker=n) for n in range(3)]
    [mark] = draw_picture(several, "wide", WIDE).lanes[0].marks
    assert (mark.count, mark.events) == (3, several)


def test_others_on_the_same_day_are_stacked():
    marks = draw_picture([event(), event(stance="denies")], "wide", WIDE).lanes[0].marks
    assert marks[0].x == marks[1].x and marks[0].y != marks[1].y


def test_a_change_of_position_is_joined_and_a_repetition_is_not():
    events = [
        event(0, speaker=1),
        event(3, speaker=1),
        event(6, stance="denies", speaker=1),
        event(8, speaker=2),
    ]
    drawn = draw_picture(events, "wide", WIDE)
    [_, repeated, turned, _] = drawn.lanes[0].marks
    assert drawn.joins == [(repeated.x, repeated.y, turned.x, turned.y)]
    entries = build_timeline(events, "Title").entries
    assert [entry.turned_from for entry in entries] == ["", "", "affirms", ""]
    assert entries[2].turn_words == "had affirmed it before"


def test_two_stances_at_the_same_time_are_no_change():
    events = [event(speaker=1), event(stance="questions", speaker=1)]
    assert draw_picture(events, "wide", WIDE).joins == []
    assert [entry.turned_from for entry in build_timeline(events, "Title").entries] == ["", ""]


def test_what_was_said_by_a_day_comes_before_what_was_said_on_it():
    events = [event(speaker=1), event(stance="denies", precision="by", speaker=1)]
    assert [entry.event.stance for entry in build_timeline(events, "Title").entries] == ["denies", "affirms"]


def test_lanes_keep_the_order_in_which_they_are_given():
    events = [event(5, lane="B"), event(1, lane="A"), event(0, lane="B")]
    assert [lane.label for lane in draw_picture(events, "wide", WIDE).lanes] == ["B", "A"]


def test_of_very_many_the_latest_are_shown():
    drawn = build_timeline([event(n) for n in range(5)], "Title", limit=2)
    assert [entry.event.starts.day for entry in drawn.entries] == [4, 5]
    assert drawn.left_out == 3
    assert "The latest 2 statements are shown" in render_to_string("_timeline.html", {"timeline": drawn})


def test_nothing_is_no_timeline():
    assert build_timeline([], "Title") is None


def test_the_picture_has_a_name_and_says_the_same_as_its_list():
    drawn = build_timeline([event(url="#statement-1"), event(3, stance="denies")], "Positions & dates")
    html = render_to_string("_timeline.html", {"timeline": drawn})
    assert html.count("Positions &amp; dates</title>") == 2
    assert "2 statements, from 2017-04-01 to 2017-04-04." in html
    assert '<a href="#statement-1" dir="auto">Norland affirms</a>' in html
    assert "<bdi>Norland denies</bdi>" in html
    assert "style=" not in html and "<a " not in html.split("<figcaption>")[0]
