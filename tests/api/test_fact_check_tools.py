"""Fact-checks in the shape of Google's Fact Check Tools API."""

import datetime

import pytest
from django.utils import timezone

from claims.models import FactCheck
from tests import factories as make
from tests.support.html import retraction

pytestmark = pytest.mark.django_db

ROOT = "/v1alpha1/claims:search"


@pytest.fixture
def review():
    statement = make.StatementFactory(
        claim__text="The bridge is closed", party=make.PartyFactory(name="Norland")
    )
    make.StatementFactory(claim__text="The bridge is old")  # nobody has reviewed it
    return make.FactCheckFactory(
        claim=statement.claim,
        reviewer="Reviewers",
        url="https://www.reviewer.example/bridge",
        rating="Half true",
        reviewed_on=datetime.date(2017, 5, 1),
    )


@pytest.mark.parametrize("prefix", ["", "/api/factcheck"])
def test_a_reviewed_claim(client, review, prefix):
    query = {"query": "bridge", "key": "x", "alt": "json", "prettyPrint": "false"}
    assert client.get(f"{prefix}{ROOT}", query).json() == {
        "claims": [
            {
                "text": "The bridge is closed",
                "claimant": "Norland",
                "claimDate": "2017-04-12T00:00:00Z",
                "claimReview": [
                    {
                        "publisher": {"name": "Reviewers", "site": "reviewer.example"},
                        "url": "https://www.reviewer.example/bridge",
                        "reviewDate": "2017-05-01T00:00:00Z",
                        "textualRating": "Half true",
                    }
                ],
            }
        ]
    }


def test_reviews_are_found_by_language_whatever_the_region(client, review):
    query = {"query": "bridge", "languageCode": "en"}
    assert client.get(ROOT, query).json() == {}
    FactCheck.objects.filter(pk=review.pk).update(language="en-GB")
    for language in ("en", "en-US", "EN"):
        [claim] = client.get(ROOT, {**query, "languageCode": language}).json()["claims"]
        assert claim["claimReview"][0]["languageCode"] == "en-GB"
    FactCheck.objects.filter(pk=review.pk).update(language="eng")
    assert client.get(ROOT, query).json() == {}
    for broken in ("e", "*", "en.*", "\0", "en\n-"):
        assert client.get(ROOT, {**query, "languageCode": broken}).status_code == 400


def test_what_is_not_known_is_left_out(client):
    claim = make.StatementFactory(stance="denies").claim
    make.FactCheckFactory(claim=claim, url="https://reviewer.example/1")
    [written] = client.get(ROOT, {"reviewPublisherSiteFilter": "reviewer.example"}).json()["claims"]
    assert set(written) == {"text", "claimReview"}
    assert "reviewDate" not in written["claimReview"][0]


def test_filters(client, review):
    def find(**query):
        return len(client.get(ROOT, query).json().get("claims", []))

    assert find(query="ferry") == 0
    assert find(reviewPublisherSiteFilter="www.reviewer.example") == 1
    assert find(reviewPublisherSiteFilter="viewer.example") == 0
    assert find(reviewPublisherSiteFilter=".*") == 0
    days = (timezone.localdate() - review.reviewed_on).days
    assert find(query="bridge", maxAgeDays=days) == 1
    assert find(query="bridge", maxAgeDays=days - 1) == 0


def test_pages(client, review):
    for number in range(2):
        make.FactCheckFactory(claim=make.StatementFactory(claim__text=f"Bridge {number} is closed").claim)
    first = client.get(ROOT, {"query": "bridge", "pageSize": 2}).json()
    second = client.get(ROOT, {"query": "bridge", "pageSize": 2, "pageToken": first["nextPageToken"]}).json()
    assert len({claim["text"] for claim in first["claims"] + second["claims"]}) == 3
    assert "nextPageToken" not in second
    assert client.get(ROOT, {"query": "bridge", "offset": 2}).json() == second


def test_costs_the_same_however_much_there_is(client, review, django_assert_num_queries):
    for number in range(2):
        make.FactCheckFactory(claim=make.StatementFactory(claim__text=f"Bridge {number} is closed").claim)
    client.get(ROOT, {"query": "bridge"})
    for size in (1, 3):
        with django_assert_num_queries(7):
            assert len(client.get(ROOT, {"query": "bridge", "pageSize": size}).json()["claims"]) == size


@pytest.mark.parametrize(
    "query",
    [{}, {"query": " "}, {"query": "x", "colour": "red"}, {"query": "x", "pageSize": "101"}]
    + [{"query": "x", name: "-1"} for name in ("pageSize", "offset", "pageToken", "maxAgeDays")]
    + [{"reviewPublisherSiteFilter": "a\0"}],
    ids=str,
)
def test_what_is_not_valid_is_refused_in_its_shape(client, query):
    response = client.get(ROOT, query)
    assert response.status_code == 400
    error = response.json()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"]


@pytest.mark.parametrize("method", ["claims:imageSearch", "pages"])
def test_what_there_is_not(client, method):
    response = client.get(f"/v1alpha1/{method}")
    assert (response.status_code, response.json()["error"]["status"]) == (501, "UNIMPLEMENTED")


def test_what_readers_do_not_see_is_not_there(client):
    for claim in (make.DraftClaimFactory(), make.ClaimFactory(**retraction("claim"))):
        make.FactCheckFactory(claim=claim, url=f"https://reviewer.example/{claim.pk}")
    assert client.get(ROOT, {"reviewPublisherSiteFilter": "reviewer.example"}).json() == {}
