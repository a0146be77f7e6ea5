"""History stays linear in a session that has written little before.

The library's trigger after an update joins the old rows with the new ones, and PostgreSQL keeps the
plan of a trigger for the session. Planned for one row (or none), the join compares every row with
every other: after a small edit, one update of 10,000 rows takes 25 seconds instead of one. Without
nested loops the plan is right for any number.

A trigger that is made anew loses the setting. Whoever alters a tracked model then repeats this
statement in the next migration; tests/claims/test_history.py notices.
"""

from django.db import migrations

WITHOUT_NESTED_LOOPS = """
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT DISTINCT t.tgfoid::regprocedure FROM pg_trigger t
             WHERE t.tgname LIKE 'pgtrigger\\_update\\_update\\_%'
    LOOP
        EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = off', f);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0005_groups"), ("sources", "0001_record")]
    operations = [migrations.RunSQL(WITHOUT_NESTED_LOOPS, migrations.RunSQL.noop)]
