"""How often the fields of proposed rows are right, over passages in many styles.

See `tests/support/proposed_fields.py` for the form of the passages.
"""

import pytest

from tests.support.proposed_fields import compare, count_verdicts, make_record, read_passages

pytestmark = pytest.mark.django_db

LEAST_RIGHT = {"stance": 0.95, "hedged": 0.95, "nature": 0.8, "party": 0.85, "said_on": 0.95, "place": 0.9}
MOST_WRONG = {"stance": 0.02, "hedged": 0.05, "nature": 0.06, "party": 0.03, "said_on": 0.03, "place": 0.05}
OF_SPEAKERS = {"speaker": 0.95, "party": 0.9, "capacity": 0.9, "unnamed": 0.9}
MOST_WRONG |= {"speaker": 0.03, "capacity": 0.06, "unnamed": 0}


@pytest.mark.parametrize(
    ("name", "goals"),
    [
        ("tuned.txt", LEAST_RIGHT),
        ("held_back.txt", LEAST_RIGHT),
        ("parties_tuned.txt", OF_SPEAKERS),
        ("parties_held_back.txt", OF_SPEAKERS),
    ],
)
def test_fields_are_right_or_left_open(name, goals):
    make_record()
    outcomes, _missing = compare(read_passages(name))
    faults = [outcome for outcome in outcomes if outcome.verdict != "right"]
    counted = count_verdicts(outcomes)
    for field in goals:
        counts = counted[field]
        total = counts.total()
        assert total > (2 if field == "unnamed" else 10), field
        assert counts["right"] / total >= goals[field], (field, faults)
        assert counts["wrong"] / total <= MOST_WRONG[field], (field, faults)
