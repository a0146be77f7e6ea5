import datetime

import pytest

from tests import factories as make
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db

WIDE, OWN, OLD, LONE = "Carried by two", "Disputed by Post", "Reported first", "By Times alone"


@pytest.fixture
def post():
    return make.OutletFactory(name="Post")


@pytest.fixture
def norland():
    return make.PartyFactory(name="Norland")


@pytest.fixture
def topic(post, norland):
    """Four claims, from the newest to the oldest: LONE, OLD, OWN (disputed), WIDE."""
    topic, times = make.TopicFactory(), make.OutletFactory(name="Times")

    def carried(text, day, outlet, **fields):
        statement = make.StatementFactory(
            claim__text=text,
            party=norland,
            said_on=datetime.date(2017, 4, 1),
            citation__article__outlet=outlet,
            citation__article__published_on=day,
            **fields,
        )
        statement.claim.topics.add(topic)
        return statement

    wide = carried(WIDE, "2017-04-12", post)
    make.CitationFactory(statement=wide, article__outlet=times, article__published_on="2017-04-13")
    own = carried(OWN, "2017-04-11", post)
    make.StatementFactory(
        claim=own.claim,
        party=make.VoiceFactory(outlet=post),
        stance="denies",
        said_on=datetime.date(2017, 4, 11),
        citation__kind="own_words",
        citation__article__outlet=post,
        citation__article__published_on="2017-04-11",
    )
    make.StatementFactory(
        claim=own.claim,
        party=make.PartyFactory(name="Sudland"),
        stance="denies",
        citation__article__outlet=post,
    )
    carried(OLD, "2017-04-02", post)
    carried(LONE, "2017-04-14", times)
    return topic


def rows(client, topic, **query) -> list[str]:
    groups = client.get(topic.get_absolute_url(), query).context["groups"]
    return [row.claim.text for _status, group in groups for row in group]


def test_disputed_claims_come_first_then_what_most_outlets_carry(client, topic):
    assert rows(client, topic) == [OWN, WIDE, LONE, OLD]


def test_by_coverage_and_by_the_day_of_the_first_report(client, topic):
    assert rows(client, topic, sort="coverage") == [WIDE, LONE, OLD, OWN]
    assert rows(client, topic, sort="date") == [LONE, WIDE, OWN, OLD]


def test_narrowed_by_status_and_by_party_with_the_way_back(client, topic, norland):
    assert rows(client, topic, status="disputed") == [OWN]
    assert rows(client, topic, status="agreed") == []
    assert rows(client, topic, party=norland.pk, status="asserted") == [WIDE, LONE, OLD]
    response = client.get(topic.get_absolute_url(), {"status": "agreed", "sort": "date"})
    assert "No claim of this topic is of that kind." in text_of(response)
    assert links_of(response)["Show all claims"] == "?sort=date#table"


def test_as_of_a_day_statuses_cells_and_outlets_are_those_of_the_day(client, topic):
    response = client.get(topic.get_absolute_url(), {"as_of": "2017-04-11"})
    groups = {status: [row.claim.text for row in group] for status, group in response.context["groups"]}
    assert groups == {"asserted": [OLD, OWN]}
    text = text_of(response)
    assert "2 claims · reported by 1 outlet" in text
    assert WIDE not in text and "Sudland" not in text and "13 April" not in text
    assert "?as_of=2017-04-11" in links_of(response)[OWN]
    before = client.get(topic.get_absolute_url(), {"as_of": "2017-03-01"})
    assert before.status_code == 200 and "Nothing in this topic had been said by then." in text_of(before)


def test_says_who_had_it_first(client, topic):
    assert "Outlet Claims Ahead Only here Post 3 1 2 Times 2 0 1" in text_of(
        client.get(topic.get_absolute_url())
    )


def test_draws_what_was_said_when(client, topic):
    text = text_of(client.get(topic.get_absolute_url()))
    assert "When it was said" in text and f"Norland affirms: {LONE}" in text
    assert f"Post disputes it: {OWN}" in text


def test_nobody_had_first_what_an_article_without_a_date_carries(client):
    topic, statement = make.TopicFactory(), make.StatementFactory(citation__article__outlet__name="Post")
    make.CitationFactory(statement=statement, article__outlet__name="Times", article__published_on=None)
    statement.claim.topics.add(topic)
    response = client.get(topic.get_absolute_url())
    assert "Who had it first" not in text_of(response)


def test_of_one_outlet_alone_nobody_asks_who_was_first(client):
    topic, statement = make.TopicFactory(), make.StatementFactory()
    statement.claim.topics.add(topic)
    assert "Who had it first" not in text_of(client.get(topic.get_absolute_url()))
