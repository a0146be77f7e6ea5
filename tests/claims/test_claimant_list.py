import pytest

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
