"""Digests: what is told, when, and how often."""

import datetime
import smtplib

import pytest
from django.core.mail.backends import locmem

from claims.models import Claim, Statement
from public.follow import digests
from public.follow.digests import find_period, send_digests
from subscriptions.models import Digest, Follow, Follower
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.support.html import retraction

from .conftest import publish
from .times import NOON

__all__ = ["db"]
pytestmark = pytest.mark.usefixtures("db")
HOUR = datetime.timedelta(hours=1)


def deny(claim: Claim, **fields) -> Statement:
    return publish(claim=claim, party=make.PartyFactory(name="Norland"), stance="denies", **fields)


class Unwilling(locmem.EmailBackend):
    """A mail server that refuses everything with `error`."""

    error: Exception

    def send_messages(self, messages):
        raise self.error


def test_a_digest_tells_what_a_feed_tells_with_links(bridge, follow, outbox):
    follow("claim", bridge.pk)
    statement = deny(bridge)
    assert send_digests(now=NOON) == 1
    [mail] = outbox
    assert (mail.to, mail.subject) == (["ada@example.org"], "Now disputed: The bridge is closed")
    site = "https://record.example.org"
    place = f"{site}{bridge.get_absolute_url()}?statement={statement.pk}#statement-{statement.pk}"
    assert mail.body.startswith(
        f"* Now disputed: The bridge is closed\n{place}\n\n"
        "Status: asserted before, now disputed.\n\nNorland: denies"
    )
    [(html, kind)] = mail.alternatives
    assert (
        kind == "text/html" and f'<h2><a href="{place}">Now disputed: The bridge is closed</a></h2>' in html
    )
    assert "<img" not in html and "style" not in html
    assert (
        f"You get this mail because you follow:\n\nThe bridge is closed\n{site}{bridge.get_absolute_url()}"
        in mail.body
    )
    message = mail.message()
    assert message["List-Id"] == "On the Record <follow.record.example.org>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Unsubscribe"].startswith(f"<{site}/follow/unsubscribe/")
    assert message["From"] == "On the Record <no-reply@record.example.org>"


def test_a_digest_comes_in_the_readers_language_from_their_own_return_path(bridge, follow, outbox, settings):
    settings.MAIL_BOUNCES = "bounces@record.example.org"
    key = follow("claim", bridge.pk, language="ru").follower.key
    deny(bridge)
    send_digests(now=NOON)
    assert outbox[0].subject == "Теперь оспаривается: The bridge is closed"
    assert 'lang="ru"' in outbox[0].alternatives[0][0] and "/ru/follow/own/" in outbox[0].body
    assert outbox[0].from_email == f"bounces+{key.hex}@record.example.org"


def test_every_kind_of_subject_is_told_once_in_one_mail(bridge, follow, outbox):
    topic, norland = make.TopicFactory(), make.PartyFactory(name="Norland")
    bridge.topics.add(topic)
    publish(claim=bridge, party=norland)
    for kind, target in (("claim", bridge.pk), ("topic", topic.pk), ("claimant", norland.pk)):
        follow(kind, target)
    follow("search", query="q=bridge")
    follow("search", query="q=road", address="eve@example.org")
    publish(claim=bridge, party=make.PartyFactory(name="Ostland"), stance="denies")
    send_digests(now=NOON)
    assert [(mail.to, mail.body.count("* ")) for mail in outbox] == [(["ada@example.org"], 1)]


def test_a_period_has_one_mail_and_the_next_one_tells_what_came_since(bridge, follow, outbox):
    follow("claim", bridge.pk)
    deny(bridge)
    assert [send_digests(now=NOON + HOUR * number) for number in range(3)] == [1, 0, 0]
    publish(claim=bridge, party=make.PartyFactory(name="Ostland"))
    assert send_digests(now=NOON + HOUR * 17) == 0  # 05:20
    assert send_digests(now=NOON + HOUR * 18) == 1
    assert outbox[1].subject == "New position: The bridge is closed"


@pytest.mark.parametrize(
    ("rhythm", "began"),
    [("status", (6, 12)), ("daily", (6, 6)), ("weekly", (2, 6))],
)
def test_periods_begin_in_the_morning_except_those_of_changes_of_status(rhythm, began):
    day, hour = began
    assert find_period(rhythm, NOON) == datetime.datetime(2026, 3, day, hour, tzinfo=datetime.UTC)


def test_who_wants_changes_of_status_hears_of_nothing_else(bridge, follow, outbox):
    follow("claim", bridge.pk, rhythm="status")
    publish(claim=bridge, party=bridge.statements.get().party, said_on=datetime.date(2017, 5, 1))
    assert send_digests(now=NOON) == 0
    road = publish().claim
    follow("claim", road.pk, rhythm="status")
    deny(bridge)
    assert send_digests(now=NOON) == 1, "as soon as there is news"
    deny(road)
    assert send_digests(now=NOON) == 0, "once an hour"
    assert send_digests(now=NOON + HOUR) == 1


