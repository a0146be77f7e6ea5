"""The sets of the same claim in other words, and what the benchmark makes of answers."""

import pytest

from benchmarks.meaning import __main__ as benchmark
from benchmarks.meaning.figures import (
    Offer,
    PairAnswer,
    find_missed,
    group_by_kind,
    is_miss,
    measure_places,
    share_with_others_as_same,
    share_with_verdict,
)
from benchmarks.meaning.sets import HALVES, MORE, SETS, Pair, read_pairs, read_propositions
from claims.models import Claim

KINDS = {
    "rewordings": {"headline", "draft", "post", "question", "memory", "cancels"},
    "opposites": {"not", "denies", "antonym", "no evidence", "other words"},
    "different": {
        *("number", "date", "place", "actor", "object", "swapped", "strength", "part", "plan", "office"),
    },
    "languages": {"ru", "de", "es", "fr", "it", "pl"},
}
LEAST = {"rewordings": 120, "opposites": 60, "different": 70, "languages": 15}
DAM = Pair("The dam broke", "headline", "Dam gives way")


def build_answer(*offers: tuple[str, str], pair: Pair = DAM) -> PairAnswer:
    return PairAnswer(pair, [Offer(*offer) for offer in offers])


SECOND = build_answer(("The dam held", "opposite"), ("The dam broke", "same"))
FIRST = build_answer(("The dam broke", "related"), ("The bridge broke", "same"))
NONE = build_answer()


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("name", SETS)
def test_a_set_is_large_enough_and_of_known_kinds(half, name):
    pairs = read_pairs(half, name)
    assert {pair.kind for pair in pairs} <= KINDS[name]
    assert len(pairs) >= LEAST[name]
    assert len({(pair.claim, pair.text) for pair in pairs}) == len(pairs)
    assert all(pair.claim != pair.text and len(pair.text.split()) <= 60 for pair in pairs)


@pytest.mark.parametrize("name", [name for name in SETS if name != "languages"])
def test_the_sets_on_opposites_are_of_known_kinds_and_halves_of_one(name):
    halves = [read_pairs(half, name) for half in MORE]
    assert {pair.kind for half in halves for pair in half} <= KINDS[name]
    assert len(halves[0]) == len(halves[1]) == len({pair.text for half in halves for pair in half}) / 2 >= 20


@pytest.mark.parametrize("half", HALVES)
def test_propositions_have_rivals_and_stand_on_the_record_once(half):
    propositions = read_propositions(half)
    claims = {pair.claim for name in SETS for pair in read_pairs(half, name)}
    assert claims < set(propositions)
    assert len({text.casefold() for text in propositions}) == len(propositions) > 150
    assert all(len(text) <= 300 and not text.endswith(".") for text in propositions)


def test_the_halves_share_no_proposition():
    development, held_out = (set(read_propositions(half)) for half in HALVES)
    assert not development & held_out


def test_places_are_those_of_the_pair_s_claim():
    figures = measure_places([FIRST, SECOND, NONE, NONE])
    assert figures == {"first": 0.25, "first five": 0.5, "MAP@5": 0.375, "nothing offered": 0.5}
    sixth = build_answer(*[(str(number), "same") for number in range(5)], ("The dam broke", "same"))
    assert measure_places([sixth])["MAP@5"] == measure_places([sixth])["first five"] == 0
    assert measure_places([])["first"] == 0


def test_verdicts_are_those_on_the_pair_s_claim():
    assert share_with_verdict([FIRST, SECOND, NONE, NONE], "same") == 0.25
    assert share_with_verdict([SECOND], "opposite") == 0
    assert share_with_others_as_same([FIRST, SECOND]) == 0.5


@pytest.mark.parametrize(
    ("name", "missed"),
    [("rewordings", [SECOND, NONE]), ("opposites", [FIRST, SECOND, NONE]), ("different", [SECOND])],
)
def test_what_counts_as_a_miss_depends_on_the_set(name, missed):
    assert [answer for answer in (FIRST, SECOND, NONE) if is_miss(name, answer)] == missed


def test_kinds_come_apart_and_together():
    post = build_answer(pair=DAM._replace(kind="post"))
    assert group_by_kind([FIRST, post]) == {"headline": [FIRST], "post": [post], "all": [FIRST, post]}


def test_missed_goals_are_named():
    answers = {"rewordings": [FIRST], "opposites": [NONE], "different": [SECOND, NONE]}
    assert find_missed(answers) == [
        "recognised as opposites (0.00)",
        "different offered as the same (0.50)",
    ]


@pytest.mark.django_db
def test_the_product_is_asked_as_editors_ask_it():
    benchmark.create_claims(["The dam at Kesh is safe", "The dam at Kesh is not safe", "Rents rose"])
    assert Claim.objects.count() == 3
    [answer] = benchmark.answer(
        [Pair("The dam at Kesh is safe", "draft", "the dam at Kesh is safe")], benchmark.ask_for_similar
    )
    assert answer.offers == [
        Offer("The dam at Kesh is safe", "same"),
        Offer("The dam at Kesh is not safe", "opposite"),
    ]
    assert list(benchmark.describe_misses({"opposites": [answer]})) == [
        "[opposites, draft] the dam at Kesh is safe\n    The dam at Kesh is safe (place 1, same)"
    ]
    assert "| draft | 1 | 1.00 | 1.00 |" in benchmark.report({name: [answer] for name in SETS})
