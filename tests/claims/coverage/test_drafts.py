"""Half-done work: stored, continued elsewhere, never overwritten."""

import datetime

import pytest
from django.utils import timezone

from claims.coverage.drafts import (
    EditConflict,
    begin_coverage,
    close_coverage,
    discard_coverage,
    list_unfinished,
    read_text,
    save_intake,
    save_rows,
)
from claims.coverage.earlier_work import count_left_out
from claims.coverage.intake import bring_in_article
from claims.coverage.rows import is_unlikely
from claims.coverage.save.save import save_coverage
from claims.labels import format_day
from claims.models import Coverage
from core.errors import Refused
from tests import factories as make
from tests.support.coverage_article import NOW, TEXT, CoverageScenario
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db


def test_a_capture_comes_with_its_article():
    capture = make.CaptureFactory()
    times = {"editor": make.UserFactory(), "begun_at": NOW, "changed_at": NOW}
    with assert_refused("coverage_capture_comes_with_its_article"):
        Coverage.objects.create(capture=capture, **times)
    with assert_accepted():
        Coverage.objects.create(capture=capture, article=capture.article, **times)
        Coverage.objects.create(article=capture.article, **times)
        Coverage.objects.create(**times)


class TestGoingOn:
    def test_the_first_step_is_held_as_it_was_typed(self):
        by = make.UserFactory()
        coverage = begin_coverage(by=by, now=NOW)
        typed = {"way": "url", "url": "not an address\0", "published_on": "yesterday", "odd": [1]}
        coverage = save_intake(coverage=coverage, intake=typed, by=by, now=NOW, revision=coverage.revision)
        assert coverage.intake == {**typed, "url": "not an address"}
        assert coverage.revision == 2

    def test_half_done_rows_are_kept_as_typed(self):
        work = CoverageScenario()
        rows = [{"id": "r1", "excerpt": "anything", "said_on": "some day", "of the page": 1}]
        coverage = save_rows(coverage=work.coverage, rows=rows, **work.context)
        [row] = coverage.rows
        assert (row["excerpt"], row["said_on"], row["of the page"]) == ("anything", "some day", 1)

    def test_what_an_editor_has_altered_is_no_longer_a_guess(self):
        work = CoverageScenario()
        row = work.coverage.rows[0]
        assert {"claimant", "said_on"} <= set(row["guessed"])
        coverage = save_rows(coverage=work.coverage, rows=[{**row, "claimant": work.dane.pk}], **work.context)
        assert "claimant" not in coverage.rows[0]["guessed"]
        assert "said_on" in coverage.rows[0]["guessed"]

    @pytest.mark.parametrize(
        ("words", "whole", "start"),
        [
            ("it is not safe", None, TEXT.index("it is not safe")),
            (
                "bridge",
                [TEXT.index("the bridge is unsafe"), TEXT.index("is unsafe")],
                TEXT.index("bridge is unsafe"),
            ),
            ("it is  not safe", [0, 5], TEXT.index("it is not safe")),
            ("bridge", None, None),
            ("no such words", None, None),
        ],
    )
    def test_retyped_words_are_found_again(self, words, whole, start):
        work = CoverageScenario()
        row = work.row(words, start=0, end=3, whole=whole)
        [kept] = save_rows(coverage=work.coverage, rows=[row], **work.context).rows
        assert kept["start"] == start

    def test_a_place_that_is_right_stays(self):
        work = CoverageScenario()
        end = TEXT.rindex("bridge") + len("bridge")
        row = work.row("bridge", start=end - len("bridge"), end=end)
        [kept] = save_rows(coverage=work.coverage, rows=[row], **work.context).rows
        assert kept["end"] == end

    def test_the_same_editor_goes_on_elsewhere(self):
        work = CoverageScenario()
        [found] = list_unfinished(work.editor)
        assert found == work.coverage
        assert found.rows == work.coverage.rows
        assert read_text(found) == TEXT

    def test_nobody_elses_work_is_seen_or_touched(self):
        work, other = CoverageScenario(), make.UserFactory()
        assert list(list_unfinished(other)) == []
        turn = {**work.context, "by": other}
        for call in (
            lambda: save_rows(coverage=work.coverage, rows=[], **turn),
            lambda: save_intake(coverage=work.coverage, intake={}, **turn),
            lambda: bring_in_article(coverage=work.coverage, intake={}, **turn),
            lambda: save_coverage(coverage=work.coverage, rows=[], **turn),
            lambda: discard_coverage(coverage=work.coverage, by=other),
        ):
            with pytest.raises((Coverage.DoesNotExist, Refused)):
                call()
        kept = Coverage.objects.get()
        assert (kept.rows, kept.intake) == (work.coverage.rows, work.coverage.intake)
        assert kept.revision == work.coverage.revision

    def test_the_latest_comes_first_and_finished_work_not_at_all(self):
        work = CoverageScenario()
        later = begin_coverage(by=work.editor, now=NOW.replace(hour=13))
        assert list(list_unfinished(work.editor)) == [later, work.coverage]
        work.save(work.row())
        assert list(list_unfinished(work.editor)) == [later]


