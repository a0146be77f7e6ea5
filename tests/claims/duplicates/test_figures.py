"""Numbers and dates of a proposition, in digits and words, and when they differ."""

import pytest

from claims.duplicates.figures import differ_in_figures, read_figures


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("27 dead on 4 April 2017", {"number": {27}, "day": {404}, "month": {4}, "year": {2017}}),
        ("twenty-seven dead, April 4th", {"number": {27}, "day": {404}, "month": {4}}),
        ("on 2017-04-04", {"year": {2017}, "month": {4}, "day": {404}}),
        ("two hundred and six thousand people", {"number": {206_000}}),
        ("$3.5m, half a million and 2,000", {"number": {3_500_000, 500_000, 2000}}),
        ("two dozen, a hundred and 5k", {"number": {24, 100, 5000}}),
        ("40 per cent, 40% and two-thirds", {"share": {0.4, 2 / 3}}),
        ("nearly half of them", {"share": {0.5}}),
        ("the second bridge, the 3rd of three", {"ordinal": {2, 3}, "number": {3}}),
        ("at 10.30 pm on Monday", {"hour": {22.5}, "weekday": {1}}),
        ("one of them said it may rain in May", {"month": {5}}),
        ("one soldier", {"number": {1}}),
        ("in May’s heat", {"month": {5}}),
        ("no numbers at all", {}),
        ("", {}),
        ("1" * 400, None),
    ],
)
def test_what_is_read(text, expected):
    figures = {kind: set(values) for kind, values in read_figures(text).items()}
    figures = {kind: values for kind, values in figures.items() if values and " of " not in kind}
    assert expected is None or figures == expected


@pytest.mark.parametrize(
    ("text", "other", "differs"),
    [
        ("27 dead", "84 dead", True),
        ("27 dead", "twenty-seven dead", False),
        ("27 dead", "dead", False),
        ("27 dead in 2017", "27 dead in 2018", True),
        ("1,998 people", "2,000 people", False),
        ("80 people", "84 people", True),
        ("bridge 100", "bridge 101", True),
        ("2,000 people", "2,100 people", True),
        ("half of them", "48 per cent of them", False),
        ("on 4 April", "in April", False),
        ("on 4 April", "on 5 April", True),
        ("12 of 40", "40 of 12", False),
        ("27 people died", "84 people died, 27 of them children", True),
        ("27 children died", "84 people died, 27 of them children", False),
    ],
)
def test_when_they_differ(text, other, differs):
    assert differ_in_figures(read_figures(text), read_figures(other)) is differs
