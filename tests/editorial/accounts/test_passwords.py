"""What a password must be, and how it is kept."""

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from project import settings as project_settings
from tests import factories as make
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


@pytest.mark.django_db
def test_who_has_a_weak_password_from_before_is_led_to_choose_another(person):
    ada = person("Editor")
    ada.set_password("lantern")
    ada.save()
    client = Client()
    led = sign_in(client, "ada", "lantern", next="/admin/claims/claim/")
    assert (led.status_code, led.url) == (302, reverse("admin:password_change"))
    page = client.get(led.url)
    assert "This password is too short" in page.text
    sent = {"oldpassword": "lantern", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post(led.url, sent).status_code == 302
    again = sign_in(Client(), "ada", next="/admin/claims/claim/")
    assert (again.status_code, again.url) == (302, "/admin/claims/claim/")


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
