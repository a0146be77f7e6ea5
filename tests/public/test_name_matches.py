"""The pages of those whom a search names."""

import pytest

from core.sql_statements import fetch_results
from public.name_matches import MOST_OFFERED, build_match, read_matches
from tests import factories as make
from tests.support.html import links_of

pytestmark = pytest.mark.django_db


def match_names(text):
    statement = build_match(text)
    return read_matches(text, fetch_results(statement)[0]) if statement else []


@pytest.fixture
def record(db):
    """Ada Brook, a person with another spelling, is cited by the Norwood Post on the topic of bridges."""
    person = make.ClaimantFactory(name="Ada Brook")
    make.AliasFactory(claimant=person, name="Ada Broock")
    statement = make.StatementFactory(claimant=person)
    article = make.ArticleFactory(outlet__name="Norwood Post")
    make.CitationFactory(statement=statement, article=article)
    topic = make.TopicFactory(name="Bridges")
    statement.claim.topics.add(topic)
    return {"Ada Brook": person, "Norwood Post": article.outlet, "Bridges": topic}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Broo", ["Ada Brook"]),
        ("ada  BROOK", ["Ada Brook"]),
        ("Broock", []),
        ("ada broock", ["Ada Brook"]),
        ("did Brook say so in the Norwood Post", ["Ada Brook", "Norwood Post"]),
        ("norw", ["Norwood Post"]),
        ("bridges", ["Bridges"]),
        ("Br", []),
        ("post", []),
        ("-Brook", []),
        ("%", []),
        ("", []),
    ],
)
def test_who_is_named(record, text, expected, django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        found = match_names(text)
    assert [profile.name for profile in found] == expected
    assert [profile.url for profile in found] == [record[name].get_absolute_url() for name in expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Brook, Ada", ["Ada Brook"]),
        ("brook ada", ["Ada Brook"]),
        ("ABC", ["Ada Brook"]),
        ("A.B.C.", ["Ada Brook"]),
        ("the ABC of bridges", ["Bridges", "Ada Brook"]),
        ("abc", []),
        ("the abc of roads", []),
        ("wxyz", ["Ada Brook"]),
        ("old bridges", ["Old bridges of the valley", "Bridges"]),
        ("valley bridge", ["Old bridges of the valley"]),
        ("bridge", ["Bridges", "Old bridges of the valley"]),
        ("ridges", []),
        ("bridges " * 90, ["Bridges", "Old bridges of the valley"]),
    ],
)
def test_turned_names_abbreviations_and_words_of_topics(record, text, expected):
    for name in ("ABC", "WXYZ"):
        make.AliasFactory(claimant=record["Ada Brook"], name=name)
    record["Bridges"].claims.first().topics.add(make.TopicFactory(name="Old bridges of the valley"))
    assert [profile.name for profile in match_names(text)] == expected


def test_a_few_at_most(db):
    for number in range(MOST_OFFERED + 1):
        make.StatementFactory(party=make.PartyFactory(name=f"Norwood {number}"))
    assert len(match_names("Norwood")) == MOST_OFFERED


def test_nobody_whom_readers_do_not_meet(db):
    make.DraftStatementFactory(claimant=make.ClaimantFactory(name="Ada Brook"))
    make.ArticleFactory(outlet__name="Ada Post")
    make.TopicFactory(name="Ada")
    assert match_names("Ada") == []


def test_is_offered_above_the_list(client, record):
    assert links_of(client.get("/claims/?q=brook"))["Ada Brook"] == record["Ada Brook"].get_absolute_url()
    assert "Ada Brook" not in links_of(client.get("/claims/?q=nothing"))
