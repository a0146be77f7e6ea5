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


def test_a_page_with_a_goal_of_its_own_is_not_held_against_that_of_its_group():
    pages = [measured(name, group="filter", ours=10, peer=20) for name in ("list by topic", "list by year")]
    assert [(v.most, v.is_met) for v in goals.compare_with_others(pages)] == [(0.6, True), (0.2, False)]


def test_pages_of_sums_are_held_against_the_page_of_a_claim():
    party = measured("party", ours=41.0)
    [verdict] = goals.compare_with_others([measured(ours=10.0), party])
    assert (verdict.page, verdict.found, verdict.most, verdict.is_met) == ("party", 4.1, 4.0, False)
    assert goals.compare_with_others([party]) == []


def test_pages_for_editors_have_no_goals():
    page = measured(group="editors", ours=5000.0, queries=40)
    assert goals.compare_with_others([page]) == goals.list_missed([page]) == []


def test_what_is_slow_or_asks_too_often_is_named():
    slow, asking = measured("slow", ours=100.1, queries=6), measured("asking", queries=7)
    good = measured("good", queries=6)
    assert [v.page for v in goals.list_missed([slow, asking, good])] == ["slow", "asking"]
    [verdict] = goals.list_missed([measured(queries=4)])
    assert (verdict.page, verdict.most) == ("claim", 3)


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
    assert (verdict.found, verdict.most, verdict.is_met) == (1.6, 1.2, False)
    assert goals.compute_growth(runs[:2]) == []


def test_every_kind_of_list_has_a_goal_for_its_growth():
    groups = ("list", "filter", "facets", "search", "claim")
    runs = [
        a_run(claims, *(measured(group, group=group, ours=ours) for group in groups))
        for claims, ours in ((10_000, 10.0), (1_000_000, 26.0))
    ]
    assert [(v.page, v.is_met) for v in goals.compute_growth(runs)] == [(group, False) for group in groups]


def test_a_section_says_which_goals_are_not_met_and_what_datasette_left_undone():
    page = measured(ours=30.0, peer=10.0, peer_note="Without the number.")
    text = report.format_run(a_run(1_000_000, page), {"datasette": "1", "sqlite": "3"})
    assert "| claim | of Datasette's time | 3.00x | 1.75x | **not met** |" in text
    assert "10.0 \\*" in text
    assert "\\* Datasette, claim: Without the number." in text
