"""Webhooks, as the other side sees them: a server on this machine, and the library of Standard Webhooks."""

import json
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.utils import timezone
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from editorial.webhooks import read_subject
from subscriptions import webhooks
from subscriptions.models import Delivery, Subject, Webhook
from subscriptions.webhooks import (
    WAITS,
    forget_deliveries,
    make_webhook,
    queue_deliveries,
    renew_secret,
    send_due,
    switch_on,
)
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.support.html import retraction, text_of
from tests.support.local_site import local_site

__all__ = ["db"]
pytestmark = pytest.mark.usefixtures("db")


def publish(**fields):
    with transaction.atomic():
        return make.StatementFactory(**fields)


@pytest.fixture
def site(settings):
    settings.SITE_URL = "https://record.example.org"
    with local_site() as made:
        settings.FETCH_PRIVATE_HOSTS = [made.host]
        made.put("/hook", status=204)
        yield made


@pytest.fixture
def bridge():
    return publish(claim__text="The bridge is closed", party=make.PartyFactory(name="Sudland")).claim


@pytest.fixture
def hook(site, bridge) -> Webhook:
    return make_hook(site.url("/hook"))


def make_hook(address: str, subject: Subject | None = None) -> Webhook:
    subject = subject or Subject("all")
    return make_webhook(address=address, subject=subject, by=make.UserFactory(), now=timezone.now())


def deny(claim, **fields):
    return publish(claim=claim, stance="denies", **fields)


def send(later=timedelta()) -> int:
    """Do what the worker does in a minute, `later` than now."""
    queue_deliveries(now=timezone.now())
    Delivery.objects.filter(delivered_at=None).update(
        next_at=timezone.now() - timedelta(seconds=1)
    ) if later else 0
    return send_due(until=timezone.now() + timedelta(minutes=1))


def test_a_change_arrives_signed_with_links_and_without_words(hook, site, bridge):
    deny(bridge)
    assert send() == 1
    [(_path, headers)], [body] = site.asked, site.sent
    message = Verifier(hook.secret).verify(body, headers)
    change = message["data"].pop("change")
    assert headers["webhook-id"] == f"change-{change}" and headers["Content-Type"] == "application/json"
    assert message["type"] == "claim.status"
    assert message["data"] == {
        "claim": bridge.pk,
        "version": 2,
        "url": f"https://record.example.org/claims/{bridge.pk}/",
        "api": f"https://record.example.org/api/v1/claims/{bridge.pk}",
        "status_before": "asserted",
        "status_after": "disputed",
    }
    assert send() == 0, "once"
    with pytest.raises(WebhookVerificationError):
        Verifier(webhooks.make_secret()).verify(body, headers)


def test_each_webhook_is_told_of_its_subject(site, bridge):
    topic = make.TopicFactory()
    bridge.topics.add(topic)
    hooks = {
        "claim": make_hook(site.url("/hook"), Subject("claim", bridge.pk)),
        "topic": make_hook(site.url("/hook"), Subject("topic", topic.pk)),
        "search": make_hook(site.url("/hook"), Subject("search", query="q=bridge")),
        "other": make_hook(site.url("/hook"), Subject("search", query="q=road")),
        "claimant": make_hook(site.url("/hook"), Subject("claimant", bridge.statements.get().claimant_id)),
    }
    deny(bridge)
    queue_deliveries(now=timezone.now())
    assert {name for name, hook in hooks.items() if hook.deliveries.exists()} == {*hooks} - {"other"}


def test_two_secrets_sign_while_one_is_replaced(hook, site, bridge):
    renewed = renew_secret(hook, now=timezone.now())
    deny(bridge)
    send()
    for secret in (hook.secret, renewed.secret):
        assert Verifier(secret).verify(site.sent[0], site.asked[0][1])
    assert renewed.list_secrets(timezone.now() + webhooks.PREVIOUS_KEPT) == [renewed.secret]


def test_messages_about_one_claim_keep_their_order_and_their_id(hook, site, bridge):
    site.put("/hook", status=500)
    deny(bridge)
    publish(claim=bridge, party=make.PartyFactory(name="Ostland"))
    other = publish().claim
    assert send() == 0
    first = (
        site.asked[0][1]["Webhook-Id"] if "Webhook-Id" in site.asked[0][1] else site.asked[0][1]["webhook-id"]
    )
    assert send(later=timedelta(minutes=1)) == 0
    site.put("/hook", status=204)
    assert send(later=timedelta(minutes=5)) == 3
    of_bridge = [json.loads(body)["data"] for body in site.sent[-3:]]
    assert [data["version"] for data in of_bridge if data["claim"] == bridge.pk] == [2, 3]
    assert other.pk in {data["claim"] for data in of_bridge}
    assert [headers["webhook-id"] for _path, headers in site.asked].count(first) == 3


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, "The answer was 500."), (404, "The answer was 404."), (302, "The answer was 302.")],
)
def test_after_a_day_of_failures_it_is_switched_off_and_can_be_switched_on(
    hook, site, bridge, status, answer
):
    site.put("/hook", status=status, Location=site.url("/elsewhere"))
    deny(bridge)
    for _ in range(len(WAITS) + 1):
        assert Webhook.objects.get().off_at is None
        send(later=timedelta(hours=1))
    hook.refresh_from_db()
    assert hook.off_reason == f"Nothing has arrived for a day. {answer}"
    assert len(site.asked) == 7 and {path for path, _headers in site.asked} == {"/hook"}
    assert sum(WAITS, timedelta()) == timedelta(hours=24)
    publish(claim=bridge, party=make.PartyFactory(name="Ostland"))
    assert send(later=timedelta(hours=1)) == 0
    site.put("/hook", status=204)
    switch_on(hook, now=timezone.now() - timedelta(seconds=1))
    assert send() == 2


