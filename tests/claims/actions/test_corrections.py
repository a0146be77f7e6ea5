"""Corrections: proposed when public text is altered, then worded or waived.

A publisher words a proposal, or waives it with a reason.
"""

import datetime

import pytest

from claims.actions import propose_correction, publish_correction, publish_statement, waive_correction
from claims.models import Correction, CorrectionProposal
from core.errors import Refused
from tests.factories import CitationFactory, CorrectionFactory, StatementFactory, UserFactory
from tests.support.sql import assert_accepted, assert_refused

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2017, 4, 21, 9, tzinfo=datetime.UTC)
LATER = NOW + datetime.timedelta(hours=3)
CHANGE = "Public note: “” → “Clearer now.”"


@pytest.fixture
def claim():
    return StatementFactory().claim


@pytest.fixture
def proposal(claim):
    by = UserFactory(username="ada")
    return propose_correction(claim=claim, change=CHANGE, reason="A reader asked.", by=by, now=NOW)


def test_a_proposal_waits_with_who_what_and_why(proposal, claim):
    assert (proposal.claim, proposal.change, proposal.reason) == (claim, CHANGE, "A reader asked.")
    assert (proposal.proposed_by.username, proposal.proposed_at) == ("ada", NOW)
    assert proposal.outcome == ""
    assert not Correction.objects.exists()


def test_worded_it_is_a_public_correction(proposal, claim):
    by = UserFactory()
    notice = " The note was unclear. "
    correction = publish_correction(
        proposal=proposal, notice=notice, reason="A reader asked.", by=by, now=LATER
    )
    assert (correction.claim, correction.notice) == (claim, "The note was unclear.")
    assert (correction.made_by, correction.made_at, correction.reason) == (by, LATER, "A reader asked.")
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.correction) == ("worded", correction)
    assert (proposal.settled_by, proposal.settled_at) == (by, LATER)


@pytest.mark.parametrize(("notice", "reason"), [(" ", "A reader asked."), ("A note.", "\n")])
def test_a_correction_says_what_and_why(proposal, notice, reason):
    with pytest.raises(Refused, match="what was altered and why"):
        publish_correction(proposal=proposal, notice=notice, reason=reason, by=UserFactory(), now=LATER)
    proposal.refresh_from_db()
    assert proposal.outcome == ""
    assert not Correction.objects.exists()


def test_waived_it_says_why_and_readers_are_not_told(proposal):
    waive_correction(proposal=proposal, note=" A comma. ", by=UserFactory(), now=LATER)
    proposal.refresh_from_db()
    assert (proposal.outcome, proposal.note, proposal.settled_at) == ("waived", "A comma.", LATER)
    assert not Correction.objects.exists()


def test_waiving_without_a_reason_is_refused(proposal):
    with pytest.raises(Refused, match="say why readers need not be told"):
        waive_correction(proposal=proposal, note=" ", by=UserFactory(), now=LATER)
    proposal.refresh_from_db()
    assert proposal.outcome == ""


def test_what_is_settled_stays_so(proposal):
    waive_correction(proposal=proposal, note="A comma.", by=UserFactory(), now=NOW)
    with pytest.raises(Refused, match="settled already: readers need not be told"):
        publish_correction(proposal=proposal, notice="A note.", reason="So.", by=UserFactory(), now=LATER)
    assert not Correction.objects.exists()


def test_a_new_statement_that_changes_the_status_is_news(claim):
    denial = CitationFactory(statement__claim=claim, statement__stance="denies").statement
    publish_statement(statement=denial, by=UserFactory(), now=NOW)
    claim.refresh_from_db()
    assert claim.status == "disputed"
    assert not CorrectionProposal.objects.exists()


class TestRules:
    def make(self, **values):
        first = {"claim": StatementFactory().claim, "change": CHANGE, "proposed_at": NOW}
        return CorrectionProposal.objects.create(**first | {"proposed_by": UserFactory()} | values)

    def settled(self, outcome, **values):
        return self.make(**{"outcome": outcome, "settled_at": LATER, "settled_by": UserFactory()} | values)

    def test_says_what_was_altered(self):
        with assert_refused("proposal_says_what_was_altered"):
            self.make(change="")

    @pytest.mark.parametrize("missing", ["settled_at", "settled_by"])
    def test_a_settled_one_says_who_and_when(self, missing):
        with assert_refused("proposal_outcome_says_who_and_when"):
            self.settled("waived", note="A comma.", **{missing: None})

    def test_a_waiting_one_is_settled_by_nobody(self):
        with assert_refused("proposal_outcome_says_who_and_when"):
            self.make(settled_at=LATER, settled_by=UserFactory())

    def test_ends_in_a_correction_or_a_reason(self):
        with assert_refused("proposal_ends_in_a_correction_or_a_reason"):
            self.settled("worded")
        with assert_refused("proposal_ends_in_a_correction_or_a_reason"):
            self.settled("waived")
        with assert_refused("proposal_ends_in_a_correction_or_a_reason"):
            self.settled("waived", note="A comma.", correction=CorrectionFactory())
        with assert_refused("proposal_ends_in_a_correction_or_a_reason"):
            self.make(correction=CorrectionFactory())
        with assert_refused("proposal_ends_in_a_correction_or_a_reason"):
            self.settled("lost", note="No such outcome.")
        with assert_accepted():
            self.settled("worded", correction=CorrectionFactory())
