"""The second step of signing in, and what is closed without it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from claims.models import Claim
from editorial.accounts import lockout
from editorial.accounts.adapter import SecondFactorAdapter
from tests import factories as make
from tests.support.admin_html import address
from tests.support.second_factors import PASSWORD, add_app, code_of, show_code, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("second_factors")]
OWN_PAGES = (
    *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_deactivate_totp", "mfa_reauthenticate"),
    *("mfa_view_recovery_codes", "mfa_download_recovery_codes", "mfa_generate_recovery_codes"),
    *("account_change_password", "account_reauthenticate", "usersessions_list"),
)
LISTS = {"Publisher": "claims_claim_changelist", "Administrator": "auth_user_changelist"}


def is_open(client, page: str = "index") -> bool:
    return client.get(reverse(f"admin:{page}")).status_code == 200


@pytest.mark.parametrize("group", LISTS)
def test_nothing_opens_until_it_is_set_up(client, person, group):
    person(group)
    sign_in(client, "ada")
    for page in ("index", LISTS[group], "api_personaltoken_add", "handbook", "search"):
        response = client.get(reverse(f"admin:{page}"))
        assert (response.status_code, response.url) == (302, reverse("mfa_index")), page
    assert client.post(address(Claim, "add"), {"text": "x"}).url == reverse("mfa_index")
    shown = client.get(reverse("mfa_index")).text
    assert "needs a second factor" in shown and "Set up an app" in shown
    assert Claim.objects.count() == 0


def set_up(client) -> str:
    """Set an app up by the pages, as somebody does; return its secret."""
    page = client.get(reverse("mfa_activate_totp")).text
    secret = re.search(r'account-secret">(\w+)<', page)[1]
    response = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert (response.status_code, response.url) == (302, reverse("mfa_view_recovery_codes"))
    return secret


def test_once_it_is_set_up_everything_opens_and_the_next_sign_in_asks_for_it(client, person):
    person("Publisher")
    sign_in(client, "ada")
    secret = set_up(client)
    assert is_open(client, "claims_claim_changelist")
    again = Client()
    response = sign_in(again, "ada", next="/admin/claims/claim/")
    assert response.url == reverse("mfa_authenticate")
    assert not is_open(again)
    assert "code" in show_code(again, "000000").context["form"].errors
    assert show_code(again, code_of(secret, 1)).url == "/admin/claims/claim/"
    assert is_open(again, "claims_claim_changelist")


def test_the_page_with_the_key_is_clean_under_the_policy(client, person):
    person("Editor")
    sign_in(client, "ada")
    page = client.get(reverse("mfa_activate_totp"))
    assert "<svg" in page.text and "data:" not in page.text and "style=" not in page.text


def test_a_code_is_taken_once_by_all_processes_together(person):
    secret = add_app(person("Publisher"))
    for expected in (302, 200):
        client = Client()
        sign_in(client, "ada")
        cache.clear()  # what a process remembers by itself
        assert show_code(client, code_of(secret)).status_code == expected


def test_one_recovery_code_lets_in_once(person):
    ada = person("Publisher")
    add_app(ada)
    code = RecoveryCodes.activate(ada).get_unused_codes()[0]
    for expected in (302, 200):
        client = Client()
        sign_in(client, "ada")
        assert show_code(client, code).status_code == expected


def test_codes_cannot_be_guessed(person):
    secret = add_app(person("Publisher"))
    client = Client()
    sign_in(client, "ada", address="198.51.100.9")
    for _ in range(5):
        show_code(client, "000000", "198.51.100.9")
    refused = show_code(client, code_of(secret), "198.51.100.9")
    assert "Too many attempts" in refused.context["form"].errors["code"][0]
    here = Client()
    sign_in(here, "ada")
    assert show_code(here, code_of(secret)).status_code == 302


def test_the_owner_is_told_once_of_wrong_codes(person):
    secret = add_app(person("Publisher"))
    for number in range(3):
        client = Client(headers={"user-agent": "Owl 7"})
        sign_in(client, "ada", address=f"198.51.100.{number}")
        for tried in range(1, 5):
            show_code(client, "000000", f"198.51.100.{number}")
            notices = ProcrastinateJob.objects.filter(args__kind="wrong_codes")
            assert notices.count() == (number * 4 + tried >= lockout.WRONG_CODES_TOLD)
    assert (notices.get().args["address"], notices.get().args["browser"]) == ("198.51.100.1", "Owl 7")
    assert show_code(client, code_of(secret), "198.51.100.2").status_code == 302


def test_an_editor_is_advised_and_may_go_on(client, person):
    person("Editor")
    sign_in(client, "ada")
    page = client.get(reverse("admin:index"))
    assert page.status_code == 200
    assert "Set up a second factor" in page.text
    set_up(client)
    assert "Set up a second factor" not in client.get(reverse("admin:index")).text


def test_an_editor_who_becomes_a_publisher_is_led_to_it_at_once(client, person):
    ada = person("Editor")
    sign_in(client, "ada")
    ada.groups.add(Group.objects.get(name="Publisher"))
    assert client.get(reverse("admin:index")).url == reverse("mfa_index")


@pytest.mark.parametrize("more", ["superuser", "permission"])
def test_any_right_beyond_an_editors_needs_it(client, person, more):
    ada = person("Editor")
    if more == "superuser":
        ada.is_superuser = True
        ada.save()
    else:
        ada.user_permissions.add(*Group.objects.get(name="Administrator").permissions.all()[:1])
    sign_in(client, "ada")
    assert client.get(reverse("admin:index")).url == reverse("mfa_index")


def test_a_session_from_before_has_to_show_it(person):
    ada = person("Publisher")
    before = Client()
    before.force_login(ada)
    add_app(ada)
    response = before.get(reverse("admin:index"))
    assert response.url == "/admin/login/?next=/admin/"
    page = before.get(response.url).text
    assert "this time with your second factor" in page
    assert not is_open(before)


@pytest.mark.parametrize("group", ["Editor", "Publisher"])
def test_a_session_from_before_cannot_replace_it(person, group):
    ada = person(group)
    add_app(ada)
    RecoveryCodes.activate(ada)
    for name in OWN_PAGES:
        before = Client()
        before.force_login(ada)
        page = reverse(name)
        response = before.post(page, {"password": PASSWORD, "code": "000000"})
        assert response.url == f"/admin/login/?next={page}", name
        assert "_auth_user_id" not in before.session
    assert Authenticator.objects.count() == 2


def test_a_session_from_before_can_still_be_left(client, person):
    ada = person("Publisher")
    sign_in(client, "ada")
    add_app(ada)
    assert client.post(reverse("admin:logout")).status_code == 200
    assert "_auth_user_id" not in client.session


def test_setting_up_the_first_one_ends_the_other_sessions(client, person, django_capture_on_commit_callbacks):
    person("Editor")
    for each in (client, other := Client()):
        sign_in(each, "ada")
    with django_capture_on_commit_callbacks(execute=True):
        set_up(client)
    assert is_open(client) and not is_open(other)


def test_setting_up_another_one_ends_no_session(client, person):
    ada = person("Editor")
    for each in (client, other := Client()):
        sign_in(each, "ada")
    add_app(ada)
    key = Authenticator.objects.create(user=ada, type=Authenticator.Type.WEBAUTHN, data={})
    request = RequestFactory().get("/")
    request.session = client.session
    authenticator_added.send(sender=Authenticator, request=request, user=ada, authenticator=key)
    assert is_open(client) and is_open(other)


def test_who_removes_the_last_one_is_led_to_it_again(client, person):
    person("Publisher")
    sign_in(client, "ada")
    set_up(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.exists()
    assert client.get(reverse("admin:index")).url == reverse("mfa_index")


def test_recovery_codes_alone_are_no_second_factor(client, person):
    RecoveryCodes.activate(person("Publisher"))
    sign_in(client, "ada")
    assert client.get(reverse("admin:index")).url == reverse("mfa_index")


def test_switched_off_it_is_asked_of_nobody_who_has_none(client, person, settings):
    settings.SECOND_FACTOR = False
    person("Publisher")
    sign_in(client, "ada")
    assert is_open(client)
    assert "Second factors are switched off" in client.get(reverse("admin:index")).text


def test_its_secret_is_not_in_the_database_as_it_is(client, person, settings):
    person("Publisher")
    sign_in(client, "ada")
    secret = set_up(client)
    stored = Authenticator.objects.get(type="totp").data["secret"]
    assert secret not in stored
    assert SecondFactorAdapter().decrypt(stored) == secret
    settings.SECRET_KEY = "another key, of as many letters as there have to be"
    assert SecondFactorAdapter().decrypt(stored) != secret


def test_another_key_locks_out_and_breaks_nothing(person, settings):
    add_app(person("Publisher"))
    settings.SECRET_KEY = "another key, of as many letters as there have to be"
    client = Client()
    sign_in(client, "ada")
    assert show_code(client, "123456").status_code == 200


def test_passkeys_may_be_asked_for_where_one_signs_in_and_nowhere_else(client, person):
    add_app(person("Editor"))
    assert "publickey-credentials-get=()" in client.get(reverse("account_login"))["Permissions-Policy"]
    sign_in(client, "ada")
    step = client.get(reverse("mfa_authenticate"))
    assert "publickey-credentials-get=(self)" in step["Permissions-Policy"]


def test_costs_one_query_more(client, person, settings, django_assert_num_queries):
    secret = add_app(person("Publisher"))
    sign_in(client, "ada")
    show_code(client, code_of(secret))
    claim = make.DraftClaimFactory()
    page = address(Claim, "change", claim.pk)
    client.get(page)
    settings.SECOND_FACTOR = False
    with django_assert_num_queries(100, exact=False) as without:
        client.get(page)
    settings.SECOND_FACTOR = True
    with django_assert_num_queries(len(without) + 1):
        assert client.get(page).status_code == 200


def test_the_sign_in_page_asks_for_no_code_before_the_password(client, person):
    add_app(person("Publisher"))
    response = sign_in(client, "ada", "a wrong password")
    assert response.status_code == 200
    assert client.get(reverse("mfa_authenticate")).url == reverse("account_login")
    assert sign_in(client, "ada", PASSWORD).url == reverse("mfa_authenticate")
