import datetime

import pghistory
import pytest

from claims.actions import publish_claim, publish_statement, retract_claim, retract_statement
from claims.actions.last_editor import OWN_WORK
from claims.actions.publishing import publish_new_claims
from claims.models import Claim, State, Status
from core.errors import Refused
from tests import factories as make

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2017, 4, 21, 9, tzinfo=datetime.UTC)


def test_publishing_a_claim_publishes_its_cited_drafts_and_leaves_the_others():
    claim, by = make.DraftClaimFactory(), make.UserFactory()
    ready = make.DraftStatementFactory(claim=claim)
    make.CitationFactory(statement=ready)
    uncited = make.DraftStatementFactory(claim=claim)

    assert publish_claim(claim=claim, by=by, now=NOW) == 1

    for row in (claim, ready, uncited):
        row.refresh_from_db()
    assert (claim.state, claim.status) == (State.PUBLISHED, Status.ASSERTED)
    assert (claim.published_at, claim.published_by) == (NOW, by)
    assert ready.state == State.PUBLISHED
    assert uncited.state == State.DRAFT


def test_a_claim_without_a_position_that_counts_stays_a_draft():
    claim = make.DraftClaimFactory()
    make.DraftStatementFactory(claim=claim)
    with pytest.raises(Refused, match="at least one position that counts"):
        publish_claim(claim=claim, by=make.UserFactory(), now=NOW)
    claim.refresh_from_db()
    assert claim.state == State.DRAFT
    assert claim.statements.get().state == State.DRAFT


def test_new_claims_are_published_together_and_what_the_rules_forbid_is_left():
    importer, by = make.UserFactory.create_batch(2)
    with pghistory.context(user=importer.pk):
        statements = [make.DraftStatementFactory() for _number in range(5)]
        for statement in statements[:4]:
            make.CitationFactory(statement=statement)
    times = {each.claim_id: NOW + datetime.timedelta(days=at) for at, each in enumerate(statements)}
    with pghistory.context(user=by.pk):
        refused = publish_new_claims(claims=times, by=by)
    [(left, why)] = refused.items()
    assert left == statements[4].claim_id and "at least one position that counts" in why
    published = Claim.objects.published()
    del times[left]
    assert {each.pk: each.published_at for each in published} == times
    assert {each.published_by for each in published} == {by}
    assert {each.status for each in published} == {Status.ASSERTED}


def test_nobody_publishes_together_what_they_made_themselves():
    importer = make.UserFactory()
    with pghistory.context(user=importer.pk):
        claim = make.CitationFactory(statement=make.DraftStatementFactory()).statement.claim
        assert publish_new_claims(claims={claim.pk: NOW}, by=importer) == {claim.pk: OWN_WORK}
    assert not Claim.objects.published().exists()


def test_a_published_claim_is_not_published_again():
    claim = make.StatementFactory().claim
    with pytest.raises(Refused, match="is published: only a draft"):
        publish_claim(claim=claim, by=make.UserFactory(), now=NOW)


def test_a_new_denial_counts_once_it_is_let_through():
    claim = make.StatementFactory().claim
    denial = make.DraftStatementFactory(claim=claim, stance="denies")
    make.CitationFactory(statement=denial)
    claim.refresh_from_db()
    assert claim.status == Status.ASSERTED

    publish_statement(statement=denial, by=make.UserFactory(), now=NOW)

    claim.refresh_from_db()
    assert claim.status == Status.DISPUTED


def test_a_statement_without_evidence_is_not_published():
    statement = make.DraftStatementFactory()
    with pytest.raises(Refused, match="at least one citation"):
        publish_statement(statement=statement, by=make.UserFactory(), now=NOW)
    statement.refresh_from_db()
    assert statement.state == State.DRAFT


def test_a_retracted_claim_says_who_when_and_why():
    claim, by = make.StatementFactory().claim, make.UserFactory()
    retract_claim(claim=claim, by=by, now=NOW, reason="  We misread the article. ")
    claim.refresh_from_db()
    assert (claim.state, claim.status) == (State.RETRACTED, Status.OPEN)
    assert (claim.retracted_at, claim.retracted_by) == (NOW, by)
    assert claim.retraction_reason == "We misread the article."


def test_a_retraction_without_a_reason_is_refused():
    statement = make.StatementFactory()
    with pytest.raises(Refused, match="Say why"):
        retract_claim(claim=statement.claim, by=make.UserFactory(), now=NOW, reason=" \n")
    statement.claim.refresh_from_db()
    assert statement.claim.state == State.PUBLISHED


def test_a_draft_is_not_retracted():
    with pytest.raises(Refused, match="is draft: only what is published"):
        retract_claim(claim=make.DraftClaimFactory(), by=make.UserFactory(), now=NOW, reason="No.")


def test_a_retracted_statement_no_longer_counts():
    claim = make.ClaimFactory()
    make.StatementFactory(claim=claim)
    denial = make.StatementFactory(claim=claim, stance="denies")
    retract_statement(statement=denial, by=make.UserFactory(), now=NOW, reason="He said otherwise.")
    claim.refresh_from_db()
    assert claim.status == Status.ASSERTED


def test_the_last_position_of_a_published_claim_is_not_retracted_alone():
    statement = make.StatementFactory()
    with pytest.raises(Refused, match="or retract the claim"):
        retract_statement(statement=statement, by=make.UserFactory(), now=NOW, reason="Wrong.")
    statement.refresh_from_db()
    assert statement.state == State.PUBLISHED
