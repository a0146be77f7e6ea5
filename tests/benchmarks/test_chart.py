"""The picture of cost against size."""

from xml.etree import ElementTree

import pytest

from benchmarks.pages.chart import HEIGHT, WIDTH, LogScale, draw_chart, make_lines
from tests.support.benchmark_results import a_run, measured


@pytest.mark.parametrize(("value", "place"), [(1, 0.0), (10, 50.0), (100, 100.0), (3.1622776, 25.0)])
def test_equal_factors_are_equally_far_apart(value, place):
    assert LogScale(1, 100, 0, 100).place(value) == place


def test_ticks_are_the_powers_of_ten_within():
    assert LogScale(0.5, 2000, 0, 1).ticks() == [1, 10, 100, 1000]


RUNS = [
    a_run(10_000, measured(ours=8.0, peer=3.0), measured("not drawn", ours=1.0)),
    a_run(1_000_000, measured(ours=12.0, peer=3.5)),
]


def test_a_line_for_ours_and_one_for_datasette():
    assert [(line.name, line.points, line.is_peer) for line in make_lines(RUNS)] == [
        ("claim", [(10_000, 8.0), (1_000_000, 12.0)], False),
        ("Datasette: claim", [(10_000, 3.0), (1_000_000, 3.5)], True),
    ]


@pytest.mark.parametrize("runs", [RUNS, RUNS[:1]], ids=["two sizes", "one size"])
def test_the_picture_is_xml_says_what_it_shows_and_draws_within_its_edges(runs):
    root = ElementTree.fromstring(draw_chart(runs))
    space = "{http://www.w3.org/2000/svg}"
    assert "claim 8.0 ms at 10,000" in root.find(f"{space}desc").text
    dots = root.findall(f".//{space}circle")
    assert len(dots) == 2 * len(runs)
    assert all(0 < float(dot.get("cx")) < WIDTH and 0 < float(dot.get("cy")) < HEIGHT for dot in dots)
