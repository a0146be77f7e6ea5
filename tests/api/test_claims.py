"""Claims of the API: what is written of each, how they are found, and what is not there."""

import hashlib

import pytest

from claims.actions.merging.merge import merge_claims
from claims.models import Claim, Topic
from tests import factories as make
from tests.support.html import hide_leaks, retraction

pytestmark = pytest.mark.django_db


@pytest.fixture
def statement():
    return make.StatementFactory(
        claim__text="The bridge is closed", claim__key="bridge", party=make.PartyFactory(name="Norland")
    )


def test_everything_that_is_written(client, statement):
    claim = statement.claim
    topic = make.TopicFactory(name="Bridges")
    claim.topics.add(topic)
    written = client.read(f"claims/{claim.pk}")
    assert written.pop("changed_at") == written["published_at"]
    assert written == {
        "id": claim.pk,
        "key": "bridge",
        "url": f"http://testserver/api/v1/claims/{claim.pk}",
        "html": f"http://testserver/claims/{claim.pk}/the-bridge-is-closed/",
        "text": "The bridge is closed",
        "nature": "fact",
        "context": "",
        "public_note": "",
        "status": "asserted",
        "version": 1,
        "published_at": make.MOMENT.isoformat().replace("+00:00", "Z"),
        "outlet_count": 1,
        "topics": [
            {
                "id": topic.pk,
                "key": Topic.objects.get(pk=topic.pk).key,
                "name": "Bridges",
                "url": f"http://testserver/api/v1/topics/{topic.pk}",
                "html": f"http://testserver/topics/{topic.pk}/bridges/",
            }
        ],
        "labels": {
            "status": "asserted",
            "nature": "a claim of fact",
            "reason": "Asserted by Norland.",
        },
    }
    assert client.read("claims")["results"] == [client.read(f"claims/{claim.pk}")]


def test_words_for_people_are_in_their_language(client, statement):
    path = f"/api/v1/claims/{statement.claim_id}"
    response = client.get(path, headers={"accept-language": "de, ru;q=0.8, en;q=0.5"})
    assert response["Content-Language"] == "ru"
    assert set(map(str.strip, response["Vary"].split(","))) >= {"Accept", "Accept-Language", "Origin"}
    written = response.json()
    assert written["status"] == "asserted"
    assert written["labels"]["nature"] == "утверждение о\N{NO-BREAK SPACE}факте"
    assert written["html"].startswith("http://testserver/ru/claims/")
    assert client.get(path, headers={"accept-language": "xx-nonsense"})["Content-Language"] == "en-gb"


def test_fields_and_expansions(client, statement):
    statement.claim.topics.add(make.TopicFactory(name="Bridges"))
    [row] = client.read("claims", {"fields": "id,labels"})["results"]
    assert set(row) == {"id", "labels"}
    one = client.read(f"claims/{statement.claim_id}", {"fields": "id", "expand": "topics"})
    assert set(one) == {"id", "topics"}
    assert one["topics"][0]["labels"] == {"name": "Bridges"}


@pytest.fixture
def three():
    claims = [make.StatementFactory().claim for _ in range(3)]
    claims[0].topics.add(make.TopicFactory())
    return claims


def test_pages_lead_on_and_back(client, three):
    first = client.get("/api/v1/claims?sort=published&page_size=2&count=1")
    assert first.json()["count"] == 3
    assert first.json()["previous"] is None
    second = client.get(first.json()["next"])
    ids = [row["id"] for page in (first, second) for row in page.json()["results"]]
    assert ids == [claim.pk for claim in reversed(three)]
    assert second.json()["next"] is None
    assert second["Link"] == f'<{second.json()["previous"]}>; rel="prev"'
    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert client.get(second.json()["previous"]).json()["results"] == first.json()["results"]


def test_a_cursor_of_another_list_or_a_broken_one_is_refused(client, three):
    cursor = client.get("/api/v1/claims?page_size=2").json()["next"].split("?")[1].split("after=")[1]
    for query in (f"page_size=1&after={cursor}", f"page_size=2&before=x{cursor[1:]}", "after=%00", "after=é"):
        response = client.get(f"/api/v1/claims?{query}")
        assert response.status_code == 400
        assert response.json()["errors"][0]["field"] in ("after", "before")


def test_beyond_the_last_row_there_is_an_empty_page(client, three):
    """Never the first page again, as people get it."""
    page = client.get("/api/v1/claims?sort=published&page_size=2").json()
    Claim.objects.filter(pk=three[0].pk).update(**retraction("claim"))
    assert client.get(page["next"]).json() == {"results": [], "next": None, "previous": None}


