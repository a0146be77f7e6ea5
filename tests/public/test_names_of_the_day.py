"""Pages that are read as of a day call everybody by the name of that day."""

import datetime
import re

import pytest
from django.urls import reverse

from claims.actions import keep_former_name
from tests import factories as make
from tests.support.html import text_of
from tests.support.sql import sql

pytestmark = pytest.mark.django_db


def day(number: int) -> datetime.date:
    return datetime.date(2017, 4, number)


@pytest.fixture
def ministry():
    """Make a ministry that is called otherwise since 20 April, and was before since 15 April."""
    party = make.PartyFactory(name="Norland Peace", sentence_name="the Peace")
    keep_former_name(claimant=party, name="Norland War", sentence_name="the War", until=day(15))
    keep_former_name(claimant=party, name="Norland Defence", sentence_name="", until=day(20))
    make.AliasFactory(claimant=party, name="Norland Misspelt")
    return party


def test_the_name_is_the_one_before_the_next_renaming(ministry):
    for asked, names in (
        (day(14), ("Norland War", "the War")),
        (day(15), ("Norland Defence", "")),
        (day(19), ("Norland Defence", "")),
        (day(20), ("Norland Peace", "the Peace")),
        (None, ("Norland Peace", "the Peace")),
    ):
        found = sql(
            "SELECT name, sentence_name FROM claims_claimants_on(%s) WHERE id = %s", asked, ministry.pk
        )
        assert found == [names], asked


def test_a_name_that_came_back_is_one_alias(ministry):
    keep_former_name(claimant=ministry, name="Norland War", sentence_name="", until=day(25))
    assert sorted(ministry.aliases.values_list("name", "until")) == [
        ("Norland Defence", day(20)),
        ("Norland Misspelt", None),
        ("Norland War", day(25)),
    ]


def test_every_page_of_a_past_day_has_the_name_of_that_day(client, ministry):
    said = make.StatementFactory(party=ministry, said_on=day(10), citation__article__published_on=day(10))
    other = make.StatementFactory(claim=said.claim, stance="denies", citation__article__published_on=day(10))
    spoken = make.StatementFactory(
        claim=make.ClaimFactory(),
        party=ministry,
        claimant=make.ClaimantFactory(name="The Envoy"),
        said_on=day(10),
        citation__article__published_on=day(10),
    )
    make.AffiliationFactory(claimant=spoken.claimant, party=ministry, role="envoy")
    passed = make.CitationFactory(
        statement=other, relayed_by=ministry, relayed_for=ministry, article__published_on=day(10)
    )
    topic = make.TopicFactory()
    for claim in (said.claim, spoken.claim):
        claim.topics.add(topic)
    outlets = said.citations.get().article.outlet_id, passed.article.outlet_id
    for page in (
        said.claim.get_absolute_url(),
        ministry.get_absolute_url(),
        other.party.get_absolute_url(),
        spoken.claimant.get_absolute_url(),
        topic.get_absolute_url(),
        f"{reverse('compare')}?a={outlets[0]}&b={outlets[1]}",
    ):
        then, now = (
            text_of(client.get(page + ("&" if "?" in page else "?") + f"as_of={asked}"))
            for asked in ("2017-04-14", "2017-04-21")
        )
        assert "Norland War" in then or "the War" in then, page
        assert "Peace" not in then.replace("Its name on that day. Today: Norland Peace", ""), page
        assert "Norland Peace" in now or "the Peace" in now, page
        assert "War" not in now.replace("Norland War (its name until 15 April 2017)", ""), page


def test_an_outlet_has_the_former_name_of_its_own_claimant(client):
    voice = make.VoiceFactory(name="The Post", outlet__name="The Post")
    keep_former_name(claimant=voice, name="Evening Post", sentence_name="", until=day(15))
    said = make.StatementFactory(
        said_on=day(10), citation__article__outlet=voice.outlet, citation__article__published_on=day(10)
    )
    other = make.StatementFactory(
        stance="denies", claim=said.claim, said_on=day(10), citation__article__published_on=day(10)
    )
    make.CitationFactory(statement=other, via=voice.outlet, article__published_on=day(10))
    topic = make.TopicFactory()
    said.claim.topics.add(topic)
    second = other.citations.first().article.outlet_id
    for page in (
        said.claim.get_absolute_url(),
        said.party.get_absolute_url(),
        topic.get_absolute_url(),
        f"{reverse('compare')}?a={voice.outlet_id}&b={second}",
    ):
        response = client.get(page + ("&" if "?" in page else "?") + "as_of=2017-04-14")
        then = re.sub("<select.*?</select>", "", response.text, flags=re.DOTALL)  # today's, to choose from
        assert "Evening Post" in then and "The Post" not in then, page
        now = client.get(page + ("&" if "?" in page else "?") + "as_of=2017-04-15").text
        assert "The Post" in now and "Evening Post" not in now, page
        assert "Evening Post" not in client.get(page).text, page
