"""Pages that ask for the password again."""

import datetime

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from api.models import PersonalToken
from tests.support.admin_html import address
from tests.support.second_factors import PASSWORD, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def later(monkeypatch):
    def pass_time(minutes: int) -> None:
        now = timezone.now() + datetime.timedelta(minutes=minutes)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return pass_time


@pytest.mark.parametrize(
    "page",
    [
        *("auth_user_add", "auth_user_change", "api_personaltoken_add", "claims_claim_merge"),
        *("claims_claimant_unmerge", "sources_outlet_merge", "sources_capturetext_delete"),
        *("claims_claim_retract", "claims_origin_remove_payload", "subscriptions_webhook_add"),
    ],
)
def test_after_a_while_what_does_harm_asks_for_the_password(client, person, page, later):
    ada = person("Publisher")
    ada.is_superuser = True
    ada.save()
    sign_in(client, "ada")
    path = reverse(f"admin:{page}", args=[] if page.endswith("_add") else [1])
    assert not client.get(path).headers.get("Location", "").startswith("/admin/account/confirm/")
    later(16)
    assert client.get(path).url.startswith("/admin/account/confirm/?next=")
    assert client.get(reverse("admin:claims_claim_changelist")).status_code == 200


def test_what_was_sent_meanwhile_is_kept_and_taken_after_the_password(client, person, later):
    person("Editor")
    sign_in(client, "ada")
    path = address(PersonalToken, "add")
    client.get(path)
    later(16)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    sent = {"name": "A program", "scopes": ["read:drafts"], "last_day": tomorrow.isoformat()}
    asked = client.post(path, sent)
    assert asked.url.startswith("/admin/account/confirm/?next=")
    assert not PersonalToken.objects.exists()
    assert client.post(asked.url, {"password": "a wrong password", "next": path}).status_code == 200
    assert not PersonalToken.objects.exists()
    done = client.post(asked.url, {"password": PASSWORD, "next": path})
    assert done.status_code == 200
    assert PersonalToken.objects.get().name == "A program"
    assert PersonalToken.objects.get().token_key in done.text


def test_the_password_holds_for_a_quarter_of_an_hour(client, person, later):
    ada = person("Administrator")
    sign_in(client, "ada")
    later(16)
    path = address(User, "change", ada.pk)
    asked = client.get(path)
    assert client.post(asked.url, {"password": PASSWORD, "next": path}).url == path
    assert client.get(path).status_code == 200
