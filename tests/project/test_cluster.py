"""What the drill of the cluster counts; the drill itself is `make cluster-test`, for it takes minutes."""

import pytest

from project.cluster.load import Asked, Form, find_outage

WORKS, FAILS = True, False


@pytest.mark.parametrize(
    ("requests", "seconds"),
    [
        ([], 0),
        ([(0, 1, WORKS), (1, 2, WORKS)], 0),
        ([(0, 1, WORKS), (1, 3, FAILS), (4, 5, WORKS)], 4),
        ([(0, 9, FAILS), (1, 3, FAILS), (10, 11, WORKS), (12, 13, FAILS), (13, 15, WORKS)], 11),
        ([(4, 5, WORKS), (1, 3, FAILS)], 4),
        ([(0, 1, WORKS), (2, 3, FAILS), (3, 7, FAILS)], 5),
    ],
)
def test_an_outage_lasts_from_the_first_failure_to_the_next_answer(requests, seconds):
    asked = [Asked(began, ended, works, "GET /") for began, ended, works in requests]
    assert find_outage(asked) == seconds


def test_a_form_is_sent_as_a_browser_would_untouched():
    form = Form()
    form.feed(
        '<input name="token" value="a"><input name="name"><input type="checkbox" name="no" value="1">'
        '<input type="checkbox" name="yes" value="1" checked><input type="submit" name="_save" value="Save">'
    )
    assert form.fields == {"token": "a", "name": "", "yes": "1"}
