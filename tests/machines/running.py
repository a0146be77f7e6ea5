"""`make machines`: done in any order or at once, no deed leaves the record or its pages wrong.

`make machines ARGS="--minutes 5"` says how long; `ARGS="-k at_once --seed 40"` begins with the race of a seed
that was told. A round that has begun is brought to its end, and so is the shortening of what has failed.
"""

import itertools
import time
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from tests.machines.desk import DEEDS, Deed, add_coverage, begin, publish_rows
from tests.machines.invariants import check_history, check_pages, check_record
from tests.machines.races import draw_race, run_race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tables_owner")]

NUMBERS = st.lists(st.integers(0, 11), min_size=6, max_size=6)
OUTCOMES: Counter[tuple[str, str]] = Counter()
"""How often each deed was done, refused, or had nothing to do, over all rounds."""


class RecordMachine(RuleBasedStateMachine):
    """One desk. Each deed is committed, and everything is looked at after it."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = begin()

    @initialize(articles=st.lists(NUMBERS, min_size=1, max_size=3), numbers=NUMBERS)
    def publish_some(self, articles, numbers) -> None:
        for each in articles:
            self.desk.do(add_coverage, each)
        self.desk.do(publish_rows, numbers)

    @invariant()
    def is_right(self) -> None:
        check_record()
        check_pages()

    def teardown(self) -> None:
        OUTCOMES.update(self.desk.outcomes)
        check_history()


def make_rule(deed: Deed):
    def act(self, numbers) -> None:
        self.desk.do(deed, numbers)

    act.__name__ = deed.__name__
    return rule(numbers=NUMBERS)(act)


for each_deed in DEEDS:
    setattr(RecordMachine, each_deed.__name__, make_rule(each_deed))


@pytest.fixture
def rounds(request, capsys) -> Iterator[Iterator[int]]:
    """Provide the numbers of rounds, until half of the time is over; say afterwards what was done."""
    OUTCOMES.clear()
    until = time.monotonic() + request.config.getoption("minutes") * 60 / 2
    done = itertools.count()
    yield itertools.takewhile(lambda _: time.monotonic() < until, done)
    with capsys.disabled():
        told = ", ".join(f"{deed} {came} {n}" for (deed, came), n in sorted(OUTCOMES.items()))
        print(f"\n{request.node.name}: {next(done) - 1} rounds, {OUTCOMES.total()} deeds: {told}")  # noqa: T201


def test_in_any_order(rounds):
    each_round = settings(
        max_examples=4,
        stateful_step_count=20,
        deadline=None,
        database=None,
        print_blob=True,
        suppress_health_check=list(HealthCheck),
    )
    for _ in rounds:
        run_state_machine_as_test(RecordMachine, settings=each_round)


def test_at_once(rounds, request):
    for number in rounds:
        desk, race = begin(), draw_race(request.config.getoption("seed") + number)
        raised = run_race(desk, race)
        OUTCOMES.update(desk.outcomes)
        assert not raised, (str(race), raised)
        try:
            check_record()
            check_pages()
            check_history()
        except AssertionError as error:
            error.add_note(str(race))
            raise
