"""Nothing that the role of the site can do alters what the history says, or escapes it."""

from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.core.management import get_commands
from django.db import connection
from psycopg import errors

from claims.models import Change, Claim, Publication
from core.history import list_history_tables
from project.database.owner import IDENTITY, OWNER_COMMANDS, connect_as_owner
from project.database.privileges import grant_privileges, list_differences, list_powers, secure_functions
from tests import factories as make
from tests.support.sql import acting_as_owner, check_deferred, sql

from .conftest import connect

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(db) -> Iterator[psycopg.Connection]:
    """Connect as the site does, with nothing of the owner's rights behind it."""
    if connection.settings_dict["USER"] == settings.SITE_ROLE:
        pytest.skip("needs a server with a role for the site, as the embedded one and that of test-postgres")
    with connect(user=settings.SITE_ROLE) as other:
        yield other
        other.rollback()


WAYS_TO_ESCAPE = {
    "switch triggers off": "ALTER TABLE claims_claim DISABLE TRIGGER USER",
    "switch all of them off": "ALTER TABLE claims_claimevent DISABLE TRIGGER ALL",
    "act as a replica": "SET session_replication_role = replica",
    "act as the owner": "SET ROLE record",
    "become a superuser": "ALTER ROLE CURRENT_USER SUPERUSER",
    "empty a table": "TRUNCATE claims_claim CASCADE",
    "drop a table": "DROP TABLE claims_change CASCADE",
    "drop a trigger": "DROP TRIGGER claim_status_on_update ON claims_claim",
    "drop what a trigger does": "DROP FUNCTION claims_make_versions() CASCADE",
    "alter a table": "ALTER TABLE claims_claimversion ADD COLUMN more text",
    "alter what a trigger does": "ALTER FUNCTION claims_make_versions() RESET ALL",
    "replace what a trigger does": """
        CREATE OR REPLACE FUNCTION claims_make_versions() RETURNS trigger LANGUAGE plpgsql
        AS 'BEGIN RETURN NULL; END'""",
    "replace what triggers ask": """
        CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean LANGUAGE sql
        AS 'SELECT true'""",
    "put a function beside ours": """
        CREATE FUNCTION claims_note(text, int[]) RETURNS void LANGUAGE sql AS 'SELECT'""",
    "put a function into another schema": "CREATE SCHEMA another",
    "add a trigger": """
        CREATE TRIGGER later BEFORE UPDATE ON claims_claim FOR EACH ROW
        EXECUTE FUNCTION suppress_redundant_updates_trigger()""",
    "add a rule": "CREATE RULE silent AS ON DELETE TO claims_claim DO INSTEAD NOTHING",
    "make a table of its own": "CREATE TABLE claims_claimevent_copy ()",
    "move a number of the history": "SELECT setval('claims_claimevent_pgh_id_seq', 1)",
    "undo a migration on paper": "DELETE FROM django_migrations",
    "write as the owner does, by a trigger of a table of its own": """
        CREATE TEMPORARY TABLE mine (LIKE claims_claim);
        CREATE TRIGGER forge AFTER DELETE ON mine REFERENCING OLD TABLE AS old_values FOR EACH STATEMENT
        EXECUTE FUNCTION {history}()""",
}

HISTORY_OF_CLAIMS = """
SELECT tgfoid::regproc::text FROM pg_trigger
WHERE tgrelid = 'claims_claim'::regclass AND starts_with(tgname, 'pgtrigger_delete_delete')
"""


@pytest.mark.parametrize("way", WAYS_TO_ESCAPE)
def test_postgresql_refuses_each_way_past_the_history(site, way):
    (history,) = site.execute(HISTORY_OF_CLAIMS).fetchone()
    with pytest.raises(errors.InsufficientPrivilege):
        site.execute(WAYS_TO_ESCAPE[way].replace("{history}", history))


def test_what_only_triggers_write_the_site_may_only_read(site):
    tables = list_history_tables()
    assert {"claims_claimevent", "claims_claimtopicevent", "claims_claimversion", "claims_change"} <= tables
    assert {"claims_changetopic", "sources_addition", "sources_captureevent", "claims_versionnote"} <= tables
    for table in sorted(tables):
        site.execute(f"SELECT FROM {table} LIMIT 1")
        (column,) = site.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum = 1", [table]
        ).fetchone()
        for statement in (
            f"INSERT INTO {table} TABLE {table}",
            f"UPDATE {table} SET {column} = {column}",
            f"DELETE FROM {table}",
            f"TRUNCATE {table}",
            f"SELECT FROM {table} FOR UPDATE",
        ):
            with pytest.raises(errors.InsufficientPrivilege), site.transaction():
                site.execute(statement)


def test_the_site_has_on_each_table_what_it_is_to_have_and_no_power(site):
    with connection.cursor() as cursor:
        assert list_differences(cursor, settings.SITE_ROLE) == []
        assert list_powers(cursor, settings.SITE_ROLE) == []
        assert list_powers(cursor, connection.settings_dict["USER"]) == ["may make tables", "owns the tables"]
        assert list_powers(cursor, "nobody-of-this-name") == []


def test_a_setting_switches_no_history_off():
    claim = make.StatementFactory().claim
    triggers = [name for (name,) in sql("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")]
    sql("SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)", triggers)
    before = count_events(claim)
    Claim.objects.filter(pk=claim.pk).update(text="Something else was said all along.")
    assert count_events(claim) == before + 1


