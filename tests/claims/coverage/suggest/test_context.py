"""What the words themselves, and the verb of saying, suggest."""

import pytest

from claims.coverage.suggest import context


@pytest.mark.parametrize("words", ["It may be old", "perhaps so", "Likely it is closed", "It appears closed"])
def test_reservations(words):
    assert context.is_hedged(words)


@pytest.mark.parametrize(
    "words", ["It is closed", "It closes on 3 May", "In May it closed", "the mighty sea"]
)
def test_no_reservations(words):
    assert not context.is_hedged(words)


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("denied", "denies"),
        ("flatly rejected", "denies"),
        ("has dismissed", "denies"),
        ("questioned", "questions"),
        ("doubts", "questions"),
        ("withdrew", "withdraws"),
        ("said", ""),
        ("undenied", ""),
        ("", ""),
    ],
)
def test_the_stance_that_a_verb_tells(cue, stance):
    assert context.guess_stance(cue) == stance
