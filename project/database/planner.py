"""Settings of PostgreSQL's planner, kept where every connection finds them.

Just-in-time compilation costs up to a second for each new plan, and saves the record nothing. Up to
PostgreSQL 17 every plan made under `enable_... = off`, as in most of our triggers, looks expensive enough
for it. `docs/decisions/0050-no-just-in-time-compilation.md` says why the settings are where they are, and
`0062-one-plan-for-a-function.md` why some functions are planned once.
"""

from typing import Any

from django.db import connections

FOR_THE_DATABASE = """
DO $$
BEGIN
    IF current_setting('jit')::boolean THEN
        BEGIN
            EXECUTE format('ALTER DATABASE %I SET jit = off', current_database());
        EXCEPTION WHEN insufficient_privilege THEN
            EXECUTE format('ALTER ROLE SESSION_USER IN DATABASE %I SET jit = off', current_database());
        END;
        PERFORM set_config('jit', 'off', false);
    END IF;
END $$
"""
FUNCTIONS_WITH_JIT = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace AND pg_has_role(p.proowner, 'USAGE')
  AND (p.proconfig IS NOT NULL OR p.prorettype = 'trigger'::regtype)
  AND NOT 'jit=off' = ANY (coalesce(p.proconfig, '{}'))
ORDER BY 1
"""
# The history of an update joins the rows as they were with the rows as they are. Both have no statistics, and
# nested loops over thousands of them take minutes. Whoever alters a table has its triggers made anew.
FUNCTIONS_OF_UPDATES = """
SELECT DISTINCT p.oid::regprocedure::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
WHERE t.tgname LIKE 'pgtrigger\\_update\\_update\\_%' AND p.pronamespace = current_schema()::regnamespace
  AND pg_has_role(p.proowner, 'USAGE') AND NOT 'enable_nestloop=off' = ANY (coalesce(p.proconfig, '{}'))
ORDER BY 1
"""
# Functions that find rows by ids alone have one good plan for any ids. PostgreSQL makes it anew for each
# call as long as it hopes for a better one, which takes several times as long as to run it. Only those of the
# queues join what thousands of ids find: a plan made for any ids compares all of them with each other.
FUNCTIONS_BY_ID = """
SELECT f.signature, f.mode FROM (
    SELECT p.oid::regprocedure::text AS signature, p.proconfig,
           CASE WHEN starts_with(p.proname, 'claims_queues_of_') THEN 'auto'
                ELSE 'force_generic_plan' END AS mode
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
    WHERE l.lanname = 'plpgsql' AND p.pronamespace = current_schema()::regnamespace
      AND pg_has_role(p.proowner, 'USAGE') AND 'enable_seqscan=off' = ANY (p.proconfig)) f
WHERE NOT 'plan_cache_mode=' || f.mode = ANY (f.proconfig)
ORDER BY 1
"""


def keep_plans(using: str, **_signal: Any) -> None:
    """Plan the functions that find rows by ids once for a connection, not for each call.

    Those of the queues say that they do not, since a function has the settings of whoever calls it.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTIONS_BY_ID)
        for function, mode in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {function} SET plan_cache_mode = {mode}")


def forbid_nested_loops(using: str, **_signal: Any) -> None:
    """Forbid nested loops in the triggers that keep the history of updates."""
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTIONS_OF_UPDATES)
        for (function,) in cursor.fetchall():
            cursor.execute(f"ALTER FUNCTION {function} SET enable_nestloop = off")


def switch_jit_off(using: str, **_signal: Any) -> None:
    """Switch just-in-time compilation off for the database and for its functions.

    The database's own setting serves new connections, through a connection pooler as well; where the role
    may not alter the database, its own connections. Triggers work for everybody's connections, and a dump
    keeps the settings of functions but not those of a database: functions have it too.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(FOR_THE_DATABASE)
        for function in functions_with_jit(using):
            cursor.execute(f"ALTER FUNCTION {function} SET jit = off")


def functions_with_jit(using: str) -> list[str]:
    """Return the signatures of our functions whose plans PostgreSQL might compile.

    These are the functions of triggers, and those that have other planner settings.
    """
    with connections[using].cursor() as cursor:
        cursor.execute(FUNCTIONS_WITH_JIT)
        return [signature for (signature,) in cursor.fetchall()]
