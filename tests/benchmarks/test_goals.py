"""The report of which goals are met."""

from benchmarks.pages import goals, report
from benchmarks.pages.figures import EditFigures, Spread
from tests.support.benchmark_results import a_run, measured


def test_a_goal_is_met_up_to_its_limit():
    page = measured("list", group="list", ours=10.0, peer=50.0)
    [verdict] = goals.compare_with_others([page])
    assert (verdict.found, verdict.most, verdict.is_met) == (0.2, 0.2, True)
    slower = measured("list", group="list", ours=10.1, peer=50.0)
    assert not goals.compare_with_others([slower])[0].is_met


def test_a_claim_is_held_against_datasette_and_against_its_own_sql():
    page = measured(ours=16.0, peer=7.0)
    assert [(v.found, v.is_met) for v in goals.compare_with_others([page])] == [(16 / 7, False), (3.2, False)]


def test_pages_for_editors_have_no_goals():
    page = measured(group="editors", ours=5000.0, queries=40)
    assert goals.compare_with_others([page]) == goals.list_missed([page]) == []


def test_what_is_slow_or_asks_too_often_is_named():
    slow, asking = measured("slow", ours=100.1), measured("asking", queries=13)
    assert [v.page for v in goals.list_missed([slow, asking, measured("good")])] == ["slow", "asking"]


def test_an_edit_has_a_goal_for_its_time_in_the_database():
    edits = [EditFigures(name, Spread(ms, ms), 9) for name, ms in (("quick", 50.0), ("slow", 50.1))]
    assert [(v.page, v.is_met) for v in goals.judge_edits(edits)] == [("quick", True), ("slow", False)]
    run = a_run(1_000_000)
    run.edits = edits
    text = report.format_run(run, {"datasette": "1", "sqlite": "3"})
    assert "| slow | 50.1 | 50.1 | 9 |" in text
    assert "| slow | in the database | 50.10 ms | 50 ms | **not met** |" in text


def test_growth_is_from_the_small_record_to_the_large_one():
    runs = [
        a_run(10_000, measured(ours=10.0)),
        a_run(100_000, measured(ours=90.0)),
        a_run(1_000_000, measured(ours=16.0)),
    ]
    [verdict] = goals.compute_growth(runs)
    assert (verdict.found, verdict.most, verdict.is_met) == (1.6, 1.5, False)
    assert goals.compute_growth(runs[:2]) == []


def test_a_section_says_which_goals_are_not_met_and_what_datasette_left_undone():
    page = measured(ours=30.0, peer=10.0, peer_note="Without the number.")
    text = report.format_run(a_run(1_000_000, page), {"datasette": "1", "sqlite": "3"})
    assert "| claim | of Datasette's time | 3.00x | 2x | **not met** |" in text
    assert "10.0 \\*" in text
    assert "\\* Datasette, claim: Without the number." in text
