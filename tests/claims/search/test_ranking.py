"""The order of the best matches, whether few claims match or more than are counted."""

import pytest
from django.db import transaction

from claims.models import Claim, ClaimSearch
from claims.search import pagination, planner, ranking
from claims.search.query_parser import parse_query
from claims.search.ranking import rank_by_relevance
from tests import factories as make
from tests.support.scenario import Scenario
from tests.support.transactions import run_deferred_triggers

TEXTS = {
    "excerpt, most covered": ("The quay is new", "", "the bridge holds", "Ruritania", 4),
    "context": ("The quay is old", "By the bridge.", "it holds", "Ruritania", 1),
    "name": ("The quay is long", "", "it holds", "Bridge Trust", 1),
    "proposition": ("A bridge is old", "", "it holds", "Ruritania", 1),
    "proposition, covered": ("This bridge is new", "", "it holds", "Ruritania", 2),
    "proposition, often": ("Bridge by bridge by bridge", "", "a bridge", "Ruritania", 1),
    "proposition, disputed": ("The bridge and the toll are safe", "", "it holds", "Ruritania", 1),
    "proposition, close": ("A bridge toll is due", "", "it holds", "Ruritania", 1),
}
BEST = [
    "proposition, disputed",
    "proposition, covered",
    "proposition, close",
    "proposition, often",
    "proposition",
    "name",
    "excerpt, most covered",
    "context",
]


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_database")]


@pytest.fixture(scope="module")
def committed(own_database) -> dict[int, str]:
    """Make the claims once, for all tests; return their names by key."""
    with transaction.atomic():
        names, known = {}, {}
        for name, (text, context, excerpt, claimant, outlets) in TEXTS.items():
            scenario = Scenario()
            scenario.known = known
            Claim.objects.filter(pk=scenario.claim.pk).update(text=text, context=context)
            statement = scenario.say(claimant, "affirms", citation__excerpt=excerpt)
            for _ in range(outlets - 1):
                make.CitationFactory(statement=statement, excerpt=excerpt)
            if "disputed" in name:
                scenario.say("Borduria", "denies", citation__excerpt="it does not")
            names[scenario.claim.pk] = name
    return names


@pytest.fixture
def record(committed) -> dict[int, str]:
    return dict(committed)


def rank(record, text, number=100, entries=None):
    entries = ClaimSearch.objects.all() if entries is None else entries
    ids, total, _passed = rank_by_relevance(entries.matching(text), text, number)
    return [record[pk] for pk in ids], total


def count_few(monkeypatch, walked=1_000):
    """Let more than two matches be too many to be counted, and walk past so many claims."""
    for module in (planner, ranking):
        monkeypatch.setattr(module, "COUNT_LIMIT", 2)
    monkeypatch.setattr(ranking, "is_walk_shorter", lambda *_numbers: walked != 3)
    monkeypatch.setattr(pagination, "WALK_LENGTH", walked)
    monkeypatch.setattr(pagination, "LONGEST_WALK", walked)


def test_by_text_and_then_by_prominence(record):
    assert rank(record, "bridge") == (BEST, len(BEST))


def test_disputed_claims_come_first_and_then_terms_close_together(record):
    covered = next(pk for pk, name in record.items() if name == "proposition, covered")
    Claim.objects.filter(pk=covered).update(text="This bridge is new and has no toll")
    run_deferred_triggers()
    ranked = ["proposition, disputed", "proposition, close", "proposition, covered"]
    assert rank(record, "bridge toll")[0] == ranked


def test_within_a_facet_and_of_nothing(record):
    disputed = ClaimSearch.objects.with_facet("status", "disputed")
    assert rank(record, "bridge", entries=disputed) == (["proposition, disputed"], 1)
    assert rank(record, "bridge", entries=ClaimSearch.objects.none()) == ([], 0)
    assert rank(record, "nowhere") == ([], 0)


