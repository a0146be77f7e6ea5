import pytest

from public.charts.status_bar import LENGTH, StatusBar
from public.topics import views
from tests import factories as make
from tests.support.html import hide_leaks, text_of

pytestmark = pytest.mark.django_db


def test_counts_the_claims_of_each_topic_by_status(client):
    topic = make.TopicFactory(name="Bridges", summary="All about them.")
    for stance in ("affirms", "denies", "questions"):
        make.StatementFactory(stance=stance).claim.topics.add(topic)
    text = text_of(client.get("/topics/"))
    assert "Bridges All about them. Disputed 2 Asserted 1" in text
    assert "3 claims, the newest of 20 April 2017" in text


def test_shows_no_draft_and_nothing_retracted(client):
    topic, article = make.TopicFactory(), make.ArticleFactory()
    statement = make.StatementFactory(citation__article=article)
    statement.claim.topics.add(topic)
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    hide_leaks(
        claim=make.StatementFactory().claim,
        party=statement.party,
        article=article,
        topic=make.TopicFactory(name="Leak topic"),
    )
    response = client.get("/topics/")
    assert "Leak" not in response.content.decode()
    assert f"{topic.name} Asserted 1 1 claim, of 20" in text_of(response)


def test_topics_with_most_claims_come_first_or_all_by_name(client):
    busy, quiet = make.TopicFactory(name="Zebras"), make.TopicFactory(name="Apes")
    for topic in (busy, busy, quiet):
        make.StatementFactory().claim.topics.add(topic)
    for query, names in (("", ["Zebras", "Apes"]), ("?sort=name", ["Apes", "Zebras"])):
        rows = client.get(f"/topics/{query}").context["page"].rows
        assert [row.topic.name for row in rows] == names


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        make.StatementFactory().claim.topics.add(make.TopicFactory())
    with django_assert_num_queries(4):
        assert client.get("/topics/").status_code == 200


def test_a_large_topic_is_not_counted_to_the_end(client, monkeypatch):
    monkeypatch.setattr(views, "CLAIMS_COUNTED", 1)
    topic = make.TopicFactory()
    make.DraftClaimFactory().topics.add(topic)  # takes no place of one that readers see
    for _ in range(2):
        make.StatementFactory().claim.topics.add(topic)
    assert "more are not counted here" in text_of(client.get("/topics/"))
    monkeypatch.setattr(views, "CLAIMS_COUNTED", 2)
    assert "more are not counted here" not in text_of(client.get("/topics/"))


def test_only_topics_with_a_published_claim_take_a_place_on_the_pages(client, monkeypatch):
    monkeypatch.setattr(views, "TOPICS_PER_PAGE", 1)
    for _ in range(2):
        make.StatementFactory().claim.topics.add(make.TopicFactory())
    make.DraftClaimFactory().topics.add(make.TopicFactory())
    page = client.get("/topics/").context["page"]
    assert (page.total, page.pages) == (2, 2)


def test_says_that_nothing_is_there_yet(client):
    assert "No topic has a published claim yet." in text_of(client.get("/topics/"))


def test_every_status_can_be_seen_in_the_bar_and_the_bar_is_as_long_as_it_says():
    parts = StatusBar({"disputed": 1, "agreed": 0, "asserted": 4000}).parts
    assert [(part.status, part.number) for part in parts] == [("disputed", 1), ("asserted", 4000)]
    assert parts[0].x == 0 and parts[0].width >= 4
    assert parts[1].x + parts[1].width == pytest.approx(LENGTH, abs=0.2)
