"""One day at the desk of `make machines`, and what it watches."""

import pytest

from tests.machines import desk as deeds
from tests.machines.desk import begin
from tests.machines.invariants import check_history, check_pages, check_record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tables_owner")]

DAY = [
    (deeds.add_coverage, [0, 0, 1]),
    (deeds.add_coverage, [1, 0, 0]),
    (deeds.publish_rows, [1]),
    (deeds.merge, [0, 1, 0, 0]),
    (deeds.undo, [0]),
    (deeds.import_file, [0]),
    (deeds.retract_claim, [0]),
    (deeds.take_back_import, [0]),
    (deeds.seal, [0]),
]


def test_a_day_at_the_desk_leaves_everything_right():
    desk = begin()
    outcomes = [(deed.__name__, desk.do(deed, numbers), desk.why) for deed, numbers in DAY]
    assert [outcome for _deed, outcome, _why in outcomes] == ["done"] * len(DAY), outcomes
    check_record()
    check_pages()
    check_history()
