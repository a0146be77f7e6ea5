"""Two publishers, or a publisher and an editor, work on the same drafts at the same moment.

Whoever comes second waits, and is answered by what the first has left.
"""

import time

import pytest
from django.db import transaction
from django.test import Client

from claims.actions import publish_rows
from claims.actions.merging.merge import merge_claimants, merge_claims
from claims.actions.publishing import lock_drafts
from claims.models import Citation, Claim, Claimant, Publication, Statement
from editorial.admin.base.forms import REASON_MISSING
from tests import factories as make
from tests.support.admin_html import address, filled

from .test_coverage_at_once import SecondWriter


@pytest.fixture
def draft() -> Statement:
    """Make a draft that is cited, on a claim that is a draft as well."""
    with transaction.atomic():
        return make.CitationFactory(excerpt="words of the article").statement


def sign_in() -> Client:
    client = Client()
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    return client


def race(hold, *works) -> list:
    """Start the works while `hold` has not committed; return their outcomes, or raise what they raised."""
    writers = [SecondWriter(work) for work in works]
    with transaction.atomic():
        hold()
        for writer in writers:
            writer.start()
        while any(writer.is_alive() and not writer.is_waiting() for writer in writers):
            time.sleep(0.005)
        assert all(writer.is_waiting() for writer in writers), [writer.outcome for writer in writers]
    for writer in writers:
        writer.join()
        if isinstance(writer.outcome, Exception):
            raise writer.outcome
    return [writer.outcome for writer in writers]


def confirm(client: Client, page: str, sent: dict):
    """Read the page that asks before publishing; return a function that sends it on."""
    agreed = sent | {"from_page": client.post(page, sent).context["digest"], "unverified": "1"}
    return lambda: client.post(page, agreed, follow=True)


def publish_claim_page(draft: Statement):
    return address(Claim, "publish", draft.claim_id), {}


def publish_review_page(draft: Statement):
    article = draft.citations.get().article
    return address(type(article), "review", article.pk), {"do": "publish", "row": [draft.pk]}


@pytest.mark.parametrize("find_page", [publish_claim_page, publish_review_page])
def test_of_two_publishers_one_publishes_and_the_other_is_told(draft, find_page):
    page, sent = find_page(draft)
    works = [confirm(sign_in(), page, sent) for _ in range(2)]
    answers = race(lambda: Claim.objects.select_for_update().get(pk=draft.claim_id), *works)
    [publication] = Publication.objects.all()
    assert publication.statements == [draft.pk]
    told = ["Published with 1 statement" in answer.text for answer in answers]
    assert sorted(told) == [False, True]
    asked_again = answers[told.index(False)].text
    assert "This has changed since it was shown, and nothing was published" in asked_again
    assert "This is no draft any more: somebody else has decided about it meanwhile." in asked_again


def test_what_an_editor_saves_first_is_shown_before_it_is_published(draft):
    work = confirm(sign_in(), *publish_claim_page(draft))

    def save_place():
        Claim.objects.select_for_update(no_key=True).get(pk=draft.claim_id)
        Statement.objects.filter(pk=draft.pk).update(place="Riga")

    [answer] = race(save_place, work)
    assert "This has changed since it was shown, and nothing was published" in answer.text
    assert "Riga" in answer.text
    draft.refresh_from_db()
    assert draft.state == "draft"


@pytest.mark.parametrize("rows", ["claim", "statement"])
@pytest.mark.parametrize(
    "edit",
    [
        lambda draft: Statement.objects.filter(pk=draft.pk).update(place="Riga"),
        lambda draft: Citation.objects.filter(statement=draft).update(translated_by="us"),
        lambda draft: Claim.objects.filter(pk=draft.claim_id).update(context="More."),
        lambda draft: make.CitationFactory(statement=draft),
    ],
    ids=["statement", "citation", "claim", "further-citation"],
)
def test_nothing_shown_is_edited_between_the_comparison_and_the_publication(draft, rows, edit):
    row = draft.claim if rows == "claim" else draft
    race(lambda: lock_drafts([row]), lambda: edit(draft))


@pytest.mark.parametrize("model", [Statement, Citation])
def test_an_editor_who_comes_second_has_to_be_a_publisher(draft, model):
    """What was asked for as a change of a draft is judged as a change of what readers see."""
    row = draft if model is Statement else draft.citations.get()
    client = sign_in()
    page = address(model, "change", row.pk)
    sent = filled(client.get(page)) | ({"place": "Riga"} if model is Statement else {"translated_by": "us"})

    def publish():
        publish_rows(rows=[draft.claim], by=make.UserFactory(), now=make.MOMENT)

    [answer] = race(publish, lambda: client.post(page, sent))
    assert answer.context["adminform"].form.errors == {"change_reason": [REASON_MISSING]}


def test_a_citation_is_added_to_a_statement_as_it_is_by_then(draft):
    """The statement is published while the form for a citation of it is on its way."""
    editor = sign_in()
    article = make.ArticleFactory()
    page = address(Citation, "add")
    sent = filled(editor.get(page)) | {"statement": draft.pk, "article": article.pk, "excerpt": "other words"}

    def retract():
        Statement.objects.filter(pk=draft.pk).update(
            state="retracted",
            retracted_at=make.MOMENT,
            retracted_by=make.UserFactory(),
            retraction_reason="x",
        )

    [answer] = race(retract, lambda: editor.post(page, sent))
    assert answer.context["adminform"].form.errors["statement"] == [
        "This statement is retracted: nothing is added to it any more."
    ]


def test_whoever_publishes_and_whoever_edits_do_not_wait_for_each_other(draft):
    """Both lock the claim first: neither is refused."""
    publish = confirm(sign_in(), *publish_claim_page(draft))
    editor = sign_in()
    page = address(Statement, "change", draft.pk)
    sent = filled(editor.get(page)) | {"stance": "denies"}
    works = publish, lambda: editor.post(page, sent, follow=True)
    for answer in race(lambda: Claim.objects.select_for_update().get(pk=draft.claim_id), *works):
        assert "at this moment" not in answer.text


@pytest.mark.parametrize("kind", ["claims", "claimants"])
def test_a_merge_and_publishing_wait_for_each_other_and_do_not_cross(draft, kind):
    """Both wait for whoever holds the claimant before they lock anything that the other needs."""
    party = draft.claimant
    with transaction.atomic():
        if kind == "claims":
            merge, target = merge_claims, draft.claim
            duplicate = make.DraftStatementFactory(claimant=party, party=draft.party).claim
        else:
            merge, target, duplicate = merge_claimants, make.PartyFactory(), party
    merger, publisher = make.UserFactory.create_batch(2)

    def join():
        return merge(duplicate=duplicate, target=target, by=merger, now=make.MOMENT, reason="The same.")

    def publish():
        return publish_rows(rows=[draft.claim], by=publisher, now=make.MOMENT)

    merged, published = race(lambda: Claimant.objects.select_for_update().get(pk=party.pk), join, publish)
    assert merged.target == target
    assert [row for row, _count in published.published] == [draft.claim]
    draft.refresh_from_db()
    assert (draft.state, draft.claim.status) == ("published", "asserted")
