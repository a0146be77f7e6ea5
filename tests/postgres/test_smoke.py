"""What the smoke test on the system's PostgreSQL calls wrong, and what is missing for it."""

from copy import deepcopy

import pytest

from tests.postgres import server, smoke
from tests.postgres.server import ServerError, find_programs
from tests.postgres.smoke import compare, compare_twice

EMBEDDED = {"seconds": {"edit: claim": 0.06, "page: about": 0.001}, "found": {"a word": ["one", "two"]}}


@pytest.mark.parametrize(
    ("seconds", "found", "wrong"),
    [
        ({"edit: claim": 0.59, "page: about": 0.49}, ["one", "two"], []),
        (
            {"edit: claim": 0.61},
            ["one", "two"],
            ["edit: claim takes 10 times as long as on the embedded server."],
        ),
        (
            {"page: about": 0.51},
            ["one", "two"],
            ["page: about takes 10 times as long as on the embedded server."],
        ),
        (
            {},
            ["two", "one"],
            ["The search for a word finds ['two', 'one'], and ['one', 'two'] on the embedded server."],
        ),
    ],
)
def test_what_is_wrong_on_another_server(seconds, found, wrong):
    assert compare(EMBEDDED, {"seconds": seconds, "found": {"a word": found}}, "") == wrong


@pytest.mark.parametrize(("second", "wrong"), [(0.06, 0), (0.7, 1)])
def test_a_slow_step_is_repeated_once(monkeypatch, second, wrong):
    again = {"seconds": {"edit: claim": second}, "found": {}}
    monkeypatch.setattr(smoke, "run_steps", lambda _url, *, is_filled: again)
    system = deepcopy(EMBEDDED)
    system["seconds"]["edit: claim"] = 0.8
    assert len(compare_twice(EMBEDDED, system, "", "")) == wrong
    assert system["seconds"] == {"edit: claim": second, "page: about": 0.001}


def test_a_search_that_finds_something_else_stays_wrong(monkeypatch):
    monkeypatch.setattr(smoke, "run_steps", lambda _url, *, is_filled: EMBEDDED)
    assert len(compare_twice(EMBEDDED, EMBEDDED | {"found": {"a word": []}}, "", "")) == 1


def test_the_newest_version_is_found_beside_old_folders(monkeypatch, tmp_path):
    monkeypatch.setattr(server, "VERSIONS", tmp_path)
    for version in ("15", "9.6", "17"):
        (tmp_path / version / "bin").mkdir(parents=True)
        (tmp_path / version / "bin" / "initdb").touch()
    assert find_programs("") == tmp_path / "17" / "bin"


def test_a_version_that_is_not_installed():
    with pytest.raises(ServerError, match=r"^There is no PostgreSQL 9 in .*: `make postgres` installs it\.$"):
        find_programs("9")
