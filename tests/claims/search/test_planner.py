"""Facets with their counts, and a search in pages."""

import datetime

import pytest
from django.db import transaction
from django.http import QueryDict

from claims.models import Claim, ClaimSearch, FacetCount
from claims.search import facets as facets_module
from claims.search import pagination, planner
from claims.search.facet_codes import KINDS, encode_facet
from claims.search.facets import FacetOption, FacetQuery
from claims.search.pagination import ORDERS
from claims.search.planner import count_results
from core.sql_statements import fetch_results
from tests import factories as make
from tests.support.scenario import Scenario
from tests.support.sql import sql
from tests.support.transactions import run_deferred_triggers

CLAIMS = 12


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_database")]


@pytest.fixture(scope="module")
def record(own_database):
    """Make twelve claims under one topic.

    Every third is disputed; every fourth is under a second topic as well.
    """
    with transaction.atomic():
        common, rare = make.TopicFactory(name="Common"), make.TopicFactory(name="Rare")
        scenes = [Scenario() for _ in range(CLAIMS)]
        known = scenes[0].known
        for number, scenario in enumerate(scenes):
            scenario.known = known
            text = f"Bridge {'green' if number % 2 else 'red'}"
            at = make.MOMENT + datetime.timedelta(days=number // 2)
            Claim.objects.filter(pk=scenario.claim.pk).update(text=text, published_at=at)
            scenario.say("Ruritania", "affirms")
            if number % 3 == 0:
                scenario.say("Borduria", "denies")
            scenario.claim.topics.add(common, *([rare] if number % 4 == 0 else []))
    return {"common": common, "rare": rare, "claims": [scenario.claim.pk for scenario in scenes]}


def plain(offered):
    return [(option.label, option.count) for option in offered]


def count_facets(entries, chosen=None, *, total=None):
    facets = FacetQuery(entries, chosen or {}, count_results(entries) if total is None else total)
    [rows] = fetch_results(*facets.build())
    return facets.read(rows)


def few(monkeypatch, number):
    """Lower the limits so that `number` rows count as many."""
    for module in (planner, facets_module):
        monkeypatch.setattr(module, "COUNT_LIMIT", number)
    monkeypatch.setattr(pagination, "WALK_LENGTH", number)


class TestFacets:
    def test_of_the_whole_record(self, record, django_assert_num_queries):
        with django_assert_num_queries(1):
            found = count_facets(ClaimSearch.objects.all(), total=CLAIMS)
        assert list(found) == list(KINDS)
        assert plain(found["status"]) == [("asserted", 8), ("disputed", 4)]
        assert plain(found["topic"]) == [("Common", 12), ("Rare", 3)]
        assert plain(found["party"]) == [("Ruritania", 12), ("Borduria", 4)]
        assert plain(found["stance"]) == [("affirms", 12), ("denies", 4)]
        assert plain(found["year"]) == [("2017", 12)]
        assert plain(found["single_outlet"]) == [("a single source", 8)]
        assert found["verified"] == []

    def test_of_a_search(self, record, django_assert_num_queries):
        rare = record["rare"].pk
        entries = ClaimSearch.objects.with_facet("topic", rare)
        with django_assert_num_queries(1):
            found = count_facets(entries, {"topic": [rare], "status": ["agreed"]}, total=3)
        assert plain(found["status"]) == [("asserted", 2), ("disputed", 1), ("agreed", None)]
        assert found["topic"][1] == FacetOption(rare, "Rare", 3, is_chosen=True)
        assert plain(found["party"]) == [("Ruritania", 3), ("Borduria", 1)]

    def test_the_most_frequent_ones(self, record, monkeypatch):
        monkeypatch.setattr(facets_module, "VALUES_OFFERED", 1)
        assert plain(count_facets(ClaimSearch.objects.all())["topic"]) == [("Common", 12)]

    def test_of_nothing(self, record):
        found = count_facets(ClaimSearch.objects.matching("nowhere"))
        assert list(found) == list(KINDS)
        assert set(map(tuple, found.values())) == {()}

    def test_beyond_what_is_counted(self, record, monkeypatch):
        few(monkeypatch, 5)
        found = count_facets(ClaimSearch.objects.matching("bridge"))
        assert plain(found["status"]) == [("asserted", None), ("disputed", None)]
        found = count_facets(ClaimSearch.objects.all())
        assert plain(found["status"]) == [("asserted", 8), ("disputed", 4)]

    def test_counts_are_added_up_when_many_have_gathered(self, record, monkeypatch):
        sql("SELECT setval(pg_get_serial_sequence('claims_facetcount', 'id'), 19990)")
        code = encode_facet("topic", record["common"].pk)
        sql("INSERT INTO claims_facetcount (code, change) SELECT %s, unnest(ARRAY[1, -1])", code)
        before = sql("SELECT sum(change), count(*) FROM claims_facetcount WHERE code = %s", code)
        assert before == [(12, 3)]
        sql("SELECT setval(pg_get_serial_sequence('claims_facetcount', 'id'), 39999)")
        Scenario().say("Ruritania", "affirms")
        run_deferred_triggers()
        assert list(FacetCount.objects.filter(code=code).values_list("change", flat=True)) == [12]


class TestTotals:
    def test_without_within_and_beyond(self, record, monkeypatch):
        rows = ClaimSearch.objects
        assert count_results(rows.all()) == 12
        assert count_results(rows.none()) == 0
        assert count_results(rows.with_facet("status", "disputed").matching("the")) == 0
        assert count_results(rows.with_facet("status", "disputed")) == 4
        assert count_results(rows.with_facet("status", "agreed")) == 0
        assert (
            count_results(rows.with_facet("status", "disputed").with_facet("topic", record["rare"].pk)) == 1
        )
        assert count_results(rows.with_facet("status", "disputed").matching("red")) == 2
        assert count_results(rows.matching("-red")) == 6
        few(monkeypatch, 5)
        assert count_results(rows.matching("red")) == 6
        assert count_results(rows.with_facet("topic", record["common"].pk)) == 6
        assert count_results(rows.with_facet("topic", record["rare"].pk)) == 3

    def test_either_of_two(self, record):
        rows = ClaimSearch.objects
        either = rows.with_facet("status", "disputed") | rows.with_facet("topic", record["rare"].pk)
        assert (either.codes, either.uses_index) == ((), True)
        assert count_results(either) == 6
        both = rows.with_facet("status", "disputed") & rows.matching("red")
        assert both.uses_index
        assert count_results(both) == 2


def load(ids):
    rows = ClaimSearch.objects.in_bulk(ids)
    return [rows[pk] for pk in ids]


def paginate_search(query, entries, order="published", **options):
    return pagination.paginate_search(query, entries, order, load=load, **options)


def walk(entries, order, size, total=None):
    page = paginate_search(QueryDict(), entries, order, size=size, total=total)
    ids = [row.pk for row in page.rows]
    while page.next_query:
        following = paginate_search(QueryDict(page.next_query[1:]), entries, order, size=size, total=total)
        back = paginate_search(
            QueryDict(following.previous_query[1:]), entries, order, size=size, total=total
        )
        assert [row.pk for row in back.rows] == [row.pk for row in page.rows]
        ids += [row.pk for row in following.rows]
        page = following
    return ids


SEARCHES = {
    "all": lambda rows, record: rows.all(),
    "disputed": lambda rows, record: rows.with_facet("status", "disputed"),
    "asserted": lambda rows, record: rows.with_facet("status", "asserted"),
    "one outlet": lambda rows, record: rows.with_facet("single_outlet", True),
    "rare and red": lambda rows, record: rows.with_facet("topic", record["rare"].pk).matching("red"),
    "not red": lambda rows, record: rows.matching("-red"),
    "either": lambda rows, record: rows.with_facet("status", "disputed") | rows.matching("green"),
}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("many", [False, True])
def test_pages_both_ways_are_the_list(record, monkeypatch, order, search, many):
    """Pages are the same whether the rows are gathered or walked along an index.

    In the end no more than two rows may be walked, so most must be gathered after all.
    """
    entries = SEARCHES[search](ClaimSearch.objects, record)
    expected = list(entries.order_by(*ORDERS[order]).values_list("pk", flat=True))
    assert expected
    assert walk(entries, order, 2, total=10_001 if many else len(expected)) == expected
    monkeypatch.setattr(pagination, "WALK_LENGTH", 2)
    assert walk(entries, order, 3, total=10_001 if many else len(expected)) == expected


@pytest.mark.parametrize("total", [4, 10_001])
def test_ids_take_one_query_whether_walked_or_gathered(record, django_assert_num_queries, monkeypatch, total):
    monkeypatch.setattr(pagination, "WALK_LENGTH", 2)
    entries = ClaimSearch.objects.with_facet("status", "disputed")
    with django_assert_num_queries(2):
        page = paginate_search(QueryDict(), entries, "covered", total=total)
    assert len(page.rows) == 4


def test_counting_takes_one_query(record, django_assert_num_queries, monkeypatch):
    few(monkeypatch, 1)
    monkeypatch.setattr(planner, "MANY_OF_PROBED", 1)
    entries = ClaimSearch.objects.with_facet("status", "disputed").matching("red")
    with django_assert_num_queries(1):
        assert count_results(entries) == 2


def test_an_empty_search_has_an_empty_page(record):
    assert list(paginate_search(QueryDict(), ClaimSearch.objects.none()).rows) == []
    assert list(paginate_search(QueryDict(), ClaimSearch.objects.matching("nowhere")).rows) == []


def test_found_by_the_index_of_words_and_facets_together(record):
    entries = ClaimSearch.objects.with_facet("topic", record["rare"].pk).matching("red")
    query, params = entries.values("pk").query.sql_with_params()
    [*plan] = planner.fetch_rows(entries, f"EXPLAIN {query}", params)
    assert any("Index Scan on search_words_and_facets" in line for (line,) in plan)
