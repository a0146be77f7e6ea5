"""The pages of those whom a search names."""

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.models import Citation, Claimant, Topic
from claims.visibility import outlets_on_record
from core.sql_statements import fetch_results
from public.names.matches import MOST_OFFERED, PAGES_NAMED, build_match, read_matches
from sources.models import Outlet
from tests import factories as make
from tests.support.examples import examples
from tests.support.html import links_of
from tests.support.random_record import affiliations, any_index, make_cast, pick_row, positions, write_record

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


def find_all_named() -> set[tuple]:
    """Look for every name that there is; return what the database takes for being on record."""
    models = (Claimant, Outlet, Topic)
    names = [name for model in models for name in model._base_manager.values_list("name", flat=True)]
    values = (names, [""] * len(names), [True] * len(names), "", [], len(names))
    with connection.cursor() as cursor:
        cursor.execute(PAGES_NAMED, values)
        return set(cursor.fetchall())


def list_on_record() -> set[tuple]:
    """List the same by what the pages of readers go by."""
    claimants = Claimant.objects.on_record().exclude(kind="outlet")
    return {
        *(("party" if row.is_party else "claimant", row.pk, row.name) for row in claimants),
        *(("outlet", row.pk, row.name) for row in outlets_on_record()),
        *(("topic", row.pk, row.name) for row in Topic.objects.on_record()),
    }


@pytest.fixture
def cast(db):
    cast = make_cast()
    cast.topics = make.TopicFactory.create_batch(3)
    cast.agencies = make.OutletFactory.create_batch(2)
    return cast


@pytest.mark.slow
@settings(
    max_examples=examples(100),
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    given_positions=st.lists(positions, min_size=1, max_size=6),
    given_affiliations=affiliations,
    filed=st.lists(st.tuples(any_index, any_index), max_size=3),
    credited=st.lists(st.tuples(any_index, any_index), max_size=3),
)
def test_on_record_is_who_readers_meet_on_random_records(
    cast, given_positions, given_affiliations, filed, credited
):
    """The function has a copy of the rule, for its plan: it says what the querysets say."""
    with transaction.atomic():
        write_record(cast, given_positions, given_affiliations)
        for claim, topic in filed:
            pick_row(cast.claims, claim).topics.add(pick_row(cast.topics, topic))
        citations = list(Citation.objects.order_by("pk"))
        for citation, agency in credited if citations else ():
            Citation.objects.filter(pk=pick_row(citations, citation).pk).update(
                via=pick_row(cast.agencies, agency)
            )
        assert find_all_named() == list_on_record()
        transaction.set_rollback(True)
