import pytest

from sources import paging
from tests.factories import ArticleFactory, StatementFactory, TopicFactory
from tests.pages import hide_leaks, links_of, text_of

pytestmark = pytest.mark.django_db


def listed(response) -> list[str]:
    return [claim.text for claim in response.context["claims"]]


@pytest.fixture
def record(db):
    """A disputed claim under a topic and an asserted one under none."""
    topic = TopicFactory(name="Bridges")
    disputed = StatementFactory(claim__text="Sergéi closed the bridge", stance="denies").claim
    disputed.topics.add(topic)
    StatementFactory(claim__text="The road was open", claim__context="A detour by the bridge")
    return topic


def test_shows_the_newest_first_with_the_reason(client, record):
    response = client.get("/claims/")
    assert listed(response) == ["The road was open", "Sergéi closed the bridge"]
    assert "2 claims" in text_of(response)
    assert "Disputed: denied by Party" in text_of(response)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=disputed", ["Sergéi closed the bridge"]),
        ("status=agreed", []),
        ("q=sergei", ["Sergéi closed the bridge"]),
        ("q=bridges", ["The road was open", "Sergéi closed the bridge"]),
        ("q=bridge+-road", ["Sergéi closed the bridge"]),
        ("q=%22closed+the+bridge%22", ["Sergéi closed the bridge"]),
        ("q=nowhere", []),
        ("q=bridge&status=asserted", ["The road was open"]),
        ("q=+", ["The road was open", "Sergéi closed the bridge"]),
    ],
)
def test_is_narrowed_by_what_the_address_says(client, record, query, expected):
    assert listed(client.get(f"/claims/?{query}")) == expected


@pytest.mark.parametrize(
    ("query", "advice", "link"),
    [
        ("q=nowhere", "Try fewer words, or another form of them", None),
        ("q=road&status=disputed", "the same words in every status, or try fewer words", "/claims/?q=road"),
        ("q=road&topic={}", "the same words in every topic, or try", "/claims/?q=road"),
        ("q=road&topic={}&status=agreed", "in every topic and status, or try", "/claims/?q=road"),
        ("topic={}&status=agreed", "Look at all that is on record on this topic.", "/topics/{}/bridges/"),
    ],
)
def test_says_what_to_relax_when_nothing_is_found(client, record, query, advice, link):
    response = client.get(f"/claims/?{query.format(record.pk)}")
    assert listed(response) == []
    assert advice in text_of(response)
    assert link is None or link.format(record.pk) in links_of(response).values()


def test_is_narrowed_by_topic(client, record):
    response = client.get("/claims/", {"topic": record.pk})
    assert listed(response) == ["Sergéi closed the bridge"]
    assert "1 claim on Bridges" in text_of(response)


def test_links_keep_the_other_filters(client, record):
    response = client.get("/claims/?q=bridge&page=1&status=asserted")
    assert links_of(response)["Disputed 1"] == "?q=bridge&status=disputed"


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("page=abc", "There is no page “abc”: this is the first."),
        ("page=0", "There is no page “0”: this is the first."),
        ("page=-1", "There is no page “-1”: this is the first."),
        ("page=%00", "There is no page “�”: this is the first."),
        ("page=٣", "There is no page “٣”: this is the first."),
        ("page=999999", "There is no page 999999: this is the last, page 1."),
        ("page=" + "9" * 5000, "this is the last, page 1."),
        ("status=nonsense", "Ignored: the status “nonsense”. The reason: there is no such status."),
        ("status=open", "Ignored: the status “open”."),
        ("status=%00", "Ignored: the status “�”."),
        ("topic=nonsense", "Ignored: the topic “nonsense”. The reason: there is no such topic."),
        ("topic=%00", "Ignored: the topic “�”."),
        ("topic=" + "9" * 30, "Ignored: the topic “999999999999999999999999999999”."),
        ("q=%00", "Ignored: the search for “�”."),
        ("q=bridge%00", "Ignored: the search for “bridge�”."),
        ("q=" + "a" * 10_000, "The reason: a search is at most 200 characters of text."),
    ],
)
def test_says_what_it_ignored(client, record, query, message):
    response = client.get(f"/claims/?{query}")
    assert response.status_code == 200
    assert message in text_of(response)
    assert len(listed(response)) == 2
    assert len(response.content) < 20_000


@pytest.mark.parametrize(
    "q",
    [
        "'",
        "a & | ! ( ) <-> :*",
        "\\",
        '"',
        '"open',
        "---",
        "or",
        "%",
        "<script>alert(1)</script>",
        "שלום",
        "🛰",
    ],
)
def test_any_search_is_answered(client, record, q):
    response = client.get("/claims/", {"q": q})
    assert response.status_code == 200
    assert "Ignored" not in text_of(response)
    assert "<script>alert" not in response.content.decode()


def test_shows_and_counts_no_draft_and_nothing_retracted(client):
    topic, article = TopicFactory(), ArticleFactory()
    statement = StatementFactory(citation__article=article)
    statement.claim.topics.add(topic)
    hide_leaks(claim=statement.claim, party=statement.party, article=article, topic=topic)
    for query in ("", "?q=Leak", f"?topic={topic.pk}"):
        response = client.get(f"/claims/{query}")
        assert "Leak:" not in response.content.decode()
        assert "Leak person" not in response.content.decode()
    assert "1 claim on" in text_of(client.get(f"/claims/?topic={topic.pk}"))
    assert "0 claims" in text_of(client.get("/claims/?q=Leak"))


def test_a_topic_without_published_claims_is_not_offered(client):
    StatementFactory()
    topic = TopicFactory(name="Leak topic")
    assert "Leak topic" not in client.get(f"/claims/?topic={topic.pk}").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_costs_the_same_however_much_there_is(client, django_assert_num_queries, rows):
    for _ in range(rows):
        StatementFactory().claim.topics.add(TopicFactory())
    with django_assert_num_queries(6):
        assert client.get("/claims/?q=proposition&status=asserted").status_code == 200


def test_is_read_in_pages(client):
    for _ in range(26):
        StatementFactory()
    first, second = client.get("/claims/?q=holds"), client.get("/claims/?q=holds&page=2")
    assert (len(listed(first)), len(listed(second))) == (25, 1)
    assert links_of(first)["Next →"] == "?q=holds&page=2"
    assert links_of(second)["← Previous"] == "?q=holds"


def test_does_not_count_further_than_it_must(client, monkeypatch):
    monkeypatch.setattr(paging, "COUNTED", 2)
    for _ in range(4):
        StatementFactory()
    response = client.get("/claims/?page=9")
    assert "More than 2 claims; the newest 2 can be leafed through." in text_of(response)
