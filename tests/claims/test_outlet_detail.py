import pytest

from tests.factories import (
    THEN,
    ArticleFactory,
    CitationFactory,
    OutletFactory,
    PartyFactory,
    StatementFactory,
    UserFactory,
    VoiceFactory,
)
from tests.pages import hide_leaks, links_of, text_of

pytestmark = pytest.mark.django_db


def test_shows_who_is_behind_it_what_it_says_and_what_it_carries(client):
    outlet = OutletFactory(
        name="Post", country="Norland", funding="Its readers", funding_source="https://post.example/us"
    )
    article = ArticleFactory(
        outlet=outlet, title="A bridge", read_in_full_at=THEN, read_in_full_by=UserFactory()
    )
    carried = StatementFactory(
        claim__text="It was closed", party=PartyFactory(name="Norland"), citation__article=article
    )
    own = StatementFactory(
        claim=StatementFactory(claim__text="It rained").claim,
        party=VoiceFactory(outlet=outlet),
        stance="denies",
        citation__article=article,
        citation__kind="own_words",
    )
    response = client.get(outlet.get_absolute_url())
    text = text_of(response)
    assert "Ownership and funding: Its readers (source: https://post.example/us)" in text
    assert "What it says in its own voice Disputes it It rained 12 April 2017" in text
    assert "attributes it to Norland It was closed" in text
    assert "A bridge 12 April 2017 · cited 2 times · read in full" in text
    links = links_of(response)
    assert links["It rained"] == own.claim.get_absolute_url()
    assert links["attributes it to Norland"].endswith(f"#citation-{carried.citations.get().pk}")


def test_says_when_it_is_not_known_who_is_behind_it(client):
    outlet = OutletFactory(home_page="javascript:alert(1)")
    StatementFactory(citation__article__outlet=outlet)
    response = client.get(outlet.get_absolute_url())
    assert "Who owns or funds it is not recorded." in text_of(response)
    assert "javascript:" not in response.content.decode()


def test_shows_no_draft_and_nothing_retracted(client):
    article = ArticleFactory()
    statement = StatementFactory(citation__article=article)
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(article.outlet.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert "cited 1 time ·" in text_of(response)
    assert "in its own voice" not in text_of(response)
    assert "carries" not in text_of(response).replace("that it carries", "")


def test_a_claim_known_from_drafts_only_is_not_carried(client):
    article = ArticleFactory(title="Leak article")
    StatementFactory(citation__article__outlet=article.outlet, citation__article__title="A bridge")
    elsewhere = StatementFactory()
    hide_leaks(claim=elsewhere.claim, party=elsewhere.party, article=article)
    response = client.get(article.outlet.get_absolute_url())
    assert elsewhere.claim.text not in text_of(response)
    assert "Articles A bridge 12 April 2017 · cited 1 time · not read in full" in text_of(response)
    assert "Leak" not in response.content.decode()


def test_an_outlet_that_only_drafts_know_is_not_found(client):
    article, statement = ArticleFactory(), StatementFactory()
    agency = CitationFactory(via=OutletFactory(name="Agency")).via
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    for outlet in (article.outlet, agency, OutletFactory()):
        assert client.get(outlet.get_absolute_url()).status_code == 404
        assert client.get(f"/outlets/{outlet.pk}/").status_code == 404


def test_an_agency_that_is_only_credited_says_so(client):
    agency = OutletFactory(name="Agency")
    StatementFactory(citation__via=agency)
    text = text_of(client.get(agency.get_absolute_url()))
    assert "None of its own articles is cited. Articles of other outlets credit it for the words." in text
    assert "Articles No article of its own is cited." in text


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    outlet = OutletFactory()
    voice = VoiceFactory(outlet=outlet)
    for _ in range(rows):
        article = ArticleFactory(outlet=outlet)
        StatementFactory(citation__article=article)
        StatementFactory(party=voice, citation__article=article, citation__kind="own_words")
    with django_assert_num_queries(9):
        assert client.get(outlet.get_absolute_url()).status_code == 200


def test_both_its_lists_are_read_in_pages(client):
    outlet = OutletFactory()
    for _ in range(21):
        StatementFactory(citation__article=ArticleFactory(outlet=outlet))
    response = client.get(outlet.get_absolute_url(), {"page": 2, "articles": 3})
    assert len(response.context["covered"].rows) == 1
    assert len(response.context["articles"].rows) == 1
    assert "There is no page “x”" in text_of(client.get(f"{outlet.get_absolute_url()}?articles=x"))
