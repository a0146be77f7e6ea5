"""The planner's settings after a migration (`project/database/planner.py`).

PostgreSQL never compiles just in time for the record, whoever is connected: that costs a second for
every edit where the server was built with it.
"""

import psycopg
import pytest
from django.core.management import call_command

from project.database import planner
from tests.support.sql import sql

from .conftest import connect

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

TO_SET = """
CREATE FUNCTION writes_down() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
CREATE FUNCTION searches(integer) RETURNS bigint LANGUAGE sql SET enable_seqscan = off
    AS 'SELECT count(*) FROM claims_claim';
CREATE FUNCTION finds(bigint) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off
    AS 'BEGIN PERFORM FROM claims_claim WHERE id = $1; END';
CREATE FUNCTION is_inlined(integer) RETURNS integer LANGUAGE sql AS 'SELECT $1';
"""
KEPT = "plan_cache_mode=force_generic_plan"
PATH = "search_path=public, pg_temp"


def answer(other: psycopg.Connection, statement: str) -> str:
    return other.execute(statement).fetchone()[0]


def test_it_is_off_on_a_new_connection_that_sets_nothing():
    with connect() as other:
        assert answer(other, "SHOW jit") == "off"
        assert answer(other, "SELECT source FROM pg_settings WHERE name = 'jit'") == "database"


def test_it_is_off_on_the_connection_that_migrated():
    assert sql("SHOW jit") == [("off",)]


def test_it_is_off_in_every_function_of_a_trigger():
    assert planner.functions_with_jit("default") == []
    triggers = sql("SELECT DISTINCT tgfoid::regproc::text, tgfoid FROM pg_trigger WHERE NOT tgisinternal")
    settings = dict(sql("SELECT oid, proconfig FROM pg_proc WHERE proconfig IS NOT NULL"))
    assert len(triggers) > 50
    assert {name for name, oid in triggers if "jit=off" not in settings.get(oid, [])} == set()


def test_a_migration_that_makes_a_function_leaves_it_set():
    sql(TO_SET)
    assert planner.functions_with_jit("default") == ["finds(bigint)", "searches(integer)", "writes_down()"]
    call_command("migrate", verbosity=0)
    assert planner.functions_with_jit("default") == []
    assert sql(
        "SELECT proname, proconfig FROM pg_proc WHERE proname IN ('finds', 'searches') ORDER BY 1"
    ) == [
        ("finds", ["enable_seqscan=off", PATH, KEPT, "jit=off"]),
        ("searches", ["enable_seqscan=off", PATH, "jit=off"]),
    ]


def test_functions_that_find_rows_by_ids_are_planned_once_but_for_those_of_queues():
    assert sql(planner.FUNCTIONS_BY_ID) == []
    kept = {name for (name,) in sql("SELECT proname FROM pg_proc WHERE %s = ANY (proconfig)", KEPT)}
    assert len(kept) > 50
    assert {"claims_documents", "claims_refresh_status", "claims_make_versions"} <= kept
    queues = sql("SELECT proname FROM pg_proc WHERE 'plan_cache_mode=auto' = ANY (proconfig) ORDER BY 1")
    assert queues == [(f"claims_queues_of_{rows}",) for rows in ("articles", "claims", "statements")]


def test_a_trigger_of_the_history_that_is_made_anew_has_no_nested_loops():
    [(function, settings)] = sql(
        "SELECT p.oid::regprocedure::text, proconfig FROM pg_trigger JOIN pg_proc p ON p.oid = tgfoid"
        " WHERE tgrelid = 'claims_topic'::regclass AND tgname LIKE 'pgtrigger_update_update%%'"
    )
    sql(f"ALTER FUNCTION {function} RESET ALL")
    call_command("migrate", verbosity=0)
    read = f"SELECT proconfig FROM pg_proc WHERE oid = '{function}'::regprocedure"
    assert (
        [sorted(config) for (config,) in sql(read)]
        == [sorted(settings)]
        == [["enable_nestloop=off", "jit=off", PATH]]
    )


def test_a_role_that_may_not_alter_the_database_has_it_for_itself(guest):
    guest.execute("SET jit = on")
    guest.execute(planner.FOR_THE_DATABASE)
    guest.execute("RESET SESSION AUTHORIZATION")
    settings = "SELECT setconfig FROM pg_db_role_setting WHERE setrole = 'guest_of_the_record'::regrole"
    assert answer(guest, settings) == ["jit=off"]
