"""How long somebody stays signed in."""

import datetime

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from claims.models import OpenForm
from editorial.accounts.sessions import SIGNED_IN_AT
from editorial.admin.base.open_forms import KEPT_FOR
from editorial.tasks import forget_sessions
from editorial.templatetags.browsers import name_browser
from tests import factories as make

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)
MINUTE = datetime.timedelta(minutes=1)


@pytest.fixture
def later(monkeypatch):
    """Return what moves the clock of the site on to some time after now."""
    now = timezone.now()
    return lambda passed: monkeypatch.setattr(timezone, "now", lambda: now + passed)


def is_signed_in(client) -> bool:
    response = client.get(reverse("admin:index"))
    return response.status_code == 200


def test_after_twelve_hours_without_a_request_one_is_signed_out(as_editor, later):
    later(12 * HOUR - MINUTE)
    assert is_signed_in(as_editor)
    later(24 * HOUR - 2 * MINUTE)
    assert is_signed_in(as_editor)
    later(36 * HOUR)
    assert not is_signed_in(as_editor)


def test_after_seven_days_one_is_signed_out_however_busy(as_editor, later):
    for hours in range(0, 7 * 24, 8):
        later(hours * HOUR)
        assert is_signed_in(as_editor), hours
    later(7 * 24 * HOUR - MINUTE)
    assert is_signed_in(as_editor)
    later(7 * 24 * HOUR + MINUTE)
    assert not is_signed_in(as_editor)


def test_the_cookie_ends_with_the_session(as_editor, later):
    later(HOUR)
    as_editor.get(reverse("admin:index"))
    assert as_editor.cookies["sessionid"]["max-age"] == 12 * 3600
    for hours in range(8, 7 * 24, 8):
        later(hours * HOUR)
        as_editor.get(reverse("admin:index"))
    assert as_editor.cookies["sessionid"]["max-age"] == pytest.approx(8 * 3600, abs=1)


def test_a_session_from_before_begins_when_it_is_next_used(as_editor, later):
    row = Session.objects.get()
    session = as_editor.session
    del session[SIGNED_IN_AT]
    Session.objects.filter(pk=row.pk).update(
        session_data=session.encode(dict(session.items())), expire_date=timezone.now() + 14 * 24 * HOUR
    )
    assert is_signed_in(as_editor)
    assert SIGNED_IN_AT in as_editor.session
    later(12 * HOUR + MINUTE)
    assert not is_signed_in(as_editor)


def test_not_every_page_writes(as_editor, later, django_assert_num_queries):
    is_signed_in(as_editor)
    later(9 * MINUTE)
    with django_assert_num_queries(2) as queries:  # the session and the account
        as_editor.get(reverse("admin:jsi18n"))
    assert not any("UPDATE" in query["sql"] for query in queries)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Windows"),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Safari/537.36",
            "Chrome on Android",
        ),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19 Safari/604", "Safari on iPhone"),
        ("curl/8.1", "curl/8.1"),
    ],
)
def test_a_browser_is_named_in_words(header, name):
    assert name_browser(header) == name


def test_every_night_what_has_ended_is_forgotten(as_editor, as_publisher):
    ended, other = Session.objects.all()
    for session in (ended, other):
        user = make.UserFactory()
        UserSession.objects.create(user=user, session_key=session.pk, ip="192.0.2.1", user_agent="Owl")
    Session.objects.filter(pk=ended.pk).update(expire_date=timezone.now() - MINUTE)
    for row_id, age in enumerate((MINUTE, KEPT_FOR + MINUTE)):
        opened = {"model": "claims.claim", "row_id": row_id, "opened_at": timezone.now() - age}
        OpenForm.objects.create(editor=user, **opened)
    for _ in range(2):
        forget_sessions.func.__wrapped__(timestamp=int(timezone.now().timestamp()))
        assert [form.row_id for form in OpenForm.objects.all()] == [0]
        assert Session.objects.count() == 1
        assert not Session.objects.filter(pk=ended.pk).exists()
        assert [row.session_key for row in UserSession.objects.all()] == [other.pk]
