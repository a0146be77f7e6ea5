"""What an outlet passes on for a party stays second-hand when two transactions overlap."""

import pytest
from django.db import transaction

from claims.models import Citation, Claimant, Statement
from sources.models import Article
from tests import factories as make
from tests.support.scenario import Scenario
from tests.support.sql import sql
from tests.support.status_oracle import assert_status_is_right

from .test_queues_at_once import waits
from .test_races import in_either_order, run


@pytest.fixture
def scenario():
    """Make a claim that A affirms, and an outlet."""
    with transaction.atomic():
        scenario = Scenario()
        scenario.say("A", "affirms")
        scenario.speaker("B")
        scenario.voice = make.VoiceFactory()
        scenario.article = make.ArticleFactory(outlet=scenario.voice.outlet)
    return scenario


def begin_to_speak(scenario):
    """Let the outlet speak for A, and follow all its articles."""
    party, outlet = scenario.speaker("A")[1], scenario.voice.outlet_id
    Claimant.objects.filter(pk=scenario.voice.pk).update(speaks_for=party, speaks_for_source="x")
    while sql("SELECT claims_follow_mouthpiece(%s, 500)", outlet)[0][0]:
        pass


def deny(scenario, article):
    return scenario.say("B", "denies", citation__kind="paraphrase", citation__article=article)


@in_either_order
def test_an_outlet_begins_to_speak_for_a_party_while_it_is_cited(swapped, scenario):
    cite = lambda: deny(scenario, scenario.article)  # noqa: E731 - run in a thread
    assert run(swapped, cite, lambda: begin_to_speak(scenario)) is None
    assert scenario.status == "asserted"
    assert waits("second_hand", Statement.objects.get(stance="denies"))
    assert_status_is_right(scenario.claim)


@in_either_order
def test_an_outlet_begins_to_speak_for_a_party_while_an_article_moves_to_it(swapped, scenario):
    with transaction.atomic():
        moved = make.ArticleFactory()
        statement = deny(scenario, moved)
    move = Article.objects.filter(pk=moved.pk)
    moves = lambda: move.update(outlet=scenario.voice.outlet)  # noqa: E731 - run in a thread
    assert run(swapped, moves, lambda: begin_to_speak(scenario)) is None
    assert scenario.status == "asserted"
    assert waits("second_hand", statement)


@in_either_order
def test_an_outlet_begins_to_speak_for_a_party_while_a_statement_moves(swapped, scenario):
    with transaction.atomic():
        there = Scenario()
        there.say("A", "affirms")
        statement = deny(scenario, scenario.article)
    moves = Statement.objects.filter(pk=statement.pk)
    assert run(swapped, lambda: moves.update(claim=there.claim), lambda: begin_to_speak(scenario)) is None
    assert (scenario.status, there.status) == ("asserted", "asserted")


@pytest.mark.parametrize("is_new", [True, False])
@in_either_order
def test_an_article_moves_to_a_mouthpiece_while_it_is_cited(swapped, scenario, is_new):
    with transaction.atomic():
        begin_to_speak(scenario)
        moved = make.ArticleFactory()
        citation = None if is_new else deny(scenario, make.ArticleFactory()).citations.get()
    move = Article.objects.filter(pk=moved.pk)

    def cite():
        if citation:
            Citation.objects.filter(pk=citation.pk).update(article=moved)
        else:
            deny(scenario, moved)

    assert run(swapped, cite, lambda: move.update(outlet=scenario.voice.outlet)) is None
    assert scenario.status == "asserted"
    assert waits("second_hand", Statement.objects.get(stance="denies"))


@in_either_order
def test_an_outlet_merges_while_its_articles_are_followed(swapped, scenario):
    """Both take the outlet first, then what is left to do: they wait, and neither is refused."""
    with transaction.atomic():
        deny(scenario, scenario.article)
        begin_to_speak(scenario)
        Claimant.objects.filter(pk=scenario.voice.pk).update(speaks_for=None, speaks_for_source="")
    outlet = scenario.voice.outlet_id

    def change():
        sql("SELECT FROM sources_outlet WHERE id = %s FOR UPDATE", outlet)
        begin_to_speak(scenario)

    follow = lambda: sql("SELECT claims_follow_mouthpiece(%s, 500)", outlet)  # noqa: E731 - run in a thread
    assert run(swapped, change, follow) is None
    begin_to_speak(scenario)
    assert scenario.status == "asserted"
