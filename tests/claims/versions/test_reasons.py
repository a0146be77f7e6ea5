"""Public changes need a reason, on every page of the admin.

The version keeps the reason.
"""

import pytest
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client

from claims.models import Citation, Claim, ClaimVersion, FactCheck, Statement, Topic
from sources.models import Article
from tests import factories as make
from tests.support.admin_html import address, filled


@pytest.fixture
def publisher(db):
    user = make.UserFactory(username="publisher", is_staff=True)
    user.groups.add(Group.objects.get(name="Publisher"))
    return user


@pytest.fixture
def client(publisher):
    client = Client()
    client.force_login(publisher)
    return client


@pytest.fixture
def statement():
    with transaction.atomic():
        return make.StatementFactory()


def latest():
    version = ClaimVersion.objects.order_by("-number").first()
    return version.number, getattr(version.made_by, "username", None), version.reason


def test_an_inline_row_of_what_is_published(client, statement):
    page = address(Statement, "change", statement.pk)
    sent = filled(client.get(page)) | {"citations-0-excerpt": "Other words."}
    client.post(page, sent)
    assert latest()[0] == 1
    assert client.post(page, sent | {"change_reason": "Misquoted."}).status_code == 302
    assert latest() == (2, "publisher", "Misquoted.")
    assert Citation.objects.get().excerpt == "Other words."


def test_topics_of_what_is_published(client, statement):
    page, topic = address(Claim, "change", statement.claim_id), make.TopicFactory()
    sent = filled(client.get(page)) | {"topics": [topic.pk]}
    client.post(page, sent)
    assert latest()[0] == 1
    client.post(page, sent | {"change_reason": "It belongs there."})
    assert latest() == (2, "publisher", "It belongs there.")


@pytest.mark.parametrize("in_a_list", [False, True])
def test_deleting_what_readers_see(client, statement, in_a_list):
    check = make.FactCheckFactory(claim=statement.claim)
    page, sent = address(FactCheck, "delete", check.pk), {"post": "yes"}
    if in_a_list:
        page = address(FactCheck, "changelist")
        sent |= {"action": "delete_selected", "_selected_action": [check.pk]}
    client.post(page, sent)
    assert FactCheck.objects.exists()
    client.post(page, sent | {"change_reason": "Withdrawn."})
    assert latest() == (3, "publisher", "Withdrawn.")


def test_deleting_a_topic_that_readers_see(client, statement):
    topic = make.TopicFactory()
    statement.claim.topics.add(topic)
    client.post(address(Topic, "delete", topic.pk), {"post": "yes"})
    assert latest()[0] == 2
    client.post(address(Topic, "delete", topic.pk), {"post": "yes", "change_reason": "Split in two."})
    assert latest() == (3, "publisher", "Split in two.")


def test_an_action_of_a_list_says_itself_why(client, statement):
    article = Article.objects.get()
    sent = {"action": "mark_read_in_full", "_selected_action": [article.pk]}
    client.post(address(Article, "changelist"), sent)
    history = client.get(address(Article, "history", article.pk)).context["entries"]
    assert (history[0]["who"], history[0]["reason"]) == ("publisher", "Marked as read in full.")
    assert latest()[0] == 1, "it is not shown on the claim's page"


def test_a_retraction_in_a_list(client, statement):
    with transaction.atomic():
        make.StatementFactory(claim=statement.claim, stance="denies")
    sent = {"action": "retract_selected", "_selected_action": [statement.pk], "notice": "Not said."}
    client.post(address(Statement, "changelist"), sent)
    assert latest() == (3, "publisher", "Not said.")
