"""Drafts are read by those who see them in the admin, with a token for it, and by nobody else."""

import pytest
from django.contrib.auth.models import Group, Permission

from api.registry import DRAFTS
from api.urls import CHANGES, RESOURCES
from claims.models import Claim
from tests import factories as make
from tests.editorial.conftest import in_group
from tests.support.html import retraction

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement():
    """Provide a draft that nothing published stands beside."""
    claimant = make.ClaimantFactory(name="Ada Hidden")
    statement = make.DraftStatementFactory(claim__text="The secret bridge is closed", claimant=claimant)
    statement.claim.topics.add(make.TopicFactory(name="Hidden bridges"))
    article = {"article__title": "A hidden article", "article__outlet__name": "Hidden Gazette"}
    make.CitationFactory(statement=statement, excerpt="it is a secret", **article)
    return statement


@pytest.fixture
def token():
    return make.TokenFactory(user=in_group("Editor"), scopes=["read:drafts"])


@pytest.fixture
def read(client, token):
    def read(path: str, query: dict | None = None, status: int = 200):
        sent = {"drafts": "1", **(query or {})}
        return client.read(path, sent, status, authorization=f"Bearer {token.secret}")

    return read


WORDS = ("secret", "hidden")


def test_each_kind_of_row_is_there_with_drafts_and_not_without(read, client, statement, token):
    assert set(DRAFTS) == {"claims", "statements", "citations", "articles", "outlets", "claimants", "topics"}
    for name in DRAFTS:
        [row] = [row for row in read(name)["results"] if any(word in str(row).lower() for word in WORDS)]
        assert row["url"].endswith(f"/api/v1/{name}/{row['id']}?drafts=1")
        assert row["html"].endswith("/change/") and "/admin/" in row["html"]
        assert read(f"{name}/{row['id']}") == row
        for headers in ({}, {"authorization": f"Bearer {token.secret}"}):
            listed = client.get(f"/api/v1/{name}", headers=headers)
            assert listed.status_code == 200
            assert not any(word in listed.text.lower() for word in WORDS)
            assert client.get(f"/api/v1/{name}/{row['id']}", headers=headers).status_code == 404


def test_a_draft_tells_its_state_and_what_belongs_to_it(read, statement):
    claim = read(f"claims/{statement.claim_id}", {"expand": "statements,topics"})
    assert (claim["state"], claim["status"]) == ("draft", "open")
    assert [each["state"] for each in claim["statements"]] == ["draft"]
    [expanded] = read("statements", {"expand": "claim,claimant,citations"})["results"]
    assert (expanded["standing"], expanded["labels"]["standing"]) == (None, "")
    assert expanded["citations"][0]["excerpt"] == "it is a secret"
    assert expanded["claimant"]["url"].endswith("?drafts=1")


def test_published_rows_are_there_too_and_retracted_ones_are_not(read, statement):
    published = make.StatementFactory()
    found = {row["id"]: row for row in read("statements")["results"]}
    assert found[published.pk]["standing"] == "current"
    assert [row["id"] for row in read("claims", {"state": "draft"})["results"]] == [statement.claim_id]
    Claim.objects.filter(pk=published.claim_id).update(**retraction("claim"))
    assert published.pk not in {row["id"] for row in read("statements")["results"]}
    read(f"claims/{published.claim_id}", status=404)


def test_pages_lead_to_pages_with_drafts(read, client, statement, token):
    make.DraftStatementFactory()
    page = read("claims", {"page_size": "1"})
    following = client.get(page["next"], headers={"authorization": f"Bearer {token.secret}"}).json()
    assert len(following["results"]) == 1
    assert following["results"] != page["results"]


@pytest.mark.parametrize("name", DRAFTS)
def test_queries_do_not_grow_with_rows(client, token, statement, name, django_assert_num_queries):
    """Four of them are for the token, its owner's permissions and the count of requests."""
    headers = {"authorization": f"Bearer {token.secret}"}
    expand = ",".join([*DRAFTS[name].expansions][:3])
    path = f"/api/v1/{name}?drafts=1" + (f"&expand={expand}" if expand else "")
    client.get(path, headers=headers)  # says when the token was last used
    with django_assert_num_queries(QUERIES[name]):
        client.get(path, headers=headers)
    for number in range(2):
        more = make.DraftStatementFactory(claim__text=f"Number {number}")
        more.claim.topics.add(make.TopicFactory())
        make.CitationFactory(statement=more)
    with django_assert_num_queries(QUERIES[name]):
        client.get(path, headers=headers)


QUERIES = {
    "claims": 10,
    "statements": 14,
    "citations": 10,
    "articles": 8,
    "outlets": 5,
    "claimants": 7,
    "topics": 5,
}


class TestWhoMay:
    @pytest.mark.parametrize("name", DRAFTS)
    def test_nobody_without_a_token(self, client, statement, name):
        client.force_login(in_group("Publisher"))
        for path in (name, f"{name}/1"):
            answer = client.get(f"/api/v1/{path}?drafts=1")
            assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="api"')

    @pytest.mark.parametrize("name", DRAFTS)
    @pytest.mark.parametrize(
        ("group", "scopes"), [("Editor", ["write:coverage"]), ("Administrator", ["read:drafts"])]
    )
    def test_the_scope_and_the_owner_decide(self, client, token, name, group, scopes):
        token.user.groups.set([Group.objects.get(name=group)])
        secret = make.TokenFactory(user=token.user, scopes=scopes).secret
        client.read(name, {"drafts": "1"}, 403, authorization=f"Bearer {secret}")

    def test_what_is_expanded_must_be_theirs_to_see_as_well(self, read, token, statement):
        token.user.groups.clear()
        token.user.user_permissions.set(
            [Permission.objects.get(codename=codename) for codename in ("view_claim",)]
        )
        read("claims")
        read("claims", {"expand": "statements"}, status=403)
        read("statements", status=403)

    def test_other_values_and_other_resources_do_not_know_it(self, read):
        for path, query in (
            ("claims", {"drafts": "yes"}),
            ("changes", {}),
            ("versions", {}),
            ("corrections", {}),
        ):
            assert read(path, query, status=400)["errors"][0]["field"] == "drafts"
        assert read("claims", {"changed_since": ""}, status=400)

    @pytest.mark.parametrize("name", RESOURCES)
    @pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
    def test_no_scope_writes_where_nothing_is_written(self, client, name, method):
        secret = make.TokenFactory(user=in_group("Publisher")).secret
        if (name, method) in WRITTEN:
            return
        path = f"/api/v1/{name}" + ("" if method == "post" else "/1")
        answer = getattr(client, method)(path, headers={"authorization": f"Bearer {secret}"})
        assert answer.status_code == 405


WRITTEN = {(name, "patch") for name in CHANGES}
