import datetime

import pytest

from claims.views.claimants import POSITIONS_PER_PAGE
from tests.factories import (
    AffiliationFactory,
    AliasFactory,
    ArticleFactory,
    CitationFactory,
    ClaimantFactory,
    ClaimFactory,
    DraftStatementFactory,
    PartyFactory,
    StatementFactory,
    VoiceFactory,
)
from tests.pages import hide_leaks, links_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def minister():
    return ClaimantFactory(name="A. Minister", role="Foreign Minister of Norland", wikidata_id="Q7")


def test_a_person_with_names_offices_and_positions(client, minister):
    party = PartyFactory(name="Norland")
    AffiliationFactory(claimant=minister, party=party, role="Minister", since=datetime.date(2015, 5, 4))
    unseen = DraftStatementFactory(party=PartyFactory(name="Leak"), claimant=minister).party
    AffiliationFactory(claimant=minister, party=unseen, role="Leak")
    AliasFactory(claimant=minister, name="A. Minster")
    statement = StatementFactory(
        claimant=minister, party=party, claim__text="It was closed", stance="questions", capacity="Minister"
    )
    response = client.get(minister.get_absolute_url())
    text = text_of(response)
    assert "A. Minister Foreign Minister of Norland Disputed 1" in text
    assert "Questions It was closed Minister · 12 April 2017 Disputed" in text
    assert "Speaks for Norland Minister · since 4 May 2015" in text
    assert "As articles print it A. Minster" in text
    assert "Leak" not in text
    assert links_of(response)["It was closed"] == statement.get_absolute_url()
    assert links_of(response)["Wikidata Q7"] == "https://www.wikidata.org/wiki/Q7"


def test_a_party_with_what_its_people_said(client, minister):
    party = PartyFactory(name="Norland")
    claim = ClaimFactory()
    StatementFactory(claim=claim, claimant=minister, party=party, capacity="Minister")
    StatementFactory(claim=claim, claimant=minister, party=party, said_on=datetime.date(2016, 1, 1))
    text = text_of(client.get(party.get_absolute_url()))
    assert "A. Minister, Minister · 12 April 2017" in text
    assert "Affirms earlier position, replaced by a later one" in text
    assert "Spoken for by A. Minister" in text and "2 statements, newest first." in text


def test_an_outlets_voice_leads_to_its_outlet(client):
    voice = VoiceFactory()
    StatementFactory(party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words")
    response = client.get(voice.get_absolute_url())
    assert "States it as fact" in text_of(response)
    assert links_of(response)[voice.name] == voice.outlet.get_absolute_url()


def test_is_narrowed_by_status(client):
    party = PartyFactory()
    StatementFactory(party=party, claim__text="Plain")
    StatementFactory(party=party, claim__text="Contested", stance="denies")
    text = text_of(client.get(f"{party.get_absolute_url()}?status=disputed"))
    assert "Contested" in text and "Plain" not in text
    for status, shown in (("nonsense", "nonsense"), ("%00", "�")):
        text = text_of(client.get(f"{party.get_absolute_url()}?status={status}"))
        assert f"Ignored: there is no status “{shown}”." in text and "Plain" in text


def test_shows_no_draft_and_nothing_retracted(client):
    statement = StatementFactory(citation__article=ArticleFactory())
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    response = client.get(statement.party.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert "1 statement, newest first." in text_of(response)


def test_who_is_known_from_drafts_only_is_not_found(client):
    statement = StatementFactory(citation__article=ArticleFactory())
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    person = type(statement.party).objects.get(name="Leak person")
    assert client.get(person.get_absolute_url()).status_code == 404
    assert client.get(f"/claimants/{person.pk}/").status_code == 404


def test_who_only_passes_words_on_is_found(client):
    relayer, party = ClaimantFactory(name="Go-between"), PartyFactory()
    CitationFactory(statement=StatementFactory(), relayed_by=relayer, relayed_for=party)
    assert "No position of its own is on record." in text_of(client.get(relayer.get_absolute_url()))


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    party = PartyFactory()
    for _ in range(rows):
        person = ClaimantFactory()
        AffiliationFactory(claimant=person, party=party)
        AliasFactory(claimant=party)
        StatementFactory(claimant=person, party=party)
    with django_assert_num_queries(10):
        assert client.get(party.get_absolute_url()).status_code == 200


def test_many_positions_are_read_in_pages(client):
    party = PartyFactory()
    for _ in range(POSITIONS_PER_PAGE + 1):
        StatementFactory(party=party)
    last = client.get(party.get_absolute_url(), {"page": 999999})
    assert len(last.context["positions"]) == 1
    assert "There is no page 999999: this is the last, page 2." in text_of(last)
