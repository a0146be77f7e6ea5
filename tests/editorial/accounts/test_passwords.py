"""What a password must be, and how it is kept."""

import re

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from api.models import PersonalToken
from claims.models import Topic
from project import settings as project_settings
from tests import factories as make
from tests.editorial.admin.test_permissions import ADDRESSES
from tests.editorial.conftest import signed_in
from tests.support.admin_html import address, filled
from tests.support.permissions import PAGES
from tests.support.second_factors import PASSWORD, sign_in

ADA = User(username="ada.lovelace", first_name="Ada", email="ada@example.org")


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("editor3x", "password_too_short"),
        ("moss-lante8", "password_too_short"),
        ("adalovelace1", "password_too_similar"),
        ("1q2w3e4r5t6y", "password_too_common"),
        ("483920175566", "password_entirely_numeric"),
    ],
)
def test_a_weak_password_is_refused(password, refusal):
    with pytest.raises(ValidationError) as refused:
        validate_password(password, user=ADA)
    assert refusal in [error.code for error in refused.value.error_list]


def test_twelve_characters_that_nobody_knows_will_do():
    validate_password("moss-lanter8", user=ADA)


@pytest.fixture
def weak(person):
    """Make an account with a password from before today's rules: `weak("Publisher")`."""

    def make_account(group: str) -> User:
        ada = person(group)
        ada.set_password("lantern")
        ada.save()
        return ada

    return make_account


SENT = {"oldpassword": "lantern", "password1": PASSWORD, "password2": PASSWORD}


@pytest.mark.django_db
def test_who_has_a_weak_password_from_before_can_do_nothing_but_choose_another(weak):
    weak("Publisher")
    client = Client()
    sign_in(client, "ada", "lantern")
    for name in set(PAGES) - {"password_change", "jsi18n"}:
        path = reverse(
            f"admin:{name}", kwargs={key: "claims" if key == "app_label" else 1 for key in ADDRESSES[name]}
        )
        assert client.get(path).headers.get("Location") == f"/admin/password_change/?next={path}", name
    for name in ("mfa_index", "mfa_add_webauthn", "usersessions_list", "account_reauthenticate"):
        assert client.get(reverse(name)).url.startswith("/admin/password_change/?next=")
    refused = client.post(
        "/admin/password_change/", SENT | {"password1": "lantern-2", "password2": "lantern-2"}
    )
    assert "too short" in refused.context["form"].errors["password1"][0]
    assert client.get("/admin/").status_code == 302
    assert client.post(reverse("admin:logout")).status_code in (200, 302)
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
@pytest.mark.parametrize("group", ["Editor", "Administrator"])
def test_once_another_is_chosen_everything_opens_where_one_wanted_to_go(weak, group):
    weak(group)
    client = Client()
    asked = sign_in(client, "ada", "lantern", next="/admin/handbook/?q=a")
    led = client.get(asked.url)
    page = client.get(led.url)
    assert "weaker than passwords are now. This password is too short" in page.text
    sent = SENT | {"next": re.search(r'name="next" value="([^"]+)"', page.text)[1]}
    done = client.post("/admin/password_change/", sent)
    assert (done.status_code, done.url) == (302, "/admin/handbook/?q=a")
    assert client.get(done.url).status_code == 200
    again = sign_in(Client(), "ada", next="/admin/claims/claim/")
    assert (again.status_code, again.url) == (302, "/admin/claims/claim/")


@pytest.mark.django_db
def test_what_was_sent_meanwhile_is_done_once_another_is_chosen(weak):
    weak("Editor")
    client = Client()
    sign_in(client, "ada", "lantern")
    path = address(Topic, "add")
    topic = filled(signed_in(make.UserFactory(is_staff=True, is_superuser=True)).get(path)) | {
        "name": "Bridges"
    }
    asked = client.post(path, topic)
    script = client.post(path, topic | {"name": "Tunnels"}, headers={"Sec-Fetch-Mode": "cors"})
    assert asked.url == script.url == f"/admin/password_change/?next={path}"
    assert not Topic.objects.exists()
    client.post("/admin/password_change/", SENT | {"next": path}, follow=True)
    assert [topic.name for topic in Topic.objects.all()] == ["Bridges"]


@pytest.mark.django_db
def test_a_changed_password_ends_the_other_sessions_and_names_the_tokens_that_go_on(person):
    ada = person("Editor")
    for each in (client := Client(), other := Client()):
        sign_in(each, "ada")
    assert "Programs go on" not in change_password(client, PASSWORD, "moss-lantern-85").text
    assert (client.get("/admin/").status_code, other.get("/admin/").status_code) == (200, 302)
    token = make.TokenFactory(user=ada, name="Crawler <1>")
    told = change_password(client, "moss-lantern-85", "moss-lantern-86").text
    assert "Programs go on with your tokens (Crawler &lt;1&gt;)" in told
    assert f'href="{address(PersonalToken, "changelist")}"' in told
    assert (
        Client(headers={"Authorization": f"Bearer {token.secret}"}).get("/api/v1/claims").status_code == 200
    )


def change_password(client: Client, old: str, new: str):
    sent = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/admin/password_change/", sent, follow=True)


@pytest.mark.django_db
def test_a_password_hashed_as_before_works_and_is_hashed_anew(settings):
    settings.PASSWORD_HASHERS = project_settings.PASSWORD_HASHERS
    former = make_password("moss-lantern-84", hasher="pbkdf2_sha256")
    user = make.UserFactory(username="ada", password=former)
    assert authenticate(username="ada", password="moss-lantern-85") is None
    user.refresh_from_db()
    assert user.password == former
    assert authenticate(username="ada", password="moss-lantern-84") == user
    user.refresh_from_db()
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert authenticate(username="ada", password="moss-lantern-84") == user
