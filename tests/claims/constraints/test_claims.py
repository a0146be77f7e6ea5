"""Each named rule about claims and the rows that belong to them.

For each: what breaks it, and what comes close but is accepted.
"""

import pytest

from claims.models import Claim
from tests import factories as make
from tests.support.sql import assert_accepted, assert_refused, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]


def retraction(**but):
    given = {
        "state": "retracted",
        "retracted_at": make.MOMENT,
        "retraction_reason": "It was not ours to say.",
    }
    return given | {"retracted_by": make.UserFactory()} | but


def test_a_topic_needs_a_name():
    with assert_refused("topic_has_a_name"):
        make.TopicFactory(name="")
    with assert_accepted():
        make.TopicFactory(name="X")


def test_a_claim_needs_its_proposition():
    with assert_refused("claim_has_a_text"):
        make.DraftClaimFactory(text="")
    with assert_accepted():
        make.DraftClaimFactory(text="X")


def test_the_nature_of_a_claim_is_known():
    with assert_refused("claim_nature_is_known"):
        make.DraftClaimFactory(nature="opinion")
    with assert_accepted():
        for nature in ("fact", "judgement", "demand", "forecast", "commitment"):
            make.DraftClaimFactory(nature=nature)


def test_the_state_of_a_claim_is_known():
    with assert_refused("claim_state_is_known"):
        make.DraftClaimFactory(state="hidden", published_at=make.MOMENT, published_by=make.UserFactory())
    with assert_accepted():
        make.DraftClaimFactory(state="draft")
        make.StatementFactory(claim__state="published")
        make.ClaimFactory(**retraction())


def test_a_status_is_one_of_four_even_where_nothing_derives_it():
    claim = make.StatementFactory().claim
    with assert_refused("claim_status_is_known"):
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE claims_claim DISABLE TRIGGER claim_status_on_update")
        sql("UPDATE claims_claim SET status = 'true' WHERE id = %s", claim.pk)
    with assert_accepted():
        sql("UPDATE claims_claim SET status = 'true' WHERE id = %s", claim.pk)
    claim.refresh_from_db()
    assert claim.status == "asserted"


@pytest.mark.parametrize("missing", ["published_at", "published_by"])
def test_a_publication_says_who_and_when(missing):
    with assert_refused("claim_publication_says_who_and_when"):
        make.ClaimFactory(**{missing: None})
    with assert_accepted():
        make.StatementFactory()


@pytest.mark.parametrize("given", ["published_at", "published_by"])
def test_a_draft_has_no_publication(given):
    value = {"published_at": make.MOMENT, "published_by": make.UserFactory()}[given]
    with assert_refused("claim_publication_says_who_and_when"):
        make.DraftClaimFactory(**{given: value})


@pytest.mark.parametrize(
    "missing", [{"retracted_at": None}, {"retracted_by": None}, {"retraction_reason": ""}]
)
def test_a_retraction_says_who_when_and_why(missing):
    with assert_refused("claim_retraction_says_who_when_and_why"):
        make.ClaimFactory(**retraction(**missing))
    with assert_accepted():
        make.ClaimFactory(**retraction())


@pytest.mark.parametrize("given", ["retracted_at", "retracted_by", "retraction_reason"])
def test_only_a_retraction_has_a_reason(given):
    with assert_refused("claim_retraction_says_who_when_and_why"):
        make.DraftClaimFactory(**{given: retraction()[given]})


def test_a_published_claim_needs_a_position_that_counts():
    with assert_refused("claim_published_needs_a_position"):
        make.ClaimFactory()
    with assert_refused("claim_published_needs_a_position"):
        make.StatementFactory(stance="withdraws")
    with assert_refused("claim_published_needs_a_position"):
        make.DraftStatementFactory(claim=make.ClaimFactory())
    with assert_accepted():
        make.StatementFactory(stance="questions")
    with assert_accepted():
        make.StatementFactory(
            party=(voice := make.VoiceFactory()),
            citation__article__outlet=voice.outlet,
            citation__kind="own_words",
        )


