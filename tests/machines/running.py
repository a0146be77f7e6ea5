"""`make machines`: done in any order or at once, no deed leaves the record or its pages wrong.

`make machines ARGS="--minutes 5"` says how long; `ARGS="-k at_once --seed 40"` begins with the race of a seed
that was told. A round that has begun is brought to its end, and so is the shortening of what has failed.
First the product is broken in ten ways: the machines have to report each.
"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.machines.breaks import BREAKS
from tests.machines.desk import DEEDS, Deed, add_coverage, begin, is_possible, publish_rows
from tests.machines.invariants import check_history, check_pages, check_record
from tests.machines.races import KINDS, PAIRS, Race, count_meetings, draw_meeting, draw_race, run_race

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tables_owner")]

NUMBERS = st.lists(st.integers(0, 11), min_size=8, max_size=8)
OUTCOMES: Counter[tuple[str, str]] = Counter()
"""How often each deed was done, refused, or had nothing to do, over all rounds of a test."""
REFUSALS: Counter[str] = Counter()
"""What was said to whom it was refused."""
MET: Counter[frozenset[str]] = Counter()
"""How often deeds of two kinds met on the rows of a claim."""
WHOLE_RUN = 40 * len(DEEDS)
"""After so many deeds each kind was done at least once, or something keeps it from being done."""
EACH_ROUND = settings(
    max_examples=4,
    stateful_step_count=20,
    deadline=None,
    database=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)


class RecordMachine(RuleBasedStateMachine):
    """One desk. Each deed is committed, and everything is looked at after it."""

    def __init__(self) -> None:
        super().__init__()
        self.desk, self.last = begin(), "done"

    @initialize(articles=st.lists(NUMBERS, min_size=1, max_size=3), numbers=NUMBERS)
    def publish_some(self, articles, numbers) -> None:
        for each in articles:
            self.desk.do(add_coverage, each)
        self.desk.do(publish_rows, numbers)

    @invariant()
    def is_right(self) -> None:
        if self.last != "nothing":
            check_record()
        if self.last == "done":
            check_pages()

    def teardown(self) -> None:
        OUTCOMES.update(self.desk.outcomes)
        REFUSALS.update(self.desk.refusals)
        check_history()


def make_rule(deed: Deed):
    def act(self, numbers) -> None:
        self.last = self.desk.do(deed, numbers)

    act.__name__ = deed.__name__
    return precondition(lambda self: is_possible(deed))(rule(numbers=NUMBERS)(act))


def make_machine(several: list[Deed]) -> type[RecordMachine]:
    """Make a machine that does these deeds and no others."""
    return type("Machine", (RecordMachine,), {deed.__name__: make_rule(deed) for deed in several})


@pytest.mark.parametrize("broken", BREAKS)
def test_reports_what_is_broken(broken):
    until_found = settings(EACH_ROUND, max_examples=20, phases=[Phase.generate], print_blob=False)
    with BREAKS[broken].make(), pytest.raises(AssertionError):
        run_state_machine_as_test(make_machine(BREAKS[broken].deeds), settings=until_found)


@pytest.fixture
def rounds(request, capsys) -> Iterator[Iterator[int]]:
    """Provide the numbers of rounds, until a third of the time is over; say afterwards what was done."""
    for counter in (OUTCOMES, REFUSALS, MET):
        counter.clear()
    until = time.monotonic() + request.config.getoption("minutes") * 60 / 3
    done = itertools.count()
    yield itertools.takewhile(lambda _: time.monotonic() < until, done)
    with capsys.disabled():
        print(f"\n{request.node.name}: {next(done) - 1} rounds, {OUTCOMES.total()} deeds")  # noqa: T201
        print(describe_outcomes(), *describe_meetings(), sep="\n")  # noqa: T201


def describe_outcomes() -> str:
    lines = [f"{'':20}{'done':>8}{'refused':>8}{'nothing':>8}"]
    for name in sorted({deed for deed, _outcome in OUTCOMES}):
        counts = (OUTCOMES[name, outcome] for outcome in ("done", "refused", "nothing"))
        lines.append(f"{name:20}" + "".join(f"{count:8}" for count in counts))
    return "\n".join([*lines, *(f"{count:5} {why}" for why, count in REFUSALS.most_common(30))])


def describe_meetings() -> Iterator[str]:
    for pair, count in MET.most_common():
        yield f"{' and '.join(sorted(pair))} met {count} times"


def check_nothing_is_left_out() -> None:
    """Check that a run which was long enough has done each deed: what is only refused is not tried."""
    if OUTCOMES.total() >= WHOLE_RUN:
        never = [deed.__name__ for deed in DEEDS if not OUTCOMES[deed.__name__, "done"]]
        assert not never, f"never done in {OUTCOMES.total()} deeds: {never}"


def test_in_any_order(rounds):
    machine = make_machine(DEEDS)
    for _ in rounds:
        run_state_machine_as_test(machine, settings=EACH_ROUND)
    check_nothing_is_left_out()


def test_at_once(rounds, request):
    run_races(rounds, request, draw_race)
    check_nothing_is_left_out()


def test_on_one_claim(rounds, request):
    run_races(rounds, request, draw_meeting)
    if MET.total() >= 10 * len(PAIRS):
        assert not set(PAIRS) - set(MET), f"of {list(KINDS)} these never met"


def run_races(rounds: Iterator[int], request, draw: Callable[[int], Race]) -> None:
    """Run a race in each round, and look at everything after it."""
    for number in rounds:
        desk, race = begin(), draw(request.config.getoption("seed") + number)
        raised = run_race(desk, race)
        OUTCOMES.update(desk.outcomes)
        REFUSALS.update(desk.refusals)
        MET.update(count_meetings(desk))
        assert not raised, (str(race), raised)
        try:
            check_record()
            check_pages()
            check_history()
        except AssertionError as error:
            error.add_note(str(race))
            raise