def test_the_search_of_the_readers_list(client, three):
    make.StatementFactory(claim__text="The ferry sank", claim__key="the-ferry", stance="denies")
    found = client.read("claims", {"q": "ferry", "status": "disputed"})["results"]
    assert [row["text"] for row in found] == ["The ferry sank"]
    assert client.read("claims", {"q": "fery"})["results"] == []
    by_key = client.read("claims", {"key": "the-ferry"})["results"]
    assert [row["text"] for row in by_key] == ["The ferry sank"]
    assert client.read("claims", {"key": "the-ferry", "q": "bridge"})["results"] == []
    for nothing in ({"key": "no-such-key"}, {"key": "No key!"}, {"topic": 999999}, {"outlet": 10**14}):
        assert client.read("claims", nothing)["results"] == []
    for nothing in ({"key": " "}, {"claim": 999999}):
        assert client.read("statements", nothing)["results"] == []
    topic = three[0].topics.get()
    assert [row["id"] for row in client.read("claims", {"topic": topic.pk})["results"]] == [three[0].pk]


@pytest.mark.parametrize(
    "query",
    [
        {"status": "nonsense"},
        {"status": ["agreed", "open"]},
        {"topic": "1\u0661"},
        {"topic": ["1", "1"]},
        {"topic": ["1", "2", "3", "4", "5", "6"]},
        {"party": "x"},
        {"year": "-1"},
        {"sort": "relevance"},
        {"sort": "size"},
        {"exact": "yes", "q": "bridge"},
        {"q": "x" * 300},
        {"q": "a\x00b"},
        {"key": "a\x00"},
        {"fields": ""},
        {"fields": "id,id"},
        {"expand": "topics,"},
    ],
    ids=str,
)
def test_a_filter_that_is_not_understood_is_refused(client, query):
    problem = client.read("claims", query, status=400)
    assert [error["field"] for error in problem["errors"]] == [next(iter(query))]


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("expand", "queries"), [(None, 7), ("topics", 8)])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows, expand, queries):
    shape = {"expand": expand} if expand else {}
    topic = make.TopicFactory()
    for _ in range(rows):
        make.StatementFactory().claim.topics.add(topic)
    client.read("claims")
    with django_assert_num_queries(queries):
        assert len(client.read("claims", {"topic": topic.pk} | shape)["results"]) == rows
    claim = topic.claims.first()
    with django_assert_num_queries(queries - 3):
        client.read(f"claims/{claim.pk}", shape)


def test_what_readers_do_not_see_is_nowhere(client, statement):
    topic = make.TopicFactory(name="Bridges")
    statement.claim.topics.add(topic)
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    make.LeadFactory(claim=statement.claim, title="Leak of a lead")
    make.TopicFactory(name="Leak: a topic of no claim")
    for path in ("claims", "claims?expand=topics", "topics", "claims?q=leak"):
        assert "leak" not in client.get(f"/api/v1/{path}").text.lower()
    for claim in Claim.objects.exclude(pk=statement.claim_id):
        response = client.get(f"/api/v1/claims/{claim.pk}")
        assert response.status_code == (404 if claim.state == "draft" else 410)
        assert "leak" not in response.text.lower()


def test_a_retracted_claim_leaves_a_tombstone(client):
    claim = make.ClaimFactory(text="Secret words", key="secret", **retraction("claim"))
    problem = client.read(f"claims/{claim.pk}", status=410)
    assert problem["tombstone"] == {
        "id": claim.pk,
        "key": hashlib.sha256(b"secret").hexdigest(),
        "retracted_at": make.MOMENT.isoformat().replace("+00:00", "Z"),
        "notice": "This claim should not have been here.",
    }
    assert "words" not in str(problem)


def test_a_merged_claim_leads_to_its_successor(client, three):
    merge_claims(
        duplicate=three[0], target=three[1], by=make.UserFactory(), now=make.MOMENT, reason="The same."
    )
    response = client.get(f"/api/v1/claims/{three[0].pk}?fields=id")
    assert response.status_code == 308
    assert response["Location"] == f"http://testserver/api/v1/claims/{three[1].pk}?fields=id"
    assert response["Cache-Control"] == "max-age=3600"


def test_what_was_merged_into_a_draft_leads_nowhere(client, statement):
    draft = make.DraftClaimFactory()
    other = make.DraftClaimFactory()
    merge_claims(duplicate=other, target=draft, by=make.UserFactory(), now=make.MOMENT, reason="The same.")
    client.read(f"claims/{other.pk}", status=404)


def test_the_root_leads_to_every_resource(client):
    for address in client.read("").values():
        assert client.get(address).json()["results"] == []


def test_the_newest_relations_are_expanded(client, statement, monkeypatch):
    monkeypatch.setattr("api.resources.claims.MOST_BELOW", 2)
    claim, others = statement.claim, [make.StatementFactory().claim for _ in range(3)]
    ends = [(claim, others[0]), (others[1], claim), (claim, others[2])]
    ids = [make.ClaimRelationFactory(claim=one, other=other).pk for one, other in ends]
    listed = client.read("claims", {"expand": "relations"})["results"]
    found = {row["id"]: [relation["id"] for relation in row["relations"]] for row in listed}
    expected = [[ids[2], ids[1]], *([pk] for pk in ids)]
    assert found == dict(zip([claim.pk, *(other.pk for other in others)], expected, strict=True))
