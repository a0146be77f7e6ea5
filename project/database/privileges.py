"""What the role that serves the site may do in the database: everything but rewrite history.

The tables belong to another role, the owner, that `manage.py migrate` connects as (MIGRATE_DATABASE_URL). The
site's role may read all tables and write those that people fill. The tables of the history only triggers
write, with the rights of the owner; and a trigger cannot be switched off, replaced or misled by who sets it
off (`docs/decisions/0280-two-roles.md`).

Each `migrate` ends with this, and changes only what is otherwise.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper
from psycopg import sql

from core.history import list_history_tables

WRITES = {"SELECT", "INSERT", "UPDATE", "DELETE"}
READ_ONLY = {"django_migrations"}
"""What only the owner writes, besides the history."""
OF_SEQUENCES = {
    "SELECT",
    "USAGE",
    "UPDATE",
}  # UPDATE: what is loaded with its ids moves the sequence past them
OWNS_TABLES = """
SELECT EXISTS (SELECT FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r'
               AND pg_has_role(%s, relowner, 'MEMBER'))
"""
POWERS = """
SELECT rolsuper, rolcreaterole, pg_has_role(oid, 'pg_write_all_data', 'MEMBER'),
       has_schema_privilege(oid, current_schema(), 'CREATE')
FROM pg_roles WHERE rolname = %s
"""
NAMES_OF_POWERS = ("is a superuser", "may make roles", "may write all data", "may make tables")
# MAINTAIN is as new as PostgreSQL 17, and nobody has it who was not given it.
PRIVILEGES = """
SELECT c.relname, c.relkind = 'S', COALESCE(t.relname, c.relname),
       CASE WHEN c.relkind = 'S' THEN
           ARRAY(SELECT p FROM unnest('{SELECT,USAGE,UPDATE}'::text[]) p
                 WHERE has_sequence_privilege(%(role)s, c.oid, p))
       ELSE ARRAY(SELECT p FROM unnest('{SELECT,INSERT,UPDATE,DELETE,TRUNCATE,REFERENCES,TRIGGER}'::text[]) p
                  WHERE has_table_privilege(%(role)s, c.oid, p))
       END
FROM pg_class c
LEFT JOIN pg_depend d ON c.relkind = 'S' AND d.classid = 'pg_class'::regclass AND d.objid = c.oid
    AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
LEFT JOIN pg_class t ON t.oid = d.refobjid
WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')
ORDER BY 1
"""
OF_THE_DATABASE = """
SELECT p FROM unnest('{CONNECT,TEMPORARY}'::text[]) p
WHERE NOT has_database_privilege(%s, current_database(), p)
"""
OF_THE_SCHEMA = """
SELECT has_schema_privilege(%(role)s, current_schema(), 'USAGE'),
       has_schema_privilege(%(role)s, current_schema(), 'CREATE'),
       (SELECT pg_has_role(nspowner, 'USAGE') FROM pg_namespace WHERE nspname = current_schema())
"""
# Who may write to a table sets off its triggers, but nobody else is to put these functions on another table.
TRIGGER_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.prorettype = 'trigger'::regtype AND p.pronamespace = current_schema()::regnamespace
  AND pg_has_role(p.proowner, 'USAGE') AND NOT p.prosecdef
ORDER BY 1
"""
FREE_TRIGGER_FUNCTIONS = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.prorettype = 'trigger'::regtype AND p.pronamespace = current_schema()::regnamespace
  AND pg_has_role(p.proowner, 'USAGE') AND has_function_privilege('public', p.oid, 'EXECUTE')
ORDER BY 1
"""
# Temporary tables would be found first, by whatever does not say where it looks. Functions with settings of
# their own are those that triggers call: with one path for all callers their plans are kept.
FUNCTIONS_WITHOUT_PATH = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace AND pg_has_role(p.proowner, 'USAGE')
  AND (p.proconfig IS NOT NULL OR p.prosecdef OR p.prorettype = 'trigger'::regtype)
  AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search\\_path=%')
ORDER BY 1
"""
# pgtrigger's own function lets everybody switch its triggers off by a setting; nothing here wants to.
NEVER_IGNORED = "SELECT false"
IGNORES = """
SELECT p.oid::regprocedure::text FROM pg_proc p
WHERE p.proname = '_pgtrigger_should_ignore' AND p.pronamespace = current_schema()::regnamespace
  AND pg_has_role(p.proowner, 'USAGE') AND p.prosrc <> %s
"""
NEVER_IGNORE = f"""
CREATE OR REPLACE FUNCTION _pgtrigger_should_ignore(trigger_name name) RETURNS boolean
LANGUAGE sql IMMUTABLE AS '{NEVER_IGNORED}'
"""


@dataclass(frozen=True)
class PrivilegeDifference:
    """A table or sequence whose privileges are not those that the site's role is to have."""

    name: str
    is_sequence: bool
    missing: frozenset[str]
    surplus: frozenset[str]


