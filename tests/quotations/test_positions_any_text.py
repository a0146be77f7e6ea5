"""The position is read from any text without an exception."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quotations.finder import find_quotations
from quotations.grammar.datelines import read_dateline
from quotations.positions.hedges import guess_hedge
from quotations.positions.nature import guess_nature
from quotations.positions.occasions import guess_place
from quotations.positions.open_references import find_open_references
from quotations.positions.reported import read_report
from quotations.positions.stance import guess_stance
from tests.support.examples import examples

from .test_any_text import NEWSLIKE, PACKED


@settings(max_examples=examples(100))
@given(NEWSLIKE | PACKED | st.text(), st.integers(0, 80), st.integers(0, 80))
@pytest.mark.parametrize("cue", ["", "said", "denied", "claim", "("])
@pytest.mark.parametrize("is_quotation", [True, False])
def test_any_words_of_any_text(cue, is_quotation, text, start, length):
    end = min(len(text), start + length)
    span = (min(start, end), end)
    report = read_report(text, span, cue=cue, is_quotation=is_quotation, quoted=[(3, 9)])
    assert report.words == text[span[0] : span[1]]
    for guess in (
        guess_stance(report),
        guess_nature(report, own_names=["(", ""]),
        guess_place(report, "Oslo"),
    ):
        assert bool(guess.value) == bool(guess.why)
    assert guess_hedge(report.clause, cue).value in ("", "hedged")
    dateline = read_dateline(text)
    assert dateline is None or dateline.place == dateline.place.strip() != ""


@settings(max_examples=examples(100))
@given(NEWSLIKE | PACKED | st.text())
def test_what_a_proposition_leaves_open(text):
    for found in find_open_references(text):
        assert found.words == text[found.start : found.end]


@settings(max_examples=examples(100))
@given(NEWSLIKE | PACKED)
def test_what_the_finder_finds(text):
    for found in find_quotations(text):
        report = read_report(
            text, (found.start, found.end), cue=found.cue, is_quotation=found.kind == "quote"
        )
        assert guess_stance(report).value in ("", "affirms", "denies", "questions", "withdraws")
