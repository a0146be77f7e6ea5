"""Whatever the owner of the database does to the history, verify_history says to which row."""

import io
from importlib import import_module

import pytest
from django.core.management import call_command
from django.db import ProgrammingError, connection, transaction

from claims.integrity import verification
from claims.integrity.heads import load_head
from claims.integrity.sealing import load_chain_state, seal_history, take_in_history
from claims.integrity.verification import list_chained_tables, verify_history
from claims.models import Change, Claim, ClaimVersion, Correction
from sources.models import HistoryLeaves, HistorySeal
from tests import factories as make
from tests.claims.integrity.conftest import seal, without_triggers
from tests.support.sql import assert_refused, check_deferred, sql

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]
VERSIONS = "claims_claimversion"
EVENTS = "claims_claimevent"
LEAVES, SEALS = "sources_historyleaves", "sources_historyseal"
ALTERATIONS = {
    VERSIONS: "snapshot = jsonb_set(snapshot, '{proposition}', '\"Something else\"')",
    "claims_change": "made_at = made_at - interval '1 day'",
    EVENTS: "public_note = 'Nobody wrote this'",
    "claims_correctionevent": "notice = 'Nobody wrote this'",
    "sources_addition": "pgh_context = '{\"user\": 1}'",
}


def find(**options) -> list[tuple]:
    return [(each.table, each.row_id, each.key) for each in verify_history(**options)]


def list_ids(table: str) -> list[int]:
    return [pk for (pk,) in sql(f"SELECT {list_chained_tables()[table]} FROM {table} ORDER BY 1")]


def test_a_history_that_nobody_touched_is_as_its_chain_says(sealed):
    assert find() == []
    state = load_chain_state()
    assert (state.last.number, state.waiting, state.waiting_since, state.is_complete) == (3, 0, None, True)
    told = sql(f"SELECT sum(cardinality(ids)) FROM {LEAVES}")[0][0]
    assert state.last.rows_in_all == told == sum(len(list_ids(table)) for table in list_chained_tables())


@pytest.mark.parametrize("table", ALTERATIONS)
def test_an_altered_row_is_named(sealed, table):
    row = list_ids(table)[-1]
    with without_triggers(table):
        sql(f"UPDATE {table} SET {ALTERATIONS[table]} WHERE {list_chained_tables()[table]} = {row}")
    [finding] = [each for each in verify_history() if each.table == table]
    assert finding.row_id == row
    assert "was altered" in finding.sentence
    assert finding.key == ("" if table == "sources_addition" else finding.key)


@pytest.mark.parametrize("place", [0, 1, 2], ids=["first", "middle", "last"])
@pytest.mark.parametrize("table", [VERSIONS, "claims_correctionevent", "sources_addition"])
def test_a_removed_row_is_named(sealed, table, place):
    make.OutletFactory()
    seal()
    ids = list_ids(table)
    row = ids[-1] if place == 2 else ids[place]
    with without_triggers(table):
        sql(f"DELETE FROM {table} WHERE {list_chained_tables()[table]} = {row}")
    [finding] = [each for each in verify_history(with_claims=False) if each.table == table]
    assert (finding.row_id, finding.sentence.partition(":")[0]) == (row, "was removed")


def test_a_removed_version_with_everything_that_was_sealed_with_it_is_missed(sealed):
    """The last seal, its leaves and their rows: only a head from outside knows of them."""
    head = load_head()
    [(last,)] = sql(f"SELECT max(number) FROM {SEALS}")
    with without_triggers(VERSIONS, EVENTS, "claims_correctionevent", "claims_change", LEAVES, SEALS):
        for table, ids, id_column in [
            (table, ids, list_chained_tables()[table])
            for table, ids in sql(f"SELECT table_name, ids FROM {LEAVES} WHERE seal = %s", last)
        ]:
            sql(f"DELETE FROM {table} WHERE {id_column} = ANY (%s)", ids)
        sql(f"DELETE FROM {LEAVES} WHERE seal = %s", last)
        sql(f"DELETE FROM {SEALS} WHERE number = %s", last)
    assert find(with_claims=False) == []
    assert find() == [("claims_claim", sealed.pk, sealed.key)]  # its rows still say what was removed
    [finding] = verify_history([head], with_claims=False)
    assert finding.row_id == last
    assert "ends with seal 2" in finding.sentence


