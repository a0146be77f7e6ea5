"""Previews lock as publishing does: they wait for who publishes, and neither is refused."""

import pytest
from django import shortcuts
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from claims.actions import preview_statuses, published_for_a_moment
from claims.models import Claim, Statement
from tests import factories as make

from .test_races import Second


def show(statement) -> None:
    with published_for_a_moment(statement.claim, by=make.UserFactory(), now=make.MOMENT):
        pass


@pytest.mark.parametrize("preview", [show, lambda statement: preview_statuses(publishing=[statement])])
def test_a_preview_waits_for_who_publishes(preview):
    with transaction.atomic():
        statement = make.CitationFactory().statement
    other = Second(lambda: preview(statement))
    with transaction.atomic():
        Claim.objects.select_for_update().get(pk=statement.claim_id)
        other.start_and_wait()
        Statement.objects.filter(pk=statement.pk).update(state="published")
    other.join()
    statement.refresh_from_db()
    assert statement.state == "published"


def test_nothing_is_locked_while_the_page_is_made(monkeypatch):
    with transaction.atomic():
        statement = make.CitationFactory().statement
    client = Client()
    client.force_login(make.UserFactory(is_staff=True, is_superuser=True))
    is_locking = []

    def render(*args, **kwargs):
        is_locking.append(connection.in_atomic_block)
        return shortcuts.render(*args, **kwargs)

    monkeypatch.setattr("public.claim_detail.views.render", render)
    assert client.get(reverse("claim_preview", args=[statement.claim_id])).status_code == 200
    assert is_locking == [False]
