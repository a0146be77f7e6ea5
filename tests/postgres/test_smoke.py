"""What the smoke test on the system's PostgreSQL calls wrong, and what is missing for it."""

import pytest

from tests.postgres.server import ServerError, find_programs
from tests.postgres.smoke import compare

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


def test_a_version_that_is_not_installed():
    with pytest.raises(ServerError, match=r"^There is no PostgreSQL 9 in .*: `make postgres` installs it\.$"):
        find_programs("9")
