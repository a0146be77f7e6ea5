"""Whatever an address says, the list of claims answers, and says what it ignored."""

import pytest

from tests import factories as make
from tests.support.html import links_of, text_of

pytestmark = pytest.mark.django_db
PLACE = "That place in the list is from another search"


@pytest.fixture
def record(db):
    make.StatementFactory(claim__text="Ada closed the bridge").claim.topics.add(
        make.TopicFactory(name="Bridges")
    )
    make.StatementFactory(claim__text="The road was open")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("status=nonsense", "Ignored: the status “nonsense”. There is no such status."),
        ("status=open", "Ignored: the status “open”."),
        ("status=%00", "Ignored: the status “�”."),
        ("status=%ED%A0%80", "Ignored: the status “��"),
        ("status=a&status=b&status=c&status=d&status=e", "Ignored: the status “a”, “b”, “c” and 2 more."),
        ("topic=nonsense", "Ignored: the topic “nonsense”. There is no such topic."),
        ("topic=" + "9" * 30, "Ignored: the topic “999999999999999999999999999999”."),
        ("topic=0", "Ignored: the topic “0”."),
        ("topic=-1", "Ignored: the topic “-1”."),
        ("topic=٣", "Ignored: the topic “٣”."),
        ("party=999999", "Ignored: the party “999999”. There is no such party."),
        ("claimant=999999", "Ignored: the claimant “999999”."),
        ("outlet=999999", "Ignored: the outlet “999999”."),
        ("stance=maybe", "Ignored: the stance “maybe”."),
        ("year=abc", "Ignored: the year “abc”. A year is a number such as 2017."),
        ("year=99999", "Ignored: the year “99999”."),
        ("verified=perhaps", "Ignored: “perhaps” for verified excerpts. It can only be 1."),
        ("single_outlet=0", "Ignored: “0” for a single outlet."),
        ("sort=foo", "Ignored: sorting by “foo”. There is no such order."),
        ("sort=relevance", "Ignored: sorting by relevance. It needs words to search for."),
        ("q=%00", "Ignored: the search for “�”. It has no letters."),
        ("after=abc", PLACE),
        ("before=" + "a" * 5000, PLACE),
        ("page=2", PLACE),
    ],
)
def test_says_what_it_ignored(client, record, query, message):
    response = client.get(f"/claims/?{query}")
    assert response.status_code == 200
    assert message in text_of(response)
    assert len(response.context["page"].results.rows) == 2
    assert len(response.content) < 25_000


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("q=bridge%00", "Some characters of the search cannot occur in a text and were left out."),
        ("q=bridge+" + "bridge+" * 2000, "longer than 200 characters: only its beginning was looked for."),
        ("q=bridge&page=abc", "There is no page “abc”: this is the first."),
        ("q=bridge&page=99", "There is no page 99: this is the last, page 1."),
        ("q=bridge&after=abc", PLACE),
    ],
)
def test_searches_for_what_is_left(client, record, query, message):
    response = client.get(f"/claims/?{query}")
    assert message in text_of(response)
    assert [row.claim.text for row in response.context["page"].results.rows] == ["Ada closed the bridge"]


def test_keeps_a_long_search_in_the_field_in_which_it_was_typed(client, record):
    typed = "bridge " * 60
    assert f'value="{typed.strip()}' in client.get("/claims/", {"q": typed}).content.decode()


def test_a_place_of_another_search_is_the_beginning_of_this_one(client, monkeypatch):
    monkeypatch.setattr("public.claim_list.results.CLAIMS_PER_PAGE", 1)
    for _ in range(2):
        make.StatementFactory()
    following = links_of(client.get("/claims/"))["Next →"]
    response = client.get(f"/claims/{following}&status=asserted")
    assert PLACE in text_of(response)
    assert not response.context["page"].results.page.previous_query


def test_no_more_than_a_few_values_of_one_kind_are_combined(client, record):
    statement = make.StatementFactory(claim__text="A claim of many topics")
    topics = [make.TopicFactory() for _ in range(6)]
    statement.claim.topics.add(*topics)
    response = client.get("/claims/?" + "&".join(f"topic={topic.pk}" for topic in topics))
    assert f"At most 5 values of one kind can be combined: “{topics[5].pk}” left out." in text_of(response)
    assert [row.claim.text for row in response.context["page"].results.rows] == ["A claim of many topics"]


@pytest.mark.parametrize(
    "q",
    [
        "'",
        "a & | ! ( ) <-> :*",
        "\\",
        '"',
        '"open',
        "---",
        "the",
        "or",
        "%",
        "{% now %} {{ 1 }}",
        "<script>alert(1)</script>",
        "שלום",
        "🛰",
        "e\u0301" * 100,
        "\u202e\u0000\u200b",
        "(?:a+)+$" * 20,
    ],
)
def test_any_search_is_answered(client, record, q):
    narrowed = {"status": "asserted", "sort": "changed"}
    for more in ({}, {"status": "asserted"}, {"sort": "changed"}, {"exact": "1"}, narrowed):
        response = client.get("/claims/", {"q": q, **more})
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
