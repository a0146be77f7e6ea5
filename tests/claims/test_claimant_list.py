import datetime

import pytest

from claims.models import Claimant
from claims.views import claimants
from tests.factories import (
    ArticleFactory,
    ClaimantFactory,
    DraftStatementFactory,
    PartyFactory,
    StatementFactory,
    VoiceFactory,
)
from tests.pages import hide_leaks, text_of

pytestmark = pytest.mark.django_db


def test_shows_each_party_with_the_people_who_speak_for_it(client):
    party, minister = PartyFactory(name="Norland"), ClaimantFactory(name="A. Minister")
    StatementFactory(party=party)
    StatementFactory(party=party, claimant=minister, capacity="Foreign Minister")
    text = text_of(client.get("/claimants/"))
    assert "Norland Government · on record on 2 claims A. Minister Foreign Minister" in text


def test_a_small_party_keeps_its_people_beside_a_large_one(client, monkeypatch):
    monkeypatch.setattr(claimants, "PEOPLE_PER_PARTY", 2)
    small = StatementFactory(party=PartyFactory(name="Small"), claimant=ClaimantFactory(name="Only one"))
    large = PartyFactory(name="Large")
    for n in range(3):
        for _ in range(n + 2):
            claimant, _made = Claimant.objects.get_or_create(name=f"Person {n}", kind="person")
            StatementFactory(party=large, claimant=claimant)
    rows = {
        party.name: [p.name for p in people] for party, people in client.get("/claimants/").context["rows"]
    }
    assert rows == {"Large": ["Person 2", "Person 1"], small.party.name: ["Only one"]}


def test_people_are_shown_in_the_office_they_last_spoke_in(client):
    party, person = PartyFactory(), ClaimantFactory(name="A. Minister")
    for year, office in ((2015, "Envoy"), (2017, "Adviser"), (2016, "Minister")):
        StatementFactory(party=party, claimant=person, capacity=office, said_on=datetime.date(year, 1, 1))
    assert "A. Minister Adviser" in text_of(client.get("/claimants/"))
    assert "A. Minister Adviser · 3 statements" in text_of(client.get(party.get_absolute_url()))


def test_outlets_in_their_own_voice_are_elsewhere(client):
    voice = VoiceFactory()
    StatementFactory(party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words")
    assert voice.name not in text_of(client.get("/claimants/"))


def test_shows_nobody_known_from_drafts_only(client):
    statement = StatementFactory(citation__article=ArticleFactory())
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    DraftStatementFactory(claim=statement.claim, party=PartyFactory(name="Leak party"))
    DraftStatementFactory(claim=StatementFactory().claim, party=statement.party)
    response = client.get("/claimants/")
    assert "Leak" not in response.content.decode()
    assert f"{statement.party.name} Government · on record on 1 claim" in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        StatementFactory(claimant=ClaimantFactory())
    with django_assert_num_queries(3):
        assert client.get("/claimants/").status_code == 200
