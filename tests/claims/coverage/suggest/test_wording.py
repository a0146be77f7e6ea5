"""How often the wording suggested for a claim is one to take, over passages in many styles.

See `tests/support/proposed_drafts.py` for the form of the passages. No rule was made from those of
`held_back.txt`.
"""

from collections import Counter

import pytest

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
