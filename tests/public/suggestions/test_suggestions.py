"""What the search boxes suggest while somebody types."""

import pytest

from claims.search import ranking
from tests import factories as make
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(db):
    """Hartland and Ada Hartman speak on a claim that the Hartwood Post reports, filed under a topic."""
    hartland = make.PartyFactory(name="Hartland")
    person = make.ClaimantFactory(name="Ada Hartman")
    make.AffiliationFactory(claimant=person, party=hartland)
    statement = make.StatementFactory(
        claimant=person, party=hartland, claim__text="East of Hartland a bridge has gone", citation=None
    )
    make.CitationFactory(statement=statement, article=make.ArticleFactory(outlet__name="Hartwood Post"))
    statement.claim.topics.add(make.TopicFactory(name="The Hartley bridges"))
    make.TopicFactory(name="Hartley drafts")
    make.DraftClaimFactory(text="East of Hartland nothing is known")
    run_deferred_triggers()
    return statement.claim


def suggest(client, text):
    response = client.get("/suggestions/", {"q": text})
    assert response.status_code == 200
    return [(option["label"], option["kind"]) for option in response.json()["options"]]


CLAIM = ("East of Hartland a bridge has gone", "asserted claim")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hart", [("The Hartley bridges", "topic"), ("Hartland", "party"), ("Ada Hartman", "claimant"),
                 ("Hartwood Post", "outlet"), CLAIM]),
        ("bridg", [("The Hartley bridges", "topic"), CLAIM]),
        ("hartland bridge", [("Hartland", "party"), CLAIM]),
        ("Hartman Ada", [("Ada Hartman", "claimant"), CLAIM]),
        ("who says a bridge has gone?", [CLAIM]),
        ("nowhere", []),
    ],
)  # fmt: skip
def test_topics_parties_people_outlets_and_claims(client, record, text, expected):
    assert suggest(client, text) == expected


def test_leads_to_pages_and_says_how_many(client, record):
    answer = client.get("/suggestions/?q=gone").json()
    assert answer == {
        "options": [{"label": CLAIM[0], "kind": CLAIM[1], "url": record.get_absolute_url()}],
        "status": "1 suggestion",
    }
    assert client.get("/suggestions/?q=nowhere").json()["status"] == "No suggestions"


def test_a_few_queries_and_kept_for_a_minute(client, record, django_assert_max_num_queries):
    with django_assert_max_num_queries(6):
        response = client.get("/suggestions/?q=hart")
    assert response.headers["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in response.headers.get("Vary", "")


def test_ten_at_most_some_of_them_claims(client, db):
    for number in range(5):
        party = make.PartyFactory(name=f"Hartland {number}")
        person = make.ClaimantFactory(name=f"Hartland {number} Smith")
        outlet = make.OutletFactory(name=f"Hartland Post {number}")
        statement = make.StatementFactory(claimant=person, party=party, claim__text=f"Hartland has {number}")
        make.CitationFactory(statement=statement, article__outlet=outlet)
        statement.claim.topics.add(make.TopicFactory(name=f"Hartland in {number}"))
    run_deferred_triggers()
    kinds = [kind for _label, kind in suggest(client, "hartland")]
    assert kinds == ["topic"] * 2 + ["party"] * 2 + ["claimant", "outlet"] + ["asserted claim"] * 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hratland", [("Hartland", "party"), CLAIM]),
        ("brigde hart", [("The Hartley bridges", "topic"), CLAIM]),
        ("who says a brigde has gone?", [CLAIM]),
        # What is found as it is typed stays.
        ("Hartwood Post brigde", [("Hartwood Post", "outlet")]),
        ("brigde or gone", [CLAIM]),
        ("bqxzgd", []),
    ],
)
def test_unknown_words_are_corrected_if_nothing_else_is_found(
    client, record, text, expected, django_assert_max_num_queries
):
    with django_assert_max_num_queries(6):
        assert suggest(client, text) == expected


