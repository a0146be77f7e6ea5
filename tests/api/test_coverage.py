"""Coverage is added by programs as the desk adds it: by its rules, as drafts, all or nothing."""

import copy
import datetime
import json

import pytest
from django.contrib.auth.models import Group, Permission
from django.db import connections
from django.utils import timezone

from api.access.throttling import keep_secret
from api.models import PersonalToken, StoredAnswer
from api.tasks import forget_answers
from api.writing.idempotency import name_lock
from claims.actions.publishing import publish_claim
from claims.models import Citation, Claim, Claimant, Coverage, Review, State, Statement, Topic
from sources.models import Article
from tests import factories as make
from tests.editorial.conftest import in_group, signed_in
from tests.support.admin_html import address
from tests.support.coverage_article import TEXT, CoverageScenario
from tests.support.sql import assert_refused

pytestmark = pytest.mark.django_db

PATH = "/api/v1/coverage"


@pytest.fixture
def people():
    return CoverageScenario(begun=False)


@pytest.fixture
def token():
    return make.TokenFactory(user=in_group("Editor"), name="Crawler", scopes=["write:coverage"])


@pytest.fixture
def body(people) -> dict:
    """Build what a program sends: two positions on a claim that is new."""
    position = {
        "new_claim": "The bridge of Vale is safe",
        "nature": "fact",
        "new_topics": ["Bridges"],
        "said_on": "2017-04-12",
    }
    return {
        "article": {
            "outlet": people.outlet.pk,
            "title": "Bridge talks end without a deal",
            "published_on": "2017-04-13",
            "canonical_url": "https://gazette.example/bridge",
            "text": TEXT,
        },
        "statements": [
            {
                **position,
                "claimant": people.brook.pk,
                "stance": "denies",
                "citations": [{"excerpt": "it is not safe"}],
            },
            {
                **position,
                "claimant": people.dane.pk,
                "stance": "affirms",
                "citations": [{"excerpt": "It may be old, but it is safe"}],
            },
        ],
    }


@pytest.fixture
def send(client, token):
    def send(body, status: int = 201, secret: str = token.secret, **headers):
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        sent = {"authorization": f"Bearer {secret}", **headers}
        response = client.post(PATH, content, content_type="application/json", headers=sent)
        assert response.status_code == status, response.content
        return response.json()

    return send


def errors_of(problem) -> dict:
    return {error["field"]: error["detail"] for error in problem["errors"]}


def test_it_becomes_drafts_with_proofs(send, body, token, people):
    added = send(body)
    article = Article.objects.get()
    assert added["article"] == {"id": article.pk, "text": "Bridge talks end without a deal"}
    claim = Claim.objects.get()
    assert (claim.text, claim.state) == ("The bridge of Vale is safe", State.DRAFT)
    assert list(claim.topics.all()) == [Topic.objects.get(name="Bridges")]
    statements = Statement.objects.order_by("pk")
    assert [(row.claimant, row.party, row.stance, row.capacity) for row in statements] == [
        (people.brook, people.freedonia, "denies", "Foreign Minister"),
        (people.dane, people.sylvania, "affirms", "spokesman"),
    ]
    assert {row.state for row in statements} == {State.DRAFT}
    assert all(row.proved_at and row.capture_id == added["capture"] for row in Citation.objects.all())
    assert [each["row"] for each in added["added"]["citations"]] == [
        "statements.0.citations.0",
        "statements.1.citations.0",
    ]
    assert added["statuses"][0]["after_if_published"] == "disputed"
    work = Coverage.objects.get()
    assert (work.pk, work.editor) == (added["id"], token.user)
    assert added["html"].endswith(f"/coverage/{work.pk}/summary/")
    assert not Review.objects.exists()


def test_it_is_sent_for_review_if_asked(send, body):
    added = send({**body, "submit": True})
    assert set(added["submitted"]) == set(Review.objects.values_list("pk", flat=True)) != set()


def test_history_names_the_token(send, body, token):
    send(body)
    page = signed_in(token.user).get(address(Claim, "history", Claim.objects.get().pk))
    assert "editor, by the token “Crawler”" in page.text


def test_an_article_on_the_record_gets_more_citations(send, body):
    first = send(body)
    article = {"id": first["article"]["id"]}
    statement = {
        **body["statements"][0],
        "claim": Claim.objects.get().pk,
        "citations": [{"excerpt": "We will not open it before the summer."}],
    }
    del statement["new_claim"], statement["nature"], statement["new_topics"]
    again = send({"article": article, "statements": [statement]})
    assert (again["capture"], again["added"]["statements"]) == (first["capture"], [])
    assert len(again["further_citations"]) == 1
    with_text = {**article, "text": TEXT + "\nIt was corrected."}
    statement["citations"] = [{"excerpt": "because it is not safe"}]
    assert send({"article": with_text, "statements": [statement]})["capture"] != first["capture"]


