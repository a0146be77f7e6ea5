"""The benchmarks' own arithmetic."""

import pytest

from benchmarks.pages.figures import EditFigures, Spread, compute_spread, load_runs, percentile, store_run
from tests.support.benchmark_results import a_run, measured


@pytest.mark.parametrize(
    ("share", "expected"), [(0.0, 1), (0.05, 1), (0.5, 10), (0.51, 11), (0.95, 19), (0.951, 20), (1.0, 20)]
)
def test_a_percentile_is_one_of_the_values_and_has_that_share_below_it(share, expected):
    assert percentile([*range(20, 0, -1)], share) == expected


def test_a_spread_is_in_milliseconds():
    assert compute_spread([0.003, 0.001, 0.002, 0.1]) == Spread(2.5, 100.0)


def test_ratios_are_of_medians():
    page = measured(ours=10.0, peer=40.0)
    assert (page.against_peer, page.against_floor) == (0.25, 2.0)
    assert measured(ours=10.0).against_peer is None


def test_a_run_replaces_the_last_one_of_its_size_and_no_other(tmp_path):
    store = tmp_path / "figures.json"
    store_run(a_run(1_000_000, measured(ours=30.0)), store)
    store_run(a_run(10_000, measured(ours=10.0, peer=2.0)), store)
    runs = store_run(a_run(10_000, measured(ours=11.0, peer=2.0)), store)
    assert (
        runs
        == load_runs(store)
        == [
            a_run(10_000, measured(ours=11.0, peer=2.0)),
            a_run(1_000_000, measured(ours=30.0)),
        ]
    )


def test_the_edits_of_a_run_are_kept_with_its_pages(tmp_path):
    run = a_run(10_000, measured())
    run.edits = [EditFigures("edit", Spread(4.0, 6.0), 9)]
    assert store_run(run, tmp_path / "figures.json") == load_runs(tmp_path / "figures.json") == [run]


def test_without_earlier_runs_there_are_none(tmp_path):
    assert load_runs(tmp_path / "figures.json") == []