def test_what_was_retracted_before_the_mail_is_not_told(bridge, follow, outbox):
    follow("claim", bridge.pk)
    deny(bridge)
    Claim.objects.filter(pk=bridge.pk).update(**retraction("claim"))
    send_digests(now=NOON)
    [mail] = outbox
    assert "bridge" not in str(mail.message()) and "Norland" not in mail.body
    assert "A claim that was retracted" in mail.body


def test_a_killed_worker_sends_no_mail_twice_in_a_period_and_loses_nothing(
    bridge, follow, outbox, monkeypatch
):
    row = follow("claim", bridge.pk)
    deny(bridge)
    period = find_period("daily", NOON)
    Digest.objects.create(follower=row.follower, rhythm="daily", period=period)  # begun by the killed one
    assert send_digests(now=NOON) == 0
    assert send_digests(now=NOON + HOUR * 24) == 1
    assert outbox[0].subject == "Now disputed: The bridge is closed"


@pytest.mark.parametrize(
    ("error", "again", "stays"),
    [
        (smtplib.SMTPRecipientsRefused({"ada@example.org": (450, b"4.2.0 Later")}), 1, True),
        (smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"5.7.1 You are blocked")}), 1, True),
        (smtplib.SMTPRecipientsRefused({"ada@example.org": (550, b"5.1.1 Nobody here")}), 0, False),
        (smtplib.SMTPDataError(451, b"Later"), 1, True),
        (smtplib.SMTPServerDisconnected("Gone"), 0, True),
        (TimeoutError(), 0, True),
    ],
)
def test_what_a_mail_server_says(bridge, follow, settings, outbox, error, again, stays):
    follow("claim", bridge.pk)
    deny(bridge)
    Unwilling.error = error
    settings.EMAIL_BACKEND = f"{__name__}.Unwilling"
    assert send_digests(now=NOON) == 0
    assert Follower.objects.exists() == stays
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert send_digests(now=NOON) == again


class Closing(locmem.EmailBackend):
    """A mail server that takes one mail of each connection; before the second it closes that."""

    taken: int | None = None

    def open(self):
        self.taken = self.taken or 0

    def close(self):
        self.taken = None

    def send_messages(self, messages):
        assert self.taken is not None, "a mail is begun once the server is there"
        self.taken += 1
        if self.taken > 2:
            raise smtplib.SMTPServerDisconnected("please run connect() first")
        if self.taken == 2:
            raise smtplib.SMTPSenderRefused(421, b"4.7.0 Enough of this connection", "")
        return super().send_messages(messages)


def test_a_connection_that_ends_costs_others_nothing(bridge, follow, settings, outbox):
    for name in ("ada", "bea", "eve"):
        follow("claim", bridge.pk, address=f"{name}@example.org")
    deny(bridge)
    settings.EMAIL_BACKEND = f"{__name__}.Closing"
    assert [send_digests(now=NOON + HOUR * number) for number in range(3)] == [2, 1, 0]
    assert [mail.to for mail in outbox] == [["ada@example.org"], ["eve@example.org"], ["bea@example.org"]]


class Away(locmem.EmailBackend):
    """A mail server that goes away once it has been reached."""

    reached = False

    def open(self):
        if self.reached:
            raise ConnectionRefusedError
        self.reached = True


def test_a_mail_server_that_is_away_costs_nobody_the_mail_of_a_period(bridge, follow, settings, outbox):
    follow("claim", bridge.pk)
    deny(bridge)
    settings.EMAIL_BACKEND = f"{__name__}.Away"
    with pytest.raises(ConnectionRefusedError):
        send_digests(now=NOON)
    assert not Digest.objects.exists()


def test_an_error_in_one_mail_costs_others_nothing(bridge, follow, outbox, monkeypatch, caplog):
    first = follow("claim", bridge.pk, address="first@example.org").follower_id
    follow("claim", bridge.pk)
    deny(bridge)
    find = digests._find_changes

    def fail_for_first(follows, *about):
        if follows[0].follower_id == first:
            raise ValueError("a fault")
        return find(follows, *about)

    monkeypatch.setattr(digests, "_find_changes", fail_for_first)
    assert send_digests(now=NOON) == 1
    assert [mail.to for mail in outbox] == [["ada@example.org"]]
    assert f"The mail to follower {first} could not be made" in caplog.text


def test_many_changes_are_counted(bridge, follow, outbox, monkeypatch):
    monkeypatch.setattr("public.follow.digests.MOST_TOLD", 1)
    follow("claim", bridge.pk)
    deny(bridge)
    publish(claim=bridge, party=make.PartyFactory(name="Ostland"))
    send_digests(now=NOON)
    assert outbox[0].subject == "2 changes in what you follow"
    assert outbox[0].body.count("* ") == 1 and "And 1 more change." in outbox[0].body


def test_nothing_new_is_no_mail(bridge, follow, outbox):
    follow("claim", bridge.pk)
    deny(publish().claim)
    assert send_digests(now=NOON) == 0
    assert Follow.objects.get().looked_at == NOON
