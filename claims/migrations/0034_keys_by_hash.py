"""Keys by hash: each is found, and kept from being given twice, by an index of 4 bytes for each.

A B-tree held the keys themselves, once more than their tables do. Nothing sorts rows by key or looks for the
beginning of one.
"""

from django.db import migrations

KEYS = """
SELECT conrelid::regclass::text, quote_ident(conname) FROM pg_constraint
WHERE conname ~ '^(claims|sources)_.*_key_key$' AND connamespace = current_schema::regnamespace AND contype = %s
ORDER BY 2
"""


def make_anew(old, rule):
    """Replace the constraint of each table that still has one of the type `old` in pg_constraint."""

    def run(apps, schema_editor):
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(KEYS, [old])
            for table, name in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}, ADD CONSTRAINT {name} {rule}")

    return run


class Migration(migrations.Migration):
    # Table by table, so that nobody waits for more than one of them. Stopped halfway, it goes on where it was.
    atomic = False
    dependencies = [
        ("claims", "0033_versions_until_nothing_is_new"),
        ("sources", "0011_ids_never_change"),
    ]
    operations = [
        migrations.RunPython(
            make_anew("u", "EXCLUDE USING hash (key WITH =)"), make_anew("x", "UNIQUE (key)")
        ),
    ]
