"""Every resource: what it shows of the record that is shipped, what it does not show, what it costs."""

import datetime
import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.urls import RESOURCES
from claims.actions.merging.merge import merge_outlets
from claims.models import Change, Citation, Claim, Statement
from tests import factories as make
from tests.support.html import retraction
from tests.support.sql import acting_as_owner
from tests.support.transactions import run_deferred_triggers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moscow_record")]

EXPANSIONS = [(name, expand) for name, resource in RESOURCES.items() for expand in ("", *resource.expansions)]
LATE = datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC)
QUERIES = {
    "claimants": {"": 4, "outlet": 5, "speaks_for": 7},
    "fact-checks": {"": 2, "claim": 5},
    "relations": {"": 2, "claim": 5, "other": 5},
    "corrections": {"": 2, "claim": 5},
    "claims": {"": 7, "topics": 8, "statements": 10, "fact_checks": 9, "relations": 9, "corrections": 9},
    "versions": {"": 2, "claim": 5, "document": 3},
    "changes": {"": 3, "claim": 6, "statement": 5, "article": 4},
    "outlets": {"": 2},
    "articles": {"": 2, "outlet": 3, "citations": 4},
    "statements": {"": 3, "claim": 6, "claimant": 6, "party": 6, "citations": 5},
    "citations": {"": 2, "statement": 4, "claim": 5, "article": 3, "outlet": 3, "relayed_by": 5, "via": 3},
    "topics": {"": 2},
}
"""How many queries a list takes, alone and with each expansion. One counts the request."""


def expanded(name):
    return {"expand": name} if name else {}


def find_references(value):
    """Yield every object with an address inside this JSON."""
    if isinstance(value, dict):
        if value.get("url"):
            yield value
        for part in value.values():
            yield from find_references(part)
    elif isinstance(value, list):
        for part in value:
            yield from find_references(part)


@pytest.fixture
def topic():
    """Make three rows of every kind, which come first in the lists, with everything that can be expanded."""
    topic, party = make.TopicFactory(name="!"), make.PartyFactory(name="Norland")
    for number in range(3):
        statement = make.StatementFactory(
            said_on=datetime.date(2020, 1, 1),
            citation__relayed_by=party,
            citation__relayed_for=party,
            citation__via=make.OutletFactory(),
        )
        article, claim = statement.citations.get().article, statement.claim
        claim.topics.add(topic)
        make.ClaimRelationFactory(claim=claim, other=make.StatementFactory(claim__text="!").claim)
        make.FactCheckFactory(claim=claim)
        make.CorrectionFactory(claim=claim, made_at=LATE)
        voice = make.VoiceFactory(
            name=f"!{number}", outlet=article.outlet, speaks_for=party, speaks_for_source="A page"
        )
        make.StatementFactory(
            claim=claim, party=voice, citation__kind="own_words", citation__article__outlet=article.outlet
        )
        make.CitationFactory(
            statement=statement,
            article=article,
            relayed_by=party,
            relayed_for=party,
            via=make.OutletFactory(),
        )
    run_deferred_triggers()
    for citation in Citation.objects.order_by("-pk")[:3]:
        statement = citation.statement
        with acting_as_owner():
            Change.objects.create(
                kind="source",
                claim=statement.claim,
                version=1,
                made_at=LATE + datetime.timedelta(1),
                statement=statement,
                article=citation.article,
            )
    return topic


def test_every_row_has_its_address_and_leads_somewhere(client, topic):
    addresses = {}
    for name in RESOURCES:
        rows = client.read(name, {"page_size": 3})["results"]
        assert client.get(rows[0]["url"]).json() == rows[0]
        addresses |= {row["url"]: row["html"] for row in find_references(rows)}
    for url, html in addresses.items():
        assert client.get(url).status_code == 200, url
        assert client.get(html, follow=True).status_code == 200, html


def test_costs_the_same_however_much_there_is(client, topic):
    counted = {}
    for (name, expand), size in itertools.product(EXPANSIONS, (1, 3)):
        query = expanded(expand) | {"page_size": size} | ({"topic": topic.pk} if name == "claims" else {})
        client.read(name, query)
        with CaptureQueriesContext(connection) as queries:
            assert len(client.read(name, query)["results"]) == size
        counted[name, expand, size] = len(queries)
    assert counted == {(*pair, size): QUERIES[pair[0]][pair[1]] for pair in EXPANSIONS for size in (1, 3)}