class TestTwoTabs:
    def test_the_older_copy_overwrites_nothing(self):
        work = CoverageScenario()
        mine = save_rows(coverage=work.coverage, rows=[work.row()], **work.context)
        for call in (
            lambda: save_rows(coverage=work.coverage, rows=[], **work.context),
            lambda: save_intake(coverage=work.coverage, intake={}, **work.context),
            lambda: work.save(work.row(stance="denies")),
        ):
            with pytest.raises(EditConflict) as elsewhere:
                call()
            assert elsewhere.value.coverage.rows == mine.rows
            assert elsewhere.value.coverage.revision == mine.revision

    def test_finished_work_is_not_kept_again(self):
        work = CoverageScenario()
        work.save(work.row())
        finished = Coverage.objects.get()
        with pytest.raises(EditConflict) as elsewhere:
            save_rows(coverage=finished, rows=[], by=work.editor, now=NOW, revision=finished.revision)
        assert elsewhere.value.coverage.finished_at == NOW


class TestThrowingAway:
    def test_unfinished_work(self):
        work = CoverageScenario()
        discard_coverage(coverage=work.coverage, by=work.editor)
        assert not Coverage.objects.exists()

    def test_finished_work_stays(self):
        work = CoverageScenario()
        work.save(work.row())
        with pytest.raises(Refused, match="finished"):
            discard_coverage(coverage=work.coverage, by=work.editor)
        assert Coverage.objects.count() == 1


class TestBeginningWithAnArticle:
    def test_its_newest_text_is_read(self):
        work = CoverageScenario()
        coverage = begin_coverage(by=work.editor, now=NOW, article=work.coverage.article)
        assert coverage.capture == work.coverage.capture
        assert [row["excerpt"] for row in coverage.rows] == [row["excerpt"] for row in work.coverage.rows]
        assert coverage.intake["title"] == "Bridge talks end without a deal"

    def test_without_a_text_it_is_to_be_brought_in(self):
        coverage = begin_coverage(by=make.UserFactory(), now=NOW, article=make.ArticleFactory())
        assert (coverage.capture, coverage.rows, read_text(coverage)) == (None, [], "")


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_work_takes_one_query(number, django_assert_num_queries):
    work = CoverageScenario()
    for _ in range(number - 1):
        begin_coverage(by=work.editor, now=NOW, article=work.coverage.article)
    with django_assert_num_queries(1):
        shown = [f"{coverage} {coverage.article.outlet}" for coverage in list_unfinished(work.editor)]
    assert len(shown) == number


