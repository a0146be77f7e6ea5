"""The status rule of the design, sentence by sentence, where dates matter.

The latest statement counts, statements lapse, and the status can be read as of a day.
"""

import datetime

import pytest
from django.db import transaction

from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.sql import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(db):
    """Provide a published claim, rolled back at the end.

    A published claim with the status open could not be committed.
    """
    with transaction.atomic():
        yield Scenario()
        transaction.set_rollback(True)


# --- the current position --------------------------------------------------------------------------


def test_the_latest_word_counts(scenario):
    first = scenario.say("A", "affirms", on=april(1))
    second = scenario.say("A", "denies", on=april(2))
    assert scenario.status == "disputed"
    assert [scenario.standing(s) for s in (first, second)] == ["superseded", "current"]


def test_the_latest_word_counts_in_whatever_order_it_is_recorded(scenario):
    scenario.say("A", "affirms", on=april(2))
    scenario.say("A", "denies", on=april(1))
    assert scenario.status == "asserted"


def test_several_on_the_same_latest_date_all_count(scenario):
    both = [scenario.say("A", "affirms"), scenario.say("A", "questions")]
    assert scenario.status == "disputed"
    assert [scenario.standing(s) for s in both] == ["current", "current"]


def test_a_withdrawal_leaves_none(scenario):
    said = [scenario.say("A", "affirms", on=april(1)), scenario.say("A", "withdraws", on=april(2))]
    assert scenario.status == "open"
    assert [scenario.standing(s) for s in said] == ["superseded", "withdrawn"]


def test_a_withdrawal_on_the_same_day_leaves_none(scenario):
    said = [scenario.say("A", "affirms"), scenario.say("A", "withdraws")]
    assert scenario.status == "open"
    assert [scenario.standing(s) for s in said] == ["withdrawn", "withdrawn"]


def test_a_position_taken_again_after_a_withdrawal_counts(scenario):
    scenario.say("A", "affirms", on=april(1))
    scenario.say("A", "withdraws", on=april(2))
    scenario.say("A", "affirms", on=april(3))
    assert scenario.status == "asserted"


def test_a_withdrawal_is_one_persons(scenario):
    scenario.say("A.ann", "denies", on=april(1))
    scenario.say("A.bob", "withdraws", on=april(2))
    assert scenario.status == "disputed"


def test_one_person_has_a_position_for_each_party(scenario):
    first = scenario.say("A.ann", "affirms", on=april(1))
    envoy, _ = scenario.speaker("A.ann")
    for_b = make.StatementFactory(
        claim=scenario.claim,
        claimant=envoy,
        party=scenario.speaker("B")[1],
        stance="affirms",
        said_on=april(2),
    )
    assert scenario.status == "asserted", "an agreement takes two people"
    assert [scenario.standing(s) for s in (first, for_b)] == ["current", "current"]


YEAR = datetime.date(2017, 1, 1)


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (("month", april(1)), ("day", april(2))),
        (("year", YEAR), ("month", april(1))),
        (("year", YEAR), ("day", datetime.date(2017, 1, 2))),
        (("by", april(12)), ("day", april(12))),
        (("by", april(1)), ("month", april(1))),
        (("by", YEAR), ("year", YEAR)),
        (("day", april(11)), ("by", april(12))),
        (("month", april(1)), ("by", april(2))),
        (("year", YEAR), ("by", april(12))),
        (("by", april(11)), ("by", april(12))),
        (("day", datetime.date(2010, 5, 1)), ("by", datetime.date(2026, 5, 1))),
    ],
)
def test_positions_stand_at_the_start_of_their_interval_or_just_before_a_day(scenario, earlier, later):
    first = scenario.say("A", "affirms", on=earlier[1], said_on_precision=earlier[0])
    second = scenario.say("A", "denies", on=later[1], said_on_precision=later[0])
    assert [scenario.standing(s) for s in (first, second)] == ["superseded", "current"]


