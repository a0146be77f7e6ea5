"""Lists of ten thousand rows cost no more than short ones."""

import datetime
import html
import re

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from claims.models import Alias, Citation, Claim, Claimant, Statement
from sources.models import Article
from tests import factories as make
from tests.editorial.admin.test_lists import QUERIES
from tests.support.admin_html import address
from tests.support.databases import copied_database

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module", autouse=True)
def ten_thousand(django_db_setup, django_db_blocker):
    """Make 10,000 claims, each with a statement and its citation, by 100 claimants.

    The tests share them: what a test writes is taken back.
    """
    with django_db_blocker.unblock(), copied_database(django_db_setup, f"{django_db_setup}_long"):
        with transaction.atomic():
            write_claims(10_000)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        yield


def write_claims(count: int) -> None:
    parties = make.PartyFactory.create_batch(100)
    article = make.ArticleFactory()
    claims = Claim.objects.bulk_create(
        [Claim(key=f"c{n}", text=f"Proposition {n}", nature="fact") for n in range(count)]
    )
    statements = Statement.objects.bulk_create(
        Statement(
            key=f"s{n}",
            claim=claim,
            claimant=parties[n % 100],
            party=parties[n % 100],
            capacity="as a government",
            stance="affirms",
            said_on=datetime.date(2000, 1, 1) + datetime.timedelta(days=n % 6000),
        )
        for n, claim in enumerate(claims)
    )
    Citation.objects.bulk_create(
        Citation(key=f"x{n}", statement=statement, article=article, kind="quote", excerpt=f"words {n}")
        for n, statement in enumerate(statements)
    )
    Alias.objects.bulk_create(
        Alias(key=f"a{n}", claimant=parties[n % 100], name=f"Alias {n}") for n in range(count)
    )


def test_a_list_costs_no_more_with_ten_thousand_rows(as_superuser, django_assert_max_num_queries):
    for model in (Claim, Statement, Citation, Alias):
        with django_assert_max_num_queries(QUERIES[model._meta.model_name]):
            response = as_superuser.get(address(model, "changelist"))
        assert response.context["cl"].paginator.is_capped
        assert "More than 5000" in response.text
        last = as_superuser.get(address(model, "changelist"), {"p": 100})
        assert len(last.context["cl"].result_list) == 50
        assert "too many at once" in act_on_all(as_superuser, model).text


def test_a_long_list_is_narrowed_by_date_without_looking_at_every_row(as_superuser):
    def dates(model, query: str) -> dict[str, str]:
        with CaptureQueriesContext(connection) as asking:
            page = as_superuser.get(address(model, "changelist") + query)
        assert page.context["cl"].paginator.is_capped
        assert "DATE_TRUNC" not in str(asking.captured_queries)
        [shown] = re.findall(r'class="toplinks">(.*?)</nav>', page.text, re.DOTALL)
        links = re.findall(r'href="(.*?)"[^>]*>(.*?)<', shown)
        return {html.unescape(title): html.unescape(at) for at, title in links}

    assert list(dates(Statement, "")) == [str(year) for year in range(2000, 2017)]
    day = Article.objects.get().published_on
    years = dates(Citation, "")
    assert list(years) == [str(day.year)]
    months = dates(Citation, years[str(day.year)])
    assert len(months) == 1 + 12
    days = dates(Citation, months[f"{day:%B %Y}"])
    assert list(days)[:2] == [f"‹ {day.year}", f"1 {day:%B}"]
    [back] = dates(Citation, days[f"{day:%-d %B}"]).values()
    assert back == months[f"{day:%B %Y}"]


def act_on_all(client, model):
    sent = {"action": "delete_selected", "select_across": "1", "index": "0", "_selected_action": "1"}
    return client.post(address(model, "changelist"), sent, follow=True)


def test_pages_with_thousands_of_related_rows(as_superuser, django_assert_max_num_queries):
    party = Claimant.objects.order_by("pk").first()
    article = Article.objects.get()
    with django_assert_max_num_queries(20):
        page = as_superuser.get(address(Claimant, "change", party.pk))
    assert page.text.count('<th scope="row">') <= 60
    assert "There are more" in page.text
    assert len(page.context["inline_admin_formsets"]) == 0
    with django_assert_max_num_queries(20):
        page = as_superuser.get(address(Article, "change", article.pk))
    assert "There are more" in page.text
    for row, what in ((party, "100 statements"), (article, "more than 1000 citations")):
        with django_assert_max_num_queries(21):
            page = as_superuser.get(address(type(row), "delete", row.pk))
        assert what in page.text
