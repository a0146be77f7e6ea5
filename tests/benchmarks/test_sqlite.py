"""The record in SQLite, as Datasette gets it: what readers see, and nothing else."""

import sqlite3
from contextlib import closing

import pytest

from benchmarks.pages import sqlite
from claims.models import Claim, ClaimSearch
from claims.search.facet_codes import YES_ONLY
from tests import factories as make
from tests.support.scenario import Scenario, april
from tests.support.transactions import run_deferred_triggers

pytestmark = pytest.mark.django_db


@pytest.fixture
def scenario():
    scenario = Scenario()
    scenario.claim.topics.add(make.TopicFactory())
    said = scenario.say("A.ann", "affirms", on=april(11))
    make.CitationFactory(statement=said)
    scenario.say("A.ann", "denies", on=april(13))
    scenario.say("B", "denies")
    scenario.say("=Herald", "affirms")
    make.DraftStatementFactory(claim=scenario.claim)
    make.DraftClaimFactory()
    run_deferred_triggers()
    return scenario


def test_it_holds_each_published_claim_once_and_what_belongs_to_it(scenario, tmp_path):
    tables = [table for table in sqlite.ROWS if table.startswith("claim")]
    with closing(sqlite3.connect(sqlite.export_record(tmp_path, "record"))) as database:
        counts = [database.execute(f"{sqlite.COUNT} {table}").fetchone()[0] for table in tables]
    claims = dict(zip(tables, counts, strict=True))
    assert claims.pop("claimants") > 0
    assert claims == {
        "claims": 1,
        "claim_topics": 1,
        "claim_parties": 2,
        "claim_claimants": 3,
        "claim_outlets": 5,
        "claim_stances": 2,
        "claim_years": 1,
    }


def test_each_facet_finds_the_claims_that_our_search_finds(scenario, tmp_path):
    path = sqlite.export_record(tmp_path, "record")
    asked = {
        "status": "disputed",
        "topic": scenario.claim.topics.get().pk,
        "party": scenario.speaker("A")[0].pk,
        "claimant": scenario.speaker("A.ann")[0].pk,
        "outlet": scenario.speaker("=Herald")[0].outlet_id,
        "stance": "denies",
        "year": 2017,
        "verified": 1,
        "single_outlet": 1,
    }
    for kind, value in asked.items():
        ours = ClaimSearch.objects.with_facet(kind, True if kind in YES_ONLY else value).count()
        assert sqlite.count_chosen(path, {kind: value}) == ours == int(kind not in YES_ONLY), kind
    assert sqlite.count_chosen(path, {"status": "disputed", "stance": "questions"}) == 0


def test_words_are_found_by_their_stem_and_without_accents(scenario, tmp_path):
    Claim.objects.update(text="The café closed its doors", context="")
    path = sqlite.export_record(tmp_path, "record")
    assert [sqlite.count_matches(path, words) for words in ("cafe", "door", '"closed its"', "window")] == [
        1,
        1,
        1,
        0,
    ]


def test_a_file_is_kept_until_the_record_changes(scenario, tmp_path):
    path = sqlite.export_record(tmp_path, "record")
    made = path.stat().st_ino, path.stat().st_mtime_ns
    assert sqlite.export_record(tmp_path, "record").stat().st_mtime_ns == made[1]
    Claim.objects.update(context="Something else.")
    with closing(sqlite3.connect(sqlite.export_record(tmp_path, "record"))) as database:
        assert database.execute("SELECT DISTINCT context FROM claims").fetchall() == [("Something else.",)]