def test_a_row_that_was_put_in_is_named(sealed):
    with without_triggers(VERSIONS):
        sql(
            f"INSERT INTO {VERSIONS} (claim_id, number, made_at, reason, snapshot, made_in)"
            f" SELECT claim_id, 0 + 7, made_at, reason, snapshot, made_in FROM {VERSIONS} WHERE number = 3"
        )
    [finding] = verify_history()
    assert str(finding) == (
        f"claims_claimversion {list_ids(VERSIONS)[-1]} (old-bridge) was put in past the triggers: the chain "
        "does not know of it."
    )


@pytest.mark.parametrize("table", [VERSIONS, "claims_correctionevent"])
def test_rows_that_changed_places_are_named(sealed, table):
    id_column = list_chained_tables()[table]
    one, other = list_ids(table)[:2]
    with without_triggers(table):
        for before, after in ((one, -1), (other, one), (-1, other)):
            sql(f"UPDATE {table} SET {id_column} = %s WHERE {id_column} = %s", after, before)
    assert [row[:2] for row in find(with_claims=False)] == [(table, one), (table, other)]


def test_a_table_that_was_emptied_lacks_every_row(sealed):
    ids = list_ids("claims_correctionevent")
    sql("TRUNCATE claims_correctionevent")
    assert [row[:2] for row in find()] == [("claims_correctionevent", pk) for pk in ids]


@pytest.mark.parametrize(
    ("change", "seals"),
    [
        ("DELETE FROM {seals} WHERE number = 1", [2]),
        ("DELETE FROM {seals} WHERE number = 2", [3]),
        ("UPDATE {seals} SET sealed_at = sealed_at - interval '1 year' WHERE number = 2", [2]),
        ("UPDATE {seals} SET head = previous WHERE number = 2", [2, 3]),
        ("UPDATE {seals} SET previous = head WHERE number = 2", [2, 2]),
        ("UPDATE {seals} SET number = CASE number WHEN 2 THEN -3 ELSE -2 END WHERE number > 1", None),
        ("DELETE FROM {leaves} WHERE seal = 2 AND table_name = 'claims_claimversion'", [2]),
        ("UPDATE {leaves} SET seal = 2 WHERE seal = 3 AND table_name = 'claims_claimversion'", [2, 3]),
    ],
)
def test_what_was_done_to_the_chain_itself_is_found(sealed, change, seals):
    with without_triggers(LEAVES, SEALS):
        sql(change.format(leaves=LEAVES, seals=SEALS))
        if seals is None:
            sql(f"UPDATE {SEALS} SET number = -number WHERE number < 0")
    findings = [row for table, row, _key in find(with_claims=False) if table == SEALS]
    assert findings == seals if seals else set(findings) == {2, 3}


def test_a_row_altered_together_with_its_leaf_is_found_by_the_seal(sealed):
    """Whoever knows how leaves are made alters both, and the digest of the statement."""
    with without_triggers(VERSIONS, LEAVES):
        sql(f"UPDATE {VERSIONS} SET {ALTERATIONS[VERSIONS]} WHERE number = 2")
        sql(
            f"UPDATE {LEAVES} l SET leaves ="
            f" ARRAY[sources_leaf(l.salt, '{VERSIONS}', v.id, to_jsonb(v), s.private)]"
            f" FROM {VERSIONS} v, sources_historyshape s WHERE l.ids = ARRAY[v.id] AND v.number = 2"
            f" AND l.table_name = '{VERSIONS}' AND s.id = l.shape"
        )
    assert [row[0] for row in find(with_claims=False)] == [LEAVES]
    with without_triggers(LEAVES):
        sql(
            f"UPDATE {LEAVES} SET digest = sources_leaves_digest(table_name, operation, made_in, ids, leaves)"
            " WHERE seal IS NOT NULL"
        )
    assert find(with_claims=False) == [(SEALS, 2, "")]


