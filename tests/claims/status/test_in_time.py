"""The rule of the design, sentence by sentence: the latest word, lapse, and reading as of a day."""

import datetime

import pytest
from django.db import transaction

from tests import factories as make
from tests.support.scenario import Scene, april

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    """Undone at the end: a published claim that is open could not be committed."""
    with transaction.atomic():
        yield Scene()
        transaction.set_rollback(True)


# --- the current position --------------------------------------------------------------------------


def test_the_latest_word_counts(scene):
    first = scene.say("A", "affirms", on=april(1))
    second = scene.say("A", "denies", on=april(2))
    assert scene.status == "disputed"
    assert [scene.standing(s) for s in (first, second)] == ["superseded", "current"]


def test_the_latest_word_counts_in_whatever_order_it_is_recorded(scene):
    scene.say("A", "affirms", on=april(2))
    scene.say("A", "denies", on=april(1))
    assert scene.status == "asserted"


def test_several_on_the_same_latest_date_all_count(scene):
    both = [scene.say("A", "affirms"), scene.say("A", "questions")]
    assert scene.status == "disputed"
    assert [scene.standing(s) for s in both] == ["current", "current"]


def test_a_withdrawal_leaves_none(scene):
    said = [scene.say("A", "affirms", on=april(1)), scene.say("A", "withdraws", on=april(2))]
    assert scene.status == "open"
    assert [scene.standing(s) for s in said] == ["superseded", "withdrawn"]


def test_a_withdrawal_on_the_same_day_leaves_none(scene):
    said = [scene.say("A", "affirms"), scene.say("A", "withdraws")]
    assert scene.status == "open"
    assert [scene.standing(s) for s in said] == ["withdrawn", "withdrawn"]


def test_a_position_taken_again_after_a_withdrawal_counts(scene):
    scene.say("A", "affirms", on=april(1))
    scene.say("A", "withdraws", on=april(2))
    scene.say("A", "affirms", on=april(3))
    assert scene.status == "asserted"


def test_a_withdrawal_is_one_persons(scene):
    scene.say("A.ann", "denies", on=april(1))
    scene.say("A.bob", "withdraws", on=april(2))
    assert scene.status == "disputed"


def test_one_person_has_a_position_for_each_party(scene):
    first = scene.say("A.ann", "affirms", on=april(1))
    envoy, _ = scene.who("A.ann")
    for_b = make.StatementFactory(
        claim=scene.claim, claimant=envoy, party=scene.who("B")[1], stance="affirms", said_on=april(2)
    )
    assert scene.status == "agreed"
    assert [scene.standing(s) for s in (first, for_b)] == ["current", "current"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (("by", april(30)), ("day", april(1))),
        (("by", april(30)), ("year", datetime.date(2017, 1, 1))),
        (("month", april(1)), ("day", april(2))),
        (("year", datetime.date(2017, 1, 1)), ("month", april(1))),
        (("year", datetime.date(2017, 1, 1)), ("day", datetime.date(2017, 1, 2))),
    ],
)
def test_positions_are_ordered_by_the_start_of_their_interval(scene, earlier, later):
    first = scene.say("A", "affirms", on=earlier[1], said_on_precision=earlier[0])
    second = scene.say("A", "denies", on=later[1], said_on_precision=later[0])
    assert [scene.standing(s) for s in (first, second)] == ["superseded", "current"]


def test_intervals_that_start_together_all_count(scene):
    both = [
        scene.say("A", "affirms", on=april(1), said_on_precision="month"),
        scene.say("A", "denies", on=april(1)),
    ]
    assert [scene.standing(s) for s in both] == ["current", "current"]


def test_two_known_only_to_have_been_said_by_some_day_both_count(scene):
    scene.say("A", "affirms", on=april(1), said_on_precision="by")
    scene.say("A", "denies", on=april(2), said_on_precision="by")
    assert scene.status == "disputed"


# --- lapse -----------------------------------------------------------------------------------------


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
def test_a_former_official_lapses_once_the_party_has_spoken_since(scene, until, party_spoke, standing):
    words = scene.say("A.ann", "denies", on=april(10))
    scene.say("A.bob", "affirms", on=party_spoke)
    scene.leaves("A.ann", until)
    assert scene.standing(words) == standing
    assert scene.status == {"lapsed": "asserted", "current": "disputed"}[standing]


def test_the_party_itself_may_be_who_has_spoken_since(scene):
    words = scene.say("A.ann", "denies", on=april(10))
    scene.say("A", "affirms", on=april(20))
    scene.leaves("A.ann", april(15))
    assert scene.standing(words) == "lapsed"


