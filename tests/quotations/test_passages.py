"""Some 1,000 marked passages: agencies, broadcasters, courts, newspapers, transcripts and careless print."""

from pathlib import Path

import pytest

from benchmarks.quotations import GOALS, find_missed, read_passage, read_passages, score_passages

FOLDER = Path(__file__).parent
PASSAGES = FOLDER / "passages.txt"


@pytest.mark.parametrize("name", ["passages.txt", "articles_development.txt"])
@pytest.mark.parametrize("kind", ["quote", "paraphrase"])
def test_the_finder_reaches_its_goals_on_the_passages(name, kind):
    _, score = score_passages(list(read_passages(FOLDER / name)), kind, [], show=False)
    assert find_missed(kind, score) == []


@pytest.mark.parametrize("name", ["articles_held.txt", "articles_third.txt", "articles_fourth.txt"])
def test_hardly_a_quotation_has_a_wrong_speaker(name):
    _, score = score_passages(list(read_passages(FOLDER / name)), "quote", [], show=False)
    assert score.figures()["wrong"] <= GOALS["quote"]["wrong"]


def test_every_passage_is_in_one_half():
    halves = [len(list(read_passages(PASSAGES, half))) for half in (0, 1)]
    assert sum(halves) == len(list(read_passages(PASSAGES))) >= 300
    assert min(halves) > 100


def test_a_mark_says_where_a_quotation_stands_and_whose_it_may_be():
    passage = read_passage("<p Ada Brook|>It will “<q Tom Field>rise</q>”</p>, he\\u200b said. ¶ Yes.")
    assert passage.text == "It will “rise”, he\u200b said.\n\nYes."
    assert [(passage.text[mark.start : mark.end], mark.speakers, mark.kind) for mark in passage.gold] == [
        ("rise", ("Tom Field",), "quote"),
        ("It will “rise”", ("Ada Brook", None), "paraphrase"),
    ]