def secure_functions(using: str, **_signal: Any) -> None:
    """Have triggers work with the rights of the owner, and look for tables nowhere but among ours."""
    with transaction.atomic(using), connections[using].cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        path = sql.SQL(", ").join([sql.Identifier(cursor.fetchone()[0]), sql.Identifier("pg_temp")])
        alterations = {
            TRIGGER_FUNCTIONS: "ALTER FUNCTION {function} SECURITY DEFINER",
            FREE_TRIGGER_FUNCTIONS: "REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC",
            FUNCTIONS_WITHOUT_PATH: "ALTER FUNCTION {function} SET search_path = {path}",
        }
        for query, alteration in alterations.items():
            cursor.execute(query)
            for (function,) in cursor.fetchall():
                cursor.execute(sql.SQL(alteration).format(function=sql.SQL(function), path=path))
        cursor.execute(IGNORES, [NEVER_IGNORED])
        if cursor.fetchone():
            cursor.execute(NEVER_IGNORE)


def grant_privileges(using: str, **_signal: Any) -> None:
    """Give the site's role what it needs, and take from it what it must not have.

    Nothing is to be done where that role owns the tables itself. Where it does not exist, the checks say so.
    """
    role = settings.SITE_ROLE
    with transaction.atomic(using), connections[using].cursor() as cursor:
        if not role or not has_role(using, role) or owns_tables(cursor, role):
            return
        names = {"role": sql.Identifier(role)}
        for statement in _list_statements(cursor, role):
            cursor.execute(statement.format(**names))
        for difference in list_differences(cursor, role):
            for statement in _settle(difference):
                cursor.execute(statement.format(name=sql.Identifier(difference.name), **names))


def has_role(using: str, role: str) -> bool:
    """Return whether the server has a role of this name; without a name it is the one that connects."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
        return not role or bool(cursor.fetchone()[0])


def owns_tables(cursor: CursorWrapper, role: str) -> bool:
    """Return whether a role can do with tables of ours what their owner can."""
    cursor.execute(OWNS_TABLES, [role])
    return bool(cursor.fetchone()[0])


def list_powers(cursor: CursorWrapper, role: str) -> list[str]:
    """Return by what a role could rewrite history and leave no trace; nothing of one that is not there."""
    cursor.execute(POWERS, [role])
    if (row := cursor.fetchone()) is None:
        return []
    powers = [name for name, has_it in zip(NAMES_OF_POWERS, row, strict=True) if has_it]
    if owns_tables(cursor, role):
        return [*powers, "owns the tables"]
    altered = [each.name for each in list_differences(cursor, role) if each.surplus]
    return [*powers, f"may alter {', '.join(altered)}"] if altered else powers


def list_differences(cursor: CursorWrapper, role: str) -> list[PrivilegeDifference]:
    """Return the tables and sequences on which a role has other privileges than the site's is to have."""
    history = list_history_tables()
    cursor.execute(PRIVILEGES, {"role": role})
    differences = []
    for name, is_sequence, table, found in cursor.fetchall():
        wanted = {"SELECT"} if table in history | READ_ONLY else OF_SEQUENCES if is_sequence else WRITES
        if wanted != set(found):
            missing, surplus = frozenset(wanted - set(found)), frozenset(set(found) - wanted)
            differences.append(PrivilegeDifference(name, is_sequence, missing, surplus))
    return differences


def _list_statements(cursor: CursorWrapper, role: str) -> Iterator[sql.SQL]:
    """Yield what is granted besides the tables that there are, those that will be among it."""
    cursor.execute("SELECT quote_ident(current_schema()), quote_ident(current_database())")
    schema, database = cursor.fetchone()
    cursor.execute(OF_THE_DATABASE, [role])
    for (privilege,) in cursor.fetchall():
        yield sql.SQL(f"GRANT {privilege} ON DATABASE {database} TO {{role}}")
    cursor.execute(OF_THE_SCHEMA, {"role": role})
    may_use, may_create, is_ours = cursor.fetchone()
    if is_ours and not may_use:
        yield sql.SQL(f"GRANT USAGE ON SCHEMA {schema} TO {{role}}")
    if is_ours and may_create:  # as in databases that come from before PostgreSQL 15
        yield sql.SQL(f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {{role}}")
    for kind, privileges in (("TABLES", WRITES), ("SEQUENCES", OF_SEQUENCES)):
        grant = f"GRANT {', '.join(sorted(privileges))} ON {kind} TO {{role}}"
        yield sql.SQL(f"ALTER DEFAULT PRIVILEGES IN SCHEMA {schema} {grant}")


def _settle(difference: PrivilegeDifference) -> Iterator[sql.SQL]:
    kind = "SEQUENCE" if difference.is_sequence else "TABLE"
    if difference.missing:
        yield sql.SQL(f"GRANT {', '.join(sorted(difference.missing))} ON {kind} {{name}} TO {{role}}")
    if difference.surplus:
        yield sql.SQL(
            f"REVOKE {', '.join(sorted(difference.surplus))} ON {kind} {{name}} FROM PUBLIC, {{role}}"
        )
