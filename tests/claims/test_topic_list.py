import pytest

from tests.factories import ArticleFactory, StatementFactory, TopicFactory
from tests.pages import hide_leaks, text_of

pytestmark = pytest.mark.django_db


def test_counts_the_claims_of_each_topic_by_status(client):
    topic = TopicFactory(name="Bridges", summary="All about them.")
    for stance in ("affirms", "denies", "questions"):
        StatementFactory(stance=stance).claim.topics.add(topic)
    text = text_of(client.get("/topics/"))
    assert "Bridges 3 claims · 2 disputed · 1 asserted All about them." in text


def test_shows_no_draft_and_nothing_retracted(client):
    topic, article = TopicFactory(), ArticleFactory()
    statement = StatementFactory(citation__article=article)
    statement.claim.topics.add(topic)
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    hide_leaks(
        claim=StatementFactory().claim,
        party=statement.party,
        article=article,
        topic=TopicFactory(name="Leak topic"),
    )
    response = client.get("/topics/")
    assert "Leak" not in response.content.decode()
    assert f"{topic.name} 1 claim · 1 asserted" in text_of(response)


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        StatementFactory().claim.topics.add(TopicFactory())
    with django_assert_num_queries(2):
        assert client.get("/topics/").status_code == 200
