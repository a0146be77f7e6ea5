"""Phrases found by pairs of common words, while the list of these words changes.

The triggers: pairs_after_insert, pairs_after_update, pairs_after_delete.
"""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from claims.actions import retract_claim
from claims.models import Claim, ClaimSearch, CommonWords, WordPairs
from claims.search import common_words, query_parser, ranking
from claims.search.common_words import renew_common_words
from claims.search.query_parser import parse_query, split_phrase
from claims.search.spelling import correct_words, parse_and_correct
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.claims.search.test_concurrency import Second
from tests.support.scenario import Scenario
from tests.support.sql import sql

__all__ = ["db"]  # pairs are written at the end of a transaction: these tests have their own
LONG = "red bridge over green river near old mill was closed today"
TEXTS = {
    "near": "The red bridge holds",
    "apart": "The red and green bridge holds",
    "turned": "The bridge red holds",
    "long": f"{LONG} and holds",
    "of": "The bridge of the river holds",
    "quote": "The red bridge's o'clock holds",
}


def write(text, known=None):
    scenario = Scenario()
    scenario.known = {} if known is None else known
    Claim.objects.filter(pk=scenario.claim.pk).update(text=text)
    scenario.say("Ruritania", "affirms", citation__excerpt="it stands")
    return scenario.claim


@pytest.fixture
def record(monkeypatch):
    """Six claims; a word that two of them have is common."""
    monkeypatch.setattr(common_words, "LEAST_CLAIMS", 1)
    monkeypatch.setattr(common_words, "COMMON", 0.3)
    monkeypatch.setattr(common_words, "MISSED", 0.3)
    monkeypatch.setattr(common_words, "PATIENCE", 0)
    with transaction.atomic():
        known = {}
        return {write(text, known).pk: name for name, text in TEXTS.items()}


def find(record, text):
    return {record[pk] for pk in ClaimSearch.objects.matching(text).values_list("pk", flat=True)}


SEARCHES = {
    '"red bridge"': {"near", "long", "quote"},
    "“Red bridges”": {"near", "long", "quote"},
    '"bridge red"': {"turned"},
    f'"{LONG}"': {"long"},
    f'"{LONG} stands"': set(),
    '"red bridge" holds': {"near", "long", "quote"},
    '"red bridge" -green': {"near", "quote"},
    'bridge -"red bridge"': {"apart", "turned", "of"},
    '"red bridge" or "bridge red"': {"near", "long", "quote", "turned"},
    '"red bridge" or mill': {"near", "long", "quote"},
    '"the red bridge"': {"near", "long", "quote"},
    '"bridge of the river"': {"of", "long"},
    '"bridge river"': set(),
    '"red bridge': {"near", "apart", "turned", "long", "quote"},
    'red bridge"': {"near", "apart", "turned", "long", "quote"},
    '"bridge"': set(TEXTS.keys()),
    '"of the"': set(),
    '""': set(),
    '"red bridge holds"': {"near"},
    '"green river" "red bridge"': {"long"},
    "\"red bridge's o'clock\"": {"quote"},
}


@pytest.mark.parametrize("is_renewed", [False, True])
def test_what_phrases_find(record, is_renewed):
    assert renew_common_words() or not is_renewed
    if not is_renewed:
        CommonWords.objects.update(activated_at=None)
    assert {text: find(record, text) for text in SEARCHES} == SEARCHES


def test_phrases_of_common_words_are_looked_up_by_pairs(record, django_assert_num_queries):
    assert parse_query('"red bridge"').pairs == ()
    assert renew_common_words()
    assert set(CommonWords.objects.get().words) >= {"red", "bridg", "hold", "green"}
    for text in ('"red bridge"', '"red bridge" -holds', '"the red bridge of mills"', '"red bridge" mill'):
        assert len(parse_query(text).pairs) == 1
    for text in ('"red bridge" or mill', '"old mill"', '"bridge of red"', '-"red bridge"', "red bridge"):
        assert parse_query(text).pairs == ()
    assert parse_query('"red bridge holds"').with_query("'mill'").pairs == ()
    with django_assert_num_queries(3):
        parse_query('"red bridge"')
    WordPairs.objects.update(pairs=[])
    assert find(record, '"red bridge"') == set()


def test_a_phrase_that_very_many_claims_have_needs_no_pairs(record, monkeypatch):
    assert renew_common_words()
    assert parse_query('"red bridge"').pairs
    monkeypatch.setattr(query_parser, "MOST_WITH_PAIRS", 0)
    assert parse_query('"red bridge"').pairs == ()
    assert find(record, '"red bridge"') == {"near", "long", "quote"}


def test_a_misspelt_phrase(record):
    assert renew_common_words()
    corrected = correct_words('"gren river"', parse_and_correct('"gren river"')[1])
    assert corrected == '"green river"'
    assert find(record, corrected) == {"long"}


