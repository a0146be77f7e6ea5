"""How often the wording suggested for a claim is one to take, over passages in many styles.

See `tests/support/proposed_drafts.py` for the form of the passages. No rule was made from those of
`held_back.txt`.
"""

import datetime
from collections import Counter

import pytest

from claims.coverage.suggest.proposals import propose_rows
from sources.models import Article
from tests.support.proposed_drafts import compare_drafts

pytestmark = pytest.mark.django_db

LEAST_RIGHT = 0.8
MOST_WRONG = 0.04


@pytest.mark.parametrize("name", ["tuned.txt", "held_back.txt"])
def test_drafts_are_right_or_left_out(name):
    outcomes = compare_drafts(name)
    assert len(outcomes) > 50
    counts = Counter(outcome.verdict for outcome in outcomes)
    assert counts["wrong"] <= MOST_WRONG * len(outcomes), [
        item for item in outcomes if item.verdict == "wrong"
    ]
    assert counts["right"] >= LEAST_RIGHT * len(outcomes), [
        item for item in outcomes if item.verdict != "right"
    ]


def test_no_wording_hangs_on_what_was_said_before():
    article = Article(published_on=datetime.date(2024, 3, 7), title="")
    text = "The Vale Council sold the pool. Ada Brook said the decision would cost 40 jobs."
    [row] = propose_rows(text=text, article=article)
    assert (row["proposition"], "proposition" in row["guessed"]) == ("", False)
