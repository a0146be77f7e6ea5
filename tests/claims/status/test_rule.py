"""The rule of the design, sentence by sentence: whose words count, and its worked cases."""

import pytest
from django.db import transaction

from claims.models import Claim
from tests import factories as make
from tests.support.scenario import Scene, april

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db):
    """Undone at the end: a published claim that is open could not be committed."""
    with transaction.atomic():
        yield Scene()
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
        (["=Herald denies"], "open"),
        (["=Herald questions"], "open"),
        (["=Herald affirms", "=Post denies"], "asserted"),
        (["A affirms", "=Herald affirms"], "asserted"),
        (["A affirms", "=Herald denies"], "asserted"),
        (["A affirms", "B affirms", "=Herald questions"], "agreed"),
        (["A denies", "=Herald affirms"], "disputed"),
        (["A withdraws", "=Herald affirms"], "asserted"),
    ],
)
def test_who_says_what_makes_the_status(scene, said, status):
    for words in said:
        scene.say(*words.split())
    assert scene.status == status


def test_many_outlets_that_print_one_party_make_no_agreement(scene):
    statement = scene.say("United States", "affirms")
    for _ in range(5):
        make.CitationFactory(statement=statement)
    assert scene.status == "asserted"


@pytest.mark.parametrize("stance", ["affirms", "denies"])
def test_a_reservation_changes_nothing(scene, stance):
    scene.say("A", stance, hedged=True)
    assert scene.status == {"affirms": "asserted", "denies": "disputed"}[stance]


# --- second-hand -----------------------------------------------------------------------------------


def test_what_is_known_only_from_another_party_is_shown_and_does_not_count(scene):
    scene.say("Russia", "affirms")
    found = scene.say("OPCW", "affirms", relayed_by="Russia.lavrov")
    assert scene.status == "asserted"
    assert scene.standing(found) == "second_hand"


def test_a_denial_known_only_second_hand_disputes_nothing(scene):
    scene.say("A", "affirms")
    scene.say("B", "denies", relayed_by="A.ann")
    assert scene.status == "asserted"


def test_words_passed_on_within_the_party_count(scene):
    statement = scene.say("A.ann", "affirms", relayed_by="A.bob")
    assert (scene.status, scene.standing(statement)) == ("asserted", "current")


def test_one_citation_at_first_hand_is_enough(scene):
    statement = scene.say("A", "affirms", relayed_by="B")
    assert scene.status == "open"
    make.CitationFactory(statement=statement)
    assert (scene.status, scene.standing(statement)) == ("asserted", "current")


def test_second_hand_words_replace_nothing(scene):
    earlier = scene.say("A", "affirms", on=april(1))
    scene.say("A", "withdraws", on=april(2), relayed_by="B")
    assert (scene.status, scene.standing(earlier)) == ("asserted", "current")


def test_an_outlets_word_stands_where_parties_are_known_second_hand_only(scene):
    scene.say("A", "denies", relayed_by="B")
    scene.say("=Herald", "affirms")
    assert scene.status == "asserted"


# --- published, drafts and retracted ---------------------------------------------------------------


RETRACTED = {"state": "retracted", "retracted_at": make.THEN, "retraction_reason": "It was misread."}


def test_drafts_and_retracted_statements_do_not_count(scene):
    scene.say("A", "affirms")
    scene.say("B", "denies", state="draft")
    scene.say("C", "denies", **RETRACTED, retracted_by=make.UserFactory())
    assert scene.status == "asserted"


def test_drafts_are_previewed_and_retracted_statements_are_not(scene):
    scene.say("A", "affirms")
    draft = scene.say("B", "affirms", state="draft")
    gone = scene.say("C", "denies", **RETRACTED, retracted_by=make.UserFactory())
    assert scene.status_as_of(None, drafts=True) == "agreed"
    assert [scene.standing(s, drafts=True) for s in (draft, gone)] == ["current", None]


def test_a_draft_claim_is_open_and_its_preview_is_not(scene):
    scene.claim = make.DraftClaimFactory()
    scene.say("A", "affirms")
    scene.say("B", "affirms", state="draft")
    assert scene.status == "open"
    assert scene.status_as_of(None) == "asserted"
    assert scene.status_as_of(None, drafts=True) == "agreed"


def test_a_retracted_claim_is_open(scene):
    scene.say("A", "affirms")
    Claim.objects.filter(pk=scene.claim.pk).update(**RETRACTED, retracted_by=make.UserFactory())
    assert scene.status == "open"


def test_a_draft_without_a_citation_has_no_standing(scene):
    assert scene.standing(scene.say("A", "affirms", state="draft", citation=None), drafts=True) is None


# --- worked cases of the design --------------------------------------------------------------------


def test_syrian_forces_carried_out_the_attack(scene):
    scene.say("United States.tillerson", "affirms")
    scene.say("Russia.lavrov", "denies")
    scene.say("Syria", "denies")
    assert scene.status == "disputed"


def test_relations_are_at_a_low_point(scene):
    for name in ("tillerson", "trump", "an official"):
        words = scene.say(f"United States.{name}", "affirms")
        make.CitationFactory.create_batch(3, statement=words)
    assert scene.status == "asserted"


def test_the_minsk_agreements_must_be_carried_out(scene):
    scene.say("United States.tillerson", "affirms")
    scene.say("Russia.lavrov", "affirms")
    assert scene.status == "agreed"


def test_the_attack_was_launched_from_shayrat(scene):
    scene.say("United States", "affirms")
    doubt = scene.say("=Sputnik", "questions")
    assert (scene.status, scene.standing(doubt)) == ("asserted", "current")


def test_what_lavrov_says_that_the_opcw_has_found(scene):
    scene.say("Russia.lavrov", "affirms")
    finding = scene.say("OPCW", "affirms", relayed_by="Russia.lavrov")
    assert (scene.status, scene.standing(finding)) == ("asserted", "second_hand")