@pytest.mark.parametrize("most_ranked", [2_000, 0])
@pytest.mark.parametrize("text", ["hratland", "bridge", "who disputes a brigde?", "hart gone"])
def test_costs_as_much_where_very_many_claims_match(
    client, record, monkeypatch, django_assert_max_num_queries, most_ranked, text
):
    monkeypatch.setattr(ranking, "MOST_RANKED_WHILE_TYPING", most_ranked)
    make.StatementFactory(claim=record, stance="denies")
    run_deferred_triggers()
    with django_assert_max_num_queries(6):
        assert (CLAIM[0], "disputed claim") in suggest(client, text)


def test_where_very_many_match_a_claim_under_a_topic_of_that_name_counts_too(client, record, monkeypatch):
    statement = make.StatementFactory(claim__text="It is closed", claim__context="Hartley is a place")
    run_deferred_triggers()
    monkeypatch.setattr(ranking, "MOST_RANKED_WHILE_TYPING", 0)
    assert ("It is closed", "asserted claim") not in suggest(client, "hartley")
    statement.claim.topics.add(make.TopicFactory(name="Hartley"))
    run_deferred_triggers()
    assert ("It is closed", "asserted claim") in suggest(client, "hartley")


def test_claims_come_in_the_order_of_the_search(client, record):
    other = make.ClaimFactory(text="East of Hartland another bridge has gone")
    for stance in ("affirms", "denies"):
        make.StatementFactory(claim=other, stance=stance)
    run_deferred_triggers()
    rows = client.get("/claims/?q=hartland+bridge+gone").context["page"].results.rows
    claims = [label for label, kind in suggest(client, "hartland bridge gone") if kind.endswith("claim")]
    assert claims == [row.claim.text for row in rows] == [other.text, CLAIM[0]]


@pytest.mark.parametrize(
    "text",
    ["", " ", "n", "x" * 10_000, "bridge " * 1_500, "%", "%00", "\0\0\0", "'--", '"', "(((",
     "-bridge", "or or", "日本語", "🙂🙂", "\N{COMBINING ACUTE ACCENT}" * 100, "a" * 200],
)  # fmt: skip
def test_any_text_has_an_answer(client, record, text):
    assert suggest(client, text) == []
    assert client.get("/suggestions/?q=%ED%A0%80%ED%B0%80%FF").status_code == 200


def test_only_reading(client, record):
    assert client.post("/suggestions/", {"q": "hart"}).status_code == 405
    assert client.get("/suggestions/").json()["options"] == []


def test_a_question_about_a_status_alone_leads_to_its_claims(client, record, django_assert_max_num_queries):
    assert suggest(client, "who disp") == [("All disputed claims", "list")]
    make.StatementFactory(claim=record, stance="denies")
    run_deferred_triggers()
    with django_assert_max_num_queries(6):
        options = client.get("/suggestions/?q=who disp").json()["options"]
    assert [(option["label"], option["kind"]) for option in options] == [
        ("All disputed claims", "list"),
        (CLAIM[0], "disputed claim"),
    ]
    assert options[0]["url"] == "/claims/?status=disputed"
    assert suggest(client, "who agrees") == [("All agreed claims", "list")]
    assert suggest(client, "bridge contested") == [
        ("The Hartley bridges", "topic"),
        (CLAIM[0], "disputed claim"),
    ]


@pytest.mark.parametrize("text", ["Хартманова", "Хартмановым", "Хартмано", "Хартманоф", "Харманов"])
def test_a_name_in_cyrillic_in_any_case_or_misspelt(client, record, text):
    person = record.statements.get().claimant
    make.AliasFactory(claimant=person, name="Хартманов")
    make.AliasFactory(claimant=person, name="Hartmanov")
    run_deferred_triggers()
    assert ("Ada Hartman", "claimant") in suggest(client, text)