def test_intervals_that_start_together_all_count(scenario):
    both = [
        scenario.say("A", "affirms", on=april(1), said_on_precision="month"),
        scenario.say("A", "denies", on=april(1)),
    ]
    assert [scenario.standing(s) for s in both] == ["current", "current"]


def test_two_known_to_have_been_said_by_one_day_both_count(scenario):
    both = [scenario.say("A", stance, said_on_precision="by") for stance in ("affirms", "questions")]
    assert [scenario.standing(s) for s in both] == ["current", "current"]


@pytest.mark.parametrize(
    ("said", "withdrawn"),
    [
        (("day", april(12)), ("by", datetime.date(2018, 5, 1))),
        (("day", april(12)), ("year", YEAR)),
        (("day", april(12)), ("month", april(1))),
        (("year", YEAR), ("month", april(1))),
        (("day", april(12)), ("day", april(13))),
    ],
)
def test_a_withdrawal_stands_at_the_end_of_its_interval(scenario, said, withdrawn):
    scenario.say("B", "affirms")
    words = scenario.say("A", "affirms", on=said[1], said_on_precision=said[0])
    taken_back = scenario.say("A", "withdraws", on=withdrawn[1], said_on_precision=withdrawn[0])
    assert scenario.status == "asserted"
    assert [scenario.standing(s) for s in (words, taken_back)] == ["superseded", "withdrawn"]


@pytest.mark.parametrize(
    ("said", "withdrawn"),
    [
        (("day", april(30)), ("month", april(1))),
        (("by", april(12)), ("by", april(12))),
        (("day", datetime.date(2017, 12, 31)), ("year", YEAR)),
    ],
)
def test_a_withdrawal_takes_back_what_stands_in_the_same_place(scenario, said, withdrawn):
    words = scenario.say("A", "affirms", on=said[1], said_on_precision=said[0])
    scenario.say("A", "withdraws", on=withdrawn[1], said_on_precision=withdrawn[0])
    assert scenario.standing(words) == "withdrawn"


@pytest.mark.parametrize(
    ("withdrawn", "said"),
    [
        (("month", april(1)), ("day", datetime.date(2017, 5, 1))),
        (("year", YEAR), ("year", datetime.date(2018, 1, 1))),
        (("by", april(12)), ("day", april(12))),
    ],
)
def test_what_is_said_after_the_end_of_a_withdrawals_interval_counts(scenario, withdrawn, said):
    taken_back = scenario.say("A", "withdraws", on=withdrawn[1], said_on_precision=withdrawn[0])
    words = scenario.say("A", "affirms", on=said[1], said_on_precision=said[0])
    assert [scenario.standing(s) for s in (taken_back, words)] == ["superseded", "current"]


# --- lapse -----------------------------------------------------------------------------------------

# The rule looks for others among smaller ids and among greater ones, so both have to occur.
in_every_order = pytest.mark.parametrize("recorded_first", ["A.ann", "A.bob", "B"])


@pytest.mark.parametrize(
    ("until", "party_spoke", "standing"),
    [
        (None, april(20), "current"),
        (april(15), april(20), "lapsed"),
        (april(15), april(16), "lapsed"),
        (april(15), april(15), "current"),
        (april(15), april(14), "current"),
    ],
)
def test_a_former_official_lapses_once_the_party_has_spoken_since(scenario, until, party_spoke, standing):
    words = scenario.say("A.ann", "denies", on=april(10))
    scenario.say("A.bob", "affirms", on=party_spoke)
    scenario.end_affiliation("A.ann", until)
    assert scenario.standing(words) == standing
    assert scenario.status == {"lapsed": "asserted", "current": "disputed"}[standing]


def test_the_party_itself_may_be_who_has_spoken_since(scenario):
    words = scenario.say("A.ann", "denies", on=april(10))
    scenario.say("A", "affirms", on=april(20))
    scenario.end_affiliation("A.ann", april(15))
    assert scenario.standing(words) == "lapsed"