def test_what_was_published_is_offered_by_an_editor(send, body, people):
    published = make.StatementFactory(
        claimant=people.brook, party=people.freedonia, said_on="2017-04-12", stance="denies"
    )
    statement = {**body["statements"][0], "claim": published.claim_id}
    del statement["new_claim"], statement["nature"], statement["new_topics"]
    added = send({**body, "statements": [statement]})
    assert [offer["statement"] for offer in added["offered"]] == [published.pk]
    assert published.citations.count() == 1


REFUSED = {
    "no words": (("statements", 0, "citations", 0, "excerpt"), "it was never said", "excerpt"),
    "no such claimant": (("statements", 0, "claimant"), 4_000_000, "claimant"),
    "no date": (("statements", 0, "said_on"), "yesterday", "said_on"),
    "no nature": (("statements", 0, "nature"), 5, "nature"),
    "no such field": (("statements", 0, "colour"), "red", "colour"),
    "a number for a text": (("article", "title"), 5, "title"),
    "a text for a number": (("statements", 1, "claimant"), "5", "claimant"),
    "a text for a yes": (("submit",), "yes", "submit"),
    "no title": (("article", "title"), " ", "title"),
    "no such outlet": (("article", "outlet"), 4_000_000, "outlet"),
    "no such article": (("article",), {"id": 4_000_000}, "id"),
    "no list": (("statements",), {}, "non_field_errors"),
    "nothing": (("statements",), [], "non_field_errors"),
    "a list": (("article",), [], "non_field_errors"),
    "a name that turns round": (("statements", 0, "place"), "a\u202eb", "place"),
    "a topic of no name": (("statements", 0, "new_topics"), ["x" * 300], "new_topics"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_refused_names_its_field_and_leaves_nothing(send, body, case):
    path, value, last = REFUSED[case]
    *above, name = path
    part = body
    for step in above:
        part = part[step]
    part[name] = value
    problem = send(body, status=400)
    where = ".".join(map(str, path))
    expected = where if where.endswith(last) else f"{where}.{last}"
    assert expected in errors_of(problem), problem
    assert all(error["detail"] for error in problem["errors"])
    for model in (Article, Claim, Statement, Coverage, Topic, StoredAnswer):
        assert not model.objects.exists()


def test_the_desks_questions_come_with_their_answers(send, body, people):
    known = make.StatementFactory(claim__text="The bridge of Vale is safe today").claim
    body["statements"] = body["statements"][1:]
    statement = body["statements"][0]
    problem = send(body, status=400)
    assert errors_of(problem) == {
        "statements.0.new_claim": "The record has “The bridge of Vale is safe today”. Is it the same claim?"
    }
    [offer] = problem["offers"]
    assert (offer["field"], offer["value"], offer["text"]) == ("statements.0.claim", known.pk, known.text)
    statement["different_from"] = [offer["value"]]
    statement |= {
        "new_name": "Carl Dane",
        "new_kind": "person",
        "new_role": "smith",
        "party": people.freedonia.pk,
    }
    del statement["claimant"]
    problem = send(body, status=400)
    assert list(errors_of(problem)) == ["statements.0.new_name"]
    assert [(o["field"], o["value"]) for o in problem["offers"]] == [
        ("statements.0.claimant", people.dane.pk)
    ]
    statement["same_name_anyway"] = True
    send(body)
    assert Claimant.objects.filter(name="Carl Dane").count() == 2


def test_statements_that_contradict_each_other_are_asked_about(send, body):
    first, second = body["statements"] = [{**body["statements"][1]} for _ in range(2)]
    first["new_claim"], second["new_claim"] = "Vale has hired crews to work", "No crews have been hired"
    problem = send(body, status=400)
    asked = "Row 1 says the opposite: “Vale has hired crews to work”. Is this row about that claim?"
    assert errors_of(problem) == {"statements.1.new_claim": asked}
    assert [(o["field"], o["value"], "is_opposite" in o) for o in problem["offers"]] == [
        ("statements.1.settled", "vale has hired crews to work", False),
        ("statements.1.new_claim", first["new_claim"], True),
    ]
    second |= {"new_claim": first["new_claim"], "stance": "denies"}
    send(body)
    assert Claim.objects.get(text=first["new_claim"]).statements.count() == 2


def test_words_that_deny_what_they_are_to_affirm_are_doubted_and_not_refused(send, body):
    statement = {
        **body["statements"][0],
        "claim": make.DraftClaimFactory(text="The bridge of Vale does not carry forty trains a day").pk,
        "citations": [{"excerpt": "It carries forty trains a day"}],
    }
    del statement["new_claim"], statement["nature"], statement["new_topics"]
    body["statements"] = [{**statement, "stance": "affirms"}]
    [doubt] = send(body)["doubts"]
    assert doubt == (
        "Ada Brook: the words “It carries forty trains a day” seem to deny the claim “The bridge of Vale "
        "does not carry forty trains a day”, but the stance is “affirms”. Check the stance."
    )


def test_an_article_that_is_on_the_record_is_offered(send, body):
    first = send(body)
    problem = send(body, status=400)
    assert errors_of(problem) == {"article": "This article seems to be on the record already."}
    [offer] = problem["offers"]
    assert (offer["field"], offer["value"]) == ("article.id", first["article"]["id"])
    assert Coverage.objects.count() == 1


def test_one_whose_text_alone_is_on_the_record_may_be_another(send, body):
    first = send(body)
    statement = {**body["statements"][0], "claim": Claim.objects.get().pk}
    del statement["new_claim"], statement["nature"], statement["new_topics"]
    article = body["article"] | {"canonical_url": "https://herald.example/bridge"}
    body |= {"article": article, "statements": [statement]}
    offers = send(body, status=400)["offers"]
    assert [(offer["field"], offer["value"]) for offer in offers] == [
        ("article.id", first["article"]["id"]),
        ("article.is_another", True),
    ]
    article["is_another"] = True
    assert send(body)["article"]["id"] != first["article"]["id"]


class TestIdempotency:
    def test_the_same_request_is_done_once(self, send, body):
        first = send(body, **{"idempotency-key": "a-1"})
        reordered = dict(reversed(body.items()))
        assert send(reordered, **{"idempotency-key": "a-1"}) == first
        assert Article.objects.count() == Coverage.objects.count() == 1

    def test_another_request_with_the_key_is_refused(self, send, body):
        send(body, **{"idempotency-key": "a-1"})
        problem = send({**body, "submit": True}, status=422, **{"idempotency-key": "a-1"})
        assert problem["detail"] == "This Idempotency-Key came with another request. Use a new key for each."

    def test_a_refusal_is_not_kept(self, send, body):
        wrong = copy.deepcopy(body)
        wrong["statements"][0]["said_on"] = "never"
        send(wrong, status=400, **{"idempotency-key": "a-1"})
        send(body, **{"idempotency-key": "a-1"})

    def test_keys_of_another_token_are_other_keys(self, send, body, token):
        first = send(body, **{"idempotency-key": "a-1"})
        other = make.TokenFactory(user=token.user)
        send(body, status=400, secret=other.secret, **{"idempotency-key": "a-1"})
        assert send(body, **{"idempotency-key": "a-1"}) == first

    @pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
    def test_what_is_no_key(self, send, body, key):
        assert "Idempotency-Key" in errors_of(send(body, status=400, **{"idempotency-key": key}))

    def test_while_the_first_is_running_the_second_waits_outside(self, send, body, token):
        other = connections.create_connection("default")
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [name_lock(token, "a-1")])
            problem = send(body, status=409, **{"idempotency-key": "a-1"})
            cursor.execute("SELECT pg_advisory_unlock(%s)", [name_lock(token, "a-1")])
        other.close()
        assert problem["detail"].startswith("The first request with this Idempotency-Key is still running.")
        send(body, **{"idempotency-key": "a-1"})

    def test_answers_are_kept_for_a_day(self, send, body):
        send(body, **{"idempotency-key": "a-1"})
        now = int(timezone.now().timestamp())
        forget_answers.func(None, timestamp=now + 23 * 3600)
        assert StoredAnswer.objects.count() == 1
        forget_answers.func(None, timestamp=now + 25 * 3600)
        assert StoredAnswer.objects.count() == 0

    def test_a_token_is_deleted_a_month_after_it_expired(self, token):
        for days, count in ((29, 1), (31, 0)):
            now = token.expiry + datetime.timedelta(days=days)
            forget_answers.func(None, timestamp=int(now.timestamp()))
            assert PersonalToken.objects.filter(pk=token.pk).count() == count

    def test_an_answer_is_stored_once(self, token):
        values = {"key": "a", "fingerprint": "b", "answer": {}, "answered_at": timezone.now()}
        StoredAnswer.objects.create(token=token, **values)
        with assert_refused("answer_once_for_a_key"):
            StoredAnswer.objects.create(token=token, **values)


UNREADABLE = {
    "{": "The body is no valid JSON",
    '{"article": NaN}': "The body is no valid JSON",
    '{"article": "\\ud800"}': "The body is no valid JSON",
    '{"article": "a\\u0000b"}': "The body has a text with the character NUL",
    '{"article": {}, "article": {}}': "The body has a key twice in one object",
    '{"article": ' + "[" * 70 + "]" * 70 + "}": "The body is nested more than 64 deep",
    '{"article": ' + "9" * 5000 + "}": "The body ",
    "[]": "The body must be one object.",
    b'{"article": "\xff"}': "The body is not in UTF-8.",
}


@pytest.mark.parametrize("content", UNREADABLE)
def test_json_that_would_be_read_in_two_ways_is_refused(send, content):
    assert send(content, status=400)["detail"].startswith(UNREADABLE[content])


def test_other_types_and_longer_bodies_are_refused(client, token):
    headers = {"authorization": f"Bearer {token.secret}"}
    for sent, status in (
        ({"content_type": "text/plain", "data": "{}"}, 415),
        ({"content_type": "application/x-www-form-urlencoded", "data": "article=1"}, 415),
        ({"content_type": "application/json", "data": b'"' + b"x" * 8_000_000 + b'"'}, 413),
    ):
        response = client.post(PATH, headers=headers, **sent)
        assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")


class TestWhoMay:
    def test_nobody_without_a_token(self, client, token, body):
        client.force_login(token.user)
        response = client.post(PATH, json.dumps(body), content_type="application/json")
        assert (response.status_code, response["WWW-Authenticate"]) == (401, 'Bearer realm="api"')

    @pytest.mark.parametrize(
        ("scopes", "group", "status"),
        [
            (["read:drafts"], "Editor", 403),
            (["write:coverage"], "Administrator", 403),
            (["write:coverage"], "Publisher", 201),
        ],
    )
    def test_the_scope_and_the_owner_decide(self, send, body, token, scopes, group, status):
        token.user.groups.set([Group.objects.get(name=group)])
        token = make.TokenFactory(user=token.user, scopes=scopes)
        send(body, status=status, secret=token.secret)
        assert not Statement.objects.published().exists()

    def test_what_is_refused_counts_among_the_requests_of_the_hour(self, send, body, settings):
        settings.API_REQUESTS_AN_HOUR = 1
        keep_secret.cache_clear()
        token = make.TokenFactory(user=make.UserFactory(is_staff=True))
        send(body, status=403, secret=token.secret)
        send(body, status=429, secret=token.secret)

    def test_what_the_owner_may_no_longer_do_their_token_may_not(self, send, body, token):
        token.user.groups.clear()
        send(body, status=403)

    def test_no_topics_without_the_permission(self, send, body, token):
        token.user.groups.clear()
        codenames = ("add_statement", "add_article", "add_claim")
        token.user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        problem = send(body, status=400)
        assert errors_of(problem)["statements.0.new_topics"].startswith("You may add no topics.")

    def test_no_other_site_may_write(self, client, token, body):
        headers = {"origin": "https://elsewhere.example", "access-control-request-method": "POST"}
        preflight = client.options(PATH, headers=headers)
        assert "POST" not in preflight["Access-Control-Allow-Methods"]
        assert "Authorization" not in preflight["Access-Control-Allow-Headers"]
        sent = {"origin": "https://elsewhere.example", "authorization": f"Bearer {token.secret}"}
        response = client.post(PATH, json.dumps(body), content_type="application/json", headers=sent)
        assert "Access-Control-Allow-Origin" not in response


def test_not_even_a_publishers_token_publishes(send, body, token):
    first = send(body)
    token.user.groups.add(Group.objects.get(name="Publisher"))
    publish_claim(claim=Claim.objects.get(), by=make.UserFactory(), now=timezone.now())
    statement = {
        **body["statements"][0],
        "claim": Claim.objects.get().pk,
        "citations": [{"excerpt": "We will not open it before the summer."}],
    }
    del statement["new_claim"], statement["nature"], statement["new_topics"]
    again = send({"article": {"id": first["article"]["id"]}, "statements": [statement]})
    assert (len(again["offered"]), again["further_citations"]) == (1, [])
