"""Who meets somebody else's change of the same rows is told so, wherever in an action it happens."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from psycopg.errors import DeadlockDetected

from claims import actions
from claims.actions.merging.merge import merge_claims
from claims.actions.offered_changes import refuse_change
from claims.models import Claim, OfferedChange, Publication, Review, State, Statement
from core.errors import GONE, Conflict, Refused
from tests import factories as make

BARE = {
    **dict.fromkeys(
        ("offer_citations", "settle_report_as_covered"), "A save of coverage calls it, and is tried again."
    ),
    "_save_stored": "Tries again by itself.",
    "receive_report": "Locks nothing that others lock.",
    **dict.fromkeys(("forget_reports", "follow_outlet", "mail_links", "mail_invited"), "A job, tried again."),
    **dict.fromkeys(
        ("merge_claims", "merge_claimants", "merge_outlets"), "Its journal translates all of it."
    ),
    **dict.fromkeys(("preview_merge", "published_for_a_moment"), "All that it locks is in what it calls."),
    **dict.fromkeys(("check_rows", "write_lines"), "Only reads, or locks nothing that others lock."),
    **dict.fromkeys(("_queue_job", "retry_job", "queue_link"), "Only queues jobs."),
    **dict.fromkeys(("_check_code", "save"), "Only counts guesses, or takes a password of one's own."),
    **dict.fromkeys(("begin_anew", "remove", "remove_personal_data"), "Asks nothing: 409 loses nothing."),
}
"""Functions whose transaction passes on what the database says, and why."""


def meet_others(execute, statement, parameters, many, context):
    """Have the first lock that is taken be one that two wait for."""
    if "FOR UPDATE" in statement or "FOR NO KEY UPDATE" in statement or "FOR KEY SHARE" in statement:
        raise OperationalError("deadlock detected") from DeadlockDetected("deadlock detected")
    return execute(statement, parameters, many, context)


@pytest.mark.django_db
def test_who_acts_on_what_somebody_has_removed_meanwhile_is_told_so():
    by, now, pk = make.UserFactory(is_superuser=True), make.MOMENT, 1_000_000
    doing = {"by": by, "now": now}
    claim, statement = Claim(pk=pk), Statement(pk=pk, claim_id=pk)
    review, publication = Review(pk=pk, asked_by=by), Publication(pk=pk)
    deeds = [
        lambda: actions.publish_claim(claim=claim, **doing),
        lambda: actions.publish_statement(statement=statement, **doing),
        lambda: actions.retract_claim(claim=claim, reason="No.", **doing),
        lambda: actions.retract_statement(statement=statement, reason="No.", **doing),
        lambda: actions.undo_publication(publication=publication, **doing),
        lambda: actions.submit_for_review(claim=claim, **doing),
        lambda: actions.send_back(review=review, note="Who?", **doing),
        lambda: actions.withdraw_review(review=review, **doing),
        lambda: refuse_change(offered=OfferedChange(pk=pk), note="No.", **doing),
    ]
    for deed in deeds:
        with pytest.raises(Refused) as refused:
            deed()
        assert str(refused.value) == GONE
    result = actions.publish_rows(rows=[claim], **doing)
    assert (result.published, result.refused) == ([], [(claim, GONE)])


@pytest.mark.django_db
def test_an_action_that_meets_a_deadlock_may_be_tried_again():
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


def list_contexts(function: ast.FunctionDef) -> set[str]:
    """List what decorates the function, and what its `with` statements enter, as they are written."""
    entered = (
        item.context_expr for node in ast.walk(function) if isinstance(node, ast.With) for item in node.items
    )
    return set(map(ast.unparse, [*function.decorator_list, *entered]))


def test_what_the_database_refuses_is_said_in_words():
    """All that editors start runs in `translate_refusals`, which is a transaction too."""
    bare = {
        function.name
        for folder in ("claims/actions", "claims/coverage", "editorial")
        for module in (Path(settings.BASE_DIR) / folder).rglob("*.py")
        for function in ast.walk(ast.parse(module.read_text()))
        if isinstance(function, ast.FunctionDef)
        and any(context.startswith("transaction.atomic") for context in list_contexts(function))
    }
    assert bare == BARE.keys()
