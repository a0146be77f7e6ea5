"""Drafts are changed by those who may change them, in the state that they have read."""

import json

import pytest
from django.contrib.auth.models import Group

from claims.models import Citation, Claim, Statement
from sources.models import Capture, text_sha256
from tests import factories as make
from tests.editorial.conftest import in_group, signed_in
from tests.support.admin_html import address
from tests.support.html import retraction

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement():
    claimant = make.ClaimantFactory()
    return make.DraftStatementFactory(claim__text="The bridge of Vale is closed", claimant=claimant)


@pytest.fixture
def token():
    return make.TokenFactory(user=in_group("Editor"), name="Mender")


@pytest.fixture
def change(client, token):
    def change(
        path: str, sent, status: int = 200, secret: str = token.secret, drafts: str = "?drafts=1", **headers
    ):
        """Read a row, and change it as it was read, unless `headers` say otherwise."""
        address = f"/api/v1/{path}{drafts}"
        headers = {"authorization": f"Bearer {secret}", **headers}
        if "if-match" not in headers:
            headers["if-match"] = client.get(address, headers=headers).headers.get("ETag", '"none"')
        headers = {name: value for name, value in headers.items() if value}
        response = client.patch(address, json.dumps(sent), content_type="application/json", headers=headers)
        assert response.status_code == status, response.content
        return response

    return change


def test_a_draft_is_changed_and_answered_as_it_is_read_then(change, client, statement, token):
    topic = make.TopicFactory()
    path = f"claims/{statement.claim_id}"
    sent = {"text": " The  bridge of Vale is open ", "nature": "judgement", "topics": [topic.pk]}
    answer = change(path, sent)
    claim = Claim.objects.get()
    assert (claim.text, claim.nature, claim.state) == ("The bridge of Vale is open", "judgement", "draft")
    assert list(claim.topics.all()) == [topic]
    read = client.get(f"/api/v1/{path}?drafts=1", headers={"authorization": f"Bearer {token.secret}"})
    assert (answer.json(), answer["ETag"]) == (read.json(), read["ETag"])
    history = signed_in(token.user).get(address(Claim, "history", claim.pk))
    assert "editor, by the token “Mender”" in history.text


def test_a_change_of_what_was_changed_meanwhile_is_refused(change, client, statement):
    path = f"claims/{statement.claim_id}"
    first = change(path, {"context": "A first one."})
    second = change(path, {"context": "A second one."}, **{"if-match": first["ETag"]})
    change(path, {"context": "Late."}, 412, **{"if-match": first["ETag"]})
    change(path, {"context": "Weak."}, 412, **{"if-match": f"W/{second['ETag']}"})
    change(path, {"context": "Blind."}, 428, **{"if-match": ""})
    assert Claim.objects.get().context == "A second one."
    change(path, {"context": "Any."}, **{"if-match": f'"other", {second["ETag"]}'})
    change(path, {"context": "Whatever."}, **{"if-match": "*"})


def test_who_reads_a_draft_compressed_may_change_it(change, statement):
    answer = change(f"claims/{statement.claim_id}", {"context": "A word."}, **{"accept-encoding": "gzip"})
    assert answer["ETag"].endswith('-gzip"')


def test_fields_of_a_statement(change, statement):
    party = make.PartyFactory()
    sent = {"stance": "denies", "hedged": True, "said_on": "2017-04-01", "said_on_precision": "month"}
    change(f"statements/{statement.pk}", {**sent, "party": party.pk, "capacity": "envoy", "place": "Vale"})
    changed = Statement.objects.get()
    assert (changed.stance, changed.hedged, changed.party, changed.place) == ("denies", True, party, "Vale")
    assert changed.said_on.isoformat() == "2017-04-01"


class TestExcerpts:
    TEXT = "A long article. " * 30 + "The bridge is closed, they say, and will stay so. " + "And so on. " * 30

    @pytest.fixture
    def citation(self, statement):
        citation = make.CitationFactory(statement=statement, excerpt="The bridge")
        kept = {"text": self.TEXT, "captured_at": make.MOMENT, "obtained": "pasted"}
        Capture.objects.keep(article=citation.article, **kept)
        return citation

    def test_it_is_found_in_the_text(self, change, citation):
        written = change(
            f"citations/{citation.pk}", {"excerpt": "The bridge is closed", "part": "headline"}
        ).json()
        assert (written["excerpt"], written["proof"]["sha256"]) == (
            "The bridge is closed",
            text_sha256(self.TEXT),
        )
        assert Citation.objects.get().proved_at

    @pytest.mark.parametrize(
        ("excerpt", "said"),
        [
            ("The bridge is open", "These words are not in the article's text."),
            ("And so on.", "These words stand in the article more than once."),
            (
                "The bridge is closed, they say, and will stay so. " + "And so on. " * 6,
                "These are 28 words; at most 25 may be quoted.",
            ),
        ],
    )
    def test_what_is_not_found_or_too_long_is_refused(self, change, citation, excerpt, said):
        problem = change(f"citations/{citation.pk}", {"excerpt": excerpt}, 400).json()
        [error] = problem["errors"]
        assert error["field"] == "excerpt"
        assert error["detail"].startswith(said)
        assert Citation.objects.get().excerpt == "The bridge"


