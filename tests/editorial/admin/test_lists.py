"""Lists cost the same few queries however many rows there are."""

import datetime
import html
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Alias, Citation, Claim, Claimant, Statement
from editorial.admin.record.topic import TOPICS_OFFERED
from sources.models import Article
from tests import factories as make
from tests.support.admin_html import RECORD, address, rows_of

pytestmark = pytest.mark.django_db

QUERIES = {
    "outlet": 6,
    "article": 7,
    "capture": 7,
    "capturetext": 5,
    "topic": 5,
    "claimant": 5,
    "alias": 5,
    "affiliation": 7,
    "claim": 8,
    "statement": 7,
    "citation": 7,
    "claimrelation": 5,
    "factcheck": 7,
    "correction": 7,
}


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("model", RECORD, ids=lambda model: model.__name__)
def test_a_list_costs_the_same_with_one_row_and_three(model, rows, as_superuser, django_assert_num_queries):
    rows_of(model, rows)
    with django_assert_num_queries(QUERIES[model._meta.model_name]):
        response = as_superuser.get(address(model, "changelist"))
    assert response.context["cl"].result_count >= rows


@pytest.fixture
def ten_thousand(db):
    """Make 10,000 claims, each with a statement and its citation, by 100 claimants."""
    count, parties = 10_000, make.PartyFactory.create_batch(100)
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
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


@pytest.mark.slow
def test_a_list_costs_no_more_with_ten_thousand_rows(
    ten_thousand, as_superuser, django_assert_max_num_queries
):
    for model in (Claim, Statement, Citation, Alias):
        with django_assert_max_num_queries(QUERIES[model._meta.model_name]):
            response = as_superuser.get(address(model, "changelist"))
        assert response.context["cl"].paginator.is_capped
        assert "More than 5000" in response.text
        last = as_superuser.get(address(model, "changelist"), {"p": 100})
        assert len(last.context["cl"].result_list) == 50
        assert "too many at once" in act_on_all(as_superuser, model).text


@pytest.mark.slow
def test_a_long_list_is_narrowed_by_date_without_looking_at_every_row(ten_thousand, as_superuser):
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


def test_claims_are_narrowed_to_a_topic(as_superuser):
    inside, outside = (make.StatementFactory(claim__text=text).claim for text in ("Inside", "Outside"))
    topics = make.TopicFactory.create_batch(TOPICS_OFFERED)
    inside.topics.add(topics[0])
    outside.topics.add(topics[1])

    def page(query: str = ""):
        return as_superuser.get(address(Claim, "changelist") + query)

    assert page().text.count("topics__id__exact=") == TOPICS_OFFERED
    chosen = page(f"?topics__id__exact={topics[0].pk}")
    assert [claim.text for claim in chosen.context["cl"].result_list] == ["Inside"]
    rare = make.TopicFactory(name="A topic that is not active")
    assert page().text.count("topics__id__exact=") == 2
    assert "A topic that is not active" in page(f"?topics__id__exact={rare.pk}").text
    assert page("?topics__id__exact=nonsense").status_code == 302


def act_on_all(client, model):
    sent = {"action": "delete_selected", "select_across": "1", "index": "0", "_selected_action": "1"}
    return client.post(address(model, "changelist"), sent, follow=True)


@pytest.mark.slow
def test_pages_with_thousands_of_related_rows(ten_thousand, as_superuser, django_assert_max_num_queries):
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


def test_claimants_are_found_by_alias_without_accents_and_as_parties(as_superuser):
    person = make.ClaimantFactory(name="Recep Erdoğan")
    party = make.PartyFactory(name="Turkey")
    make.AliasFactory(claimant=person, name="The strongman")
    make.AliasFactory(claimant=party, name="The strong state")

    def found(field: str, term: str) -> list[str]:
        query = {"app_label": "claims", "model_name": "statement", "field_name": field, "term": term}
        results = as_superuser.get("/admin/autocomplete/", query).json()["results"]
        return [result["text"] for result in results]

    assert found("claimant", "erdogan") == ["Recep Erdoğan"]
    assert found("claimant", "strong") == ["Recep Erdoğan", "Turkey"]
    assert found("party", "strong") == ["Turkey"]


def test_claims_are_found_while_a_word_is_being_typed(as_superuser):
    make.DraftClaimFactory(text="The attack used sarin")
    make.DraftClaimFactory(text="Nothing of the kind")

    def found(term: str) -> list[str]:
        response = as_superuser.get(address(Claim, "changelist"), {"q": term})
        return [claim.text for claim in response.context["cl"].result_list]

    assert found("attac") == ["The attack used sarin"]
    assert found("sarin attacks") == ["The attack used sarin"]
    assert found("sarin depot") == []


def test_statements_are_found_by_alias_and_by_claim(as_superuser):
    statement = make.DraftStatementFactory(claim__text="The attack used sarin")
    make.AliasFactory(claimant=statement.claimant, name="Tillison")
    make.DraftStatementFactory()
    for term in ("tillis", "sarin"):
        response = as_superuser.get(address(Statement, "changelist"), {"q": term})
        assert list(response.context["cl"].result_list) == [statement]


@pytest.mark.parametrize(("evidence", "found"), [("none", 1), ("some", 2)])
def test_statements_without_evidence_are_one_click_away(as_superuser, evidence, found):
    make.DraftStatementFactory()
    make.CitationFactory()
    make.CitationFactory()
    response = as_superuser.get(address(Statement, "changelist"), {"evidence": evidence})
    assert response.context["cl"].result_count == found
