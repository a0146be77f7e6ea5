"""The targets of `make fuzz`, for a moment each, and how findings are told."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from tests.fuzzing.findings import FINDINGS
from tests.fuzzing.fuzzer import SHARES, Findings, build_inputs, limited_time
from tests.fuzzing.targets import TARGETS
from tests.support.examples import IS_DEEP


@pytest.mark.parametrize("name", TARGETS)
def test_whatever_is_read_is_read_or_refused_in_a_sentence(name):
    chosen = TARGETS[name]
    seeds = list(chosen.seeds())[:: 1 if IS_DEEP else 3]
    assert sum(map(chosen.check, seeds)) > 0, "something is found in them"
    for data in FINDINGS.get(name, ()):
        with limited_time(1):
            chosen.check(data)

    @settings(
        max_examples=100 if IS_DEEP else 4,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(build_inputs(seeds, chosen.words))
    def check_some(data):
        chosen.check(data)

    check_some()


def fail(data: bytes) -> int:
    if data == b"bad":
        raise KeyError(data)
    while data == b"slow":
        pass
    return len(data)


def test_each_way_to_fail_is_told_once_and_ends_nothing(tmp_path: Path, capsys, monkeypatch):
    monkeypatch.setattr("tests.fuzzing.fuzzer.SECONDS_FOR_ONE", 0.05)
    findings = Findings(tmp_path / "cursors")
    told = [findings.try_input(fail, data) for data in (b"good", b"bad", b"slow", b"bad", b"good")]
    assert (told, findings.tried) == ([4, 0, 0, 0, 4], 5)
    assert [line.split()[1] for line in capsys.readouterr().out.splitlines()] == ["KeyError", "TooSlow"]
    assert {path.read_bytes() for path in (tmp_path / "cursors").glob("found-*[!t]")} == {b"bad", b"slow"}


def test_every_target_has_a_share_of_the_time():
    assert list(SHARES) == list(TARGETS)
    assert set(FINDINGS) <= set(TARGETS)
