"""What the tables of subscriptions refuse, and that they are no part of the record."""

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from subscriptions.models import Delivery, Digest, Follow, Follower, FollowRequest, PlacedChange, Webhook
from tests.factories import MOMENT, UserFactory
from tests.support.sql import assert_refused, explain

pytestmark = pytest.mark.django_db

ABOUT = {"kind": "claim", "target": 1, "rhythm": "daily"}


@pytest.fixture
def follower():
    return Follower.objects.create(address="ada@example.org", language="en-gb", since=MOMENT)


def follow(follower, **changes):
    return Follow.objects.create(follower=follower, told_to=0, looked_at=MOMENT, **ABOUT | changes)


def test_an_address_is_there_once(follower):
    with assert_refused("follower_address_once"):
        Follower.objects.create(address="Ada@Example.org", language="ru", since=MOMENT)


def test_an_address_is_found_by_its_index_however_it_is_written(follower):
    rows = Follower.objects.with_address("ADA@example.org")
    assert rows.get() == follower
    statement, params = rows.query.sql_with_params()
    assert "follower_address_once" in explain(statement, *params)


def test_a_thing_is_followed_once(follower):
    follow(follower)
    with assert_refused("follow_once"):
        follow(follower, rhythm="weekly")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": "all", "target": 0},
        {"target": 0},
        {"kind": "search"},
        {"kind": "search", "target": 0},
        {"query": "q=a"},
    ],
)
def test_what_is_followed_is_named(follower, changes):
    with assert_refused("follow_has_a_subject"):
        follow(follower, **changes)


def test_a_rhythm_is_known(follower):
    with assert_refused("follow_rhythm_is_known"):
        follow(follower, rhythm="hourly")


def test_a_request_names_a_subject_or_nothing():
    asked = {"address": "ada@example.org", "language": "ru", "requested_at": MOMENT}
    FollowRequest.objects.create(**asked)
    with assert_refused("follow_request_has_a_subject_or_none"):
        FollowRequest.objects.create(**asked, rhythm="daily")


def test_a_period_has_one_digest(follower):
    Digest.objects.create(follower=follower, rhythm="daily", period=MOMENT)
    with assert_refused("digest_once_a_period"):
        Digest.objects.create(follower=follower, rhythm="daily", period=MOMENT)


def test_a_change_has_one_place():
    PlacedChange.objects.create(change_id=1)
    with assert_refused("change_placed_once"):
        PlacedChange.objects.create(change_id=1)


def webhook(**fields) -> Webhook:
    made = {"address": "https://example.org/", "secret": "whsec_", "told_to": 0, "made_at": MOMENT}
    return Webhook.objects.create(made_by=UserFactory(), **made | fields)


def test_a_webhook_is_about_something():
    with assert_refused("webhook_has_a_subject"):
        webhook(kind="claim")


def test_a_webhook_that_is_switched_off_says_why():
    with assert_refused("webhook_off_says_why"):
        webhook(off_at=MOMENT)


def test_a_message_is_there_once():
    message = {"webhook": webhook(), "message_id": "change-1", "made_at": MOMENT, "next_at": MOMENT}
    Delivery.objects.create(**message)
    with assert_refused("delivery_once"):
        Delivery.objects.create(**message)


def test_addresses_are_in_no_dump_and_in_no_history(follower, tmp_path):
    call_command("export", everything=True, folder=tmp_path, verbosity=0)
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert written and not any(b"ada@example.org" in text for text in written)
    tracked = {model.pgh_tracked_model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")}
    assert not tracked & set(apps.get_app_config("subscriptions").get_models())
    tables = {model._meta.db_table for model in apps.get_app_config("subscriptions").get_models()}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text FROM pg_constraint"
            " WHERE contype = 'f' AND confrelid::regclass::text = ANY (%s)",
            [list(tables)],
        )
        assert {name for (name,) in cursor.fetchall()} <= tables
