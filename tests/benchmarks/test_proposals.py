"""How the benchmark of proposed rows compares them with what was marked."""

from collections import Counter

import pytest

from benchmarks import proposals
from claims.coverage.rows import build_row

TEXT = 'Norway denied that it had cut the quota, which Iceland said it had. "We cut nothing," Ann Bell said.'
NAMES = {1: "Norway", 2: "Ann Bell"}


def build_mark(words: str, **values) -> proposals.Mark:
    start = TEXT.index(words)
    given = {
        "worth": "position",
        "words": words,
        "kind": "paraphrase",
        "speaker": ["Norway"],
        "stance": ["denies"],
        "hedged": [False],
        "said_on": ["2024-03-14 day"],
        "party": ["Norway"],
        "capacity": [None],
        "nature": ["fact"],
        "place": [None],
        "proposition": "Norway cut the quota",
    }
    return {**given, "span": (start, start + len(words)), **values}


def build_proposal(words: str, **values) -> proposals.Row:
    start = TEXT.index(words)
    end = start + len(words)
    given = {
        "excerpt": words,
        "start": start,
        "end": end,
        "whole": [start, end],
        "claimant": 1,
        "party": 1,
        "capacity": "as a government",
        "stance": "denies",
        "said_on": "2024-03-14",
        "nature": "fact",
        "proposition": "Norway had cut the quota.",
    }
    return proposals.describe(build_row(**{**given, **values}), NAMES)


DENIED = "denied that it had cut the quota"


def test_a_row_with_all_that_is_marked_is_accepted_unchanged():
    score = proposals.judge_article([build_mark(DENIED)], [build_proposal(DENIED)])
    assert (score.counts["found"], score.counts["unchanged"], score.differences) == (1, 1, [])
    assert score.fields["party on the record"] == {"right": 1}


@pytest.mark.parametrize(
    ("field", "values", "verdict"),
    [
        ("stance", {"stance": ""}, "open"),
        ("stance", {"stance": "affirms"}, "wrong"),
        ("party", {"party": None}, "open"),
        ("party", {"party": 2}, "wrong"),
        ("said_on", {"said_on_precision": "by"}, "open"),
        ("said_on", {"said_on": "2024-03-13"}, "wrong"),
        ("capacity", {"capacity": "minister"}, "wrong"),
        ("speaker", {"claimant": 2}, "wrong"),
        ("speaker", {"claimant": None, "new_name": "an official", "new_kind": "unnamed"}, "open"),
        ("nature", {"nature": "demand"}, "wrong"),
        ("proposition", {"proposition": ""}, "open"),
        ("proposition", {"proposition": "Quotas are bad."}, "wrong"),
        ("hedged", {"hedged": True}, "wrong"),
    ],
)
def test_a_field_is_right_open_or_wrong(field, values, verdict):
    score = proposals.judge_article([build_mark(DENIED)], [build_proposal(DENIED, **values)])
    assert score.fields[field] == {verdict: 1}
    assert len(score.differences) == 1


def test_the_excerpt_of_a_denial_keeps_its_verb():
    row = build_proposal("it had cut the quota")
    assert proposals.judge_field("excerpt", build_mark(DENIED), row) == "wrong"
    affirmed = build_mark(DENIED, stance=["affirms"])
    assert proposals.judge_field("excerpt", affirmed, row) == "right"


def test_of_two_rows_with_the_same_words_that_of_the_same_speaker_is_meant():
    marks = [build_mark(DENIED), build_mark("it had cut the quota", speaker=["Ann Bell"], stance=["affirms"])]
    rows = [
        build_proposal("it had cut the quota", claimant=2, stance="affirms"),
        build_proposal("it had cut the quota"),
    ]
    assert [(mark["speaker"], row["speaker"]) for mark, row in proposals.pair(marks, rows)] == [
        (["Ann Bell"], "Ann Bell"),
        (["Norway"], "Norway"),
    ]


def test_rows_that_are_no_position_lower_the_precision_unless_folded_away():
    marks = [{"worth": "nothing", "words": "We cut nothing", "span": (69, 83)}, build_mark(DENIED)]
    rows = [build_proposal("We cut nothing"), build_proposal("Ann Bell said"), build_proposal(DENIED)]
    score = proposals.judge_article(marks, rows)
    assert (score.counts["rows"], score.counts["wanted rows"]) == (3, 1)
    assert score.differences[-2:] == ["should be nothing: 'We cut nothing'", "not marked: 'Ann Bell said'"]
    rows[0]["unlikely"] = rows[2]["unlikely"] = "a motto"
    score = proposals.judge_article(marks, rows)
    assert (score.counts["rows"], score.counts["folded"], score.counts["positions folded"]) == (1, 2, 1)


def test_missed_goals_are_named():
    score = proposals.RowScore()
    score.fields = {
        "stance": Counter(right=9, wrong=1),
        "party on the record": Counter(right=8, open=2),
    }
    assert proposals.find_missed(score) == ["party right (0.80)", "stance wrong (0.10)"]


@pytest.mark.parametrize("article", proposals.read_articles(), ids=lambda article: article["style"])
def test_every_mark_stands_in_its_article_once_and_says_all(article):
    marks = proposals.read_marks(article["file"], proposals.read_text(article["file"]))
    positions = [mark for mark in marks if mark["worth"] == "position"]
    assert len(positions) > 20
    for mark in marks:
        if mark["worth"] == "nothing":
            continue
        assert {*proposals.FIELDS, *proposals.SUGGESTED} - {"excerpt"} <= mark.keys()
        assert len(mark["words"].split()) <= proposals.MAX_EXCERPT_WORDS