def rewrite_chain() -> None:
    """Compute every seal anew, as somebody would who has altered something."""
    with without_triggers(SEALS):
        for (number,) in sql(f"SELECT number FROM {SEALS} ORDER BY number"):
            sql(
                f"UPDATE {SEALS} s SET previous = coalesce((SELECT head FROM {SEALS}"
                f" WHERE number = s.number - 1), previous), sealed_at = sealed_at - interval '1 second'"
                f" WHERE number = {number}"
            )
            sql(
                f"UPDATE {SEALS} s SET head = sources_chain_head(previous, number, sealed_at, (SELECT"
                f" string_agg(encode(digest, 'hex'), E'\\n' ORDER BY id) FROM {LEAVES} WHERE seal = number))"
                f" WHERE number = {number}"
            )


def test_a_chain_written_anew_is_found_by_a_head_from_outside(sealed):
    head = load_head()
    rewrite_chain()
    assert find(with_claims=False) == []
    [finding] = verify_history([head], with_claims=False)
    assert (finding.table, finding.row_id) == (SEALS, 3)
    assert "written anew" in finding.sentence


def test_heads_that_are_older_than_the_chain_are_part_of_it(sealed):
    heads = [load_head()]
    make.OutletFactory()
    seal()
    assert find(heads=[*heads, load_head()]) == []


def test_heads_of_another_chain_are_told_apart(sealed):
    """As after everything was loaded into another database."""
    head = load_head()
    with without_triggers(LEAVES, SEALS):
        sql(f"DELETE FROM {SEALS}")
        sql(f"UPDATE {LEAVES} SET seal = NULL, digest = NULL")
    seal_history()
    [finding] = verify_history([head], with_claims=False)
    assert "one of another chain" in finding.sentence


def test_triggers_that_are_off_are_named(sealed):
    sql(f"ALTER TABLE {EVENTS} DISABLE TRIGGER USER")
    assert find() == [(EVENTS, None, "")]


def test_a_claim_whose_rows_were_altered_without_history_is_named(sealed):
    with without_triggers("claims_claim"):
        sql("UPDATE claims_claim SET text = 'Nobody ever said this' WHERE id = %s", sealed.pk)
    assert find() == [("claims_claim", sealed.pk, "old-bridge")]
    assert find(with_claims=False) == []


def test_what_the_program_itself_deletes_and_changes_is_no_finding(sealed):
    """A version that is made twice in a transaction, and changes of a correction that is taken back."""
    with transaction.atomic():
        for note in ("One", "Other"):
            Claim.objects.filter(pk=sealed.pk).update(public_note=note)
            check_deferred()
    Correction.objects.all().delete()
    seal()
    removed = HistoryLeaves.objects.filter(operation="delete").values_list("table_name", flat=True)
    assert set(removed) == {VERSIONS, Change._meta.db_table}
    assert find() == []


def test_what_is_not_sealed_yet_is_compared_as_well(sealed):
    Claim.objects.filter(pk=sealed.pk).update(public_note="Closed for good.")
    check_deferred()
    assert load_chain_state().waiting > 0
    assert find() == []
    with without_triggers(VERSIONS):
        sql(f"UPDATE {VERSIONS} SET {ALTERATIONS[VERSIONS]} WHERE number = 4")
    [finding] = verify_history(with_claims=False)
    assert "(not sealed yet)" in finding.sentence


def test_columns_that_come_with_a_release_are_compared_from_then_on(sealed):
    check_deferred()
    sql(f"ALTER TABLE {EVENTS} ADD COLUMN mood text NOT NULL DEFAULT 'calm'")
    assert find() == []
    Claim.objects.filter(pk=sealed.pk).update(public_note="Closed for good.")
    seal()
    assert find() == []
    with without_triggers(EVENTS):
        sql(f"UPDATE {EVENTS} SET mood = 'wild'")
    assert [row[:2] for row in find()] == [(EVENTS, list_ids(EVENTS)[-1])]


def test_rows_whose_columns_are_gone_are_told(sealed):
    check_deferred()
    sql("ALTER TABLE claims_correctionevent DROP COLUMN notice")
    findings = [*verify_history()]
    assert {(each.table, each.row_id) for each in findings} == {
        ("claims_correctionevent", pk) for pk in list_ids("claims_correctionevent")
    }
    assert "no more (notice)" in findings[0].sentence


