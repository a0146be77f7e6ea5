import datetime

import pytest
from django.test import Client

from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, links_of, text_of

pytestmark = pytest.mark.django_db


def test_an_empty_record_says_so(client):
    text = text_of(client.get("/"))
    assert "Who says what, who disputes it, and where to read them saying it." in text
    assert "Nothing on the record is disputed." in text
    assert "Nothing has been published yet." in text


def test_shows_the_state_of_the_record(client):
    topic = make.TopicFactory(name="Bridges")
    agreed = make.StatementFactory(claim__text="Both say so").claim
    make.StatementFactory(claim=agreed)
    agreed.topics.add(topic)
    make.StatementFactory(
        claim__text="One denies it",
        stance="denies",
        party=make.PartyFactory(name="Norland"),
        citation__article__outlet__name="Post",
    )
    response = client.get("/")
    text = text_of(response)
    assert "1 Disputed" in text and "1 Agreed" in text and "0 Asserted" in text
    assert_shows(
        text,
        "Most disputed",
        "One denies it",
        "Disputed: denied by Norland; nobody is known to affirm it.",
    )
    assert "Agreed by two or more Both say so" in text
    assert "Latest changes Nothing has changed here since the record was loaded, as a whole, on" in text
    assert "Bridges 1 claim · 1 agreed" in text
    assert "Read from 3 articles of 3 outlets." in text
    assert links_of(response)["All disputed claims"] == "/claims/?status=disputed"


def test_shows_no_draft_and_nothing_retracted(client):
    topic, article = make.TopicFactory(), make.ArticleFactory()
    statement = make.StatementFactory(citation__article=article)
    statement.claim.topics.add(topic)
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    response = client.get("/")
    assert "Leak" not in response.content.decode()
    assert f"{topic.name} 1 claim · 1 asserted" in text_of(response)
    assert "0 Disputed" in text_of(response)


def test_counts_no_source_that_only_drafts_cite(client):
    statement, elsewhere = make.StatementFactory(), make.ArticleFactory()
    hide_leaks(claim=statement.claim, party=statement.party, article=elsewhere)
    make.CitationFactory(
        statement=statement, via=make.OutletFactory(), article=statement.citations.get().article
    )
    assert "Read from 1 article of 1 outlet." in text_of(client.get("/"))


def test_shows_the_most_disputed_claims_first(client):
    for n in range(5):
        make.StatementFactory(claim__text=f"Contested {n}", stance="denies")
    most = make.StatementFactory(claim__text="Contested most", stance="denies").claim
    make.StatementFactory(claim=most)
    shown = [claim.text for claim in client.get("/").context["disputed"]]
    assert shown == ["Contested most", *(f"Contested {n}" for n in (4, 3, 2))]


def test_shows_the_agreed_claims_that_most_outlets_report_first(client):
    claims = []
    for number in range(5):
        claims.append(make.StatementFactory(claim__text=f"Agreed {number}").claim)
        second = make.StatementFactory(claim=claims[-1])
        if number == 1:
            make.CitationFactory(statement=second)
    make.StatementFactory(claim__text="Asserted")
    shown = [claim.text for claim in client.get("/").context["agreed"]]
    assert shown == ["Agreed 1", *(f"Agreed {number}" for number in (4, 3, 2))]


def test_new_claims_leave_room_for_other_changes(client):
    for _ in range(8):
        make.StatementFactory(claim__published_at=datetime.datetime(2100, 1, 1, tzinfo=datetime.UTC))
    assert "New claim" in text_of(client.get("/"))
    assert [news.kind for news in client.get("/").context["news"]] == ["new"] * 6
    for n in range(5):
        make.CorrectionFactory(claim=None, notice=f"Notice {n}.")
    response = client.get("/")
    assert sorted(news.kind for news in response.context["news"]) == ["correction"] * 4 + ["new"] * 2
    assert "Correction Notice 4." in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make.StatementFactory(stance="denies").claim.topics.add(make.TopicFactory())
        make.StatementFactory(claim=make.StatementFactory().claim)
    with django_assert_num_queries(5):
        assert client.get("/").status_code == 200


def test_reading_leaves_no_trace(client):
    make.StatementFactory()
    assert not client.get("/").cookies
    assert client.post("/").status_code == 405


def test_a_form_from_elsewhere_is_refused_in_our_words():
    response = Client(enforce_csrf_checks=True).post("/report/")
    assert response.status_code == 403
    text = text_of(response)
    assert "We could not accept that form" in text and "Nothing was changed." in text
    assert "CSRF" not in text and links_of(response)["Every claim"] == "/claims/"
