import datetime

import pytest

from claims.models import Claimant
from public.claimants import listing
from tests import factories as make
from tests.support.html import assert_shows, hide_leaks, text_of

pytestmark = pytest.mark.django_db


def test_shows_each_party_with_the_people_who_speak_for_it(client):
    party, minister = make.PartyFactory(name="Norland"), make.ClaimantFactory(name="A. Minister")
    make.StatementFactory(party=party)
    make.StatementFactory(party=party, claimant=minister, capacity="Foreign Minister")
    text = text_of(client.get("/claimants/"))
    assert_shows(
        text, "Norland Government · positions on 2 claims", "Asserted 2", "A. Minister Foreign Minister"
    )


def test_a_small_party_keeps_its_people_beside_a_large_one(client, monkeypatch):
    monkeypatch.setattr(listing, "PEOPLE_PER_PARTY", 2)
    small = make.StatementFactory(
        party=make.PartyFactory(name="Small"), claimant=make.ClaimantFactory(name="Only one")
    )
    large = make.PartyFactory(name="Large")
    for n in range(3):
        for _ in range(n + 2):
            claimant, _made = Claimant.objects.get_or_create(name=f"Person {n}", kind="person")
            make.StatementFactory(party=large, claimant=claimant)
    rows = {
        row.party.name: [person.claimant.name for person in row.people_shown]
        for row in client.get("/claimants/").context["page"].rows
    }
    assert rows == {"Large": ["Person 2", "Person 1"], small.party.name: ["Only one"]}


def test_people_are_shown_in_the_office_they_last_spoke_in(client):
    party, person = make.PartyFactory(), make.ClaimantFactory(name="A. Minister")
    for year, office in ((2015, "Envoy"), (2017, "Adviser"), (2016, "Minister")):
        make.StatementFactory(
            party=party, claimant=person, capacity=office, said_on=datetime.date(year, 1, 1)
        )
    assert "A. Minister Adviser" in text_of(client.get("/claimants/"))
    assert "A. Minister Adviser · 3 statements" in text_of(client.get(party.get_absolute_url()))


def test_outlets_in_their_own_voice_are_elsewhere(client):
    voice = make.VoiceFactory()
    make.StatementFactory(party=voice, citation__article__outlet=voice.outlet, citation__kind="own_words")
    assert voice.name not in text_of(client.get("/claimants/"))


def test_shows_nobody_known_from_drafts_only(client):
    statement = make.StatementFactory(citation__article=make.ArticleFactory())
    article = statement.citations.get().article
    hide_leaks(claim=statement.claim, party=statement.party, article=article)
    make.DraftStatementFactory(claim=statement.claim, party=make.PartyFactory(name="Leak party"))
    make.DraftStatementFactory(claim=make.StatementFactory().claim, party=statement.party)
    response = client.get("/claimants/")
    assert "Leak" not in response.content.decode()
    assert f"{statement.party.name} Government · positions on 1 claim" in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make.StatementFactory(claimant=make.ClaimantFactory())
    with django_assert_num_queries(3):
        assert client.get("/claimants/").status_code == 200


def test_is_made_from_the_newest_statements(client, monkeypatch):
    monkeypatch.setattr(listing, "STATEMENTS_OF_A_PARTY", 2)
    party = make.PartyFactory()
    for stance in ("affirms", "affirms", "denies"):
        make.StatementFactory(party=party, stance=stance)
    assert "its newest 2 claims Disputed 1 Asserted 1" in text_of(client.get("/claimants/"))


def test_is_narrowed_by_kind_and_read_from_a_letter_on(client, monkeypatch):
    monkeypatch.setattr(listing, "PARTIES_PER_PAGE", 2)
    for name, kind in (("Abbey", "organisation"), ("Norland", "government"), ("Souther", "government")):
        make.StatementFactory(party=make.PartyFactory(name=name, kind=kind, speaks_for_itself=True))

    def names(**query):
        return [row.party.name for row in client.get("/claimants/", query).context["page"].rows]

    assert names(sort="name") == ["Abbey", "Norland"]
    assert names(sort="name", kind="government") == ["Norland", "Souther"]
    assert names(**{"from": "N"}) == ["Norland", "Souther"]
    make.StatementFactory(party=Claimant.objects.get(name="Norland"))
    assert names() == ["Norland", "Souther"]  # first who takes positions on most claims, then the newest
    assert names(kind="organisation") == ["Abbey"]
    onward = client.get("/claimants/").context["page"].page.next_query
    assert [row.party.name for row in client.get(f"/claimants/{onward}").context["page"].rows] == ["Abbey"]
    assert "there is no order “x”" in text_of(client.get("/claimants/?sort=x"))
    text = text_of(client.get("/claimants/?kind=cloud&from=%00"))
    assert "Ignored: there is no kind “cloud”." in text and "is no letter from A to Z" in text


def test_finds_people_by_name_surname_and_printed_spelling(client):
    lavender = make.StatementFactory(claimant=make.ClaimantFactory(name="Séan Lavender")).claimant
    make.AliasFactory(claimant=lavender, name="Lavendor")
    make.ClaimantFactory(name="Lavender Unseen")
    for words in ("sean lav", "LAVENDER", "lavendo", "Lavender Sean", "lavender, séan"):
        assert [
            claimant.name for claimant in client.get("/claimants/", {"q": words}).context["claimants"]
        ] == [lavender.name]
    assert "Nobody here has a name" in text_of(client.get("/claimants/?q=Zebra"))
    for nonsense in ("%00", "%ED%A0%80", "%25", "';--", "x" * 10_000, "%20.%20"):
        assert client.get(f"/claimants/?q={nonsense}").status_code == 200
