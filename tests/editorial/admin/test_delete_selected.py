"""Deleting rows, chosen in a list or on a page of their own: every model, in every state; never a 500."""

import html
import re

import pytest
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import transaction

from claims.actions.merging.merge import merge_claimants, merge_claims, merge_outlets
from claims.actions.review import submit_for_review
from claims.models import (
    ClaimSearch,
    CorrectionProposal,
    Coverage,
    ImportUpload,
    ProbableDouble,
    VanishedExcerpt,
)
from sources.models import Article, BackgroundJob, CaptureText
from subscriptions.models import Webhook
from tests import factories as make
from tests.factories import MOMENT
from tests.support.admin_html import address, said_to
from tests.support.html import retraction

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("everything")]

NOT_DELETED_FROM_LISTS = (ClaimSearch, Coverage, ImportUpload, BackgroundJob)
MODELS = [model for model in admin.site._registry if model not in NOT_DELETED_FROM_LISTS]
"""Without those that have no list, and those that are never deleted there."""
JUNK = ["abc", "9" * 20, "\0", "", "-1", "1.5", "9" * 5000, "😀"]
"""No number, and one too large for the column, which every model is asked for; and more of these kinds."""


@pytest.fixture(scope="module")
def everything(own_database) -> None:
    """Make rows of every model, in every state, with all that can depend on them."""
    with transaction.atomic():
        make_everything(make.UserFactory())


def make_everything(user: User) -> None:
    report = make.ReportFactory()
    offer = make.OfferedCitationFactory()
    claim, capture, article = offer.statement.claim, offer.capture, offer.article
    citation = make.ProvedCitationFactory(statement=offer.statement, capture=capture)
    make.AliasFactory(claimant=offer.statement.claimant)
    make.AffiliationFactory(party=offer.statement.party)
    make.KeyClaimFactory(claim=claim)
    make.ClaimRelationFactory(claim=claim)
    make.FactCheckFactory(claim=claim)
    make.CorrectionFactory(claim=claim)
    make.ReportFactory(claim=claim)
    make.VoiceFactory(outlet=article.outlet)
    make.ClaimFactory(**retraction("claim"))
    moment = {"changed_at": MOMENT, "begun_at": MOMENT}
    Coverage.objects.create(editor=user, article=article, capture=capture, report=report, **moment)
    VanishedExcerpt.objects.create(citation=citation, capture=capture, noticed_at=MOMENT)
    make.LeadFactory()
    make.OriginFactory()
    other = make.DraftClaimFactory()
    ProbableDouble.objects.create(claim=claim, other=other, score=0.9, found_at=MOMENT)
    CorrectionProposal.objects.create(claim=claim, change="A comma.", proposed_at=MOMENT, proposed_by=user)
    CaptureText.objects.create(capture=make.CaptureFactory(), text="The words of the article.")
    draft = make.CitationFactory().statement
    submit_for_review(claim=draft.claim, by=user, now=MOMENT)
    merged = {"by": user, "now": MOMENT, "reason": "The same."}
    merge_claims(duplicate=make.StatementFactory().claim, target=claim, **merged)
    merge_claimants(duplicate=make.PartyFactory(), target=make.PartyFactory(), **merged)
    merge_outlets(duplicate=make.OutletFactory(), target=article.outlet, **merged)
    make.TokenFactory()
    make.ImportMappingFactory()
    make.OfferedChangeFactory()
    Webhook.objects.create(
        made_by=user, kind="all", address="https://example.org/", secret="whsec_", told_to=0, made_at=MOMENT
    )


def delete(client, model, chosen, **sent):
    sent |= {"action": "delete_selected", "_selected_action": chosen}
    return client.post(address(model, "changelist"), sent)


def read_keys(model) -> list:
    keys = list(model._base_manager.order_by("-pk").values_list("pk", flat=True))
    assert keys, f"There is no {model._meta.verbose_name} to delete."
    return keys


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_of_every_model(model, as_superuser):
    keys, linked = read_keys(model), set()
    for chosen in [*([key] for key in keys), keys]:
        asked = delete(as_superuser, model, chosen)
        assert asked.status_code in (200, 302)
        if asked.status_code == 200 and 'id="deleted-objects"' in asked.text:
            named = asked.text.split('id="deleted-objects"')[1].split("</main>")[0]
            linked |= set(re.findall(r'href="(/[^"]+)"', named))
    for link in linked:
        assert as_superuser.get(html.unescape(link)).status_code == 200
    for chosen in [*([key] for key in keys), keys]:
        done = delete(as_superuser, model, chosen, post="yes", change_reason="It was wrong.")
        assert done.status_code in (200, 302, 403)


def test_on_the_page_of_every_row(as_superuser):
    statuses = set()
    for model in MODELS:
        with transaction.atomic():
            for key in read_keys(model):
                page = address(model, "delete", key)
                asked, bare = as_superuser.get(page), as_superuser.post(page, {"post": "yes"})
                statuses |= {asked.status_code, bare.status_code}
                if model._base_manager.filter(pk=key).exists():
                    sent = {"post": "yes", "change_reason": "It was wrong."}
                    statuses.add(as_superuser.post(page, sent).status_code)
            transaction.set_rollback(True)
    assert statuses == {200, 302, 403}


@pytest.mark.parametrize(
    ("model", "junk"),
    [
        *((model, junk) for model in (*MODELS, BackgroundJob) for junk in JUNK[:2]),
        *((Article, junk) for junk in JUNK[2:]),
    ],
    ids=lambda given: given._meta.label if isinstance(given, type) else repr(given)[:20],
)
def test_rows_that_cannot_exist(model, junk, as_superuser):
    response = as_superuser.post(
        address(model, "changelist"), {"action": "delete_selected", "_selected_action": junk}, follow=True
    )
    assert response.status_code == 200
    assert said_to(response) == ["Those rows could not be found."]


def test_unfinished_work_on_an_article_is_named_without_a_link(as_superuser):
    article = make.ArticleFactory(title="A bridge is opened")
    editor = make.UserFactory()
    Coverage.objects.create(editor=editor, article=article, changed_at=MOMENT, begun_at=MOMENT)
    for asked in (
        delete(as_superuser, Article, [article.pk]),
        as_superuser.get(address(Article, "delete", article.pk)),
    ):
        named = asked.text.split('id="deleted-objects"')[1]
        assert "1 coverage" in named
        assert f'<bdi dir="auto">{article}</bdi>' in named
