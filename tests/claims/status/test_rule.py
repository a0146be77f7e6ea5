"""The status rule of the design, sentence by sentence, and its worked cases.

This module is about whose words count.
"""

import pytest
from django.db import transaction

from claims.models import Claim
from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.sql import check_deferred

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario(db):
    """Provide a published claim, rolled back at the end.

    A published claim with the status open could not be committed.
    """
    with transaction.atomic():
        yield Scenario()
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ([], "open"),
        (["A affirms"], "asserted"),
        (["A.ann affirms"], "asserted"),
        (["A affirms", "B affirms"], "agreed"),
        (["A.ann affirms", "B.bob affirms"], "agreed"),
        (["A affirms", "B affirms", "C affirms"], "agreed"),
        (["A denies"], "disputed"),
        (["A questions"], "disputed"),
        (["A affirms", "B denies"], "disputed"),
        (["A affirms", "B questions"], "disputed"),
        (["A affirms", "B affirms", "C denies"], "disputed"),
        (["A affirms", "B affirms", "C questions"], "disputed"),
        (["A withdraws"], "open"),
        (["A withdraws", "B affirms"], "asserted"),
        # Parties, not people.
        (["A.ann affirms", "A.bob affirms", "A.carl affirms"], "asserted"),
        (["A affirms", "A.ann affirms"], "asserted"),
        (["A.ann affirms", "A.bob denies"], "disputed"),
        (["A.ann affirms", "A.bob questions"], "disputed"),
        (["A affirms", "A.ann denies"], "disputed"),
        # Outlets in their own voice.
        (["=Herald affirms"], "asserted"),
        (["=Herald affirms", "=Post affirms"], "asserted"),
        (["=Herald denies"], "disputed"),
        (["=Herald questions"], "disputed"),
        (["=Herald withdraws"], "open"),
        (["=Herald affirms", "=Post denies"], "disputed"),
        (["=Herald affirms", "=Post questions"], "disputed"),
        (["=Herald affirms", "=Herald denies"], "disputed"),
        (["=Herald affirms", "=Post withdraws"], "asserted"),
        (["A affirms", "=Herald affirms", "=Post denies"], "asserted"),
        (["A withdraws", "=Herald denies"], "disputed"),
        (["A affirms", "=Herald affirms"], "asserted"),
        (["A.ann affirms", "A.bob affirms", "=Herald affirms"], "asserted"),
        (["A affirms", "=Herald denies"], "asserted"),
        (["A affirms", "B affirms", "=Herald questions"], "agreed"),
        (["A denies", "=Herald affirms"], "disputed"),
        (["A withdraws", "=Herald affirms"], "asserted"),
    ],
)
def test_who_says_what_makes_the_status(scenario, said, status):
    for words in said:
        scenario.say(*words.split())
    assert scenario.status == status


def test_a_claim_that_an_outlet_only_denies_can_be_published(scenario):
    scenario.say("=Herald", "denies")
    check_deferred()


def test_many_outlets_that_print_one_party_make_no_agreement(scenario):
    statement = scenario.say("United States", "affirms")
    for _ in range(5):
        make.CitationFactory(statement=statement)
    assert scenario.status == "asserted"


@pytest.mark.parametrize("stance", ["affirms", "denies"])
def test_a_reservation_changes_nothing(scenario, stance):
    scenario.say("A", stance, hedged=True)
    assert scenario.status == {"affirms": "asserted", "denies": "disputed"}[stance]


# --- second-hand -----------------------------------------------------------------------------------


def test_what_is_known_only_from_another_party_is_shown_and_does_not_count(scenario):
    scenario.say("Russia", "affirms")
    found = scenario.say("OPCW", "affirms", relayed_by="Russia.lavrov")
    assert scenario.status == "asserted"
    assert scenario.standing(found) == "second_hand"


def test_a_denial_known_only_second_hand_disputes_nothing(scenario):
    scenario.say("A", "affirms")
    scenario.say("B", "denies", relayed_by="A.ann")
    assert scenario.status == "asserted"


def test_words_passed_on_within_the_party_count(scenario):
    statement = scenario.say("A.ann", "affirms", relayed_by="A.bob")
    assert (scenario.status, scenario.standing(statement)) == ("asserted", "current")