@pytest.fixture
def open_claim():
    """Make a published claim without a position, as only the rule itself may leave it."""
    sql("SET LOCAL claims.may_be_open = 'on'")
    with assert_accepted():
        claim = make.ClaimFactory()
    sql("SET LOCAL claims.may_be_open = 'off'")
    return claim


def test_a_claim_that_is_open_already_can_be_saved(open_claim):
    open_claim.public_note = "A source is missing."
    with assert_accepted():
        open_claim.save()
        make.StatementFactory(claim=open_claim, stance="withdraws")


def test_a_claim_that_was_open_keeps_the_position_that_it_gets(open_claim):
    with assert_accepted():
        statement = make.StatementFactory(claim=open_claim)
    with assert_refused("claim_published_needs_a_position"):
        type(statement).objects.filter(pk=statement.pk).update(**retraction())


def test_an_open_claim_is_not_published_again(open_claim):
    published = {"state": "published", "published_at": make.MOMENT, "published_by": open_claim.published_by}
    with assert_accepted():
        Claim.objects.filter(pk=open_claim.pk).update(state="draft", published_at=None, published_by=None)
    with assert_refused("claim_published_needs_a_position"):
        Claim.objects.filter(pk=open_claim.pk).update(**published)


def test_a_published_claim_keeps_a_position_that_counts():
    statement = make.StatementFactory()
    with assert_refused("claim_published_needs_a_position"):
        type(statement).objects.filter(pk=statement.pk).update(**retraction())
    with assert_refused("claim_published_needs_a_position"):
        statement.citations.all().delete()
        type(statement).objects.filter(pk=statement.pk).delete()
    with assert_accepted():
        make.StatementFactory(claim=statement.claim)
        type(statement).objects.filter(pk=statement.pk).update(**retraction())


def test_a_claim_and_its_statement_are_published_in_any_order():
    draft = make.DraftClaimFactory()
    with assert_accepted():
        Claim.objects.filter(pk=draft.pk).update(
            state="published", published_at=make.MOMENT, published_by=make.UserFactory()
        )
        make.StatementFactory(claim=draft)
    draft.refresh_from_db()
    assert draft.status == "asserted"


def test_a_claim_is_not_related_to_itself():
    claim = make.DraftClaimFactory()
    with assert_refused("relation_is_between_two_claims"):
        make.ClaimRelationFactory(claim=claim, other=claim)


def test_the_kind_of_a_relation_is_known():
    with assert_refused("relation_kind_is_known"):
        make.ClaimRelationFactory(kind="proves")
    with assert_accepted():
        for kind in ("contradicts", "tension", "narrows", "question", "follows"):
            make.ClaimRelationFactory(kind=kind)


def test_two_claims_are_related_once_in_each_way_whichever_comes_first():
    relation = make.ClaimRelationFactory(kind="contradicts")
    for pair in ((relation.claim, relation.other), (relation.other, relation.claim)):
        with assert_refused("relation_once_per_pair_and_kind"):
            make.ClaimRelationFactory(claim=pair[0], other=pair[1], kind="contradicts")
    with assert_accepted():
        make.ClaimRelationFactory(claim=relation.claim, other=relation.other, kind="tension")
        make.ClaimRelationFactory(claim=relation.claim, kind="contradicts")


def test_a_fact_check_is_recorded_once_for_each_claim():
    known = make.FactCheckFactory()
    with assert_refused("fact_check_once_per_claim"):
        make.FactCheckFactory(claim=known.claim, url=known.url)
    with assert_accepted():
        make.FactCheckFactory(url=known.url)
        make.FactCheckFactory(claim=known.claim)


@pytest.mark.parametrize("missing", ["reviewer", "url", "rating"])
def test_a_fact_check_says_who_where_and_what(missing):
    with assert_refused("fact_check_says_who_where_and_what"):
        make.FactCheckFactory(**{missing: ""})
    with assert_accepted():
        make.FactCheckFactory()


@pytest.mark.parametrize("missing", ["notice", "reason"])
def test_a_correction_says_what_and_why(missing):
    with assert_refused("correction_says_what_and_why"):
        make.CorrectionFactory(**{missing: ""})
    with assert_accepted():
        make.CorrectionFactory()