@pytest.mark.parametrize(
    "table", ["claims_claimevent", "claims_versionnote", "claims_claimversion", "claims_claim"]
)
def test_a_temporary_table_of_the_same_name_misleads_no_trigger(table):
    claim = make.StatementFactory().claim
    check_deferred()
    events = count_events(claim)
    sql(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING ALL)")
    sql("UPDATE public.claims_claim SET text = 'Something else was said.' WHERE id = %s", claim.pk)
    check_deferred()
    assert sql(f"SELECT count(*) FROM pg_temp.{table}") == [(0,)]
    assert count_events(claim) == events + 1
    version = "SELECT strpos(snapshot::text, 'Something else was said.') > 0 FROM public.claims_claimversion"
    assert sql(f"{version} WHERE claim_id = %s", claim.pk) == [(True,)]


def count_events(claim: Claim) -> int:
    [(number,)] = sql("SELECT count(*) FROM public.claims_claimevent WHERE pgh_obj_id = %s", claim.pk)
    return number


def test_a_publication_that_is_said_to_be_undone_takes_no_old_news_away():
    claim = make.StatementFactory().claim
    check_deferred()
    by = make.UserFactory()
    publication = Publication.objects.create(
        published_at=make.MOMENT, published_by=by, claims=[claim.pk], versions={str(claim.pk): 0}
    )
    assert is_told_after_forgetting(publication, claim), "it is not undone"
    Publication.objects.update(undone_at=make.MOMENT, undone_by=by)
    with acting_as_owner():
        sql("UPDATE claims_change SET made_at = now() - interval '61 minutes'")
    assert is_told_after_forgetting(publication, claim), "it is old"
    with acting_as_owner():
        sql("UPDATE claims_change SET made_at = now()")
    assert not is_told_after_forgetting(publication, claim)


def is_told_after_forgetting(publication: Publication, claim: Claim) -> bool:
    sql("SELECT claims_forget_changes(%s)", publication.pk)
    return Change.objects.filter(claim=claim).exists()


def test_every_trigger_works_as_the_owner_and_looks_nowhere_else():
    functions = sql("""
        SELECT proname, prosecdef,
               proconfig::text ~ '"search_path=(pg_catalog, )?public, pg_temp"',
               has_function_privilege('public', oid, 'EXECUTE')
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prorettype = 'trigger'::regtype
    """)
    assert len(functions) > 100
    assert [name for name, *state in functions if state != [True, True, False]] == []


def test_migrate_puts_right_what_is_otherwise_and_then_has_nothing_to_do(django_assert_max_num_queries):
    with acting_as_owner(), connection.cursor() as cursor:
        sql("GRANT ALL ON claims_change TO PUBLIC")
        sql(f"REVOKE ALL ON claims_claim, claims_claim_id_seq FROM {settings.SITE_ROLE}")
        sql("ALTER FUNCTION claims_make_versions() SECURITY INVOKER RESET ALL")
        sql("GRANT EXECUTE ON FUNCTION claims_make_versions() TO PUBLIC")
        sql("GRANT CREATE ON SCHEMA public TO PUBLIC")
        wrong = {
            each.name: (each.missing, each.surplus) for each in list_differences(cursor, settings.SITE_ROLE)
        }
        writes = {"INSERT", "UPDATE", "DELETE"}
        assert wrong == {
            "claims_change": (set(), writes | {"TRUNCATE", "REFERENCES", "TRIGGER"}),
            "claims_claim": (writes | {"SELECT"}, set()),
            "claims_claim_id_seq": ({"SELECT", "USAGE", "UPDATE"}, set()),
        }
        assert list_powers(cursor, settings.SITE_ROLE) == ["may make tables", "may alter claims_change"]
        secure_functions("default")
        grant_privileges("default")
        assert list_differences(cursor, settings.SITE_ROLE) == []
        assert list_powers(cursor, settings.SITE_ROLE) == []
        test_every_trigger_works_as_the_owner_and_looks_nowhere_else()
        with django_assert_max_num_queries(20):
            secure_functions("default")
            grant_privileges("default")


def test_one_role_that_serves_the_site_and_owns_the_tables_is_left_as_it_is(settings):
    acls = "SELECT relname, relacl::text FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1"
    before = sql(acls)
    with acting_as_owner():
        for role in (connection.settings_dict["USER"], "nobody-of-this-name", ""):
            settings.SITE_ROLE = role
            grant_privileges("default")
    assert sql(acls) == before


def test_a_new_table_of_the_owner_is_open_to_the_site():
    with acting_as_owner():
        sql("CREATE TABLE later (id bigint GENERATED BY DEFAULT AS IDENTITY)")
    sql("INSERT INTO later DEFAULT VALUES")
    sql("SELECT setval(pg_get_serial_sequence('later', 'id'), 7)")


def test_the_site_has_tables_analysed_that_are_not_its_own():
    make.StatementFactory()
    known = "SELECT schemaname FROM pg_stats WHERE tablename = 'claims_citation' GROUP BY 1"
    sql("CREATE TEMPORARY TABLE claims_citation (LIKE public.claims_citation)")
    sql("INSERT INTO pg_temp.claims_citation SELECT * FROM public.claims_citation")
    sql("SELECT claims_analyse(ARRAY['claims_citation', 'no_such_table'])")
    assert sql(known) == [("public",)], "not the table that stands before it"


def test_commands_that_alter_tables_connect_as_their_owner():
    assert set(get_commands()) >= OWNER_COMMANDS
    usual = {name: connection.settings_dict[name] for name in IDENTITY}
    owner = usual | {"USER": "another"}
    settings.DATABASE_OWNER, before = owner, settings.DATABASE_OWNER
    try:
        with connect_as_owner():
            assert connection.settings_dict["USER"] == "another"
    finally:
        settings.DATABASE_OWNER = before
    assert {name: connection.settings_dict[name] for name in IDENTITY} == usual
