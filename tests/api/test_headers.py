"""Headers: what has not changed is not sent again, who may read, and how much."""

import pytest
from django.utils import timezone

from api.access.throttling import keep_secret
from claims.models import Claim, Claimant, Topic
from claims.rate_limits import count_report
from tests import factories as make
from tests.support.html import retraction
from tests.support.sql import sql

pytestmark = pytest.mark.django_db


@pytest.fixture
def claim():
    claim = make.StatementFactory(claim__text="The bridge is closed").claim
    claim.topics.add(make.TopicFactory(name="Bridges"))
    return claim


@pytest.mark.parametrize("path", ["/api/v1/claims/{}", "/api/v1/claims/{}?expand=topics", "/api/v1/topics"])
@pytest.mark.usefixtures("stamped_pages")
def test_what_has_not_changed_takes_one_query_and_one_that_counts(
    client, claim, path, django_assert_num_queries
):
    path = path.format(claim.pk)
    first = client.get(path)
    assert first["Cache-Control"] == "no-cache"
    for tag in (first["ETag"], f'{first["ETag"][:-1]}-gzip"'):
        with django_assert_num_queries(2):
            unchanged = client.get(path, headers={"if-none-match": tag})
        assert (unchanged.status_code, unchanged.content, unchanged["ETag"]) == (304, b"", tag)
    assert unchanged["Cache-Control"] == "no-cache"
    assert set(map(str.strip, unchanged["Vary"].split(","))) >= {"Accept", "Accept-Language", "Origin"}
    assert "Last-Modified" not in first
    assert client.head(path)["ETag"] == first["ETag"]


@pytest.mark.parametrize("address", ["claims", "claims/{pk}"])
@pytest.mark.parametrize("known", [{}, {"if-none-match": '"x"'}])
def test_what_is_not_as_one_has_it_is_a_problem(client, claim, address, known):
    path = f"/api/v1/{address}".format(pk=claim.pk)
    tag = client.get(path)["ETag"]
    for matching in (tag, "*"):
        assert client.get(path, headers={**known, "if-match": matching}).status_code == 200
    changed = client.get(path, headers={**known, "if-match": '"another"'})
    assert (changed.status_code, changed["Content-Type"]) == (412, "application/problem+json")
    assert changed.json()["status"] == 412 and "RateLimit" in changed and "ETag" not in changed


@pytest.mark.usefixtures("stamped_pages")
def test_what_changed_since_has_a_tag_of_its_text(client, claim):
    """It is a place in time, and costs little."""
    path = "/api/v1/claims?changed_since="
    tag = client.get(path)["ETag"]
    Topic.objects.update(summary="All about bridges.")
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304


@pytest.mark.usefixtures("stamped_pages")
def test_another_representation_has_another_tag(client, claim):
    path = f"/api/v1/claims/{claim.pk}"
    russian = {"accept-language": "ru"}
    tags = [
        client.get(path)["ETag"],
        client.get(f"{path}?fields=id,text")["ETag"],
        client.get(f"{path}?expand=topics")["ETag"],
        client.get(path, headers=russian)["ETag"],
    ]
    assert len(set(tags)) == 4
    for tag in tags[1:]:
        assert client.get(path, headers={"if-none-match": tag}).status_code == 200
    assert client.get(path, headers={**russian, "if-none-match": tags[3]}).status_code == 304


@pytest.mark.usefixtures("stamped_pages")
def test_what_changed_has_another_tag(client, claim):
    path = f"/api/v1/claims/{claim.pk}"
    expanded, listed = f"{path}?expand=topics", "/api/v1/claims"
    tags = {address: client.get(address)["ETag"] for address in (expanded, listed)}
    Topic.objects.update(summary="All about bridges.")
    assert client.get(expanded, headers={"if-none-match": tags[expanded]}).status_code == 200
    assert client.get(listed, headers={"if-none-match": tags[listed]}).status_code == 200
    tag = client.get(path)["ETag"]
    Claim.objects.filter(pk=claim.pk).update(**retraction("claim"))
    assert client.get(path, headers={"if-none-match": tag}).status_code == 410