def test_one_citation_at_first_hand_is_enough(scenario):
    statement = scenario.say("A", "affirms", relayed_by="B")
    assert scenario.status == "open"
    make.CitationFactory(statement=statement)
    assert (scenario.status, scenario.standing(statement)) == ("asserted", "current")


def test_second_hand_words_replace_nothing(scenario):
    earlier = scenario.say("A", "affirms", on=april(1))
    scenario.say("A", "withdraws", on=april(2), relayed_by="B")
    assert (scenario.status, scenario.standing(earlier)) == ("asserted", "current")


def test_a_withdrawal_known_only_second_hand_takes_nothing_back(scenario):
    words = scenario.say("A", "affirms")
    scenario.say("A", "withdraws", relayed_by="B")
    assert (scenario.status, scenario.standing(words)) == ("asserted", "current")


def test_an_outlets_word_stands_where_parties_are_known_second_hand_only(scenario):
    scenario.say("A", "denies", relayed_by="B")
    scenario.say("=Herald", "affirms")
    assert scenario.status == "asserted"
    scenario.say("=Post", "questions")
    assert scenario.status == "disputed"


# --- published, drafts and retracted ---------------------------------------------------------------


RETRACTED = {"state": "retracted", "retracted_at": make.MOMENT, "retraction_reason": "It was misread."}


def test_drafts_and_retracted_statements_do_not_count(scenario):
    scenario.say("A", "affirms")
    scenario.say("B", "denies", state="draft")
    scenario.say("C", "denies", **RETRACTED, retracted_by=make.UserFactory())
    assert scenario.status == "asserted"


def test_drafts_are_previewed_and_retracted_statements_are_not(scenario):
    scenario.say("A", "affirms")
    draft = scenario.say("B", "affirms", state="draft")
    gone = scenario.say("C", "denies", **RETRACTED, retracted_by=make.UserFactory())
    assert scenario.status_as_of(None, drafts=True) == "agreed"
    assert [scenario.standing(s, drafts=True) for s in (draft, gone)] == ["current", None]


def test_a_draft_claim_is_open_and_its_preview_is_not(scenario):
    scenario.claim = make.DraftClaimFactory()
    scenario.say("A", "affirms")
    scenario.say("B", "affirms", state="draft")
    assert scenario.status == "open"
    assert scenario.status_as_of(None) == "asserted"
    assert scenario.status_as_of(None, drafts=True) == "agreed"


def test_a_retracted_claim_is_open(scenario):
    scenario.say("A", "affirms")
    Claim.objects.filter(pk=scenario.claim.pk).update(**RETRACTED, retracted_by=make.UserFactory())
    assert scenario.status == "open"


def test_a_draft_without_a_citation_has_no_standing(scenario):
    assert scenario.standing(scenario.say("A", "affirms", state="draft", citation=None), drafts=True) is None


# --- worked cases of the design --------------------------------------------------------------------


def test_syrian_forces_carried_out_the_attack(scenario):
    scenario.say("United States.tillerson", "affirms")
    scenario.say("Russia.lavrov", "denies")
    scenario.say("Syria", "denies")
    assert scenario.status == "disputed"


def test_relations_are_at_a_low_point(scenario):
    for name in ("tillerson", "trump", "an official"):
        words = scenario.say(f"United States.{name}", "affirms")
        make.CitationFactory.create_batch(3, statement=words)
    assert scenario.status == "asserted"


def test_the_minsk_agreements_must_be_carried_out(scenario):
    scenario.say("United States.tillerson", "affirms")
    scenario.say("Russia.lavrov", "affirms")
    assert scenario.status == "agreed"


def test_the_attack_was_launched_from_shayrat(scenario):
    scenario.say("United States", "affirms")
    doubt = scenario.say("=Sputnik", "questions")
    assert (scenario.status, scenario.standing(doubt)) == ("asserted", "current")


def test_what_lavrov_says_that_the_opcw_has_found(scenario):
    scenario.say("Russia.lavrov", "affirms")
    finding = scenario.say("OPCW", "affirms", relayed_by="Russia.lavrov")
    assert (scenario.status, scenario.standing(finding)) == ("asserted", "second_hand")
