"""Pages that ask for the password again."""

import datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from api.models import PersonalToken
from claims.models import Claimant, Merge
from tests import factories as make
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
    done = client.post(asked.url, {"password": PASSWORD, "next": path}, follow=True)
    assert done.status_code == 200
    assert PersonalToken.objects.get().name == "A program"
    assert PersonalToken.objects.get().token_key in done.text


def ask_and_answer(client, path: str, sent: dict, *, meanwhile=lambda: None):
    """Send a form, be asked for the password, give it, and be led back; return the last answer."""
    asked = client.post(path, sent)
    goes_on_to = parse_qs(urlsplit(asked.url).query)["next"][0]
    meanwhile()
    return client.post(asked.url, {"password": PASSWORD, "next": goes_on_to}, follow=True)


@pytest.fixture
def token(client, person):
    """Sign an editor in, who has a token; return the page on which it is removed."""
    token = make.TokenFactory(user=person("Editor"))
    sign_in(client, "ada")
    return address(PersonalToken, "delete", token.pk)


def test_what_was_given_up_is_not_done_later(client, token, later):
    later(16)
    done = ask_and_answer(client, token, {"post": "yes"}, meanwhile=lambda: client.get(token))
    assert "Are you sure" in done.text
    assert PersonalToken.objects.exists()


def test_what_was_sent_is_not_done_by_a_password_for_something_else(client, token, later):
    later(16)
    asked = client.post(token, {"post": "yes"})
    client.post(asked.url, {"password": PASSWORD, "next": reverse("admin:index")})
    assert "Are you sure" in client.get(token).text
    assert PersonalToken.objects.exists()


def test_what_was_sent_with_a_mistake_is_shown_at_its_own_address(client, person, later):
    person("Editor")
    sign_in(client, "ada")
    later(16)
    path = address(PersonalToken, "add")
    done = ask_and_answer(client, path, {"name": "A program", "scopes": ["read:drafts"]})
    assert done.redirect_chain == [(path, 302)]
    assert "This field is required" in done.text and 'value="A program"' in done.text
    assert "This field is required" not in client.get(path).text


def test_what_was_sent_minutes_before_the_password_is_not_done(client, token, later):
    later(16)
    done = ask_and_answer(client, token, {"post": "yes"}, meanwhile=lambda: later(6))
    assert "What you had sent before was not done" in done.text
    assert PersonalToken.objects.exists()


def test_what_was_sent_is_done_though_the_address_has_a_query_string(client, token, later):
    later(16)
    ask_and_answer(client, f"{token}?_changelist_filters=o%3D1", {"post": "yes"})
    assert not PersonalToken.objects.exists()


def test_a_merge_is_done_after_the_password(client, person, later):
    person("Publisher")
    sign_in(client, "ada")
    double, kept = make.ClaimantFactory(), make.ClaimantFactory()
    path = f"{reverse('admin:claims_claimant_merge', args=[double.pk])}?into={kept.pk}"
    later(16)
    done = ask_and_answer(client, path, {"into": kept.pk, "reason": "The same person."})
    assert done.redirect_chain[-1][0] == address(Claimant, "change", kept.pk)
    assert Merge.objects.get().claimant_from == double


def test_the_password_holds_for_a_quarter_of_an_hour(client, person, later):
    ada = person("Administrator")
    sign_in(client, "ada")
    later(16)
    path = address(User, "change", ada.pk)
    asked = client.get(path)
    assert client.post(asked.url, {"password": PASSWORD, "next": path}).url == path
    assert client.get(path).status_code == 200