def test_what_is_older_than_the_chain_is_taken_in(sealed):
    """As after the migration, on a record that was there before it."""
    chain = import_module("sources.migrations._0019_history_chain").chain
    with without_triggers(LEAVES, SEALS):
        sql(f"DELETE FROM {LEAVES}; DELETE FROM {SEALS}")
    for table, id_column in list_chained_tables().items():
        sql(chain(table, id_column, private="{reason}" if table == VERSIONS else "{}").sql)
    assert find() == []
    assert not load_chain_state().is_complete
    assert take_in_history(seconds=0) == 0
    assert take_in_history() == sum(len(list_ids(table)) for table in list_chained_tables())
    seal_history()
    assert load_chain_state().is_complete
    assert set(HistoryLeaves.objects.values_list("operation", flat=True)) == {"found"}
    out = io.StringIO()
    call_command("verify_history", stdout=out)
    rows = HistorySeal.objects.get().rows
    assert (
        f"Hashed as they were found, and not as they were written: {rows} rows, the last on" in out.getvalue()
    )
    assert find() == []
    with without_triggers(VERSIONS):
        sql(f"DELETE FROM {VERSIONS} WHERE number = 1")
    assert [row[0] for row in find()] == [VERSIONS]


def test_many_rows_of_one_statement_are_some_thousands_in_each_row_of_leaves(db):
    sql(
        "INSERT INTO sources_outletevent (pgh_label, pgh_obj_id, pgh_created_at, id, key, name, home_page,"
        " country, funding, funding_source) SELECT 'update', n, now(), n, 'key-' || n, 'Name', '', '', '', ''"
        " FROM generate_series(1, 2500) n"
    )
    lengths = HistoryLeaves.objects.order_by("pk").values_list("ids__len", flat=True)
    assert [*lengths] == [1000, 1000, 500]
    seal_history()
    assert find() == []
    assert HistorySeal.objects.get().rows == 2500


def test_every_table_of_the_history_is_chained():
    """A model that gets a history needs the triggers too: see claims/migrations/0126_history_chain.py."""
    tables = list_chained_tables()
    assert len(tables) > 15
    watched = sql(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
        " WHERE tgname LIKE 'chain_after_%%' ORDER BY 1, 2"
    )
    assert {table for table, name in watched if name == "chain_after_insert"} == {*tables}
    assert [row for row in watched if row[1] != "chain_after_insert"] == [
        ("claims_change", "chain_after_delete"),
        ("claims_change", "chain_after_update"),
        ("claims_claimversion", "chain_after_delete"),
    ]


def test_leaves_have_a_seal_and_a_digest_or_neither(sealed):
    make.OutletFactory()
    with assert_refused("history_digest_comes_with_its_seal"):
        sql(f"UPDATE {LEAVES} SET seal = 4 WHERE seal IS NULL")


@pytest.mark.parametrize(
    "statement",
    [
        f"DELETE FROM {LEAVES}",
        f"UPDATE {LEAVES} SET seal = 1",
        f"DELETE FROM {SEALS}",
        f"UPDATE {SEALS} SET number = number + 1",
        "DELETE FROM sources_historyshape",
        "UPDATE sources_historyshape SET private = '{}'",
    ],
)
def test_nobody_changes_the_chain_by_mistake(sealed, statement):
    with pytest.raises(ProgrammingError, match=r"Cannot (update or )?(update|delete) rows"):
        sql(statement)


def test_every_fault_has_its_sentence():
    assert {fault for fault in verification.ROW_FAULTS if f"'{fault}'" in verification.ROWS} == {
        *verification.ROW_FAULTS
    }


def test_leaves_do_not_depend_on_how_the_session_writes_times(sealed):
    sql("SET LOCAL timezone = 'Asia/Tokyo'; SET LOCAL bytea_output = 'escape'")
    Claim.objects.filter(pk=sealed.pk).update(public_note="From Tokyo.")
    seal()
    assert find() == []
    assert connection.in_atomic_block
    assert ClaimVersion.objects.count() == 4