@in_every_order
def test_every_word_of_a_former_official_lapses(scenario, recorded_first):
    scenario.speaker(recorded_first)
    words = [scenario.say("A.ann", "denies", on=april(day)) for day in (9, 10)]
    scenario.say("A.bob", "affirms", on=april(20))
    assert [scenario.standing(s) for s in words] == ["superseded", "current"]
    scenario.end_affiliation("A.ann", april(15))
    assert [scenario.standing(s) for s in words] == ["lapsed", "lapsed"]


def test_nobody_lapses_by_their_own_later_words(scenario):
    words = [scenario.say("A.ann", "denies", on=april(day)) for day in (20, 21, 22)]
    scenario.end_affiliation("A.ann", april(15))
    assert [scenario.standing(s) for s in words] == ["superseded", "superseded", "current"]


@in_every_order
def test_another_partys_words_or_another_claim_make_nobody_lapse(scenario, recorded_first):
    scenario.speaker(recorded_first)
    words = scenario.say("A.ann", "denies", on=april(10))
    scenario.say("B", "affirms", on=april(20))
    make.StatementFactory(claim=make.ClaimFactory(), party=scenario.speaker("A")[1], said_on=april(20))
    scenario.end_affiliation("A.ann", april(15))
    assert scenario.standing(words) == "current"


@in_every_order
def test_second_hand_words_make_nobody_lapse(scenario, recorded_first):
    scenario.speaker(recorded_first)
    words = scenario.say("A.ann", "denies", on=april(10))
    scenario.say("A.bob", "affirms", on=april(20), relayed_by="B")
    scenario.end_affiliation("A.ann", april(15))
    assert scenario.standing(words) == "current"


def test_who_has_another_office_with_the_party_has_not_left_it(scenario):
    words = scenario.say("A.ann", "denies", on=april(10))
    scenario.say("A.bob", "affirms", on=april(20))
    scenario.end_affiliation("A.ann", april(15))
    claimant, party = scenario.speaker("A.ann")
    make.AffiliationFactory(claimant=claimant, party=party, role="adviser")
    assert scenario.standing(words) == "current"


def test_the_last_of_several_offices_is_what_ends(scenario):
    words = scenario.say("A.ann", "denies", on=april(10))
    claimant, party = scenario.speaker("A.ann")
    make.AffiliationFactory(claimant=claimant, party=party, role="adviser", until=april(25))
    scenario.end_affiliation("A.ann", april(15))
    claimant.affiliations.filter(role="adviser").update(until=april(25))
    scenario.say("A.bob", "affirms", on=april(20))
    assert scenario.standing(words) == "current"
    scenario.say("A.carl", "affirms", on=april(26))
    assert scenario.standing(words) == "lapsed"


@pytest.mark.parametrize(
    ("precision", "on", "standing"),
    [
        ("by", april(15), "current"),
        ("by", april(16), "lapsed"),
        ("month", april(1), "current"),
        ("month", datetime.date(2017, 5, 1), "lapsed"),
    ],
)
def test_the_place_in_time_decides_whether_the_party_has_spoken_since(scenario, precision, on, standing):
    words = scenario.say("A.ann", "denies", on=april(10))
    scenario.say("A.bob", "affirms", on=on, said_on_precision=precision)
    scenario.end_affiliation("A.ann", april(15))
    assert scenario.standing(words) == standing


def test_a_withdrawal_by_the_party_in_the_month_of_leaving_makes_lapse(scenario):
    words = scenario.say("A.ann", "denies", on=april(10))
    scenario.say("A.bob", "withdraws", on=april(1), said_on_precision="month")
    scenario.end_affiliation("A.ann", april(15))
    assert scenario.standing(words) == "lapsed"


# --- one person, two parties -----------------------------------------------------------------------

# The rule looks for other parties among smaller ids and among greater ones.
both_ways = pytest.mark.parametrize("recorded_first", ["A", "B"])


