"""Reservations in what was said."""

import pytest

from quotations.positions.hedges import guess_hedge


@pytest.mark.parametrize(
    "words",
    [
        "It may be old",
        "It may not be old",
        "the tunnel may have leaked",
        "the tunnel might leak",
        "Residents may notice a smell",
        "The press may watch it, but the tunnel may leak",
        "perhaps so",
        "Likely it is closed",
        "it is unlikely to open",
        "It appears closed",
        "the tunnel appears to leak",
        "it seems to leak",
        "the tunnel could be closed",
        "there could well be a second leak",
        "If the pumps fail, the tunnel could collapse",
        "I think the tunnel leaks",
        "As far as I know, it is closed",
        "to the best of my knowledge it is closed",
        "It is possible that the tunnel leaks",
        "there is a risk that the tunnel leaks",
        "I am not sure the tunnel leaks",
        "It isn’t certain that the tunnel leaks",
        "a second leak cannot be ruled out",
        "May be it is closed",
        "Tunnel May Be at an End",
        "I cannot be sure that it holds",
        "I can’t be certain that it holds",
    ],
)
def test_reservations(words):
    assert guess_hedge(words).value == "hedged"


@pytest.mark.parametrize(
    "words",
    [
        "It is closed",
        "It closes on 3 May",
        "In May it closed",
        "the mighty sea",
        "Visitors may enter free of charge",
        "The press may watch it from the quay",
        "Parents of pupils may be present",
        "the tunnel may only be used by day",
        "We could not open the gate",
        "I could run tomorrow",
        "their military might is great",
        "women are twice as likely to swim",
        "he appeared in court",
        "the tunnel is closed because it may leak",
        "Anyone who may have seen it should call",
        "It could have been avoided",
        "They avoid words that may be misread",
    ],
)
def test_no_reservations(words):
    assert guess_hedge(words).value == ""


def test_the_reason_has_the_words():
    assert guess_hedge("I think the tunnel leaks").why == "“I think” is a reservation."


def test_a_verb_that_reports_a_reservation():
    assert guess_hedge("the tunnel leaks", cue="hinted").value == "hedged"
    assert guess_hedge("the tunnel leaks", cue="said").value == ""
