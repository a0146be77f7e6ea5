"""Where the stored search vectors come from, and making them anew after a move."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, ClaimSearch, ClaimVersion
from claims.search import vectors
from tests import factories as make
from tests.claims.concurrency.conftest import db
from tests.support.databases import drop_database, using_database
from tests.support.search_rows import assert_rows_right
from tests.support.sql import sql

pytestmark = pytest.mark.usefixtures("tables_owner")

__all__ = ["db"]  # commands have transactions of their own
MAP = "ALTER TEXT SEARCH CONFIGURATION english_unaccent ALTER MAPPING FOR word WITH {}"
FORGET = "COMMENT ON TEXT SEARCH CONFIGURATION english_unaccent IS NULL"


def make_words_anew() -> str:
    [(words,)] = sql("SELECT to_tsvector('english_unaccent', text)::text FROM claims_claim")
    return words


@pytest.fixture
def moved(db) -> Iterator[Claim]:
    """Provide a claim that was published where letters keep their accents, and everything noted there."""
    sql(MAP.format("simple"))
    sql(FORGET)
    try:
        vectors.note_origin("default")
        with transaction.atomic():
            claim = make.ClaimFactory(text="The élections are free")
            make.StatementFactory(claim=claim)
    finally:
        sql(MAP.format("unaccent, english_stem"))
    yield claim
    sql(vectors.TAKE_NOTE, vectors.read_text_search("default").note)


def test_migrating_notes_with_what_vectors_are_made(db):
    assert vectors.read_origin("default") == vectors.read_text_search("default")


def test_a_note_stays_until_the_vectors_are_made_anew(moved):
    origin = vectors.read_origin("default")
    assert origin.fingerprint != vectors.read_text_search("default").fingerprint
    call_command("migrate", verbosity=0)
    assert vectors.read_origin("default") == origin


@pytest.mark.parametrize("comment", [None, "Somebody's own words"])
def test_what_says_nothing_is_replaced_at_the_next_migrate(db, comment):
    sql(vectors.TAKE_NOTE, comment)
    assert vectors.read_origin("default") is None
    call_command("migrate", verbosity=0)
    assert vectors.read_origin("default") == vectors.read_text_search("default")


def test_rebuilding_makes_all_vectors_anew_and_leaves_no_trace(moved, capsys):
    assert list(Claim.objects.matching("elections")) == []
    before = ClaimVersion.objects.count(), apps.get_model("claims", "ClaimEvent").objects.count()
    call_command("rebuild_search")
    assert capsys.readouterr().out == "The search has been made anew for 1 claims.\n"
    assert list(Claim.objects.matching("elections")) == [moved]
    assert ClaimSearch.objects.filter(words="elect").exists()
    assert_rows_right()
    assert sql("SELECT count(*) FROM claims_word WHERE word = 'elect'") == [(1,)]
    assert vectors.read_origin("default") == vectors.read_text_search("default")
    assert (ClaimVersion.objects.count(), apps.get_model("claims", "ClaimEvent").objects.count()) == before


def test_rebuilding_goes_through_all_claims_in_steps(db, monkeypatch):
    monkeypatch.setattr(vectors, "LAST_OF_NEXT", vectors.LAST_OF_NEXT.replace("1000", "2"))
    make.DraftClaimFactory.create_batch(5)
    assert vectors.rebuild_vectors() == 5


def test_rebuilding_makes_the_indexes_over_our_functions_anew(db):
    make.ClaimantFactory.create_batch(2, name="Same Name", role="")
    with pytest.raises(IntegrityError):
        sql("CREATE UNIQUE INDEX CONCURRENTLY left_behind ON claims_claimant (claims_folded_name(role))")
    before = find_indexes_over_our_functions()
    vectors.rebuild_vectors()
    after = find_indexes_over_our_functions()
    assert before.keys() - after.keys() == {"left_behind"}
    assert {"claimant_last_name", "alias_part_of_name", "article_title_words"} < after.keys() < before.keys()
    assert [name for name, file in after.items() if file == before[name]] == []


def find_indexes_over_our_functions() -> dict[str, int]:
    """Return the name and file of each index whose definition calls such a function."""
    return dict(
        sql("""
            SELECT indexrelid::regclass::text, pg_relation_filenode(indexrelid) FROM pg_index
            WHERE pg_get_indexdef(indexrelid) ~ '[ (](claims|sources)_[a-z_]+[(][(]'
        """)
    )


def test_another_lc_ctype_has_another_fingerprint(db):
    name = f"{connection.settings_dict['NAME']}_foreign"
    drop_database(name)
    sql(f"CREATE DATABASE {name} TEMPLATE template0 LOCALE_PROVIDER libc ENCODING 'UTF8' LOCALE 'C'")
    here = vectors.read_text_search("default")
    with using_database(name):
        assert vectors.read_text_search("default") is None
        call_command("migrate", "claims", "0001", verbosity=0)
        there = vectors.read_text_search("default")
    drop_database(name)
    assert there.fingerprint != here.fingerprint
    assert ", LC_CTYPE C" in there.server