@pytest.fixture
def crossing(scenario):
    """Let Ann speak for A in April, and for B in May: return her words for each, and how she left A."""

    def cross(second_stance="affirms", second_day=datetime.date(2017, 5, 1), **second):
        first = scenario.say("A.ann", "affirms", on=april(10))
        ann, _ = scenario.speaker("A.ann")
        second = make.StatementFactory(
            claim=scenario.claim,
            claimant=ann,
            party=scenario.speaker("B")[1],
            stance=second_stance,
            said_on=second_day,
            **second,
        )
        return first, second

    return cross


@both_ways
def test_nobody_makes_two_parties_agree_alone(scenario, crossing, recorded_first):
    scenario.speaker(recorded_first)
    words = crossing()
    assert scenario.status == "asserted"
    assert [scenario.standing(s) for s in words] == ["current", "current"]
    scenario.say("A.bob", "affirms", on=april(9))
    assert scenario.status == "agreed", "by B, and by somebody else for A"
    scenario.say("A.bob", "withdraws", on=april(11))
    scenario.end_affiliation("A.ann", april(20))
    assert scenario.status == "asserted"
    assert [scenario.standing(s) for s in words] == ["lapsed", "current"]


@both_ways
def test_words_for_another_party_while_in_office_make_nobody_lapse(scenario, crossing, recorded_first):
    scenario.speaker(recorded_first)
    words = crossing(second_day=april(20))
    scenario.end_affiliation("A.ann", april(20))
    assert [scenario.standing(s) for s in words] == ["current", "current"]


@both_ways
def test_second_hand_words_for_another_party_make_nobody_lapse(scenario, crossing, recorded_first):
    scenario.speaker(recorded_first)
    someone, party = scenario.speaker("C")
    first, second = crossing(citation__relayed_by=someone, citation__relayed_for=party)
    scenario.end_affiliation("A.ann", april(20))
    assert [scenario.standing(s) for s in (first, second)] == ["current", "second_hand"]


@both_ways
def test_words_for_another_party_on_another_claim_make_nobody_lapse(scenario, crossing, recorded_first):
    scenario.speaker(recorded_first)
    _first, second = crossing()
    second.claim = make.ClaimFactory()
    second.save()
    scenario.end_affiliation("A.ann", april(20))
    found = sql("SELECT * FROM claims_standings(%s)", [scenario.claim.pk, second.claim.pk])
    assert {row[6] for row in found} == {"current"}


@both_ways
def test_who_has_gone_over_lapses_with_every_word_and_for_that_party_alone(
    scenario, crossing, recorded_first
):
    scenario.speaker(recorded_first)
    earlier = scenario.say("A.ann", "denies", on=april(9))
    words = crossing("denies")
    other = scenario.say("A.bob", "affirms", on=april(8))
    scenario.end_affiliation("A.ann", april(20))
    assert [scenario.standing(s) for s in (earlier, *words, other)] == [
        "lapsed",
        "lapsed",
        "current",
        "current",
    ]


# --- several claims at once ------------------------------------------------------------------------


@in_every_order
def test_claims_that_are_read_together_do_not_mix(scenario, recorded_first):
    scenario.speaker(recorded_first)
    denial = scenario.say("A.ann", "denies", on=april(10))
    other = Scenario()
    other.known = scenario.known
    later = [other.say(name, "affirms", on=april(20)) for name in ("A.ann", "A.bob")]
    scenario.end_affiliation("A.ann", april(15))
    found = sql(
        "SELECT statement_id, standing FROM claims_standings(%s)", [scenario.claim.pk, other.claim.pk]
    )
    assert dict(found) == {denial.pk: "current", later[0].pk: "lapsed", later[1].pk: "current"}