@pytest.mark.parametrize("most_ranked", [2_000, 0])
@pytest.mark.parametrize(
    "text", ['"red bridge"', '"red bridge" gren', 'who disputes "rad bridge"?', '"red bridge" or mlil']
)
def test_suggestions_for_a_phrase_take_six_queries_at_most(
    client, record, monkeypatch, django_assert_max_num_queries, most_ranked, text
):
    assert renew_common_words()
    # Both where few claims match and where very many do.
    monkeypatch.setattr(ranking, "MOST_RANKED_WHILE_TYPING", most_ranked)
    with django_assert_max_num_queries(6):
        options = client.get("/suggestions/", {"q": text}).json()["options"]
    claims = {name for name, words in TEXTS.items() if words in {option["label"] for option in options}}
    if text == '"red bridge"' and most_ranked:
        assert claims == {"near", "long", "quote"}


def test_pairs_follow_the_claim(record):
    assert renew_common_words()
    with transaction.atomic():
        claim = write("A red bridge again")
    record[claim.pk] = "new"
    assert find(record, '"red bridge"') == {"near", "long", "quote", "new"}
    with transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(text="A green bridge again")
    assert find(record, '"red bridge"') == {"near", "long", "quote"}
    assert find(record, '"green bridge"') == {"apart", "new"}
    retract_claim(claim=claim, by=make.UserFactory(), now=make.MOMENT, reason="Wrong.")
    assert not WordPairs.objects.filter(pk=claim.pk).exists()


def test_a_word_that_has_become_common(record):
    assert renew_common_words()
    assert not renew_common_words()
    with transaction.atomic():
        for _ in range(3):
            record[write("The old mill").pk] = "mill"
    assert parse_query('"old mill"').pairs == ()
    assert find(record, '"old mill"') == {"long", "mill"}
    assert renew_common_words()
    assert parse_query('"old mill"').pairs
    assert find(record, '"old mill"') == {"long", "mill"}
    assert CommonWords.objects.count() == 2
    assert set(WordPairs.objects.values_list("version", flat=True)) == {CommonWords.objects.latest("pk").pk}
    with transaction.atomic():
        for _ in range(9):
            record[write("A grey tower").pk] = "tower"
    assert renew_common_words()
    assert CommonWords.objects.count() == 2
    assert find(record, '"grey tower"') == {"tower"}


def test_a_list_is_not_used_before_all_claims_have_its_pairs(record, monkeypatch):
    filled = common_words.FILL
    monkeypatch.setattr(common_words, "FILL", "SELECT 1 / 0 + %s")
    with pytest.raises(Exception, match="division by zero"):
        renew_common_words()
    assert parse_query('"red bridge"').pairs == ()
    assert find(record, '"red bridge"') == {"near", "long", "quote"}
    monkeypatch.setattr(common_words, "FILL", filled)
    begun = CommonWords.objects.get()
    assert renew_common_words()
    assert CommonWords.objects.get() == begun
    assert find(record, '"red bridge"') == {"near", "long", "quote"}


def test_a_claim_that_was_being_written_when_the_list_was_made(record, caplog):
    """The writer does not know the list, and who fills the pairs does not see the claim."""
    outcomes = []

    def renew():
        outcomes.append(renew_common_words())

    with transaction.atomic():
        record[write("A red bridge late").pk] = "late"
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        other = OutsideTransaction(renew)
        other.start()
        other.join()
    assert (outcomes, other.error) == ([False], None)
    assert caplog.messages == [common_words.WAITING]
    assert parse_query('"red bridge"').pairs == ()
    assert find(record, '"red bridge"') == {"near", "long", "quote", "late"}
    assert WordPairs.objects.filter(version=0).count() == 1
    common_words.FILL, filled = "SELECT NULL::bigint FROM (SELECT %s) none", common_words.FILL
    try:
        assert renew_common_words()
    finally:
        common_words.FILL = filled
    assert len(caplog.messages) == 1
    assert parse_query('"red bridge"').pairs
    assert find(record, '"red bridge"') == {"near", "long", "quote", "late"}


class OutsideTransaction(Second):
    """Work on a connection of its own, each statement a transaction."""

    def run(self):
        try:
            self.write()
        except Exception as error:
            self.error = error
        finally:
            connection.close()


def test_a_small_record_has_no_list(record, monkeypatch, capsys):
    monkeypatch.setattr(common_words, "LEAST_CLAIMS", 100)
    call_command("renew_common_words")
    assert "stays as it is" in capsys.readouterr().out
    assert not CommonWords.objects.exists()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("'red' <-> 'bridg'", [("red", "bridg")]),
        ("('a' <-> 'b' <2> 'c' <-> 'd')", [("a", "b"), ("c", "d")]),
        ("'o''clock' <-> 'a\\\\b'", [("o'clock", "a\\b")]),
        ("'red'", []),
        ("('red' <-> 'bridg') | ('red')", []),
        ("'a' & 'b' <-> 'c'", []),
        ("!'a' <-> 'b'", []),
        ("", []),
    ],
)
def test_the_neighbours_of_a_phrase(query, expected):
    assert split_phrase(query) == expected
