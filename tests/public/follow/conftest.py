"""Mails are kept in `django.core.mail.outbox`; versions are made at the end of a transaction."""

import re

import pytest
from django.core import mail
from django.db import transaction

from claims.models import Claim
from public.follow.answers import answer_requests
from subscriptions.models import Follow, Follower
from subscriptions.order import place_changes
from tests import factories as make

from .times import NOON, THURSDAY


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.SITE_URL = "https://record.example.org"
    settings.DEFAULT_FROM_EMAIL = "no-reply@record.example.org"
    mail.outbox = []
    return mail.outbox


def publish(**fields):
    """Make a published statement, in a transaction of its own."""
    with transaction.atomic():
        return make.StatementFactory(**fields)


@pytest.fixture
def bridge() -> Claim:
    return publish(claim__text="The bridge is closed", party=make.PartyFactory(name="Sudland")).claim


@pytest.fixture
def follow():
    """Return a function that makes somebody follow something since last Thursday."""

    def make_follow(
        kind="claim", target=0, *, query="", rhythm="daily", address="ada@example.org", language="en-gb"
    ):
        follower, _is_new = Follower.objects.get_or_create(
            address=address, defaults={"language": language, "since": THURSDAY}
        )
        return Follow.objects.create(
            follower=follower,
            kind=kind,
            target=target,
            query=query,
            rhythm=rhythm,
            told_to=place_changes(),
            looked_at=THURSDAY,
        )

    return make_follow


@pytest.fixture
def links(outbox):
    """Return a function that lets the worker answer, and returns the paths of the links of the last mail."""

    def read() -> list[str]:
        answer_requests(now=NOON)
        return re.findall(r"https://record\.example\.org(\S*)", outbox[-1].body)

    return read
