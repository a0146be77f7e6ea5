import pytest

from claims.models import Citation
from sources.models import Article
from sources.querysets import COUNTED_PER_ROW
from tests.factories import (
    THEN,
    ArticleFactory,
    CitationFactory,
    OutletFactory,
    StatementFactory,
    UserFactory,
)
from tests.pages import hide_leaks, text_of

pytestmark = pytest.mark.django_db


def test_shows_who_is_behind_each_outlet_and_what_is_on_record(client):
    post = OutletFactory(name="Post", country="Norland", funding="Its readers", funding_source="Accounts")
    agency = OutletFactory(name="Agency")
    read = ArticleFactory(outlet=post, read_in_full_at=THEN, read_in_full_by=UserFactory())
    StatementFactory(citation__article=read, citation__via=agency)
    StatementFactory(citation__article__outlet=post)
    StatementFactory(citation__article__outlet__name="Times")
    text = text_of(client.get("/outlets/"))
    assert "Post Norland · Ownership and funding: Its readers 2 articles cited, 1 read in full" in text
    assert "Times Who owns or funds it is not recorded 1 article cited, none read in full" in text
    assert "Agency Who owns or funds it is not recorded Credited by other outlets; no article of" in text


def test_shows_and_counts_nothing_that_only_drafts_or_retracted_statements_cite(client):
    post, leak = OutletFactory(name="Post"), OutletFactory(name="Leak outlet")
    statement = StatementFactory(citation__article__outlet=post)
    read = {"read_in_full_at": THEN, "read_in_full_by": UserFactory()}
    for outlet in (post, leak):
        hide_leaks(
            claim=statement.claim, party=statement.party, article=ArticleFactory(outlet=outlet, **read)
        )
    CitationFactory(via=OutletFactory(name="Leak agency"))
    ArticleFactory(outlet__name="Leak uncited")
    response = client.get("/outlets/")
    assert "Leak" not in response.content.decode()
    assert "Post Who owns or funds it is not recorded 1 article cited, none read in full" in text_of(response)


def test_a_number_that_is_not_counted_to_the_end_says_so(client):
    outlet, statement = OutletFactory(), StatementFactory(citation=None)

    def cite(number: int) -> None:
        articles = Article.objects.bulk_create([Article(outlet=outlet, title="A") for _ in range(number)])
        Citation.objects.bulk_create(
            [
                Citation(statement=statement, article=article, kind="quote", excerpt="A")
                for article in articles
            ]
        )

    cite(COUNTED_PER_ROW - 1)
    assert "999 articles cited, none read in full" in text_of(client.get("/outlets/"))
    cite(2)
    assert "1000+ articles cited, none read in full" in text_of(client.get("/outlets/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        StatementFactory()
    with django_assert_num_queries(2):
        assert client.get("/outlets/").status_code == 200


def test_is_read_in_pages(client):
    for _ in range(51):
        StatementFactory()
    assert len(client.get("/outlets/?page=2").context["page"].rows) == 1
    assert "There is no page “abc”" in text_of(client.get("/outlets/?page=abc"))
