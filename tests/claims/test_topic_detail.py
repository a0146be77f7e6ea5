import pytest

from claims import querysets
from claims.matrix import OUTLETS_PER_TABLE
from tests.factories import (
    THEN,
    ArticleFactory,
    CitationFactory,
    ClaimFactory,
    DraftStatementFactory,
    OutletFactory,
    PartyFactory,
    StatementFactory,
    TopicFactory,
    UserFactory,
    VoiceFactory,
)
from tests.pages import hide_leaks, links_of, retraction, text_of

pytestmark = pytest.mark.django_db


def statement_in(topic, outlet=None, **fields):
    article = ArticleFactory(outlet=outlet) if outlet else ArticleFactory()
    statement = StatementFactory(citation__article=article, **fields)
    statement.claim.topics.add(topic)
    return statement


def test_every_cell_says_what_the_outlet_does_and_opens_its_words(client):
    topic = TopicFactory(summary="All about bridges.")
    post, times = OutletFactory(name="Post"), OutletFactory(name="Times")
    ArticleFactory(outlet=times, read_in_full_at=THEN, read_in_full_by=UserFactory())
    norland, sudland = PartyFactory(name="Norland"), PartyFactory(name="Sudland")
    first = statement_in(topic, post, claim__text="It was closed", party=norland)
    denial = statement_in(topic, post, claim=first.claim, party=sudland, stance="denies")
    StatementFactory(
        claim=first.claim,
        party=VoiceFactory(outlet=times),
        stance="questions",
        citation__article__outlet=times,
        citation__article__read_in_full_at=THEN,
        citation__article__read_in_full_by=UserFactory(),
        citation__kind="own_words",
    )
    statement_in(topic, post, claim__text="It was open", party=norland)
    response = client.get(topic.get_absolute_url())
    text = text_of(response)
    assert "All about bridges. 2 claims Disputed 1 Asserted 1" in text
    assert "Parties on record Norland 2 claims Sudland 1 claim" in text
    assert "Claim Postnone read in full yet Times1 article read in full" in text
    assert (
        "Disputed It was closed Post attributes it to both sides affirmed by Norland denied by Sudland "
        "Times disputes it Asserted It was open Post attributes it to Norland Times not found"
    ) in text
    links = links_of(response)
    url = first.claim.get_absolute_url()
    assert links["affirmed by Norland"] == f"{url}#citation-{first.citations.get().pk}"
    assert links["denied by Sudland"] == f"{url}#citation-{denial.citations.get().pk}"


def test_an_outlet_nobody_has_read_in_full_is_not_called_silent(client):
    topic = TopicFactory()
    statement_in(topic, OutletFactory(name="Post"))
    statement_in(topic, OutletFactory(name="Times"))
    text = text_of(client.get(topic.get_absolute_url()))
    assert "Post not read in full" in text and "Times not read in full" in text
    assert "Post not found" not in text


def test_an_outlet_that_covered_the_story_but_left_this_topic_out_is_shown(client):
    topic, beside, apart = TopicFactory(), TopicFactory(), TopicFactory()
    shared = statement_in(topic, OutletFactory(name="Post"), claim__text="It was closed")
    shared.claim.topics.add(beside)
    read = ArticleFactory(outlet__name="Silent", read_in_full_at=THEN, read_in_full_by=UserFactory())
    for n in range(2):
        elsewhere = StatementFactory(claim__text=f"Not of this topic {n}", citation__article=read)
        elsewhere.claim.topics.add(beside)
    statement_in(apart, OutletFactory(name="Stranger"))
    text = text_of(client.get(topic.get_absolute_url()))
    assert "Claim Postnone read in full yet Silent1 article read in full" in text
    assert f"It was closed Post attributes it to {shared.party.name} Silent not found" in text
    assert "Stranger" not in text and "Not of this topic" not in text


def test_of_large_topics_the_newest_claims_and_those_shown_decide(client, monkeypatch):
    monkeypatch.setattr(querysets, "CLAIMS_AROUND", 1)
    topic, beside = TopicFactory(), TopicFactory()
    shown = statement_in(topic, OutletFactory(name="Shown"))
    newest = statement_in(topic, OutletFactory(name="Newest"))
    for statement in (shown, newest):
        statement.claim.topics.add(beside)
    for name in ("Early", "Late"):
        statement_in(beside, OutletFactory(name=name))
    outlets = client.get(topic.get_absolute_url()).context["outlets"].rows
    assert [outlet.name for outlet in outlets] == ["Newest", "Shown", "Late"]


def test_shows_no_draft_and_nothing_retracted(client):
    topic, article = TopicFactory(), ArticleFactory()
    statement = StatementFactory(citation__article=article)
    statement.claim.topics.add(topic)
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    CitationFactory(
        statement=DraftStatementFactory(claim=statement.claim), article__outlet__name="Leak outlet"
    )
    response = client.get(topic.get_absolute_url())
    assert "Leak" not in response.content.decode()
    assert f"1 claim Asserted 1 Parties on record {statement.party.name} 1 claim " in text_of(response)
    assert f"{article.outlet.name} attributes it to {statement.party.name} The record" not in text_of(
        response
    )
    assert "disputes it" not in text_of(response) and "carries" not in text_of(response)


def test_a_topic_of_drafts_and_retracted_claims_only_is_not_found(client):
    topic = TopicFactory(name="Leak")
    DraftStatementFactory().claim.topics.add(topic)
    StatementFactory(claim=ClaimFactory(**retraction("claim"))).claim.topics.add(topic)
    for address in (topic.get_absolute_url(), f"/topics/{topic.pk}/"):
        response = client.get(address)
        assert response.status_code == 404
        assert "Leak" not in response.content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    topic = TopicFactory()
    for _ in range(rows):
        statement_in(topic)
    with django_assert_num_queries(10):
        assert client.get(topic.get_absolute_url()).status_code == 200


def test_a_large_topic_is_read_in_pages_of_claims_and_of_outlets(client):
    topic = TopicFactory()
    for _ in range(26):
        statement_in(topic)
    response = client.get(topic.get_absolute_url())
    assert [page.pages for page in (response.context["page"], response.context["outlets"])] == [2, 5]
    assert len(response.context["outlets"].rows) == OUTLETS_PER_TABLE
    last = client.get(topic.get_absolute_url(), {"page": 2, "outlets": 5})
    assert [len(rows) for _status, rows in last.context["groups"]] == [1]


@pytest.mark.parametrize("query", ["page=abc", "outlets=abc", "outlets=%00", "page=999999"])
def test_nonsense_in_the_query_is_answered(client, query):
    topic = TopicFactory()
    statement_in(topic)
    assert "There is no page" in text_of(client.get(f"{topic.get_absolute_url()}?{query}"))


def test_other_addresses_lead_to_the_right_one_and_unknown_ids_nowhere(client):
    topic = TopicFactory()
    statement_in(topic)
    assert client.get(f"/topics/{topic.pk}/x/")["Location"] == topic.get_absolute_url()
    assert client.get(f"/topics/{'9' * 19}/").status_code == 404
    assert client.get("/topics/0/").status_code == 404
