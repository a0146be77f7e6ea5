"""Every address of the site, whoever asks, by any method: answered as tests/support/permissions.py says.

The addresses are read from the resolver: a new one fails here until the table has a row for it. Those of the
admin, and of their objects, are in tests/editorial/admin/test_permissions.py.
"""

from collections.abc import Callable

import pytest
from django.test import Client

from api.models import Scope
from claims.models import Change, Claim, ClaimVersion, Correction, State
from tests import factories as make
from tests.editorial.conftest import in_group
from tests.support.permissions import METHODS, READ, SITE, find_answer
from tests.support.routes import fill_route, list_routes
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db

Ask = Callable[[str, str], int]
"""Asks for an address by a method, and returns the status of the answer."""


def make_visitors() -> dict[str, Ask]:
    """Make everybody who may ask for an address, by the name that the table gives them."""
    client = Client(raise_request_exception=False)
    visitors = {"anonymous": client}
    users = {name: in_group(name) for name in ("Editor", "Publisher", "Administrator")}
    for name, user in users.items():
        visitors[name] = Client(raise_request_exception=False)
        visitors[name].force_login(user)
    asks = {name: make_ask(visitor) for name, visitor in visitors.items()}
    for scope in Scope:
        secret = make.TokenFactory(user=users["Publisher"], name=scope, scopes=[scope]).secret
        asks[scope] = make_ask(client, authorization=f"Bearer {secret}")
    return asks


def make_ask(client: Client, **headers: str) -> Ask:
    return lambda method, address: (
        client.generic(method, address, b"{}", content_type="application/json", headers=headers).status_code
    )


def make_ids() -> dict[str, list[int]]:
    """Make a row of each kind that readers see, and what is somebody else's."""
    statement = make.StatementFactory()
    claim, citation = statement.claim, statement.citations.get()
    topic = make.TopicFactory()
    claim.topics.add(topic)
    relation = make.ClaimRelationFactory(claim=claim, other=make.StatementFactory().claim)
    rows = {"fact-checks": make.FactCheckFactory(claim=claim), "relations": relation}
    make.CorrectionFactory(claim=claim)
    run_deferred_triggers()
    assert claim.state == State.PUBLISHED
    rows |= {"claims": claim, "statements": statement, "citations": citation, "topics": topic}
    rows |= {
        "claimants": statement.claimant,
        "articles": citation.article,
        "outlets": citation.article.outlet,
    }
    rows |= {"imports": make.ImportUploadFactory(), "corrections": Correction.objects.get()}
    rows |= {"versions": ClaimVersion.objects.first(), "changes": Change.objects.first(), "follow": claim}
    return {name: [row.pk] for name, row in rows.items()}


VALUES = {
    "number": [1],
    "slug": ["x"],
    "style": ["bib"],
    "kind": ["claims"],
    "token": ["x"],
    "name": ["x"],
    "export_name": ["x"],
}


def make_address(route: str, ids: dict[str, list[int]]) -> str:
    formats = ["atom" if route.startswith("feeds/") else "csv"]
    kinds = ["claims"]
    values = {**VALUES, "format": formats, "kind": kinds}
    if route.startswith("follow/<slug:kind>"):
        return f"/follow/claims/{ids['claims'][0]}/"
    [address] = fill_route(route, ids, values)
    return address


def ids_claim(ids: dict[str, list[int]]) -> Claim:
    return Claim.objects.get(pk=ids["claims"][0])


def read_whole(response) -> bytes:
    return b"".join(response) if response.streaming else response.content


def list_askers(route: str, method: str, visitors: dict[str, Ask]) -> dict[str, Ask]:
    """Return who asks: everybody where the answer may differ, else one without rights and one with most.

    A method of which the answer follows from that to others (`find_answer`) is tried by one alone.
    """
    is_api = route.startswith("api/v1/")
    if method in ("HEAD", "OPTIONS", "TRACE"):
        return {name: visitors[name] for name in ["write:coverage" if is_api else "Publisher"]}
    if isinstance(find_answer(route, method), dict) or (is_api and method == "GET" and "<" not in route):
        return visitors
    return {name: visitors[name] for name in ("anonymous", "write:coverage" if is_api else "Publisher")}


def test_every_address_is_in_the_table():
    routes = {route for route, _pattern in list_routes() if not route.startswith("admin/")}
    assert routes - SITE.keys() == set()
    assert SITE.keys() - routes == set()


def test_everybody_is_answered_as_the_table_says(settings, tmp_path):
    settings.API_REQUESTS_AN_HOUR = 10**6
    settings.EXPORT_FOLDER = tmp_path
    ids, visitors = make_ids(), make_visitors()
    wrong = []
    for route in SITE:
        address = make_address(route, ids)
        for method in METHODS:
            expected = find_answer(route, method)
            for name, ask in list_askers(route, method, visitors).items():
                answer = ask(method, address)
                if answer != (expected[name] if isinstance(expected, dict) else expected):
                    wrong.append((name, method, address, answer, expected))
    assert wrong == []


def test_what_one_is_changes_no_page_of_readers():
    ids = make_ids()
    draft = make.DraftStatementFactory(claim=ids_claim(ids), place="Zanzibar")
    make.CitationFactory(statement=draft)
    publisher = Client()
    publisher.force_login(in_group("Publisher"))
    for route, answers in SITE.items():
        if answers == READ and not route.endswith(".png"):
            assert b"Zanzibar" not in read_whole(publisher.get(make_address(route, ids)))
    preview = publisher.get(f"/claims/{ids['claims'][0]}/preview.html")
    assert "Zanzibar" in preview.text  # so the word is found where it is