# --- as of a day -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("precision", "on", "last_day_before", "first_day"),
    [
        ("day", april(12), april(11), april(12)),
        ("by", april(12), april(11), april(12)),
        ("month", april(1), april(29), april(30)),
        ("month", datetime.date(2017, 2, 1), datetime.date(2017, 2, 27), datetime.date(2017, 2, 28)),
        ("month", datetime.date(2016, 2, 1), datetime.date(2016, 2, 28), datetime.date(2016, 2, 29)),
        ("year", datetime.date(2016, 1, 1), datetime.date(2016, 12, 30), datetime.date(2016, 12, 31)),
    ],
)
def test_a_statement_is_read_from_the_end_of_its_interval(
    scenario, precision, on, last_day_before, first_day
):
    article = make.ArticleFactory(published_on=datetime.date(2016, 1, 1))
    scenario.say("A", "affirms", on=on, said_on_precision=precision, citation__article=article)
    assert scenario.status_as_of(last_day_before) == "open"
    assert scenario.status_as_of(first_day) == "asserted"


def test_a_statement_is_read_from_the_day_of_its_first_article(scenario):
    late, early = make.ArticleFactory(published_on=april(20)), make.ArticleFactory(published_on=april(15))
    statement = scenario.say("A", "affirms", on=april(1), citation__article=late)
    make.CitationFactory(statement=statement, article=early)
    assert [scenario.status_as_of(april(day)) for day in (14, 15)] == ["open", "asserted"]


def test_an_article_without_a_date_hides_nothing(scenario):
    scenario.say("A", "affirms", on=april(1), citation__article=make.ArticleFactory(published_on=None))
    assert [scenario.status_as_of(d) for d in (datetime.date(2017, 3, 31), april(1))] == ["open", "asserted"]


def test_a_first_hand_article_that_was_not_out_yet_does_not_count_yet(scenario):
    statement = scenario.say("A", "affirms", on=april(1), relayed_by="B")
    statement.citations.get().article.__class__.objects.update(published_on=april(2))
    make.CitationFactory(statement=statement, article=make.ArticleFactory(published_on=april(20)))
    assert scenario.standing(statement, as_of=april(10)) == "second_hand"
    assert scenario.standing(statement, as_of=april(20)) == "current"


def test_as_of_a_day_what_came_later_neither_replaces_nor_makes_lapse(scenario):
    out = {"citation__article": make.ArticleFactory(published_on=april(1))}
    ann = scenario.say("A.ann", "denies", on=april(2), **out)
    scenario.say("A.bob", "affirms", on=april(20), **out)
    scenario.end_affiliation("A.ann", april(10))
    assert [scenario.status_as_of(april(day)) for day in (1, 2, 19, 20)] == [
        "open",
        "disputed",
        "disputed",
        "asserted",
    ]
    assert scenario.standing(ann, as_of=april(20)) == "lapsed"


def test_as_of_the_end_of_time_is_now(scenario):
    scenario.say("A", "affirms", citation__article=make.ArticleFactory(published_on=None))
    scenario.say("B", "denies", on=april(1), said_on_precision="month")
    assert scenario.status_as_of(datetime.date(9999, 12, 31)) == scenario.status == "disputed"


@pytest.mark.parametrize(
    ("day", "standing"),
    [
        (datetime.date(2013, 6, 1), "lapsed"),
        (datetime.date(2013, 12, 31), "lapsed"),
        (datetime.date(2014, 1, 1), "current"),
        (None, "current"),
    ],
)
def test_as_of_a_day_an_office_that_has_not_begun_is_unknown(scenario, day, standing):
    """Ann was an envoy until 2012, became a minister in 2014, and Bob has spoken in between."""
    out = {"citation__article": make.ArticleFactory(published_on=None)}
    words = scenario.say("A.ann", "denies", on=datetime.date(2011, 1, 1), **out)
    scenario.say("A.bob", "affirms", on=datetime.date(2013, 1, 1), **out)
    scenario.end_affiliation("A.ann", datetime.date(2012, 12, 31))
    ann, party = scenario.speaker("A.ann")
    make.AffiliationFactory(claimant=ann, party=party, role="minister", since=datetime.date(2014, 1, 1))
    assert scenario.standing(words, as_of=day) == standing
