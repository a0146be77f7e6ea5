"""Whether another wording of a proposition may say something else."""

import pytest

from claims.duplicates.likeness import find_alterations

CLAIM = "Norland's army closed the Vale bridge on 4 April 2017 with 12 soldiers."
NEGATION, NUMBER = "another negation or its opposite", "another number or date"
NAME, WORDS = "another name", "other words for more than a third"


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (CLAIM.replace("closed", "did not close"), [NEGATION]),
        (CLAIM.replace("closed", "never closed"), [NEGATION]),
        (CLAIM.replace("closed", "opened"), [NEGATION]),
        (CLAIM.replace("12", "21"), [NUMBER]),
        (CLAIM.replace("12", "twelve"), [NUMBER]),
        (CLAIM.replace("4 April", "6 April"), [NUMBER]),
        (CLAIM.replace("April", "May"), [NUMBER]),
        (CLAIM.replace("2017", "2018"), [NUMBER]),
        (CLAIM.replace("Vale", "Harbour"), [NAME]),
        (CLAIM.replace("Vale bridge", "bridge"), [NAME]),
        (CLAIM.replace("army", "army and Sylvania"), [NAME]),
        (CLAIM.replace("closed the", "shut off all cars from passing over the"), [WORDS]),
        ("It is so.", [NUMBER, NAME, WORDS]),
    ],
)
def test_what_may_say_something_else(new, expected):
    assert find_alterations(CLAIM, new) == expected
    assert find_alterations(new, CLAIM) == expected


@pytest.mark.parametrize(
    "new",
    [
        CLAIM,
        CLAIM.rstrip("."),
        CLAIM.upper(),
        CLAIM.replace("Norland's", "Norland’s"),
        CLAIM.replace("Norland's army", "The army of Norland"),
        CLAIM.replace("Vale", "Vaale"),
        CLAIM.replace("closed", "shut"),
        CLAIM.replace("soldiers", "of its soldiers"),
        CLAIM.replace("closed", "clsoed"),
    ],
)
def test_spelling_and_style_do_not(new):
    assert find_alterations(CLAIM, new) == []
