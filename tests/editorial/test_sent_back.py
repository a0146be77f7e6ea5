"""Work that came back from review, on the front page of the editor who sent it."""

import datetime

import pytest

from claims.actions import publish_claim, send_back, submit_for_review, withdraw_review
from editorial import queues
from editorial.queues import list_sent_back
from tests import factories as make
from tests.support.html import links_of, text_of

from .conftest import signed_in

pytestmark = pytest.mark.django_db

LATER = make.MOMENT + datetime.timedelta(hours=1)
NOTE = "Which bridge? There are two."


@pytest.fixture
def came_back(editor, publisher):
    """Provide `came_back()`, which makes a cited draft claim that was sent back.

    It is the editor's; a publisher has sent it back.
    """

    def made(**given):
        claim = make.DraftClaimFactory(**given)
        make.CitationFactory(statement=make.DraftStatementFactory(claim=claim))
        review = submit_for_review(claim=claim, by=editor, now=make.MOMENT)
        send_back(review=review, note=NOTE, by=publisher, now=LATER)
        return claim

    return made


def shown(user) -> list:
    return [review.claim or review.statement for review in list_sent_back(user)]


def test_the_front_page_shows_the_draft_and_the_note(came_back, as_editor, publisher):
    claim = came_back(text="The bridge is closed")
    page = as_editor.get("/admin/")
    assert f"The bridge is closed “{NOTE}” publisher" in text_of(page)
    assert f"/admin/claims/claim/{claim.pk}/change/" in links_of(page).values()
    assert NOTE not in text_of(signed_in(publisher).get("/admin/"))


def test_a_statement_on_a_published_claim_comes_back_as_well(editor, publisher, as_editor):
    published = make.StatementFactory().claim
    statement = make.DraftStatementFactory(claim=published)
    make.CitationFactory(statement=statement)
    review = submit_for_review(statement=statement, by=editor, now=make.MOMENT)
    send_back(review=review, note=NOTE, by=publisher, now=LATER)
    assert shown(editor) == [statement]
    assert f"/admin/claims/statement/{statement.pk}/change/" in links_of(as_editor.get("/admin/")).values()


def test_goes_once_it_is_sent_again_or_published(came_back, editor, publisher):
    again, published, still = came_back(), came_back(), came_back()
    assert set(shown(editor)) == {again, published, still}
    submit_for_review(claim=again, by=publisher, now=LATER)
    publish_claim(claim=published, by=publisher, now=LATER)
    assert shown(editor) == [still]


def test_what_waits_or_was_withdrawn_did_not_come_back(editor):
    for settle in (lambda review: None, lambda review: withdraw_review(review=review, by=editor, now=LATER)):
        claim = make.DraftClaimFactory()
        make.CitationFactory(statement=make.DraftStatementFactory(claim=claim))
        settle(submit_for_review(claim=claim, by=editor, now=make.MOMENT))
    assert shown(editor) == []


def test_looks_no_further_back_than_it_says(came_back, editor, monkeypatch):
    came_back()
    newest = came_back()
    monkeypatch.setattr(queues, "MAX_EXAMINED", 1)
    assert shown(editor) == [newest]


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_one_query(came_back, editor, django_assert_num_queries, rows):
    for _ in range(rows):
        came_back()
    with django_assert_num_queries(1):
        assert len([str(draft) for draft in shown(editor)]) == rows