class TestAnArticleWorkedOnBefore:
    """What was decided against is folded away when its article comes again; it can be brought back."""

    @pytest.fixture
    def again(self, work):
        """Finish the work with `decide(row)` for each row, then begin anew: the rows by their words."""

        def of(decide, finish):
            rows = [{**row, **decide(number)} for number, row in enumerate(work.coverage.rows)]
            stored = save_rows(rows=rows, coverage=work.coverage, **work.context)
            finish(stored)
            new = begin_coverage(by=make.UserFactory(), now=NOW, article=work.coverage.article)
            return {row["excerpt"]: (row["unlikely"], row.get("left_out_before", False)) for row in new.rows}

        return of

    def finish(self, work):
        Coverage.objects.filter(pk=work.pk).update(finished_at=NOW)

    def test_dropped_rows_need_no_decision_and_untouched_ones_do(self, work, again):
        words = [row["excerpt"] for row in work.coverage.rows]
        shown = again(lambda number: {"dropped": number == 0}, self.finish)
        day = format_day(timezone.localdate(NOW), "day")
        assert shown[words[0]] == (f"Dropped on {day}.", True)
        assert [shown[excerpt] for excerpt in words[1:]] == [("", False)] * (len(words) - 1)

    def test_where_nothing_was_recorded_none_does(self, work, again):
        def close(coverage):
            close_coverage(
                coverage=coverage, reason="Sport", by=work.editor, now=NOW, revision=coverage.revision
            )

        shown = again(lambda number: {}, close)
        assert all("record nothing" in why and before for why, before in shown.values())

    def test_the_latest_decision_counts(self, work, again):
        article = work.coverage.article
        rows = work.coverage.rows
        times = {"begun_at": NOW, "changed_at": NOW, "editor": work.editor, "article": article}
        for days, dropped in ((2, True), (1, False)):
            Coverage.objects.create(
                rows=[{**row, "dropped": dropped} for row in rows],
                finished_at=NOW - datetime.timedelta(days=days),
                **times,
            )
        new = begin_coverage(by=work.editor, now=NOW, article=article)
        assert not any(row["unlikely"] for row in new.rows)

    def test_a_further_text_of_the_article_is_read_alike(self, work, again):
        again(lambda number: {"dropped": True}, self.finish)
        coverage = begin_coverage(by=work.editor, now=NOW)
        new = bring_in_article(
            coverage=coverage,
            intake=work.build_intake(text=TEXT + "\n\nCorrected since."),
            continue_with=work.coverage.article,
            by=work.editor,
            now=NOW,
            revision=coverage.revision,
        )
        assert all(row["left_out_before"] for row in new.rows)
        assert count_left_out(new.rows) == len(new.rows)
        assert count_left_out([{**row, "unlikely": ""} for row in new.rows]) == 0

    @pytest.mark.parametrize("change", [{"place": "the old mill"}, {"excerpt": "it is not"}])
    @pytest.mark.parametrize("decision", [{}, {"dropped": True}])
    def test_what_was_changed_in_a_row_comes_back_with_it(self, work, change, decision):
        first, *others = work.coverage.rows
        edited = {**first, "proposed": "hand", "edited": True, **change, **decision}
        stored = save_rows(rows=[edited, *others], coverage=work.coverage, **work.context)
        self.finish(stored)
        new = begin_coverage(by=work.editor, now=NOW, article=work.coverage.article)
        [again] = [row for row in new.rows if row["edited"]]
        of_now = dict.fromkeys(("id", "dropped", "unlikely", "left_out_before"))
        assert again | of_now == stored.rows[0] | of_now
        assert (again["dropped"], is_unlikely(again)) == (False, bool(decision))
        assert len({row["id"] for row in new.rows}) == len(new.rows) == len(work.coverage.rows)
        theirs = begin_coverage(by=make.UserFactory(), now=NOW, article=work.coverage.article)
        assert not any(row["edited"] for row in theirs.rows)

    def test_what_was_saved_does_not_come_back_as_left_out(self, work):
        words = work.coverage.rows[0]["excerpt"]
        work.save(work.row(words, edited=True))
        new = begin_coverage(by=work.editor, now=NOW, article=work.coverage.article)
        assert [row["edited"] for row in new.rows] == [False] * len(new.rows)
