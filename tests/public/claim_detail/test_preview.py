"""The preview of a claim: the page with its drafts, for editors only, and nothing of it stays."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from claims.models import Change, Claim, ClaimVersion, Statement
from tests import factories as make
from tests.support.html import text_of
from tests.support.second_factors import add_app
from tests.support.sql import acting_as_owner
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_editor() -> Client:
    user = make.UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def draft() -> Statement:
    return make.CitationFactory(
        statement__claim__text="The bridge was closed", excerpt="It was shut"
    ).statement


def preview(claim) -> str:
    return reverse("claim_preview", args=[claim.pk])


def test_editors_see_the_page_as_readers_will(as_editor, draft):
    response = as_editor.get(preview(draft.claim))
    text = text_of(response)
    assert "Preview, for editors only." in text
    assert "It was shut" in text
    assert "Asserted" in text
    assert "/versions/" not in response.content.decode()
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


def test_nothing_of_it_stays(as_editor, client, draft):
    as_editor.get(preview(draft.claim))
    run_deferred_triggers()
    draft.refresh_from_db()
    assert (draft.state, draft.claim.state) == ("draft", "draft")
    assert not ClaimVersion.objects.exists()
    assert not Change.objects.exists()
    assert client.get(reverse("claim_detail", args=[draft.claim_id])).status_code == 404


def test_drafts_stand_beside_what_is_published(as_editor, client):
    claim = make.StatementFactory(claim__text="The toll is fair", stance="affirms").claim
    make.CitationFactory(statement__claim=claim, statement__stance="denies", excerpt="It is not")
    text = text_of(as_editor.get(preview(claim)))
    assert "It is not" in text
    assert "Disputed" in text
    public = text_of(client.get(claim.get_absolute_url()))
    assert "It is not" not in public
    assert "Preview" not in public


def test_nobody_else_sees_it(client, draft):
    for user in (None, make.UserFactory(), make.UserFactory(is_staff=True)):
        if user is not None:
            client.force_login(user)
        response = client.get(preview(draft.claim))
        assert response.status_code == 404
        assert "The bridge was closed" not in response.content.decode()


def test_without_a_position_that_counts_it_says_so(as_editor):
    claim = make.DraftStatementFactory().claim
    response = as_editor.get(preview(claim), follow=True)
    assert response.redirect_chain == [(reverse("admin:claims_claim_change", args=[claim.pk]), 302)]
    assert "There is nothing to show readers yet" in text_of(response)


CONFLICT = """
CREATE FUNCTION pg_temp.conflict() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING ERRCODE = %s; END $$;
CREATE TRIGGER conflict BEFORE UPDATE ON claims_statement FOR EACH ROW EXECUTE FUNCTION pg_temp.conflict();
"""


@pytest.mark.parametrize("code", ["40P01", "40001"])
def test_somebody_else_who_writes_is_told_apart(as_editor, draft, code):
    with acting_as_owner(), connection.cursor() as cursor:
        cursor.execute(CONFLICT % f"'{code}'")
    text = text_of(as_editor.get(preview(draft.claim), follow=True))
    assert "Somebody else was changing this claim at this moment: try again." in text
    assert "nothing to show" not in text


def test_what_was_retracted_has_none(as_editor):
    claim = make.StatementFactory().claim
    Claim.objects.filter(pk=claim.pk).update(
        state="retracted",
        retracted_at=make.MOMENT,
        retracted_by=make.UserFactory(),
        retraction_reason="Wrong.",
    )
    assert as_editor.get(preview(claim)).status_code == 404
    assert as_editor.get(reverse("claim_preview", args=[999])).status_code == 404


@pytest.mark.parametrize("has_factor", [False, True])
def test_whoever_needs_a_second_factor_sees_none_without(client, draft, settings, has_factor):
    settings.SECOND_FACTOR = True
    publisher = make.UserFactory(is_staff=True)
    publisher.groups.add(Group.objects.get(name="Publisher"))
    client.force_login(publisher)
    if has_factor:
        add_app(publisher)
    page = preview(draft.claim)
    led_to = f"/admin/login/?next={page}" if has_factor else reverse("mfa_index")
    assert client.get(page).url == led_to