def test_of_what_was_retracted_a_notice_is_left(client):
    """That nothing unseen is at any address is in tests/public/test_leaks.py."""
    gone = make.StatementFactory(claim__text="Was published").claim
    run_deferred_triggers()
    Claim.objects.filter(pk=gone.pk).update(**retraction("claim"))
    [change, *_] = client.read("changes", {"claim": gone.pk})["results"]
    assert (change["kind"], change["claim"]["name"]) == ("retracted", None)
    assert change["notice"] == "This claim should not have been here."
    assert client.get(change["claim"]["url"]).status_code == 410
    unseen = Statement.objects.exclude(pk__in=Statement.objects.published())
    for row in unseen:
        assert client.get(f"/api/v1/statements/{row.pk}").status_code in (404, 410)


def test_a_reference_to_what_has_no_page_is_a_name(client):
    agency = make.OutletFactory(name="An agency")
    article = make.StatementFactory(citation__article__text_from=agency).citations.get().article
    assert client.read(f"articles/{article.pk}")["text_from"] == {
        "id": agency.pk,
        "key": type(agency).objects.get(pk=agency.pk).key,
        "name": "An agency",
        "url": None,
        "html": None,
    }
    assert client.read(f"articles/{article.pk}", {"expand": "outlet"})["outlet"]["country"] == ""


def test_an_old_version_leaves_out_what_was_retracted(client):
    statement, other = Statement.objects.filter(claim__key="syrian-forces-did-it").order_by("pk")[:2]
    Statement.objects.filter(pk=statement.pk).update(**retraction("statement"))
    [_, first] = client.read("versions", {"claim": statement.claim_id, "expand": "document"})["results"]
    shown = [row["id"] for row in first["document"]["statements"]]
    assert other.pk in shown
    assert statement.pk not in shown
    tombstone = client.read(f"statements/{statement.pk}", status=410)["tombstone"]
    assert tombstone["notice"] == "This statement should not have been here."


def test_filters_of_the_other_resources(client):
    statement = Statement.objects.published().filter(stance="denies").first()
    found = client.read("statements", {"claim": statement.claim_id, "stance": "denies", "page_size": 100})
    assert statement.pk in [row["id"] for row in found["results"]]
    assert {row["claim"]["id"] for row in found["results"]} == {statement.claim_id}
    [row] = client.read("statements", {"key": statement.key})["results"]
    assert row["id"] == statement.pk
    assert client.read("statements", {"said_until": "1900-01-01"})["results"] == []
    assert client.read("citations", {"proved": "0"})["results"] == []
    assert client.read("citations", {"proved": "1"})["results"]
    relation = client.read("relations", {"page_size": 1})["results"][0]
    for side in ("claim", "other"):
        related = client.read("relations", {"claim": relation[side]["id"]})["results"]
        assert relation["id"] in [row["id"] for row in related]


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("statements", {"claim": "0"}),
        ("statements", {"claim": str(2**63)}),
        ("statements", {"stance": "likes"}),
        ("statements", {"said_since": "12 April 2017"}),
        ("statements", {"key": "a\x00"}),
        ("statements", {"claim": ["1", "2"]}),
        ("citations", {"proved": "yes"}),
        ("statements", {"said_until": ""}),
        ("claims", {"status": ""}),
        ("claims", {"page_size": ["1", "2"]}),
    ],
    ids=str,
)
def test_a_filter_that_is_not_understood_is_refused(client, path, query):
    problem = client.read(path, query, status=400)
    assert [error["field"] for error in problem["errors"]] == [*query]


def test_a_merged_outlet_leads_to_its_successor(client):
    first, second = (make.StatementFactory().citations.get().article.outlet for _ in range(2))
    merge_outlets(duplicate=first, target=second, by=make.UserFactory(), now=make.MOMENT, reason="The same.")
    response = client.get(f"/api/v1/outlets/{first.pk}")
    assert (response.status_code, response["Location"].rpartition("/")[2]) == (308, str(second.pk))


def test_the_changes_of_a_claim(client):
    change = Change.objects.filter(kind="new").first()
    [row] = client.read("changes", {"claim": change.claim_id})["results"]
    assert (row["kind"], row["labels"]["kind"], row["version"]) == ("new", "new claim", 1)
    assert row["claim"]["id"] == change.claim_id
