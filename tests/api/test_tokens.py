"""Personal tokens: who has them, what they are good for, and that they stay secret."""

import datetime

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from api.access.throttling import keep_secret
from api.models import PersonalToken, Scope, StoredAnswer
from tests import factories as make
from tests.editorial.conftest import in_group, signed_in
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

ADD = reverse("admin:api_personaltoken_add")


def ask(client, secret: str, path: str = "topics", scheme: str = "Bearer", **headers: str):
    return client.get(f"/api/v1/{path}", headers={"authorization": f"{scheme} {secret}", **headers})


def make_by_hand(client, **values) -> str:
    """Make a token in the admin; return the page that shows it."""
    sent = {"name": "Crawler", "scopes": ["write:coverage"], "last_day": timezone.localdate().isoformat()}
    return client.post(ADD, {**sent, **values})


class TestInTheAdmin:
    def test_its_owner_makes_it_and_sees_it_once(self, client):
        owner = in_group("Editor")
        as_owner = signed_in(owner)
        page = make_by_hand(as_owner)
        token = PersonalToken.objects.get()
        secret = page.context["token"].secret
        assert (token.user, token.name, token.scopes) == (owner, "Crawler", [Scope.WRITE_COVERAGE])
        assert token.expiry == timezone.localtime().replace(
            hour=0, minute=0, second=0, microsecond=0
        ) + datetime.timedelta(days=1)
        assert secret in page.text
        assert "no-store" in page["Cache-Control"]
        assert secret.startswith(token.token_key)
        assert secret not in str(PersonalToken.objects.values()) + str(LogEntry.objects.values())
        assert secret not in str(as_owner.session.items()) + str(as_owner.cookies)
        assert ask(client, secret).status_code == 200
        for name, args in (("changelist", ()), ("change", [token.pk]), ("history", [token.pk])):
            shown = as_owner.get(reverse(f"admin:api_personaltoken_{name}", args=args))
            assert "Crawler" in shown.text
            assert secret not in shown.text
        assert f"{token.token_key}…" in as_owner.get(reverse("admin:api_personaltoken_changelist")).text

    @pytest.mark.parametrize(
        ("values", "said"),
        [
            ({"scopes": []}, "This field is required."),
            ({"scopes": ["everything"]}, "everything is not one of the available choices."),
            ({"name": ""}, "This field is required."),
            ({"name": "crawler"}, "You have a token of this name already. Choose another name."),
            ({"last_day": ""}, "This field is required."),
            ({"last_day": "2016-01-01"}, "Choose a day from today on, within a year."),
            ({"last_day": "9999-12-31"}, "Choose a day from today on, within a year."),
        ],
    )
    def test_what_it_needs(self, values, said):
        as_owner = signed_in(in_group("Editor"))
        make_by_hand(as_owner)
        answer = make_by_hand(as_owner, **{"name": "Another", **values})
        assert said in answer.text
        assert PersonalToken.objects.count() == 1

    def test_somebody_elses_is_not_seen_and_an_administrator_revokes_it(self, client):
        token = make.TokenFactory(name="Harvester")
        listed = reverse("admin:api_personaltoken_changelist")
        assert "Harvester" not in signed_in(in_group("Publisher")).get(listed).text
        as_administrator = signed_in(in_group("Administrator"))
        assert "Harvester" in as_administrator.get(listed).text
        answer = {"fingerprint": "x", "answer": {}, "answered_at": timezone.now()}
        StoredAnswer.objects.create(token=token, key="one-of-thousands", **answer)
        end = reverse("admin:api_personaltoken_delete", args=[token.pk])
        assert "one-of-thousands" not in as_administrator.get(end).text
        as_administrator.post(end, {"post": "yes"})
        assert ask(client, token.secret).status_code == 401

    def test_the_rules_hold_below_the_form(self):
        token = make.TokenFactory()
        later = timezone.now() + datetime.timedelta(days=400)
        tokens = PersonalToken.objects.filter(pk=token.pk)
        with assert_refused("token_has_name_and_scopes"):
            tokens.update(scopes=["everything"])
        with assert_refused("token_expires_within_a_year"):
            tokens.update(expiry=later)
        with assert_refused("token_name_once"):
            make.TokenFactory(user=token.user, name=token.name.upper())


class TestSignIn:
    @pytest.mark.parametrize("scheme", ["Token", "Bearer", "bearer"])
    def test_either_word_does(self, client, scheme):
        token = make.TokenFactory()
        assert ask(client, token.secret, scheme=scheme).status_code == 200
        used = PersonalToken.objects.get().last_used_at
        assert timezone.now() - used < datetime.timedelta(seconds=30)
        ask(client, token.secret)
        assert PersonalToken.objects.get().last_used_at == used

    @pytest.mark.parametrize(
        "header",
        [
            "",
            "Bearer",
            "Bearer otr_0",
            "Basic dXNlcjpwYXNz",
            "Bearer a b",
            "Bearer é\x00",
            "Bearer " + "9" * 5000,
        ],
    )
    def test_what_is_no_token_is_refused_and_never_ignored(self, client, header):
        for path in ("/api/v1/topics", "/v1alpha1/claims:search?query=a", "/api/v1/openapi.json"):
            answer = client.get(path, headers={"authorization": header})
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')
            assert answer["Cache-Control"] == "private, no-store"
        assert client.get("/api/v1/topics", headers={"authorization": header}).json()["status"] == 401

    @pytest.mark.parametrize(
        ("owner", "token"),
        [
            ({"is_active": False}, {}),
            ({"is_staff": False}, {}),
            ({}, {"expiry": timezone.now() - datetime.timedelta(days=1)}),
        ],
    )
    def test_it_ends_with_its_time_and_with_its_owner(self, client, owner, token):
        made = make.TokenFactory()
        type(made.user).objects.update(**owner or {"is_active": True})
        PersonalToken.objects.update(**token or {"name": "Any"})
        answer = ask(client, made.secret)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")
        assert made.secret not in answer.text

    def test_a_session_is_no_sign_in_and_an_address_no_place_for_a_token(self, client):
        token = make.TokenFactory()
        client.force_login(token.user)
        assert client.get("/api/v1/topics")["Cache-Control"] == "no-cache"
        answer = client.get("/api/v1/topics", {"access_token": token.secret})
        assert answer.status_code == 400
        assert token.secret not in answer.text

    def test_no_cache_keeps_and_no_other_site_reads_what_a_token_was_answered(self, client):
        answer = ask(client, make.TokenFactory().secret, origin="https://elsewhere.example")
        assert answer["Cache-Control"] == "private, no-store"
        assert "Access-Control-Allow-Origin" not in answer
        public = client.get("/api/v1/topics")
        assert public["Cache-Control"] == "no-cache"
        assert "Authorization" in public["Vary"]

    def test_each_token_has_its_own_hour_and_a_wrong_one_costs_its_address(self, client, settings):
        settings.API_REQUESTS_AN_HOUR = 1
        keep_secret.cache_clear()
        one, other = make.TokenFactory.create_batch(2)
        statuses = [
            ask(client, secret).status_code for secret in (one.secret, one.secret, other.secret, "x", "x")
        ]
        assert statuses == [200, 429, 200, 401, 429]
        assert client.get("/api/v1/topics").status_code == 429
