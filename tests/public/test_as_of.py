"""A claim's page as of a past day: later statements and articles are left out."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.positions import STATEMENTS_PER_PAGE
from sources.models import Article, not_in_the_future
from tests import factories as make
from tests.support.html import assert_shows, links_of, retraction, text_of

pytestmark = pytest.mark.django_db


def day(number):
    return datetime.date(2017, 4, number)


def said(claim, number, **more):
    more.setdefault("citation__article__published_on", day(number))
    return make.StatementFactory(claim=claim, said_on=day(number), **more)


def as_of(client, claim, asked, **more):
    return client.get(claim.get_absolute_url(), {"as_of": asked, **more})


def test_says_what_stood_at_the_end_of_that_day(client):
    claim = make.ClaimFactory()
    norland, sudland = make.PartyFactory(name="Norland"), make.PartyFactory(name="Sudland")
    first = said(claim, 10, party=norland, citation__article__outlet__name="Post")
    said(claim, 12, party=sudland, stance="denies", citation__article__outlet__name="Herald")
    make.CitationFactory(statement=first, article__outlet__name="Late Post", article__published_on=day(12))
    response = as_of(client, claim, "2017-04-11")
    text = text_of(response)
    assert_shows(
        text,
        "As things stood at the end of 11 April 2017.",
        "Later statements and articles are left out.",
    )
    assert "Asserted by Norland, as one outlet reports (Post)." in text
    assert "Sudland" not in text and "Late Post" not in text
    later = text_of(as_of(client, claim, "2017-04-12"))
    assert "Disputed: affirmed by Norland; denied by Sudland (only in Herald)." in later
    claim.refresh_from_db()
    assert claim.status == "disputed"


@pytest.mark.parametrize("note", ["One article is of a later day.", "One article is of a later day. " * 10])
@pytest.mark.parametrize("asked", ["2017-04-09", "2017-04-10"])
def test_the_editors_note_is_said_to_be_of_today(client, note, asked):
    claim = said(make.ClaimFactory(public_note=note), 10).claim
    of_today = "<summary>Editors’ note, as it stands today</summary>"
    assert of_today in as_of(client, claim, asked).content.decode()
    assert "as it stands today</summary>" not in client.get(claim.get_absolute_url()).content.decode()


def test_the_editors_context_is_said_to_be_of_today(client):
    claim = said(make.ClaimFactory(context="The Herald names a place."), 10).claim
    words = "Context, as it stands today The Herald names a place."
    assert words in text_of(as_of(client, claim, "2017-04-10"))
    assert "as it stands today The Herald" not in text_of(client.get(claim.get_absolute_url()))


def test_without_an_editors_note_none_is_said_to_be_of_today(client):
    claim = said(make.ClaimFactory(), 10).claim
    assert "Editors’ note" not in text_of(as_of(client, claim, "2017-04-10"))


@pytest.mark.parametrize(
    ("precision", "starts", "before", "last"),
    [
        ("day", day(12), "2017-04-11", "2017-04-12"),
        ("by", day(12), "2017-04-11", "2017-04-12"),
        ("month", day(1), "2017-04-29", "2017-04-30"),
        ("year", datetime.date(2017, 1, 1), "2017-12-30", "2017-12-31"),
    ],
)
def test_a_statement_is_there_from_the_end_of_its_date(client, precision, starts, before, last):
    statement = make.StatementFactory(said_on=starts, said_on_precision=precision)
    assert "Nobody had said anything on it by then." in text_of(as_of(client, statement.claim, before))
    assert f'id="statement-{statement.pk}"' in as_of(client, statement.claim, last).content.decode()


def test_before_anything_is_on_record_the_page_says_so(client):
    claim = said(make.ClaimFactory(), 10).claim
    response = as_of(client, claim, "2017-04-09")
    assert response.status_code == 200
    assert links_of(response)["See who says what today"] == claim.get_absolute_url()
    assert "Who says what" not in text_of(response) and "Who said it when" not in text_of(response)


def reported(said_on, published, **more):
    return make.StatementFactory(said_on=said_on, citation__article__published_on=published, **more)


def test_what_had_been_said_but_was_first_reported_later_is_told(client):
    claim, ada = make.ClaimFactory(), make.ClaimantFactory(name="Ada Brook")
    reported(day(11), day(13), claim=claim, claimant=ada, party=make.PartyFactory(), stance="denies")
    text = text_of(response := as_of(client, claim, "2017-04-11"))
    assert "Nothing had been reported by then." in text and "Nobody had said" not in text
    words = "Ada Brook denied it on 11 April 2017; the first article that we know of is of 13 April 2017."
    assert words in text
    first = links_of(response)["the first article that we know of is of 13 April 2017"]
    assert first == f"{claim.get_absolute_url()}?as_of=2017-04-13"
    assert "Who says what" not in text and "Who says what" in text_of(client.get(first))
    said(claim, 10)
    assert words in text_of(as_of(client, claim, "2017-04-12"))
    for asked in ("2017-04-10", "2017-04-13", ""):
        assert "first reported later" not in text_of(as_of(client, claim, asked))


@pytest.mark.parametrize(
    ("precision", "starts", "before", "last", "words"),
    [
        ("by", day(12), "2017-04-11", "2017-04-12", "affirmed it by 12 April 2017;"),
        ("month", day(1), "2017-04-29", "2017-04-30", "affirmed it in April 2017;"),
        ("year", datetime.date(2016, 1, 1), "2016-12-30", "2016-12-31", "affirmed it in 2016;"),
    ],
)
def test_what_was_reported_later_had_been_said_at_the_end_of_its_date(
    client, precision, starts, before, last, words
):
    statement = reported(starts, datetime.date(2017, 5, 2), said_on_precision=precision)
    assert words in text_of(as_of(client, statement.claim, last))
    assert "Nobody had said anything on it by then." in text_of(as_of(client, statement.claim, before))


def test_nothing_unpublished_or_undated_is_told_as_reported_later(client):
    claim = make.ClaimFactory()
    said(claim, 20)
    retracted = reported(day(2), day(20), claim=claim, **retraction("statement"))
    draft = make.DraftStatementFactory(claim=claim, said_on=day(2))
    make.CitationFactory(statement=draft, article__published_on=day(20))
    text = text_of(as_of(client, claim, "2017-04-05"))
    assert "Nobody had said anything on it by then." in text and retracted.claimant.name not in text
    undated = reported(day(2), None, claim=claim)
    make.CitationFactory(statement=undated, article__published_on=day(20))
    assert "first reported later" not in text_of(as_of(client, claim, "2017-04-05"))


def test_machines_are_sent_to_the_page_as_it_is(client):
    claim = said(make.ClaimFactory(), 10).claim
    canonical = f'<link rel="canonical" href="http://testserver{claim.get_absolute_url()}">'
    past, now = as_of(client, claim, "2017-04-10"), client.get(claim.get_absolute_url())
    assert canonical in past.content.decode() and canonical in now.content.decode()
    noindex = '<meta name="robots" content="noindex">'
    assert noindex in past.content.decode() and noindex not in now.content.decode()
    # A past day's page describes no other thing at the same address to machines.
    assert "ld+json" in now.content.decode() and "ld+json" not in past.content.decode()


def test_links_to_pages_that_know_days_keep_the_day(client):
    claim, topic, party = make.ClaimFactory(), make.TopicFactory(), make.PartyFactory()
    claim.topics.add(topic)
    member, other = make.ClaimantFactory(), said(make.ClaimFactory(), 1).claim
    make.ClaimRelationFactory(claim=claim, other=other)
    relay = make.PartyFactory()
    statement = said(claim, 10, party=party, claimant=member)
    make.CitationFactory(
        statement=statement, article__published_on=day(10), relayed_by=relay, relayed_for=relay
    )
    links = links_of(as_of(client, claim, "2017-04-10")).values()
    for row in (topic, party, member, other, relay):
        assert f"{row.get_absolute_url()}?as_of=2017-04-10" in links


def test_related_claims_have_the_status_of_that_day(client):
    claim = said(make.ClaimFactory(), 1).claim
    other, later = make.ClaimFactory(text="Other"), said(make.ClaimFactory(text="Later"), 20).claim
    said(other, 2)
    said(other, 20, stance="denies")
    for each in (other, later):
        make.ClaimRelationFactory(claim=claim, other=each)
    assert "Contradicts it Other Disputed" in text_of(client.get(claim.get_absolute_url()))
    text = text_of(as_of(client, claim, "2017-04-10"))
    assert "Contradicts it Other Asserted" in text and "Later" not in text.replace("Later s", "")


def test_later_verdicts_of_others_are_left_out(client):
    claim = said(make.ClaimFactory(), 1).claim
    for reviewer, number in (("Early", 2), ("Belated", 20)):
        make.FactCheckFactory(claim=claim, reviewer=reviewer, reviewed_on=day(number))
    text = text_of(as_of(client, claim, "2017-04-10"))
    assert "Early: “" in text and "Belated" not in text


def test_an_outlet_is_silent_only_by_what_it_had_published(client):
    topic, claim, other = make.TopicFactory(), make.ClaimFactory(), make.ClaimFactory()
    for each in (claim, other):
        each.topics.add(topic)
    said(claim, 1)
    for name, number in (("Early", 2), ("Belated", 20)):
        said(
            other,
            1,
            citation__article=make.ArticleFactory(
                published_on=day(number), outlet=make.OutletFactory(name=name)
            ),
        )
    text = text_of(as_of(client, claim, "2017-04-10"))
    assert "no article of Early to the end" in text and "Belated" not in text


def test_parties_are_silent_by_what_had_been_said_and_reported_by_then(client):
    topic, claim, other = make.TopicFactory(), make.ClaimFactory(), make.ClaimFactory()
    topic.claims.set([claim, other])
    said(claim, 1, party=make.PartyFactory(name="Norland"))
    in_april = {"said_on": day(1), "said_on_precision": "month", "citation__article__published_on": day(3)}
    month, early, belated = (make.PartyFactory(name=name) for name in ("Sudland", "Estland", "Westland"))
    make.StatementFactory(claim=claim, party=month, **in_april)
    said(other, 1, party=month)
    said(claim, 1, party=early, citation__article__published_on=day(20))
    said(other, 1, party=early)
    said(other, 1, party=belated, citation__article__published_on=day(20))
    make.StatementFactory(claim=other, party=make.PartyFactory(name="Nowhere"), **in_april)
    text = text_of(as_of(client, claim, "2017-04-10"))
    assert "nothing known from Estland and Sudland." in text
    text = text_of(as_of(client, claim, "2017-04-20"))
    assert "Agreed by Estland and Norland; Estland known from one outlet" in text
    assert "; nothing known from Sudland and Westland" in text


def test_an_outlet_that_carries_the_claim_is_not_called_silent_before_the_month_is_over(client):
    topic, claim, other = make.TopicFactory(), make.ClaimFactory(), make.ClaimFactory()
    topic.claims.set([claim, other])
    said(claim, 1)
    read = make.ArticleFactory(published_on=day(3), outlet=make.OutletFactory(name="Daily Post"))
    said(other, 1, citation__article=read)
    assert "no article of Daily Post to the end" in text_of(as_of(client, claim, "2017-04-10"))
    make.StatementFactory(claim=claim, said_on=day(1), said_on_precision="month", citation__article=read)
    assert "no article of Daily Post to the end" not in text_of(as_of(client, claim, "2017-04-10"))
    assert "Reported by Daily Post" in text_of(as_of(client, claim, "2017-04-30"))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("2017-02-30", "“2017-02-30” is no date"),
        ("yesterday", "“yesterday” is no date"),
        ("9" * 10_240, "is no date"),
        ("\0", "is no date"),
        ("٢٠١٧-٠٤-١٢", "is no date"),
        ("9999-12-31", "has not come yet"),
    ],
)
def test_a_day_that_makes_no_sense_is_told_and_ignored(client, asked, words):
    response = as_of(client, make.StatementFactory().claim, asked)
    assert response.status_code == 200
    assert words in text_of(response) and "As things stood" not in text_of(response)


def test_a_day_that_has_begun_in_sydney_is_the_record_as_it_is(client, monkeypatch):
    claim = make.StatementFactory().claim
    monkeypatch.setattr(timezone, "now", lambda: datetime.datetime(2026, 3, 4, 13, tzinfo=datetime.UTC))
    today, tomorrow, later = (text_of(as_of(client, claim, f"2026-03-0{day}")) for day in (4, 5, 6))
    assert "has not come yet" not in today + tomorrow and "As things stood" not in today + tomorrow
    assert "2026-03-06 has not come yet" in later
    Article(published_on=datetime.date(2026, 3, 5)).clean_fields(exclude=["outlet", "title"])
    with pytest.raises(ValidationError, match="is in the future"):
        Article(published_on=datetime.date(2026, 3, 6)).clean_fields(exclude=["outlet", "title"])


def test_a_moment_is_in_the_future_as_soon_as_it_has_not_come(monkeypatch):
    now = datetime.datetime(2026, 3, 4, 13, tzinfo=datetime.UTC)
    monkeypatch.setattr(timezone, "now", lambda: now)
    not_in_the_future(now)
    with pytest.raises(ValidationError, match="Check the day, the hour"):
        not_in_the_future(now + datetime.timedelta(seconds=1))


def test_the_foot_of_a_page_names_the_zone_of_its_days(client, settings):
    settings.TIME_ZONE = "Europe/London"
    assert "are those of the time zone Europe/London." in text_of(client.get("/changes/"))


def test_half_a_surrogate_is_ignored(client):
    claim = make.StatementFactory().claim
    response = client.get(f"{claim.get_absolute_url()}?as_of=%ED%A0%80&statement=%ED%A0%80&page=%ED%A0%80")
    assert response.status_code == 200


def test_pages_of_many_positions_keep_the_day(client):
    claim = make.ClaimFactory()
    statements = [said(claim, 1) for _ in range(STATEMENTS_PER_PAGE + 1)]
    said(claim, 20)
    first = as_of(client, claim, "2017-04-10")
    assert f"{len(statements)} positions on this claim" in text_of(first)
    assert links_of(first)["Next →"] == "?as_of=2017-04-10&page=2#positions"
    [left] = [each for each in statements if f'id="statement-{each.pk}"' not in first.content.decode()]
    moved = as_of(client, claim, "2017-04-10", statement=left.pk)
    assert moved["Location"] == f"{claim.get_absolute_url()}?page=2&as_of=2017-04-10"


@pytest.mark.parametrize("rows", [1, 3])
def test_a_past_day_costs_no_more(client, django_assert_num_queries, rows):
    claim = make.ClaimFactory()
    for number in range(rows):
        claim.topics.add(make.TopicFactory())
        said(claim, number + 1)
        make.FactCheckFactory(claim=claim)
        make.ClaimRelationFactory(claim=claim, other=make.StatementFactory().claim)
    with django_assert_num_queries(1):
        assert as_of(client, claim, "2017-04-20").status_code == 200