@pytest.mark.parametrize(
    ("path", "sent", "field"),
    [
        ("claims", {"text": ""}, "text"),
        ("claims", {"text": "a\u202eb"}, "text"),
        ("claims", {"nature": "no such"}, "nature"),
        ("claims", {"state": "published"}, "state"),
        ("claims", {"status": "agreed"}, "status"),
        ("claims", {"topics": [4_000_000]}, "topics"),
        ("statements", {"said_on": "2099-01-01"}, "said_on"),
        ("statements", {"said_on": "soon"}, "said_on"),
        ("statements", {"said_on_precision": "year"}, "said_on_precision"),
        ("statements", {"party": 4_000_000}, "party"),
        ("statements", {"claim": 1}, "claim"),
        ("statements", {"hedged": "yes"}, "hedged"),
    ],
)
def test_what_is_refused_names_its_field_and_changes_nothing(change, statement, path, sent, field):
    row = statement.claim if path == "claims" else statement
    before = type(row).objects.filter(pk=row.pk).values().get()
    problem = change(f"{path}/{row.pk}", sent, 400).json()
    assert {error["field"] for error in problem["errors"]} == {field}
    assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_a_wording_that_another_claim_has_or_nearly_has(change, statement):
    make.StatementFactory(claim__text="The bridge of Vale is unsafe")
    near = make.DraftClaimFactory(text="The harbour of Vale is unsafe today")
    path = f"claims/{statement.claim_id}"
    problem = change(path, {"text": "the bridge of Vale is unsafe."}, 400).json()
    assert problem["errors"][0]["detail"].startswith("This claim is on the record already")
    sent = {"text": "The harbour of Vale is unsafe"}
    problem = change(path, sent, 400).json()
    assert problem["errors"][0]["detail"].endswith("Is it the same claim?")
    assert [(offer["field"], offer["value"]) for offer in problem["offers"]] == [("different_from", near.pk)]
    change(path, {**sent, "different_from": [near.pk]})


class TestWhoMay:
    @pytest.mark.parametrize(
        ("group", "scopes", "status"),
        [
            ("Editor", ["read:drafts"], 403),
            ("Editor", ["write:coverage"], 403),
            ("Administrator", ["read:drafts", "write:coverage"], 403),
            ("Publisher", ["read:drafts", "write:coverage"], 200),
        ],
    )
    def test_the_scopes_and_the_owner_decide(self, change, statement, token, group, scopes, status):
        token.user.groups.set([Group.objects.get(name=group)])
        secret = make.TokenFactory(user=token.user, scopes=scopes).secret
        change(f"claims/{statement.claim_id}", {"context": "So."}, status, secret, **{"if-match": "*"})

    def test_nobody_without_a_token(self, client, statement):
        client.force_login(in_group("Publisher"))
        path = f"/api/v1/claims/{statement.claim_id}?drafts=1"
        sent = {"content_type": "application/json", "headers": {"if-match": "*"}}
        assert client.patch(path, "{}", **sent).status_code == 401

    def test_what_readers_see_is_changed_by_no_token(self, change, token):
        token.user.groups.set([Group.objects.get(name="Publisher")])
        published = make.StatementFactory()
        citation = published.citations.get()
        for path in (
            f"claims/{published.claim_id}",
            f"statements/{published.pk}",
            f"citations/{citation.pk}",
        ):
            change(path, {}, 403)
            change(path, {}, 400, drafts="")
        Claim.objects.filter(pk=published.claim_id).update(**retraction("claim"))
        change(f"claims/{published.claim_id}", {}, 404)
        change("claims/4000000", {}, 404)

    def test_other_resources_are_not_changed(self, change, statement):
        change(f"claimants/{statement.claimant_id}", {}, 405)
