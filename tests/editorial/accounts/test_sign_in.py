"""The page where one signs in."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.support.second_factors import PASSWORD, sign_in

from .counting_hasher import CountingHasher

pytestmark = pytest.mark.django_db
WRONG = "The username and/or password you specified are not correct."


def is_signed_in(client) -> bool:
    return client.get(reverse("admin:index")).status_code == 200


def test_the_address_of_the_admin_is_where_one_signs_in(client, person):
    person("Editor")
    response = client.get("/admin/claims/claim/")
    assert (response.status_code, response.url) == (302, "/admin/login/?next=/admin/claims/claim/")
    page = client.get(response.url)
    assert 'name="next" value="/admin/claims/claim/"' in page.text
    answer = sign_in(client, "ada", next="/admin/claims/claim/")
    assert (answer.status_code, answer.url) == (302, "/admin/claims/claim/")
    assert is_signed_in(client)


def test_nobody_is_led_to_another_site(client, person):
    person("Editor")
    assert sign_in(client, "ada", next="https://evil.example/").url == "/admin/"


def test_after_signing_out_nothing_is_open(client, person):
    person("Editor")
    sign_in(client, "ada")
    client.post(reverse("admin:logout"))
    assert not is_signed_in(client)


@pytest.mark.parametrize("who", ["wrong password", "nobody", "no staff", "switched off", "invited"])
def test_no_answer_tells_who_has_an_account(client, person, who):
    user = person("Editor")
    if who == "no staff":
        user.is_staff = False
    if who == "switched off":
        user.is_active = False
    if who == "invited":
        user.set_unusable_password()
    user.save()
    name, password = ("eve" if who == "nobody" else "ada"), "x" if who == "wrong password" else PASSWORD
    response = sign_in(client, name, password)
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [WRONG]
    assert not is_signed_in(client)


@pytest.mark.parametrize("name", ["ada", "eve", "off", "invited"])
def test_one_password_is_hashed_whoever_signs_in(client, person, name, settings):
    """As long as the first hasher runs once, the time it takes tells nothing."""
    settings.PASSWORD_HASHERS = ["tests.editorial.accounts.counting_hasher.CountingHasher"]
    person("Editor", "ada")
    off = person("Editor", "off")
    off.is_active = False
    off.save()
    invited = person("Editor", "invited")
    invited.set_unusable_password()
    invited.save()
    CountingHasher.runs = 0
    sign_in(client, name, "a wrong password")
    assert CountingHasher.runs == 1


def test_nobody_signs_up(client):
    assert client.get("/admin/account/signup/").status_code == 302
    assert client.get("/accounts/signup/").status_code == 404


def test_who_may_no_longer_enter_is_signed_out_and_not_led_in_a_circle(client):
    user = make.UserFactory(is_staff=True)
    client.force_login(user)
    user.is_staff = False
    user.save()
    response = client.get(reverse("admin:index"))
    assert response.url.startswith("/admin/login/")
    assert client.get(response.url).status_code == 200


def test_the_page_says_that_second_factors_are_off(client, settings):
    assert "Second factors are switched off" in client.get(reverse("account_login")).text
    settings.SECOND_FACTOR = True
    assert "Second factors are switched off" not in client.get(reverse("account_login")).text


def test_ones_own_password_is_changed_with_the_one_before(client, person):
    cache.clear()
    ada = person("Editor")
    sign_in(client, "ada")
    elsewhere = Client()
    sign_in(elsewhere, "ada")
    page = reverse("admin:password_change")
    sent = {"password1": "harbour-violet-31", "password2": "harbour-violet-31"}
    assert client.post(page, sent | {"oldpassword": "wrong"}).status_code == 200
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert client.post(page, sent | {"oldpassword": PASSWORD}).status_code == 302
    ada.refresh_from_db()
    assert ada.check_password("harbour-violet-31")
    assert is_signed_in(client) and not is_signed_in(elsewhere)


def test_sessions_are_listed_and_the_others_end(person):
    person("Editor")
    here, there = (Client(headers={"user-agent": name}) for name in ("Fox", "Owl"))
    sign_in(here, "ada")
    sign_in(there, "ada", address="192.0.2.77")
    person("Editor", "eve")
    stranger = Client(headers={"user-agent": "Crow"})
    sign_in(stranger, "eve")
    page = here.get(reverse("usersessions_list")).text
    assert "Fox" in page and "Owl" in page and "192.0.2.77" in page and "Crow" not in page
    here.post(reverse("usersessions_list"))
    assert is_signed_in(here) and is_signed_in(stranger) and not is_signed_in(there)
