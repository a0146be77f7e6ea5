"""The sitemap: which addresses it names, how it is cut, and what a crawler makes of it."""

import re

import pytest
from django.db import connection, transaction
from django.urls import reverse
from lxml import etree
from usp.tree import sitemap_tree_for_homepage
from usp.web_client.abstract_client import (
    AbstractWebClient,
    AbstractWebClientSuccessResponse,
    WebClientErrorResponse,
)

from claims.models import ClaimSearch
from public.sitemaps import parts
from public.urls import urlpatterns
from tests import factories as make
from tests.support.html import hide_leaks
from tests.support.sql import explain
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db
SITE = "http://testserver"


class Answer(AbstractWebClientSuccessResponse):
    def __init__(self, url, response):
        self.address, self.response = url, response

    def status_code(self):
        return self.response.status_code

    def status_message(self):
        return self.response.reason_phrase

    def header(self, case_insensitive_name):
        return self.response.get(case_insensitive_name)

    def raw_data(self):
        return self.response.getvalue()

    def url(self):
        return self.address


class Crawler(AbstractWebClient):
    """What ultimate-sitemap-parser reads our pages with: the test client."""

    def __init__(self, client):
        self.client = client

    def set_max_response_data_length(self, max_response_data_length):
        pass

    def get(self, url):
        response = self.client.get(url.removeprefix(SITE))
        if response.status_code != 200:
            return WebClientErrorResponse(response.reason_phrase, retryable=False)
        return Answer(url, response)


def list_index(client) -> list[str]:
    return [loc.text.removeprefix(SITE) for loc in read(client, reverse("sitemap_index"))]


def read(client, path: str):
    response = client.get(path)
    assert (response.status_code, response["Content-Type"]) == (200, "application/xml")
    assert "max-age" in response["Cache-Control"]
    return etree.fromstring(response.getvalue()).iterfind(".//{*}loc")


def test_a_crawler_finds_every_page_from_robots_txt(client):
    statement = make.StatementFactory()
    claim, [citation] = statement.claim, statement.citations.all()
    topic = make.TopicFactory()
    claim.topics.add(topic)
    hide_leaks(claim=claim, party=statement.party, article=citation.article, topic=topic)
    tree = sitemap_tree_for_homepage(f"{SITE}/", web_client=Crawler(client), use_known_paths=False)
    found = {page.url.removeprefix(SITE): page for page in tree.all_pages()}
    rows = (claim, topic, statement.party, citation.article, citation.article.outlet)
    once = {reverse(name) for name in parts.PAGES}
    assert found.keys() == once | {row.get_absolute_url() for row in rows}
    assert found[claim.get_absolute_url()].last_modified == claim.search_entry.changed_at
    assert {client.get(path).status_code for path in found} == {200}


def test_empty_parts_are_left_out(client, django_assert_num_queries):
    size = parts.IDS_PER_PART
    for pk in (1, size - 1, size, 3 * size + 7, 10**15):
        make.StatementFactory(claim__pk=pk, claim__text="The bridge is closed")
    make.DraftClaimFactory(pk=5 * size)
    with django_assert_num_queries(1):
        paths = [path for path in list_index(client) if "claims" in path]
    assert paths == [f"/sitemap-claims-{number}.xml" for number in (0, 1, 3, 10**15 // size)]
    with django_assert_num_queries(2):
        first = [loc.text for loc in read(client, paths[0])]
    assert first == [f"{SITE}/claims/{pk}/the-bridge-is-closed/" for pk in (1, size - 1)]
    for name in ("claims-2", "claims-5", "claims-999999999999999999", "drafts-0", "claims--1"):
        assert client.get(f"/sitemap-{name}.xml").status_code == 404
    with django_assert_num_queries(1):  # no cursor is opened that nobody would close
        assert client.head(paths[0]).status_code == 200


def test_the_index_says_when_a_part_last_changed(client):
    """Of the claims, whose changes are known; from one index, whatever there is."""
    size = parts.IDS_PER_PART
    claims = [make.StatementFactory(claim__pk=pk).claim for pk in (1, 2, size + 1)]
    run_deferred_triggers()
    days = [f"2017-04-{day}T10:00:00+00:00" for day in (12, 14, 13)]
    for claim, day in zip(claims, days, strict=True):
        ClaimSearch.objects.filter(pk=claim.pk).update(changed_at=day)
    found = {
        part.findtext("{*}loc").removeprefix(SITE): part.findtext("{*}lastmod")
        for part in etree.fromstring(client.get(reverse("sitemap_index")).content)
    }
    by_part = {path: day for path, day in found.items() if day}
    assert by_part == {"/sitemap-claims-0.xml": days[1], "/sitemap-claims-1.xml": days[2]}
    assert "/sitemap-articles-0.xml" in found
    plan = explain(
        *flatten_statement(parts.number_parts(parts.KINDS["claims"])), without="seqscan bitmapscan sort"
    )
    assert "search_changed_in_part" in plan


def flatten_statement(statement):
    sql, params = statement
    return sql, *params


def test_a_part_is_a_range_of_one_index():
    """However many rows there are, those of other parts are not read."""
    for kind in parts.KINDS.values():
        plan = explain(*flatten(parts.query_part(kind, 1)), without="seqscan bitmapscan sort")
        assert re.search(r"Index Cond: \(\((claim_)?id >= 50000\) AND \((claim_)?id < 100000\)\)", plan), plan
        assert "Sort" not in plan


def flatten(rows):
    return flatten_statement(rows.query.sql_with_params())


def test_no_page_that_there_is_one_of_is_forgotten():
    """But forms, and what is for other pages or for those who build the site."""
    left_out = ("suggestions", "report", "follow", "style")
    alone = {pattern.name for pattern in urlpatterns if not pattern.pattern.converters}
    assert {*parts.PAGES} == {name for name in alone if not name.startswith(left_out)}


@pytest.mark.django_db(transaction=True)
def test_a_part_is_read_in_a_transaction():
    """Outside of one, PgBouncer gives what is asked next to a session that does not know the cursor."""
    with transaction.atomic():  # what is published has evidence when it is committed
        claim = make.CitationFactory(statement=make.StatementFactory()).statement.claim
    rows = parts.read_part("claims", claim.pk // parts.IDS_PER_PART)
    next(rows)
    assert connection.in_atomic_block
    rows.close()
    assert not connection.in_atomic_block
