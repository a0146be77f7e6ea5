import pytest

from public.about.views import check_publisher
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, retraction, text_of

pytestmark = pytest.mark.django_db


def test_states_the_rule_with_examples_from_the_record(client):
    agreed = make.StatementFactory(claim__text="Both say so").claim
    make.StatementFactory(claim=agreed)
    make.StatementFactory(claim__text="One denies it", stance="denies")
    text = text_of(client.get("/about/"))
    assert "At least one party denies or questions it Disputed" in text
    assert "Examples from the record Disputed One denies it" in text and "Agreed Both say so" in text


def test_tells_every_correction_and_retraction(client):
    claim = make.StatementFactory(claim__text="It was closed").claim
    make.CorrectionFactory(claim=claim, notice="A name was altered.", reason="A slip.")
    make.CorrectionFactory(claim=None, notice="The colours were altered.", reason="Too pale.")
    make.StatementFactory(claim=claim, **retraction("position"))
    gone = make.ClaimFactory(text="Leak", **retraction("claim"))
    response = client.get("/about/")
    text = text_of(response)
    assert "A name was altered. Why: A slip. It was closed" in text
    assert "The colours were altered. Why: Too pale." in text
    assert_shows(
        text, "A position was retracted.", "Why: This position should not have been here.", "It was closed"
    )
    assert_shows(
        text, "Why: This claim should not have been here.", "The claim has been retracted; its address"
    )
    assert links_of(response)["its address"] == f"/claims/{gone.pk}/"
    assert "leak" not in response.content.decode().lower()


def test_shows_no_draft_and_nothing_retracted(client):
    statement = make.StatementFactory(citation__article=make.ArticleFactory())
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    assert "leak" not in client.get("/about/").content.decode().lower()


def test_leads_complaints_to_the_form_and_names_the_address(client, settings):
    settings.CONTACT_EMAIL = ""
    response = client.get("/about/")
    assert links_of(response)["the same form"] == "/report/?kind=complaint"
    assert "Or write to" not in text_of(response)
    settings.CONTACT_EMAIL = "editor@record.example"
    assert "Or write to editor@record.example." in text_of(client.get("/about/"))


def test_says_who_answers_for_the_site(client, settings):
    settings.PUBLISHER_NAME, settings.CONTACT_EMAIL = "", "editor@record.example"
    text = text_of(client.get("/about/"))
    assert "answers for what it publishes" not in text and "PUBLISHER_NAME" not in text
    settings.PUBLISHER_NAME = "The Hartwood <Desk>"
    text = text_of(client.get("/about/"))
    assert "The Hartwood <Desk> runs this site and answers for what it publishes." in text
    assert "Write to editor@record.example." in text


def test_the_operator_of_a_site_that_names_nobody_is_told(settings):
    settings.PUBLISHER_NAME, settings.CONTACT_EMAIL = "", ""
    assert [message.id for message in check_publisher()] == ["public.PUBLISHER_NAME", "public.CONTACT_EMAIL"]
    settings.PUBLISHER_NAME, settings.CONTACT_EMAIL = "The Hartwood Desk", "editor@record.example"
    assert check_publisher() == []


def test_says_under_which_terms_the_data_may_be_used(client, settings):
    settings.DATA_LICENCE = ""
    assert "has not chosen a licence for its texts and data yet" in text_of(client.get("/about/"))
    settings.DATA_LICENCE = "Our wordings may be used under CC BY 4.0."
    text = text_of(client.get("/about/"))
    assert "Our wordings may be used under CC BY 4.0." in text and "has not chosen a licence" not in text


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make.CorrectionFactory(claim=make.StatementFactory().claim)
    with django_assert_num_queries(3):
        assert client.get("/about/").status_code == 200