def test_nobody_lapses_by_their_own_later_words(scene):
    words = scene.say("A.ann", "denies", on=april(20))
    scene.leaves("A.ann", april(15))
    assert scene.standing(words) == "current"


def test_another_partys_words_or_another_claim_make_nobody_lapse(scene):
    words = scene.say("A.ann", "denies", on=april(10))
    scene.say("B", "affirms", on=april(20))
    make.StatementFactory(claim=make.ClaimFactory(), party=scene.who("A")[1], said_on=april(20))
    scene.leaves("A.ann", april(15))
    assert scene.standing(words) == "current"


def test_second_hand_words_make_nobody_lapse(scene):
    words = scene.say("A.ann", "denies", on=april(10))
    scene.say("A.bob", "affirms", on=april(20), relayed_by="B")
    scene.leaves("A.ann", april(15))
    assert scene.standing(words) == "current"


def test_who_has_another_office_with_the_party_has_not_left_it(scene):
    words = scene.say("A.ann", "denies", on=april(10))
    scene.say("A.bob", "affirms", on=april(20))
    scene.leaves("A.ann", april(15))
    claimant, party = scene.who("A.ann")
    make.AffiliationFactory(claimant=claimant, party=party, role="adviser")
    assert scene.standing(words) == "current"


def test_the_last_of_several_offices_is_what_ends(scene):
    words = scene.say("A.ann", "denies", on=april(10))
    claimant, party = scene.who("A.ann")
    make.AffiliationFactory(claimant=claimant, party=party, role="adviser", until=april(25))
    scene.leaves("A.ann", april(15))
    claimant.affiliations.filter(role="adviser").update(until=april(25))
    scene.say("A.bob", "affirms", on=april(20))
    assert scene.standing(words) == "current"
    scene.say("A.carl", "affirms", on=april(26))
    assert scene.standing(words) == "lapsed"


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
def test_a_statement_is_read_from_the_end_of_its_interval(scene, precision, on, last_day_before, first_day):
    article = make.ArticleFactory(published_on=datetime.date(2016, 1, 1))
    scene.say("A", "affirms", on=on, said_on_precision=precision, citation__article=article)
    assert scene.status_as_of(last_day_before) == "open"
    assert scene.status_as_of(first_day) == "asserted"


def test_a_statement_is_read_from_the_day_of_its_first_article(scene):
    late, early = make.ArticleFactory(published_on=april(20)), make.ArticleFactory(published_on=april(15))
    statement = scene.say("A", "affirms", on=april(1), citation__article=late)
    make.CitationFactory(statement=statement, article=early)
    assert [scene.status_as_of(april(day)) for day in (14, 15)] == ["open", "asserted"]


def test_an_article_without_a_date_hides_nothing(scene):
    scene.say("A", "affirms", on=april(1), citation__article=make.ArticleFactory(published_on=None))
    assert [scene.status_as_of(d) for d in (datetime.date(2017, 3, 31), april(1))] == ["open", "asserted"]


def test_a_first_hand_article_that_was_not_out_yet_does_not_count_yet(scene):
    statement = scene.say("A", "affirms", on=april(1), relayed_by="B")
    statement.citations.get().article.__class__.objects.update(published_on=april(2))
    make.CitationFactory(statement=statement, article=make.ArticleFactory(published_on=april(20)))
    assert scene.standing(statement, as_of=april(10)) == "second_hand"
    assert scene.standing(statement, as_of=april(20)) == "current"


def test_as_of_a_day_what_came_later_neither_replaces_nor_makes_lapse(scene):
    out = {"citation__article": make.ArticleFactory(published_on=april(1))}
    ann = scene.say("A.ann", "denies", on=april(2), **out)
    scene.say("A.bob", "affirms", on=april(20), **out)
    scene.leaves("A.ann", april(10))
    assert [scene.status_as_of(april(day)) for day in (1, 2, 19, 20)] == [
        "open",
        "disputed",
        "disputed",
        "asserted",
    ]
    assert scene.standing(ann, as_of=april(20)) == "lapsed"


def test_as_of_the_end_of_time_is_now(scene):
    scene.say("A", "affirms", citation__article=make.ArticleFactory(published_on=None))
    scene.say("B", "denies", on=april(1), said_on_precision="month")
    assert scene.status_as_of(datetime.date(9999, 12, 31)) == scene.status == "disputed"