@pytest.mark.parametrize("walked", [1, 3, 1_000])
@pytest.mark.parametrize(
    "text", ["bridge", "holds", "bridge -toll", "bridge or quay", "-toll", "bridge holds"]
)
def test_too_many_to_count_are_ranked_alike_and_each_page_goes_on(record, monkeypatch, text, walked):
    expected, _total = rank(record, text)
    assert len(expected) > 2
    count_few(monkeypatch, walked)
    pages = [rank(record, text, number) for number in range(1, len(expected) + 1)]
    assert [(ranked[:number], total) for number, (ranked, total) in enumerate(pages, start=1)] == [
        (expected[:number], 3) for number in range(1, len(expected) + 1)
    ]


def test_too_many_within_a_facet(record, monkeypatch):
    asserted = ClaimSearch.objects.with_facet("status", "asserted")
    expected, _total = rank(record, "bridge", entries=asserted)
    count_few(monkeypatch)
    assert rank(record, "bridge", entries=asserted) == (expected, 3)


def test_closeness_is_compared_among_the_first(record, monkeypatch):
    expected, _total = rank(record, "bridge or toll")
    count_few(monkeypatch)
    monkeypatch.setattr(ranking, "WINDOW", 1)
    ranked, _total = rank(record, "bridge or toll")
    assert sorted(ranked) == sorted(expected)
    assert ranked[0] == "proposition, disputed"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("bridge", True), ("Syrian", True), ("two words", False), ('"two words"', False), ("-bridge", False)],
)
def test_one_word_is_estimated_well(record, text, expected):
    assert parse_query(text).has_one_word == expected


def test_a_word_that_is_surely_common_is_not_counted(record, monkeypatch):
    count_few(monkeypatch)
    monkeypatch.setattr(ranking, "read_estimate", lambda rows: 10**6)
    monkeypatch.setattr(ranking, "count_matches", lambda rows: pytest.fail("counted"))
    assert rank(record, "bridge") == (BEST, 3)


def test_what_decides_how_to_find_a_common_word_is_asked_at_once(
    record, monkeypatch, django_assert_num_queries
):
    count_few(monkeypatch)
    monkeypatch.setattr(ranking, "WINDOW", 1)
    monkeypatch.setattr(ranking, "read_estimate", lambda rows: 10**6)
    parsed = parse_query("bridge")
    entries = ClaimSearch.objects.matching(parsed)
    with django_assert_num_queries(3):  # the estimates, those of two tiers, and the first tier
        ranking.rank_by_relevance(entries, parsed, 1)


@pytest.mark.parametrize(
    ("number", "expected", "is_shorter"), [(25, 5_001, True), (25, 5_000, False), (500, 20_000, False)]
)
def test_whether_to_walk(number, expected, is_shorter):
    assert ranking.is_walk_shorter(number, expected, 1_000_000) == is_shorter


@pytest.mark.parametrize("limit", [None, 2])
@pytest.mark.parametrize(
    ("text", "topic", "is_first"),
    [
        ("bridge toll", "The bridge toll of Ruritania", True),
        ("toll", "Toll", True),
        ("toll", "The bridge toll of Ruritania", False),
        ("bridge toll", "Toll", False),
        ("bridge toll -river", "The bridge toll of Ruritania", False),
        ("toll or river", "Toll", False),
    ],
)
def test_claims_under_a_topic_of_that_name_come_like_those_of_the_proposition(
    record, monkeypatch, text, topic, is_first, limit
):
    scenario = Scenario()
    scenario.claim.topics.add(make.TopicFactory(name=topic))
    for name, stance in (("Ruritania", "affirms"), ("Borduria", "affirms"), ("Syldavia", "denies")):
        scenario.say(name, stance, citation__excerpt="a bridge toll is due, a bridge toll")
    run_deferred_triggers()
    record[scenario.claim.pk] = "topic"
    if limit:
        count_few(monkeypatch)
    ranked, _total = rank(record, text)
    assert len(ranked) == 3
    assert ranked.index("topic") == (0 if is_first else 2)
