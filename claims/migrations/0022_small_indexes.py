"""Indexes that hold no more than they need.

`citation_once` holds a hash of the excerpt instead of the excerpt. And Django makes a second index of each
unique text column, for searches by its beginning; nothing searches keys and names that way.
"""

import django.db.models.functions
from django.db import migrations, models

DROP_TWINS = """
DO $$
DECLARE
    twin regclass;
BEGIN
    FOR twin IN SELECT indexrelid::regclass FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
                WHERE relname ~ '^(claims|sources)_.*_like$' AND relnamespace = current_schema::regnamespace LOOP
        EXECUTE format('DROP INDEX %s', twin);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0021_plainer_messages"), ("sources", "0005_plainer_messages")]
    operations = [
        migrations.RemoveConstraint("citation", "citation_once"),
        migrations.AddConstraint(
            "citation",
            models.UniqueConstraint(
                models.F("statement"),
                models.F("article"),
                django.db.models.functions.Cast(
                    django.db.models.functions.MD5("excerpt"), models.UUIDField()
                ),
                name="citation_once",
                violation_error_message="This statement already cites these words.",
            ),
        ),
        migrations.RunSQL(DROP_TWINS, migrations.RunSQL.noop),
    ]
