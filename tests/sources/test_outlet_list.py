import pytest

from sources.models import Article
from sources.querysets import COUNTED_PER_ROW
from tests.factories import THEN, ArticleFactory, OutletFactory, UserFactory
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_shows_who_is_behind_each_outlet_and_what_is_on_record(client):
    post = OutletFactory(name="Post", country="Norland", funding="Its readers", funding_source="Accounts")
    ArticleFactory(outlet=post, read_in_full_at=THEN, read_in_full_by=UserFactory())
    ArticleFactory(outlet=post)
    ArticleFactory(outlet__name="Times")
    OutletFactory(name="Agency")
    text = text_of(client.get("/outlets/"))
    assert "Post Norland · Ownership and funding: Its readers 2 articles on record, 1 read in full" in text
    assert "Times Who owns or funds it is not recorded 1 article on record, none read in full" in text
    assert "Agency Who owns or funds it is not recorded No article of its own is on record" in text


def test_a_number_that_is_not_counted_to_the_end_says_so(client):
    outlet = OutletFactory()
    some = [Article(outlet=outlet, title=f"Article {n}") for n in range(COUNTED_PER_ROW - 1)]
    Article.objects.bulk_create(some)
    assert "999 articles on record, none read in full" in text_of(client.get("/outlets/"))
    ArticleFactory.create_batch(2, outlet=outlet)
    assert "1000+ articles on record, none read in full" in text_of(client.get("/outlets/"))


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        ArticleFactory()
    with django_assert_num_queries(2):
        assert client.get("/outlets/").status_code == 200


def test_is_read_in_pages(client):
    for _ in range(51):
        OutletFactory()
    assert len(client.get("/outlets/?page=2").context["page"].rows) == 1
    assert "There is no page “abc”" in text_of(client.get("/outlets/?page=abc"))
