"""How often the fields of proposed rows are right, over passages in many styles.

See `tests/support/proposed_fields.py` for the form of the passages.
"""

import pytest

from tests.support.proposed_fields import compare, count_verdicts, make_record, read_passages

pytestmark = pytest.mark.django_db

LEAST_RIGHT = {"stance": 0.95, "hedged": 0.95, "nature": 0.8, "party": 0.85, "said_on": 0.95, "place": 0.9}
MOST_WRONG = {"stance": 0.02, "hedged": 0.05, "nature": 0.06, "party": 0.03, "said_on": 0.03, "place": 0.05}


@pytest.mark.parametrize("name", ["tuned.txt", "held_back.txt"])
def test_fields_are_right_or_left_open(name):
    make_record()
    outcomes, _missing = compare(read_passages(name))
    faults = [outcome for outcome in outcomes if outcome.verdict != "right"]
    counted = count_verdicts(outcomes)
    for field in LEAST_RIGHT:
        counts = counted[field]
        total = counts.total()
        assert total > 10, field
        assert counts["right"] / total >= LEAST_RIGHT[field], (field, faults)
        assert counts["wrong"] / total <= MOST_WRONG[field], (field, faults)
