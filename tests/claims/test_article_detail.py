import datetime

import pytest

from tests.factories import (
    THEN,
    ArticleFactory,
    CaptureFactory,
    CitationFactory,
    ClaimantFactory,
    PartyFactory,
    StatementFactory,
    UserFactory,
)
from tests.pages import hide_leaks, links_of, text_of

pytestmark = pytest.mark.django_db


def proved(statement, capture, start: int, end: int):
    return CitationFactory(
        statement=statement,
        article=capture.article,
        excerpt=capture_text[start:end],
        capture=capture,
        start=start,
        end=end,
        proved_at=THEN,
    )


capture_text = "First it was open. Then it was closed."


def test_shows_what_it_is_cited_for_in_the_order_of_its_text(client):
    article = ArticleFactory(
        title="A bridge", outlet__name="Post", byline="B. Writer", corrected_on="2017-05-01"
    )
    capture = CaptureFactory(article=article, text=capture_text)
    minister, norland = ClaimantFactory(name="A. Minister"), PartyFactory(name="Norland")
    later = proved(StatementFactory(claim__text="It was closed", citation=None), capture, 24, 37)
    statement = StatementFactory(
        claim__text="It was open", citation=None, claimant=minister, party=norland, stance="denies"
    )
    earlier = proved(statement, capture, 6, 17)
    response = client.get(article.get_absolute_url())
    text = text_of(response)
    assert "12 April 2017 · by B. Writer · No address recorded" in text
    assert "Corrected by its outlet on 1 May 2017." in text
    assert text.index("“it was open” A. Minister (Norland) denies It was open Disputed") < text.index(
        "“it was closed”"
    )
    links = links_of(response)
    assert links["It was open"] == f"{statement.claim.get_absolute_url()}#citation-{earlier.pk}"
    assert links["It was closed"].endswith(f"#citation-{later.pk}")


def test_says_how_it_was_read_and_what_it_was_checked_against(client):
    article = ArticleFactory(read_in_full_at=THEN, read_in_full_by=UserFactory())
    StatementFactory(citation__article=article)
    capture = CaptureFactory(article=article, text=capture_text, obtained="file")
    text = text_of(client.get(article.get_absolute_url()))
    assert "An editor has been through all of it, on 20 April 2017." in text
    assert (
        f"The text as it was on 20 April 2017, read from a file: {len(capture_text)} characters. "
        f"Its fingerprint (SHA-256): {capture.sha256}"
    ) in text
    assert capture_text not in text


def test_says_what_has_not_been_done(client):
    article = ArticleFactory(published_on=None)
    StatementFactory(citation__article=article)
    text = text_of(client.get(article.get_absolute_url()))
    assert "date not recorded" in text
    assert "Nobody has been through all of it yet" in text
    assert "No text of it has been kept" in text


def test_shows_no_draft_and_nothing_retracted(client):
    article = ArticleFactory()
    statement = StatementFactory(citation__article=article)
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(article.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert "1 passage," in text_of(response)


def test_tells_in_full_how_its_date_is_known(client):
    article = ArticleFactory(published_on_note="Inferred from “Wednesday”.")
    StatementFactory(citation__article=article)
    text = text_of(client.get(article.get_absolute_url()))
    assert "12 April 2017 (date inferred) · No address recorded How the date is known: Inferred from" in text


def test_an_article_that_only_drafts_or_retracted_statements_cite_is_not_found(client):
    article, statement = ArticleFactory(title="Leak"), StatementFactory()
    assert client.get(article.get_absolute_url()).status_code == 404
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(article.get_absolute_url())
    assert response.status_code == 404
    assert "Leak" not in response.content.decode()
    CitationFactory(statement=statement, article=article)
    assert client.get(article.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    article = ArticleFactory()
    for n in range(rows):
        StatementFactory(citation__article=article)
        CaptureFactory(article=article, text=f"Text {n}", captured_at=THEN - datetime.timedelta(days=n))
    with django_assert_num_queries(5):
        assert client.get(article.get_absolute_url()).status_code == 200


def test_unknown_ids_lead_nowhere(client):
    for pk in ("0", "9" * 19, "9" * 40, "x"):
        assert client.get(f"/articles/{pk}/").status_code == 404
