"""How often one may guess, and whom that keeps out."""

import contextlib
import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import ReportSender
from editorial.accounts import lockout
from tests.support.second_factors import PASSWORD, sign_in

pytestmark = pytest.mark.django_db
NOON = datetime.datetime(2026, 3, 4, 12, 2, 5, tzinfo=datetime.UTC)
HERE, THERE = "192.0.2.1", "198.51.100.9"


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Return what sets the clock of the site to some time after noon."""

    def put(passed: datetime.timedelta) -> None:
        monkeypatch.setattr(timezone, "now", lambda: NOON + passed)

    put(datetime.timedelta())
    return put


def guess(times: int, username: str = "ada", address: str = THERE) -> list[str]:
    """Try wrong passwords; return what the last one was told."""
    for _ in range(times):
        response = sign_in(Client(), username, "a wrong password", address=address)
    return response.context["form"].non_field_errors()


def can_sign_in(username: str = "ada", address: str = HERE, client: Client | None = None) -> bool:
    return sign_in(client or Client(), username, address=address).status_code == 302


def test_after_five_wrong_passwords_the_right_one_has_to_wait(person, clock):
    person("Editor")
    assert "not correct" in guess(5, address=HERE)[0]
    refused = sign_in(Client(), "ada", address=HERE)
    assert refused.context["form"].non_field_errors() == [
        "Too many attempts. Nothing was checked. Try again after 12:15 (UTC)."
    ]
    clock(datetime.timedelta(minutes=13))
    assert can_sign_in()


def test_the_wait_grows(person, clock):
    person("Editor")
    for quarter in range(3):
        clock(datetime.timedelta(minutes=15 * quarter))
        guess(5, address=HERE)
    clock(datetime.timedelta(minutes=45))
    assert "after 13:00" in guess(1, address=HERE)[0]


def test_an_attacker_elsewhere_keeps_nobody_out(person, clock):
    person("Editor")
    guess(6)
    clock(datetime.timedelta(minutes=1))
    assert can_sign_in(address=HERE)


def test_many_attackers_keep_nobody_out_who_has_used_the_browser(person):
    person("Editor")
    known = Client()
    assert can_sign_in(client=known)
    known.post(reverse("admin:logout"))
    for number in range(20):
        guess(1, address=f"198.51.100.{number}")
    assert not can_sign_in(address=HERE), "a new browser waits"
    assert can_sign_in(client=known)


def test_nor_does_somebody_at_the_same_address(person):
    person("Editor")
    known = Client()
    assert can_sign_in(client=known)
    known.post(reverse("admin:logout"))
    guess(60, address=HERE)
    assert can_sign_in(client=known)


def test_a_known_browser_is_limited_as_well(person):
    person("Editor")
    known = Client()
    can_sign_in(client=known)
    known.post(reverse("admin:logout"))
    for _ in range(5):
        sign_in(known, "ada", "a wrong password")
    assert not can_sign_in(client=known)


def test_a_made_up_cookie_makes_no_browser_known(person):
    person("Editor")
    person("Editor", "eve")
    known = Client()
    can_sign_in("eve", client=known)
    known.post(reverse("admin:logout"))
    guess(5, address=HERE)
    assert not can_sign_in("ada", client=known), "known to eve alone"
    known.cookies["known_device"] = "e30:made:up"
    assert not can_sign_in("ada", client=known)


@pytest.mark.parametrize(
    ("what", "minutes", "most"), [("password", range(15), 100), ("code", range(0, 300, 60), 50)]
)
def test_many_attackers_do_not_guess_for_long(rf, clock, what, minutes, most):
    tried = 0
    for minute in minutes:
        clock(datetime.timedelta(minutes=minute))
        for number in range(20):
            request = rf.get("/", REMOTE_ADDR=f"198.51.{minute % 250}.{number}")
            with contextlib.suppress(ValidationError):
                lockout.take_attempt(what, "ada", request)
                tried += 1
    assert tried == most


def test_one_address_tries_fifty_accounts_at_most():
    for number in range(50):
        assert "not correct" in guess(1, f"user{number}")[0]
    assert "Too many attempts" in guess(1, "user50")[0]
    assert "not correct" in guess(1, "user50", address=HERE)[0]


def test_names_that_nobody_has_are_limited_in_the_same_words(person):
    person("Editor")
    assert guess(6, "ada") == guess(6, "nobody")


def test_a_right_password_is_given_back(person):
    person("Editor")
    assert all(can_sign_in() for _ in range(8))


def test_what_is_counted_holds_neither_names_nor_addresses(person):
    guess(2)
    assert {len(row.sender) for row in ReportSender.objects.all()} == {64}


def test_a_window_begins_anew_at_midnight():
    before = lockout._list_windows("x", {lockout.HOUR: 5}, NOON.replace(hour=23))
    after = lockout._list_windows("x", {lockout.HOUR: 5}, NOON.replace(hour=0) + datetime.timedelta(days=1))
    assert before[0].until == NOON.replace(day=5, hour=0, minute=0, second=0)
    assert after[0].until == NOON.replace(day=5, hour=1, minute=0, second=0)


def test_ones_own_old_password_cannot_be_guessed_either(person):
    person("Editor")
    client = Client()
    can_sign_in(client=client)
    sent = {"oldpassword": "wrong", "password1": "harbour-violet-31", "password2": "harbour-violet-31"}
    for _ in range(5):
        client.post(reverse("admin:password_change"), sent)
    refused = client.post(reverse("admin:password_change"), sent | {"oldpassword": PASSWORD})
    assert "Too many attempts" in refused.context["form"].errors["oldpassword"][0]
