import pytest

from public.outlets import listing
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, text_of

pytestmark = pytest.mark.django_db


def test_shows_who_is_behind_each_outlet_and_what_is_on_record(client):
    post = make.OutletFactory(
        name="Post", country="Norland", funding="Its readers", funding_source="Accounts"
    )
    agency = make.OutletFactory(name="Agency")
    read = make.ArticleFactory(outlet=post, read_in_full_at=make.MOMENT, read_in_full_by=make.UserFactory())
    make.StatementFactory(citation__article=read, citation__via=agency)
    make.StatementFactory(citation__article__outlet=post)
    make.StatementFactory(citation__article__outlet__name="Times")
    text = text_of(client.get("/outlets/"))
    assert_shows(
        text, "Post", "Norland · 2 articles cited, 1 read in full", "Ownership and funding: Its readers"
    )
    assert "Times 1 article cited, none read in full Who owns or funds it is not recorded" in text
    assert_shows(
        text,
        "Agency",
        "Credited by other outlets; no article of its own is cited",
        "Who owns or funds it",
    )


def test_shows_and_counts_nothing_that_only_drafts_or_retracted_statements_cite(client):
    post, leak = make.OutletFactory(name="Post"), make.OutletFactory(name="Leak outlet")
    statement = make.StatementFactory(citation__article__outlet=post)
    read = {"read_in_full_at": make.MOMENT, "read_in_full_by": make.UserFactory()}
    for outlet in (post, leak):
        hide_leaks(
            claim=statement.claim, party=statement.party, article=make.ArticleFactory(outlet=outlet, **read)
        )
    make.CitationFactory(via=make.OutletFactory(name="Leak agency"))
    make.ArticleFactory(outlet__name="Leak uncited")
    response = client.get("/outlets/")
    assert "Leak" not in response.content.decode()
    assert "Post 1 article cited, none read in full Who owns or funds it" in text_of(response)


def test_is_made_from_the_newest_articles(client, monkeypatch):
    monkeypatch.setattr(listing, "ARTICLES_SUMMED", 2)
    outlet = make.OutletFactory()
    for _ in range(3):
        make.StatementFactory(citation__article=make.ArticleFactory(outlet=outlet))
    assert "many articles cited; none of the newest read in full" in text_of(client.get("/outlets/"))


def test_shows_how_each_carries_words(client):
    outlet = make.OutletFactory()
    for kind in ("quote", "quote", "paraphrase", "quote"):
        make.StatementFactory(citation__article__outlet=outlet, citation__kind=kind)
    html = client.get("/outlets/").content.decode()
    assert 'aria-label="75% quoted, 25% in paraphrase"' in " ".join(html.split()).replace(" ,", ",").replace(
        ' "', '"'
    )


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make.StatementFactory()
    with django_assert_num_queries(2):
        assert client.get("/outlets/").status_code == 200


def test_is_read_in_pages(client):
    for _ in range(listing.OUTLETS_PER_PAGE + 1):
        make.StatementFactory()
    onward = client.get("/outlets/").context["page"].next_query
    assert len(client.get(f"/outlets/{onward}").context["rows"]) == 1
    assert "That place in the list is from another search" in text_of(client.get("/outlets/?after=abc"))
