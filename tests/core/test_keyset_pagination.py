"""Pages of long lists, forwards and backwards."""

import datetime
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from django.db import connection
from django.http import QueryDict

from claims.models import Topic
from core.keyset_pagination import paginate_by_keyset, strip_cursors
from sources.models import Article
from tests import factories as make
from tests.support.sql import check_deferred, explain, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

ORDER = ["-published_on", "-id"]


@pytest.fixture
def articles():
    """Make seven articles, five of them of one day; return them in the list's order."""
    outlet = make.OutletFactory()
    days = [14, 13, 13, 13, 13, 13, 12]
    made = [make.ArticleFactory(outlet=outlet, published_on=datetime.date(2017, 4, day)) for day in days]
    return sorted(made, key=lambda article: (article.published_on, article.pk), reverse=True)


def page(query="", size=2, rows=None, order=ORDER):
    return paginate_by_keyset(
        QueryDict(query.removeprefix("?")),
        Article.objects.all() if rows is None else rows,
        order=order,
        size=size,
    )


def walk(query="", forwards=True, **given):
    found = [page(query, **given)]
    while following := found[-1].next_query if forwards else found[-1].previous_query:
        found.append(page(following, **given))
    return found


def numbers(pages):
    return [[row.pk for row in page.rows] for page in pages]


@pytest.mark.parametrize("size", [1, 2, 3, 6, 7, 8])
def test_forwards_over_ties_every_row_comes_once(articles, size):
    pages = walk(size=size)
    wanted = [article.pk for article in articles]
    assert numbers(pages) == [wanted[start : start + size] for start in range(0, 7, size)]
    assert [page.is_first for page in pages] == [True] + [False] * (len(pages) - 1)
    assert {page.notice for page in pages} == {""}


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_backwards_from_the_end_the_rows_are_the_same(articles, size):
    last = walk(size=size)[-1]
    back = walk(f"?{'' if last.is_first else last.previous_query[1:]}", forwards=False, size=size)
    assert [pk for page in reversed(numbers(back)) for pk in page] == [
        article.pk for article in articles if last.is_first or article not in last.rows
    ]


def test_there_and_back_is_the_same_page(articles):
    first = page()
    second = page(first.next_query)
    assert numbers([page(second.previous_query)]) == numbers([first])
    assert numbers([page(page(second.previous_query).next_query)]) == numbers([second])


def test_ascending(articles):
    pages = walk(order=["published_on", "id"], size=3)
    assert [pk for page in numbers(pages) for pk in page] == [article.pk for article in reversed(articles)]
    again = page(pages[2].previous_query, order=["published_on", "id"], size=3)
    assert numbers([again]) == numbers([pages[1]])


def test_both_ways_at_once_are_refused():
    with pytest.raises(ValueError, match="descend"):
        page(order=["-published_on", "id"])


def test_moments_keep_their_microseconds(articles):
    by, moment = make.UserFactory(), datetime.datetime(2017, 4, 12, 9, 30, 0, 123456, tzinfo=datetime.UTC)
    for place, article in enumerate(articles):
        at = moment + datetime.timedelta(microseconds=place)
        Article.objects.filter(pk=article.pk).update(read_in_full_at=at, read_in_full_by=by)
        article.read_in_full_at = at
    rows = Article.objects.all()
    pages = walk(order=["-read_in_full_at", "-id"], rows=rows, size=2)
    assert [pk for page in numbers(pages) for pk in page] == [article.pk for article in reversed(articles)]


def test_rows_added_or_gone_meanwhile_shift_nothing(articles):
    following = page().next_query
    make.ArticleFactory(outlet=articles[0].outlet, published_on=datetime.date(2017, 4, 20))
    articles[1].delete()
    assert numbers([page(following)]) == [[articles[2].pk, articles[3].pk]]


def test_what_has_vanished_beyond_the_edge_leads_to_the_beginning(articles):
    following = walk(size=6)[0].next_query
    articles[6].delete()
    found = page(following, size=6)
    assert numbers([found]) == [[article.pk for article in articles[:6]]]
    assert found.notice
    assert (found.previous_query, found.next_query) == ("", "")


def test_an_empty_list():
    found = page()
    assert (list(found.rows), found.previous_query, found.next_query, found.notice) == ([], "", "", "")


def test_other_parameters_stay_and_cursors_replace_each_other(articles):
    following = page("a=1&b=x+y&a=2").next_query
    assert "a=1&b=x+y&a=2" in following.replace("a=1&a=2&b=x+y", "a=1&b=x+y&a=2")
    second = page(following)
    assert "after=" not in second.previous_query
    assert "before=" not in second.next_query
    assert strip_cursors(QueryDict(following[1:])) == QueryDict("a=1&b=x+y&a=2")


@pytest.mark.parametrize("other", ["a=1", "a=2&b=1", "b=2", ""])
def test_a_cursor_of_another_search_is_left_out(articles, other):
    cursor = QueryDict(page("a=2").next_query[1:])["after"]
    found = page(f"{other}&after={cursor}")
    assert found.is_first
    assert "another search" in found.notice
    assert numbers([found]) == numbers([page()])


def test_a_cursor_of_another_order_is_left_out(articles):
    cursor = QueryDict(page().next_query[1:])["after"]
    assert "another search" in page(f"after={cursor}", order=["-id"]).notice


