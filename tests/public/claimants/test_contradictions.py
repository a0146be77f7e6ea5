"""Where positions contradict one another.

What is a change, and who is named where people differ.
"""

import datetime

import pytest

from claims.models import Statement
from public.claimants.contradictions import STEPS_SHOWN, find_changes, find_divisions
from public.claimants.profile import load_profile
from tests import factories as make
from tests.support.html import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def party():
    return make.PartyFactory(name="Norland")


@pytest.fixture
def claim():
    return make.StatementFactory().claim


@pytest.fixture
def make_statement(party, claim):
    """Take a position on the claim, for the party, on a day of April 2017."""

    def say(who, stance, day=12, **fields):
        said_on = datetime.date(2017, 4, day)
        return make.StatementFactory(
            claim=claim, claimant=who, party=party, stance=stance, said_on=said_on, **fields
        )

    return say


def load(claimant):
    return load_profile(claimant)


def stances(lists) -> list[list[str]]:
    by_id = dict(Statement.objects.values_list("pk", "stance"))
    return [[by_id[pk] for pk in ids] for ids in lists]


@pytest.mark.parametrize(
    ("taken", "expected"),
    [
        ([("affirms", 1, "day"), ("denies", 2, "day")], [["affirms", "denies"]]),
        ([("affirms", 1, "by"), ("denies", 2, "by")], [["affirms", "denies"]]),
        ([("affirms", 2, "by"), ("denies", 2, "by")], []),
        ([("affirms", 9, "by"), ("denies", 2, "day")], [["denies", "affirms"]]),
        ([("withdraws", 1, "month"), ("affirms", 2, "day")], [["affirms", "withdraws"]]),
        ([("affirms", 1, "day"), ("withdraws", 2, "day"), ("affirms", 2, "day")], [["affirms", "withdraws"]]),
        ([("affirms", 1, "day"), ("affirms", 2, "day"), ("denies", 2, "day")], []),
        ([("affirms", 1, "day"), ("denies", 1, "month")], []),
    ],
)
def test_a_change_is_a_later_day_with_nothing_in_common(party, make_statement, taken, expected):
    who = make.ClaimantFactory()
    for stance, day, precision in taken:
        make_statement(who, stance, day, said_on_precision=precision)
    assert stances(find_changes(load(who))) == stances(find_changes(load(party))) == expected


def test_both_sides_are_named_however_many_differ(party, make_statement):
    for n in range(STEPS_SHOWN + 2):
        make_statement(make.ClaimantFactory(name=f"A. {n}"), "affirms")
    lone = make.ClaimantFactory(name="Z. Lone")
    make_statement(lone, "denies")
    expected = [["affirms"] * (STEPS_SHOWN - 1) + ["denies"]]
    assert stances(find_divisions(load(party))) == stances(find_divisions(load(lone))) == expected


def test_a_person_is_named_among_those_who_differ(party, make_statement):
    for n in range(STEPS_SHOWN):
        for stance in ("affirms", "denies"):
            make_statement(make.ClaimantFactory(name=f"A. {n} {stance}"), stance)
    last = make.ClaimantFactory(name="Z. Last")
    own = make_statement(last, "denies")
    [division] = find_divisions(load(last))
    assert own.pk in division and stances([division]) == [["affirms"] * 3 + ["denies"] * 3]


def test_who_says_both_at_once_differs_from_others_not_from_nobody(party, make_statement):
    both, other = make.ClaimantFactory(), make.ClaimantFactory()
    make_statement(both, "denies")
    make_statement(both, "affirms")
    assert find_divisions(load(party)) == []
    make_statement(other, "affirms")
    assert stances(find_divisions(load(party))) == [["affirms", "affirms", "denies"]]
    assert stances(find_divisions(load(other))) == [["affirms", "affirms", "denies"]]


def test_a_month_that_has_not_ended_is_not_counted_among_the_words_carried(client, party, make_statement):
    make_statement(party, "affirms", 1, citation__article__published_on="2017-04-02")
    make_statement(
        party, "affirms", 1, said_on_precision="month", citation__article__published_on="2017-04-03"
    )
    address = party.get_absolute_url()
    assert "1× quoted word for word" in text_of(client.get(address, {"as_of": "2017-04-29"}))
    assert "2× quoted word for word" in text_of(client.get(address, {"as_of": "2017-04-30"}))
