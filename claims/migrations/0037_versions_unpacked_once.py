"""Versions are unpacked once to tell what changed, not for each field that claims_told reads of them."""

from importlib import import_module

from django.db import migrations

BEFORE = (
    import_module("claims.migrations.0018_changes")
    .LIST.partition("CREATE FUNCTION claims_list_changes")[2]
    .join(["CREATE OR REPLACE FUNCTION claims_list_changes", ""])
)
TOLD = "CROSS JOIN LATERAL claims_told(b.snapshot, v.snapshot) d"
# `|| '{}'` unpacks a snapshot, and OFFSET 0 keeps PostgreSQL from putting the expression wherever it is named.
UNPACKED = """CROSS JOIN LATERAL (
            SELECT b.snapshot || '{}' AS before, v.snapshot || '{}' AS after OFFSET 0) u
        CROSS JOIN LATERAL claims_told(u.before, u.after) d"""
AFTER = BEFORE.replace("(v.snapshot ->> 'published_at')", "(u.after ->> 'published_at')").replace(TOLD, UNPACKED)


class Migration(migrations.Migration):
    dependencies = [("claims", "0036_reporting")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