def forged(articles, *values):
    cursor = QueryDict(page().next_query[1:])["after"]
    digest = json.loads(urlsafe_b64decode(cursor))[0]
    return urlsafe_b64encode(json.dumps([digest, *values]).encode()).decode()


@pytest.mark.parametrize(
    "values",
    [
        (),
        (1,),
        ("2017-04-12", 1, 2),
        ("2017-04-12", None),
        (None, 1),
        ("2017-04-12", 10**30),
        ("2017-04-12", "1; DROP TABLE"),
        ("2017-04-12", [1]),
        ("2017-04-12", {"a": 1}),
        ("2017-04-12", True, ""),
        ("2017-13-45", 1),
        ("yesterday\0", 1),
        (float("nan"), 1),
        ("2017-04-12", float("inf")),
        ("2017-04-12", float("nan")),
        ("2017-04-12", 1e400),
        ("\ud800", 1),
    ],
)
def test_a_forged_cursor_is_left_out(articles, values):
    found = page(f"after={forged(articles, *values)}")
    assert "another search" in found.notice
    assert numbers([found]) == numbers([page()])


@pytest.mark.parametrize(
    ("order", "value"),
    [
        ("title", "\ud800"),
        ("title", "a\0"),
        ("read_in_full_at", "9999-12-31T23:59:59-23:59"),
        ("read_in_full_at", "0001-01-01T00:00:00+23:59"),
        ("read_in_full_at", "2017-04-12T00:00:00"),
        ("read_in_full_at", "2017-04-12"),
    ],
)
def test_what_postgresql_does_not_take_is_left_out(articles, order, value):
    Article.objects.update(
        read_in_full_at=datetime.datetime.now(datetime.UTC), read_in_full_by=make.UserFactory()
    )
    order = [f"-{order}", "-id"]
    cursor = QueryDict(page(order=order).next_query[1:])["after"]
    digest, *_row = json.loads(urlsafe_b64decode(cursor))
    after = urlsafe_b64encode(json.dumps([digest, value, 1]).encode()).decode()
    found = page(f"after={after}", order=order)
    assert "another search" in found.notice
    assert found.is_first


def test_an_offset_that_postgresql_does_not_know_is_a_moment_all_the_same(articles):
    by, order = make.UserFactory(), ["-read_in_full_at", "-id"]
    Article.objects.update(
        read_in_full_at=datetime.datetime(2017, 4, 12, tzinfo=datetime.UTC), read_in_full_by=by
    )
    digest = json.loads(urlsafe_b64decode(QueryDict(page(order=order).next_query[1:])["after"]))[0]
    values = [digest, "2017-04-13T00:00:00+23:59", 1]
    after = urlsafe_b64encode(json.dumps(values).encode()).decode()
    assert len(page(f"after={after}", order=order, size=9).rows) == 7


@pytest.mark.parametrize("letter", ["Ж", "\U0001f30d", '"', "\\", "\x01"])
def test_a_long_name_of_any_letters_is_passed(letter):
    for number in range(3):
        make.TopicFactory(name=letter * 119 + str(number))
    pages = walk(rows=Topic.objects.all(), order=["name", "id"], size=1)
    assert [row.name[-1] for page in pages for row in page.rows] == ["0", "1", "2"]


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "====",
        "%00",
        "%ED%A0%80",
        "%F0%9F%98%80",
        "W10=",
        "bnVsbA==",
        "MQ==",
        "W" * 10_000,
        "W1tb" * 3000,
        "é",
    ],
)
@pytest.mark.parametrize("parameter", ["after", "before"])
def test_garbage_is_left_out(articles, cursor, parameter):
    found = page(f"{parameter}={cursor}")
    assert found.notice
    assert numbers([found]) == numbers([page()])


def test_an_empty_cursor_is_none(articles):
    assert page("after=&before=").notice == ""


def test_with_both_cursors_the_first_way_wins(articles):
    pages = walk()
    after = QueryDict(pages[0].next_query[1:])["after"]
    before = QueryDict(pages[2].previous_query[1:])["before"]
    assert numbers([page(f"after={after}&before={before}")]) == numbers([pages[1]])
    assert numbers([page(f"after=&before={before}")]) == numbers([pages[1]])


def test_a_page_is_one_query_by_index_without_offset(articles, django_assert_num_queries):
    last = walk(order=["-id"], size=2)[-1]
    with django_assert_num_queries(1) as captured:
        page(last.previous_query, order=["-id"], size=2)
    [query] = [query["sql"] for query in captured.captured_queries]
    assert "OFFSET" not in query
    plan = explain(query, without="seqscan bitmapscan")
    assert "Index Cond" in plan
    assert "Sort" not in plan


def test_ties_are_passed_by_the_index_too(articles):
    """Both fields bound the index scan.

    A page in the middle of a day does not read that day from its start to discard most of it.
    """
    check_deferred()
    sql("CREATE INDEX articles_by_day ON sources_article (published_on DESC, id DESC)")
    with connection.execute_wrapper(_kept := Kept()):
        page(walk()[1].next_query)
    plan = explain(_kept.asked[-1], without="seqscan bitmapscan")
    assert "Index Cond: (ROW(published_on, id) < ROW(" in plan
    assert "Filter" not in plan


class Kept:
    """A wrapper that records the queries as they were sent."""

    def __init__(self):
        self.asked = []

    def __call__(self, execute, sql, params, many, context):
        result = execute(sql, params, many, context)
        self.asked.append(context["cursor"].db.ops.last_executed_query(context["cursor"], sql, params))
        return result
