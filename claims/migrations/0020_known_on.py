"""The last day of the time that a statement's date stands for, in one function.

claims_known_on(said_on, precision)
    The day from whose end a statement is on record: of a month or a year its last day, else the day
    itself. The status rule asks it, and so do all queries for what had been said by a past day.

It has no settings of its own and is immutable, so PostgreSQL puts its body into the query that calls it.
"""

from importlib import import_module

from django.db import migrations

STANDINGS = import_module("claims.migrations.0004_status_rule").STANDINGS

KNOWN_ON = """
CREATE FUNCTION claims_known_on(p_said_on date, p_precision text) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_precision
        WHEN 'month' THEN (p_said_on + interval '1 month - 1 day')::date
        WHEN 'year' THEN (p_said_on + interval '1 year - 1 day')::date
        ELSE p_said_on
    END
$$;
"""

# Written out in the status rule as it was made.
INTERVAL = """CASE s.said_on_precision
                             WHEN 'month' THEN (s.said_on + interval '1 month - 1 day')::date
                             WHEN 'year' THEN (s.said_on + interval '1 year - 1 day')::date
                             ELSE s.said_on
                         END"""


def standings(interval: str) -> str:
    """Return SQL that makes claims_standings anew with `interval` for the end of a statement's time."""
    before, after = STANDINGS.split(INTERVAL)
    return (before + interval + after).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_coverage_field_names")]
    operations = [
        migrations.RunSQL(KNOWN_ON, "DROP FUNCTION claims_known_on(date, text);"),
        migrations.RunSQL(standings("claims_known_on(s.said_on, s.said_on_precision)"), standings(INTERVAL)),
    ]
