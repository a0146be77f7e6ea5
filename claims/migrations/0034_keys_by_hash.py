"""Keys by hash: each is found, and kept from being given twice, by an index of 4 bytes for each.

A B-tree held the keys themselves, once more than their tables do. Nothing sorts rows by key or looks for the
beginning of one.
"""

from django.db import migrations

MAKE_ANEW = """
DO $$
DECLARE
    kept record;
BEGIN
    FOR kept IN SELECT conrelid::regclass AS tab, conname FROM pg_constraint
                WHERE conname ~ '^(claims|sources)_.*_key_key$'
                    AND connamespace = current_schema::regnamespace LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I, ADD CONSTRAINT %2$I {rule}',
                       kept.tab, kept.conname);
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0033_versions_until_nothing_is_new"),
        ("sources", "0011_ids_never_change"),
    ]
    operations = [
        migrations.RunSQL(
            MAKE_ANEW.replace("{rule}", "EXCLUDE USING hash (key WITH =)"),
            MAKE_ANEW.replace("{rule}", "UNIQUE (key)"),
        ),
    ]