@pytest.mark.usefixtures("stamped_pages")
def test_names_in_another_language_are_as_new_as_the_tag(client, claim):
    """Else what processes keep for a while would be sent under the tag of the new name, and stay for good."""
    path, russian = f"/api/v1/claims/{claim.pk}", {"accept-language": "ru"}
    before = client.get(path, headers=russian)
    make.AliasFactory(claimant_id=claim.statements.get().party_id, language="ru", name="Новая страна")
    after = client.get(path, headers=russian)
    assert after["ETag"] != before["ETag"]
    assert "Новая страна" in after.json()["labels"]["reason"]


def test_a_time_does_not_say_whether_a_name_is_another(client, claim):
    known = {"if-modified-since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    Claimant.objects.filter(pk=claim.statements.get().party_id).update(name="Westland")
    response = client.get(f"/api/v1/claims/{claim.pk}", headers=known)
    assert (response.status_code, response.json()["labels"]["reason"]) == (200, "Asserted by Westland.")


def test_any_site_may_read_and_none_may_write(client, claim):
    for path in ("/api/v1/claims", "/api/v1/nothing", "/api/v1/claims/0"):
        response = client.get(path, headers={"origin": "https://elsewhere.example"})
        assert response["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response
        assert not response.cookies
    asked = {"origin": "https://elsewhere.example", "access-control-request-method": "GET"}
    preflight = client.options("/api/v1/claims", headers=asked)
    assert preflight.status_code == 204
    assert preflight["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in preflight["Access-Control-Allow-Headers"]
    assert "Access-Control-Allow-Origin" not in client.post("/api/v1/claims")


def test_an_address_that_asks_too_often_waits(client, claim, settings):
    settings.API_REQUESTS_AN_HOUR = 2
    keep_secret.cache_clear()
    first, second, third = (client.get("/api/v1/topics") for _ in range(3))
    assert first["RateLimit-Policy"] == '"hour";q=2;w=3600'
    assert first["RateLimit"].startswith('"hour";r=1;t=')
    assert [response.status_code for response in (first, second, third)] == [200, 200, 429]
    assert third["Content-Type"] == "application/problem+json"
    assert 0 < int(third["Retry-After"]) <= 3600
    assert third["RateLimit"].startswith('"hour";r=0;t=')
    assert client.options("/api/v1/topics").status_code == 204
    assert client.get("/api/v1/openapi.json").status_code == 200
    elsewhere = client.get("/api/v1/topics", REMOTE_ADDR="192.0.2.1")
    assert elsewhere.status_code == 200


def test_to_count_a_request_waits_for_no_disk(client):
    """Readers' reports are kept in the same table, and waited for."""
    sql("SET LOCAL synchronous_commit = on")
    count_report(sender="192.0.2.1", now=timezone.now())
    assert sql("SHOW synchronous_commit") == [("on",)]
    client.get("/api/v1/topics")
    assert sql("SHOW synchronous_commit") == [("off",)]


@pytest.mark.parametrize(
    ("accepted", "status"),
    [
        ("application/json;q=0", 406),
        ("*/*;q=0", 406),
        ("text/html", 406),
        ("text/html, */*;q=0.1", 200),
        ("application/json;q=0.5, text/html", 200),
        ("", 200),
    ],
)
def test_a_type_that_is_refused_is_not_sent(client, accepted, status):
    assert client.get("/api/v1/topics", headers={"accept": accepted}).status_code == status


def test_a_language_that_is_refused_is_not_spoken(client):
    for accepted, language in (("ru;q=0", "en-gb"), ("ru;q=0.1", "ru")):
        response = client.get("/api/v1/topics", headers={"accept-language": accepted})
        assert response["Content-Language"] == language


@pytest.mark.usefixtures("stamped_pages")
def test_another_release_has_other_tags(client, claim, monkeypatch):
    path = f"/api/v1/claims/{claim.pk}"
    tag = client.get(path)["ETag"]
    monkeypatch.setattr("claims.versions.entity_tags.find_release", lambda: "another")
    assert client.get(path, headers={"if-none-match": tag}).status_code == 200
