"""What is in the tables of a database, for comparing it with another's."""

from django.db import connections
from django.db.backends.utils import CursorWrapper

from .manifest import TableSummary

LEFT_OUT = {
    "django_session": "Whoever was signed in signs in again: a copy of sessions lets people in.",
}
"""Tables of which a backup has no rows, with the reason; nor of those that a crash empties (UNLOGGED)."""

# What a value looks like as text. The settings of a server, a role or a database may differ.
AS_TEXT = """
SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL IntervalStyle = 'postgres';
SET LOCAL extra_float_digits = 1; SET LOCAL bytea_output = 'hex'; SET LOCAL xmlbinary = 'base64'
"""
# What an extension brings is not ours. Generated columns are computed where the rows are, by that server's
# LC_CTYPE: they are no part of what was written.
TABLES = """
SELECT CASE WHEN n.nspname = current_schema() THEN c.relname::text ELSE n.nspname || '.' || c.relname END,
       format('%I.%I', n.nspname, c.relname),
       COALESCE((SELECT string_agg(format('%I', a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a
                 WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''),
                'NULL')
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND c.relpersistence = 'p' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
  AND NOT EXISTS (SELECT FROM pg_depend d
                  WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
# The sum of 64 bits of the MD5 of each row, in any order: it finds what is lost or altered by accident.
SUMMARY = """
SELECT count(*),
       COALESCE(sum(('x' || left(md5(ROW({columns})::text), 16))::bit(64)::bigint::numeric), 0)::text
FROM {table}
"""
OURS = """
SELECT format('%s %s', kind, name) FROM (
    SELECT 'table', c.relname::text, c.oid, 'pg_class'::regclass FROM pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p', 'S')
    UNION ALL
    SELECT 'function', p.proname::text, p.oid, 'pg_proc'::regclass FROM pg_proc p
    WHERE p.pronamespace = current_schema()::regnamespace
) o (kind, name, id, class)
WHERE NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = o.class AND d.objid = o.id AND d.deptype = 'e')
ORDER BY kind DESC, name LIMIT 1
"""


def summarise_tables(cursor: CursorWrapper) -> dict[str, TableSummary]:
    """Return for each table of ours how many rows it has and the sum of their hashes. Reads every row.

    In a transaction, whose settings it changes. Queries: 2, and 1 for each table.
    """
    cursor.execute(AS_TEXT)
    cursor.execute(TABLES)
    found = {}
    for name, table, columns in cursor.fetchall():
        if name not in LEFT_OUT:
            cursor.execute(SUMMARY.format(table=table, columns=columns))
            found[name] = TableSummary(*cursor.fetchone())
    return found


def find_ours(using: str) -> str:
    """Return the name of something that is in a database already; "" if it is empty."""
    with connections[using].cursor() as cursor:
        cursor.execute(OURS)
        row = cursor.fetchone()
    return row[0] if row else ""
