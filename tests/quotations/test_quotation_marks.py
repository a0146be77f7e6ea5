"""Words between quotation marks of every kind, used well or badly."""

import pytest

from quotations.finder import find_quotations
from tests.support.quotation_lists import list_quotes

A = "Ada Brook"
CASES = {
    "straight": ('"The bridge is closed today," Ada Brook said.', ["The bridge is closed today,"]),
    "curly": ("“The bridge is closed today,” Ada Brook said.", ["The bridge is closed today,"]),
    "curly opened, straight closed": (
        '“The bridge is closed today," Ada Brook said.',
        ["The bridge is closed today,"],
    ),
    "straight opened, curly closed": (
        '"The bridge is closed today,” Ada Brook said.',
        ["The bridge is closed today,"],
    ),
    "both marks turned the wrong way": (
        "”The bridge is closed today,“ Ada Brook said.",
        ["The bridge is closed today,"],
    ),
    "two closing marks": ("”The bridge is closed today,” Ada Brook said.", ["The bridge is closed today,"]),
    "closed by two apostrophes": (
        "\"The bridge is closed today,'' Ada Brook said.",
        ["The bridge is closed today,"],
    ),
    "typewriter marks": ("``The bridge is closed today,'' Ada Brook said.", ["The bridge is closed today,"]),
    "low and high": ("„The bridge is closed today“, Ada Brook said.", ["The bridge is closed today"]),
    "guillemets": ("«The bridge is closed today», Ada Brook said.", ["The bridge is closed today"]),
    "guillemets with spaces": (
        "« The bridge is closed today », Ada Brook said.",
        ["The bridge is closed today"],
    ),
    "British singles": ("'The bridge is closed today,' Ada Brook said.", ["The bridge is closed today,"]),
    "curly singles": ("‘The bridge is closed today,’ Ada Brook said.", ["The bridge is closed today,"]),
    "singles around apostrophes": (
        "'It isn't safe and we're closing it,' Ada Brook said.",
        ["It isn't safe and we're closing it,"],
    ),
    "curly singles around apostrophes": (
        "‘It isn’t safe and we’re closing it,’ Ada Brook said.",
        ["It isn’t safe and we’re closing it,"],
    ),
    "singles around a plural's apostrophe": (
        "'The workers' pay is far too low,' Ada Brook said.",
        ["The workers' pay is far too low,"],
    ),
    "a clipped word is not a mark": (
        'Back in the \'90s, Ada Brook said, "the river was dead here."',
        ["the river was dead here."],
    ),
    "singles nested in doubles": (
        "\"He told me 'go away now please' and left,\" Ada Brook said.",
        ["He told me 'go away now please' and left,"],
    ),
    "doubles nested in singles": (
        "‘He told me “go away now please” and left,’ Ada Brook said.",
        ["He told me “go away now please” and left,"],
    ),
    "nested at the end": (
        "\"They all shouted 'down with the mayor of this town,'\" Ada Brook said.",
        ["They all shouted 'down with the mayor of this town,'"],
    ),
    "inches are not marks": (
        'The 27" screen fell on Monday. "It just came right down," Ada Brook said.',
        ["It just came right down,"],
    ),
    "split": (
        '"The bridge," Ada Brook said, "is closed until the spring."',
        ["The bridge,", "is closed until the spring."],
    ),
    "two sentences, one attribution": (
        '"The bridge is closed today," Ada Brook said. "It will stay so until May."',
        ["The bridge is closed today,", "It will stay so until May."],
    ),
    "no space before the mark": (
        'Ada Brook said:"The bridge is closed today."',
        ["The bridge is closed today."],
    ),
    "brackets inside": (
        '"They [the engineers] closed the bridge," Ada Brook said.',
        ["They [the engineers] closed the bridge,"],
    ),
    "marks in brackets": (
        'Ada Brook disagreed ("the bridge is quite safe now," she said).',
        ["the bridge is quite safe now,"],
    ),
    "no-break spaces": (
        '"The\u00a0bridge is closed\u00a0today," Ada Brook said.',
        ["The\u00a0bridge is closed\u00a0today,"],
    ),
    "several paragraphs": (
        '"The bridge is closed today," Ada Brook said. "We have looked at it.\n\n'
        '"We have found nothing good.\n\n"It will stay closed until May."\n\nNobody complained.',
        [
            "The bridge is closed today,",
            "We have looked at it.",
            "We have found nothing good.",
            "It will stay closed until May.",
        ],
    ),
    "several paragraphs, curly singles": (
        "Ada Brook said: ‘The bridge is closed today.\n\n‘It’s going to stay closed until May.’",
        ["The bridge is closed today.", "It’s going to stay closed until May."],
    ),
    "never closed, and then others": (
        '"The bridge is closed today, Ada Brook said.\n\nThe town is cut in two.\n\n'
        '"We will open it again," Ada Brook said.',
        ["The bridge is closed today,", "We will open it again,"],
    ),
    "never closed within a paragraph": (
        '"The bridge is closed today, Ada Brook said. "We will open it again," she said.',
        ["The bridge is closed today,", "We will open it again,"],
    ),
    "never opened": (
        'The bridge is closed today," Ada Brook said.\n\n"We will open it again," she said.',
        ["The bridge is closed today,", "We will open it again,"],
    ),
    "second half never opened": (
        "“The bridge is quite safe,” Ada Brook said, but it stays closed until May.”",
        ["The bridge is quite safe,", "but it stays closed until May."],
    ),
    "a quotation in hard-wrapped lines": (
        "The council met on Monday to talk about the bridge over the river,\n"
        'and heard bad news. "The bridge is closed today and it will be closed\n'
        'tomorrow," Ada Brook said after the meeting, which went on for so\nlong that it got dark.\n',
        ["The bridge is closed today and it will be closed\ntomorrow,"],
    ),
}


@pytest.mark.parametrize(("text", "expected"), CASES.values(), ids=CASES)
def test_words_between_marks(text, expected):
    assert list_quotes(text) == [(words, A) for words in expected]


def test_offsets_count_code_points_between_the_marks():
    text = "\U0001f600 “The bridge is closed today,” Ada Brook said."
    quotation = find_quotations(text)[0]
    assert (quotation.start, quotation.end) == (3, 30)
    assert text[quotation.start : quotation.end] == quotation.text