def test_waits_grow_and_a_dead_worker_leaves_its_message_to_be_sent_again(hook, site, bridge):
    site.put("/hook", status=503)
    deny(bridge)
    send()
    delivery = Delivery.objects.get()
    assert timedelta(seconds=50) < delivery.next_at - timezone.now() < timedelta(seconds=61)
    now = delivery.next_at
    assert webhooks._take_next(set(), now).pk == delivery.pk  # and then it dies
    assert webhooks._take_next(set(), now) is None
    assert webhooks._take_next(set(), now + webhooks.LEASE).pk == delivery.pk


def test_what_was_tried_goes_first_or_a_dead_address_with_thousands_to_send_would_stay_on(hook, bridge):
    deny(bridge)
    publish()
    queue_deliveries(now=timezone.now() - timedelta(days=1))
    first, last = Delivery.objects.order_by("pk").values_list("pk", flat=True)
    Delivery.objects.filter(pk=last).update(attempts=1, next_at=timezone.now())
    assert [webhooks._take_next(set(), timezone.now()).pk for _ in range(2)] == [last, first]


def test_an_address_that_is_gone_ends_it(hook, site, bridge):
    site.put("/hook", status=410)
    deny(bridge)
    send()
    assert Webhook.objects.get().off_reason == "The address answers that it is gone (410)."


def test_no_private_address_is_asked(hook, site, bridge, settings):
    settings.FETCH_PRIVATE_HOSTS = []
    Webhook.objects.update(address="https://127.0.0.1/hook")
    deny(bridge)
    send()
    assert "not on the public internet" in Delivery.objects.get().answer
    assert site.asked == []


def test_nothing_public_is_left_of_what_was_retracted(hook, site, bridge):
    deny(bridge)
    with transaction.atomic():
        type(bridge).objects.filter(pk=bridge.pk).update(**retraction("claim"))
    send()
    assert b"bridge" not in b"".join(site.sent)
    assert json.loads(site.sent[-1])["type"] == "claim.retracted"


def test_old_messages_are_forgotten(hook, bridge):
    deny(bridge)
    queue_deliveries(now=timezone.now() - timedelta(days=20))
    forget_deliveries(now=timezone.now())
    assert not Delivery.objects.exists()


def test_the_admin_makes_tries_and_renews(client, site, bridge, django_user_model):
    user = django_user_model.objects.create_user("ada", is_staff=True)
    user.groups.add(Group.objects.get(name="Administrator"))
    client.force_login(user)
    refused = client.post(
        "/admin/subscriptions/webhook/add/", {"address": "http://example.org/", "page": "/nowhere/"}
    )
    assert "Give an address that begins with https://." in text_of(refused)
    assert "Give the address of a claim, topic, claimant or search that readers see." in text_of(refused)
    for entered, says in (
        ("https://localhost/x", "start the demo with FETCH_PRIVATE_HOSTS=localhost:443"),
        ("http://127.0.0.1:9000/hook", "start the demo with FETCH_PRIVATE_HOSTS=127.0.0.1:9000"),
        ("https://localhost:99999/x", "Its port is not a number"),
    ):
        private = client.post("/admin/subscriptions/webhook/add/", {"address": entered})
        assert says in text_of(private)
    page = {"address": site.url("/hook"), "page": f"https://record.example.org/ru/claims/{bridge.pk}/x/"}
    made = client.post("/admin/subscriptions/webhook/add/", page)
    hook = Webhook.objects.get()
    assert hook.subject == Subject("claim", bridge.pk) and hook.made_by == user
    assert hook.secret in made.content.decode()
    shown = f"/admin/subscriptions/webhook/{hook.pk}/change/"
    for path in ("/admin/subscriptions/webhook/", shown):
        assert hook.secret not in client.get(path).content.decode()
    act = {"_selected_action": [hook.pk], "index": "0"}
    client.post("/admin/subscriptions/webhook/", {**act, "action": "send_test_message"})
    assert send() == 1
    assert json.loads(site.sent[0])["type"] == "test"
    assert "arrived" in text_of(client.get(shown)) and "The answer was 204." in text_of(client.get(shown))
    renewed = client.post("/admin/subscriptions/webhook/", {**act, "action": "make_new_secret"})
    assert Webhook.objects.get().secret in renewed.content.decode()
    Webhook.objects.update(off_at=timezone.now(), off_reason="Nothing has arrived for a day.")
    assert "Webhooks switched off" in text_of(client.get("/admin/"))
    assert "Nothing has arrived" in text_of(client.get("/admin/subscriptions/webhook/?state=waiting"))
    client.post("/admin/subscriptions/webhook/", {**act, "action": "switch_on_again"})
    assert Webhook.objects.get().off_at is None
    Delivery.objects.update(message_id="one-of-thousands")
    act = {**act, "action": "delete_selected"}
    end = f"/admin/subscriptions/webhook/{hook.pk}/delete/"
    for asked in (client.get(end), client.post("/admin/subscriptions/webhook/", act)):
        assert site.url("/hook") in text_of(asked) and "one-of-thousands" not in text_of(asked)
    client.post("/admin/subscriptions/webhook/", {**act, "post": "yes"})
    assert not Webhook.objects.exists() and not Delivery.objects.exists()
    connection.close()


def test_what_a_page_is_about(bridge):
    assert read_subject("") == read_subject("/claims/") == Subject("all")
    assert read_subject("/claims/?q=bridge&page=2") == Subject("search", query="q=bridge")
    assert read_subject(f"/claims/{bridge.pk + 1}/") is None and read_subject("/about/") is None
