"""Whoever meets somebody else's change of the same rows is told so, wherever in an action it happens."""

import ast
from pathlib import Path

import pytest
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from claims import actions
from claims.actions.merging.merge import merge_claims
from claims.actions.offered_changes import refuse_change
from claims.models import Review, State
from core.errors import Conflict
from tests import factories as make

BARE = {
    "offer_citations",  # a save of coverage calls it, and is tried again by itself
    "settle_report_as_covered",  # likewise
    "receive_report",  # locks nothing that others lock
    "forget_reports",  # a job, tried again by the queue
    *("merge_claims", "merge_claimants", "merge_outlets"),  # translate all that they do in their journal
}
"""Actions that pass on what the database says, with the reason."""


def meet_others(execute, statement, parameters, many, context):
    """Have the first lock that is taken be one that two wait for."""
    if "FOR UPDATE" in statement or "FOR NO KEY UPDATE" in statement or "FOR KEY SHARE" in statement:
        raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")
    return execute(statement, parameters, many, context)


@pytest.mark.django_db
def test_whoever_meets_a_deadlock_may_try_again():
    by, now = make.UserFactory(is_superuser=True), make.MOMENT
    draft, other = (
        make.CitationFactory(statement=make.DraftStatementFactory(claim=make.DraftClaimFactory())).statement
        for _ in range(2)
    )
    review = Review.objects.create(claim=draft.claim, asked_at=now, asked_by=by)
    publication = actions.publish_rows(rows=[other.claim], by=by, now=now).publication
    offered = make.OfferedChangeFactory(claim=draft.claim)
    doing = {"by": by, "now": now}
    deeds = [
        lambda: actions.publish_rows(rows=[draft.claim], **doing),
        lambda: actions.publish_claim(claim=draft.claim, **doing),
        lambda: actions.publish_statement(statement=draft, **doing),
        lambda: actions.retract_claim(claim=draft.claim, reason="No.", **doing),
        lambda: actions.retract_statement(statement=draft, reason="No.", **doing),
        lambda: actions.undo_publication(publication=publication, **doing),
        lambda: actions.submit_for_review(claim=draft.claim, **doing),
        lambda: actions.send_back(review=review, note="Who?", **doing),
        lambda: actions.withdraw_review(review=review, **doing),
        lambda: merge_claims(duplicate=draft.claim, target=other.claim, reason="One.", **doing),
        lambda: refuse_change(offered=offered, note="No.", **doing),
    ]
    with connection.execute_wrapper(meet_others):
        for deed in deeds:
            with pytest.raises(Conflict, match="try again"):
                deed()
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_actions_say_in_words_what_the_database_refuses():
    folder = Path(actions.__file__).parent
    bare = {
        function.name
        for module in folder.rglob("*.py")
        for function in ast.walk(ast.parse(module.read_text()))
        if isinstance(function, ast.FunctionDef)
        and "transaction.atomic" in map(ast.unparse, function.decorator_list)
    }
    assert bare == BARE
