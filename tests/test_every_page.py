"""Requirements on every type of page, as the server sends it."""

import gzip
import html
import re

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Claim
from claims.models.claimant import _load_names
from claims.versions.document import _keep_address
from tests.support.html_validity import find_faults
from tests.support.page_list import editors_pages, public_pages, refused_pages
from tests.support.transactions import run_deferred_triggers

from .factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moscow_record")]

RIGHT = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>T</title>
<meta name="description" content="d"><meta name="viewport" content="width=device-width"></head>
<body><h1 id="h">H</h1>{}</body></html>"""


@pytest.mark.slow
def test_every_page_is_valid(client, settings):
    settings.DEBUG = True  # for the page of the design system
    wrong = {}
    for name, path in {**public_pages(), "style": reverse("style")}.items():
        response = client.get(path)
        wrong[name] = ([] if response.status_code == 200 else [response.status_code]) + find_faults(
            response.content.decode()
        )
    settings.DEBUG = False
    for status, path in refused_pages().items():
        response = client.get(path)
        assert response.status_code == status
        wrong[str(status)] = find_faults(response.content.decode())
    assert {name: what for name, what in wrong.items() if what} == {}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ("<p><div></p></div>", "line"),
        ('<p id="h">x</p>', "is there 2 times"),
        ('<p id="a b">x</p>', "is no id"),
        ('<p aria-labelledby="nobody">x</p>', "refers by aria-labelledby to 'nobody'"),
        ('<label for="nobody">x</label>', "refers by for to 'nobody'"),
        ('<a href="#nobody">x</a>', "a link leads to '#nobody'"),
        ("<h3>x</h3>", "a heading of level 3 follows one of level 1"),
        ("<h1>x</h1>", "there are 2 headings"),
        ('<img src="x.png">', "<img> has no name"),
        ('<input type="text">', "<input> has no name"),
        ('<a href="/"><svg aria-hidden="true"></svg></a>', "<a> has no name"),
        ("<svg></svg>", "a picture has neither"),
        ('<svg role="img"></svg>', "a picture has neither"),
        ('<p style="color: red">x</p>', "has the attribute style"),
        ('<p onclick="x()">x</p>', "has the attribute onclick"),
        ("<script>x()</script>", "has its content in the page"),
        ("<style>x</style>", "has its content in the page"),
        ('<a href="javascript:x()">x</a>', "runs a script"),
        ('<table><tr><th scope="col">x</th></tr></table>', "neither a caption nor a name"),
        ("<table><caption>x</caption><tr><th>x</th></tr></table>", "does not say of what"),
    ],
)
def test_what_is_wrong_is_found(wrong, says):
    assert find_faults(RIGHT.format("")) == []
    assert any(says in fault for fault in find_faults(RIGHT.format(wrong)))


@pytest.mark.parametrize(
    ("taken", "put", "says"),
    [
        (' lang="en"', "", "does not say its language"),
        ("<title>T</title>", "<title> – </title>", "the page's title"),
        ('content="d"', 'content=" "', "meta description"),
        (
            "<title>",
            '<link rel="canonical" href="/a"><link rel="canonical" href="/b"><title>',
            "two canonical",
        ),
    ],
)
def test_a_head_that_is_wrong_is_found(taken, put, says):
    assert any(says in fault for fault in find_faults(RIGHT.format("").replace(taken, put)))


def test_every_page_forbids_what_is_not_ours(client):
    """The policy on every type of page, those of editors and of errors too."""
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    paths = [*public_pages().values(), *refused_pages().values(), *editors_pages().values(), "/robots.txt"]
    policies = {client.get(path).get("Content-Security-Policy", "none") for path in paths}
    [policy] = policies
    assert "unsafe" not in policy
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == directives["style-src"] == "'self'"
    assert directives["frame-ancestors"] == directives["base-uri"] == "'none'"


@pytest.mark.parametrize("prefix", ["", "/ru"])
def test_every_page_needs_few_queries_with_nothing_kept_from_others(client, prefix):
    """At most six; three on a claim's page, also of a claim that was changed since it was loaded."""
    pages = public_pages()
    Claim.objects.filter(key="syrian-forces-did-it").update(context="A new context.")
    run_deferred_triggers()
    counts = {}
    for name, path in pages.items():
        _load_names.cache_clear()
        _keep_address.cache_clear()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{prefix}{path}").status_code == 200
        counts[name] = len(queries)
    assert counts["claim_detail"] > 1
    limits = {name: 3 if name.startswith("claim_detail") else 6 for name in pages}
    assert {name: count for name, count in counts.items() if count > limits[name]} == {}


def test_every_page_says_in_other_sites_previews_what_it_is(client):
    """Open Graph: the page's title and description, and its address without a query."""
    for name, path in public_pages().items():
        text = client.get(path).content.decode()
        said = {
            part: html.unescape(text.split(f'property="og:{part}" content="', 1)[1].split('"', 1)[0])
            for part in ("title", "description", "url", "type", "site_name")
        }
        title = html.unescape(text.split("<title>", 1)[1].split("</title>", 1)[0])
        assert said["title"], name
        assert " ".join(title.split()).startswith(said["title"]), name
        assert len(said["description"]) >= 20, name
        assert said["url"] == f"http://testserver{path.split('?')[0]}", name
        assert said["site_name"] == "On the Record"


def test_quotation_marks_in_a_claim_do_not_break_its_preview(client):
    path = public_pages()["claim_list"]
    text = client.get(path, {"q": 'say "this" <b>&'}).content.decode()
    assert 'og:title" content="' in text
    assert "<b>" not in text.split("</head>")[0]


def test_every_page_leads_to_feeds(client):
    """To that of all changes, and to that of what the page is about; each in both formats."""
    own = {"claim_detail", "claim_history", "claim_list_narrowed", "claimant_detail", "outlet_detail"}
    own |= {"topic_detail", "about", "changes"}
    link = re.compile(
        r'<link rel="alternate" type="application/(?:atom|feed)\+(?:xml|json)" title="[^"]+" href="(.*?)"'
    )
    feeds = {
        name: [html.unescape(address) for address in link.findall(client.get(path).content.decode())]
        for name, path in public_pages().items()
    }
    assert all(
        addresses[-2:] == ["/feeds/changes.atom", "/feeds/changes.json"] for addresses in feeds.values()
    )
    assert {name for name, addresses in feeds.items() if len(addresses) > 2} >= own
    for address in sorted({address for addresses in feeds.values() for address in addresses}):
        response = client.get(address)
        assert response.status_code == 200, address
        assert ".json" in address or not feedparser.parse(response.content).bozo


def test_pages_are_sent_compressed_and_hide_how_well(client):
    """The length of a response must not reveal secrets in it (the attack BREACH)."""
    sent = [client.get("/about/", headers={"accept-encoding": "gzip"}) for _ in range(8)]
    assert {response["Content-Encoding"] for response in sent} == {"gzip"}
    assert {gzip.decompress(response.content) for response in sent} == {client.get("/about/").content}
    assert len({len(response.content) for response in sent}) > 1


def test_what_is_the_same_for_everybody_may_be_kept_for_everybody(client):
    """No page that is only read looks at who reads it."""
    with_a_form = {"report", "follow", "follow_row", "follow_search"}
    kept = {
        name: client.get(path).get("Vary", "")
        for name, path in public_pages().items()
        if name not in with_a_form
    }
    assert {name: vary for name, vary in kept.items() if "Cookie" in vary} == {}
