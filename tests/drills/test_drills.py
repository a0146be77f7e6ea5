"""The drills' runner; the drills themselves take minutes (`make drill`)."""

import pytest

from project.checkout import CHECKOUT
from tests.drills import __main__ as runner
from tests.drills.programs import DrillError, require


def fail() -> str:
    require(1 + 1 == 2, "not said")
    require(None, "two rows are gone")
    return "not reached"


@pytest.fixture
def parts(monkeypatch) -> None:
    monkeypatch.setattr(runner, "PARTS", {"good": lambda: "all is there", "bad": fail})


@pytest.mark.parametrize(("names", "failed"), [([], 1), (["bad"], 1), (["good"], 0)])
def test_a_part_that_fails_makes_the_drill_fail(parts, capsys, names, failed):
    assert runner.main(names) == failed
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(names or runner.PARTS)
    assert (
        sum(line.startswith("bad ") and line.endswith("FAILED: two rows are gone") for line in lines)
        == failed
    )
    assert (
        sum(line.startswith("good ") and line.endswith("all is there") for line in lines)
        == len(lines) - failed
    )


def test_what_a_drill_does_not_expect_ends_it(monkeypatch):
    monkeypatch.setattr(runner, "PARTS", {"broken": lambda: {}["key"]})
    with pytest.raises(KeyError):
        runner.main([])


def test_the_docs_name_each_part():
    page = (CHECKOUT / "docs/operations.md").read_text("utf-8")
    section = page.split("### Drills", 1)[1]
    assert [line.split("`")[1] for line in section.splitlines() if line.startswith("| `")] == [*runner.PARTS]


def test_a_failed_part_is_a_drill_error():
    with pytest.raises(DrillError, match=r"^two rows are gone$"):
        fail()
