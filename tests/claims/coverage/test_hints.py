"""The hints that an editor sees next to each row before saving."""

import datetime

import pytest

from claims.coverage.drafts import begin_coverage
from claims.coverage.hints import build_hints
from claims.coverage.references import load_references
from claims.coverage.selections import build_pasted_row, build_selected_row
from claims.models import Merge
from tests import factories as make
from tests.support.coverage_article import NOW

pytestmark = pytest.mark.django_db

DAY = datetime.date(2017, 4, 12)


def hint_of(work, **given):
    return build_hints(work.coverage, [work.row(**given)])["r1"]


def make_position(work, **fields):
    return make.DraftStatementFactory(
        **{"claimant": work.brook, "party": work.freedonia, "said_on": DAY, **fields}
    )


def test_the_position_that_is_on_the_record(work):
    there = make_position(work)
    hint = hint_of(work, claim=there.claim_id, party=None)
    assert (hint.existing, hint.near) == (there, [])


def test_positions_that_are_nearly_the_same(work):
    there = make_position(work, said_on=datetime.date(2017, 4, 11))
    make_position(work, claim=there.claim, stance="denies")
    hint = hint_of(work, claim=there.claim_id)
    assert (hint.existing, hint.near) == (None, [there])


def test_a_claim_that_is_on_the_record(work):
    there = make.DraftClaimFactory(text="The bridge of Vale is unsafe.")
    assert hint_of(work).same_claim == there
    assert hint_of(work, new_claim="Another matter").same_claim is None


def test_the_outlets_own_words(work):
    voice = make.VoiceFactory(outlet=work.outlet)
    there = make_position(work, claimant=voice, party=voice)
    hint = hint_of(work, kind="own_words", claimant=None, party=None, claim=there.claim_id)
    assert hint.existing == there


def test_how_much_is_quoted(work):
    hint = hint_of(work, excerpt="it is not safe")
    assert (hint.words, hint.is_there) == (4, True)
    assert round(hint.share * len(work.text)) == len("it is not safe")
    assert not hint_of(work, excerpt="no such words").is_there


def test_half_done_rows_are_no_error(work):
    rows = [{"id": "r1", "claim": 10**9, "claimant": 10**9, "said_on": "?"}, {"id": "r2", "dropped": True}]
    assert list(build_hints(work.coverage, rows)) == ["r1"]
    assert build_hints(begin_coverage(by=work.editor, now=NOW), rows)["r1"].share == 0


@pytest.mark.parametrize("number", [1, 3])
def test_any_number_of_rows_takes_the_same_queries(work, number, django_assert_num_queries):
    rows = [
        work.row(id=f"r{n}", claim=make_position(work).claim_id, via=work.outlet.pk)
        for n in range(number - 1)
    ]
    rows.append(work.row(id="r9", topics=[1]))
    rows.append(work.row(id="r8", claim=make_position(work).claim_id, via=work.outlet.pk))
    with django_assert_num_queries(13):
        build_hints(work.coverage, rows)


def test_the_objects_behind_the_ids(work):
    lost, kept = make.DraftClaimFactory(), make.DraftClaimFactory()
    Merge.objects.create(
        claim_from=lost, claim_into=kept, merged_at=NOW, merged_by=work.editor, reason="The same.", moved={}
    )
    references = load_references([work.row(claim=lost.pk, via=10**9)])
    assert references.get_claimant(work.brook.pk) == work.brook
    assert references.get_claim(lost.pk) == kept
    assert references.merged == {("claim", lost.pk): kept.pk}
    assert references.get_outlet(10**9) is None


class TestRowsOfOnesOwn:
    def test_a_selected_passage(self, work):
        start = work.text.index("not safe")
        row = build_selected_row(
            coverage=work.coverage, rows=work.coverage.rows, start=start + 1, end=start + 6
        )
        assert (row["excerpt"], row["proposed"], row["id"]) == ("not safe", "selection", "r5")
        assert (row["said_on"], row["said_on_precision"]) == ("2017-04-12", "day")
        assert "excerpt" not in row["guessed"]

    def test_a_selection_without_a_word(self, work):
        with pytest.raises(ValueError, match="No word"):
            build_selected_row(coverage=work.coverage, rows=[], start=9**9, end=9**9 + 5)

    def test_pasted_words(self, work):
        row = build_pasted_row(coverage=work.coverage, rows=[], excerpt=" it is not  safe\0")
        assert row["excerpt"] == "it is not safe"
        assert work.text[row["start"] : row["end"]] == "it is not safe"

    @pytest.mark.parametrize("words", ["no such words", "bridge", ""])
    def test_pasted_words_that_do_not_stand_there_once(self, work, words):
        row = build_pasted_row(coverage=work.coverage, rows=[], excerpt=words)
        assert (row["excerpt"], row["start"]) == (words, None)
