"""A preview of the statuses that publishing would set.

It uses the database's own rule and changes nothing.
"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.actions import preview_statuses
from claims.models import Claim, Statement
from tests import factories as make

pytestmark = pytest.mark.django_db


def denial_on(claim) -> Statement:
    return make.CitationFactory(statement__claim=claim, statement__stance="denies").statement


def test_a_denial_would_dispute_it():
    claim = make.StatementFactory().claim
    denial = denial_on(claim)
    [change] = preview_statuses(publishing=[denial])
    assert (change.claim, change.before, change.after) == (claim, "asserted", "disputed")
    assert change.line == "Publishing this would change the status from asserted to disputed."
    denial.refresh_from_db()
    claim.refresh_from_db()
    assert (denial.state, claim.status) == ("draft", "asserted")
    [event] = claim.events.all()
    assert event.status == "open", "made open, then asserted; trying out leaves no history"


def test_other_drafts_are_left_out():
    claim = make.StatementFactory().claim
    denial_on(claim)
    party = claim.statements.get(state="published").party
    again = make.CitationFactory(
        statement__claim=claim, statement__party=party, statement__said_on_precision="by"
    ).statement
    [change] = preview_statuses(publishing=[again])
    assert change.line == "Publishing this leaves the status as it is: asserted."


def test_a_draft_claim_goes_with_its_cited_drafts():
    claim = make.CitationFactory().statement.claim
    make.DraftStatementFactory(claim=claim, stance="denies")
    [change] = preview_statuses(publishing=[claim])
    assert (change.before, change.after) == ("", "asserted")
    assert change.line == "Publishing this would show the claim as asserted."
    assert Claim.objects.get().state == "draft"


def test_a_draft_that_cannot_be_published_says_so():
    [change] = preview_statuses(publishing=[make.DraftStatementFactory().claim])
    assert change.after == "open"
    assert change.line.startswith("It cannot be published like this")


def test_several_together_one_line_a_claim_in_order():
    first, second = make.StatementFactory().claim, make.StatementFactory().claim
    changes = preview_statuses(publishing=[denial_on(second), denial_on(first), denial_on(first)])
    assert [(c.claim, c.after) for c in changes] == [(first, "disputed"), (second, "disputed")]
    assert preview_statuses(publishing=[]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_however_many_it_asks_as_often(count):
    rows = [denial_on(make.StatementFactory().claim) for _ in range(count)]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        preview_statuses(publishing=rows)
    assert len(asked) == 8, "savepoint, two locks, claims, statements, the rule, and back in two"
