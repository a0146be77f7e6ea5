"""No pattern takes exponentially many steps over words that repeat."""

import importlib
import pkgutil
import re
import signal

import pytest

import claims.coverage.suggest
import quotations.positions

SECONDS = 60
"""An alarm for what would not end in years; nothing here takes a second."""
REPEATED = [
    "1-",
    "A-",
    "a-",
    "’",
    "a’",
    "A ",
    "a ",
    "a, ",
    "Aa Bb, ",
    "- ",
    "no, ",
    "not ",
    "of the ",
    "and ",
]
OPENINGS = ["", "Dial ", "it is ", "there is no ", "I ", "the claim "]


def list_patterns():
    for package in (quotations.positions, claims.coverage.suggest):
        for info in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            module = importlib.import_module(info.name)
            for name, value in sorted(vars(module).items()):
                if isinstance(value, re.Pattern):
                    yield pytest.param(value, id=f"{info.name.rsplit('.', 1)[1]}.{name}")


@pytest.fixture
def alarm():
    def give_up(number, frame):
        raise AssertionError("A pattern took too many steps.")

    previous = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(SECONDS)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, previous)


@pytest.mark.parametrize("pattern", list(list_patterns()))
@pytest.mark.usefixtures("alarm")
def test_a_pattern_ends_over_words_that_repeat(pattern):
    for opening in OPENINGS:
        for repeated in REPEATED:
            for ending in ("", " closed", "ü§"):
                list(pattern.finditer(f"{opening}{repeated * 60}{ending}"))
