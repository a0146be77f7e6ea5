"""A search names a topic by an alias too, as it does a claimant; those who edit topics edit aliases."""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

DROP_TWINS = import_module("claims.migrations.0022_small_indexes").DROP_TWINS
permissions = import_module("claims.migrations.0011_roles").permissions

BEFORE = import_module("claims.migrations.0086_pages_named").NAMED.replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
BY_NAME = """
), topics AS MATERIALIZED ("""
BY_ALIAS = """
), topics AS MATERIALIZED (
    SELECT t.id, t.name FROM typed q CROSS JOIN LATERAL (
        SELECT a.topic_id FROM claims_topicalias a
        WHERE claims_folded_name(a.name) BETWEEN q.folded AND q.beyond LIMIT read_of_each
    ) a JOIN claims_topic t ON t.id = a.topic_id
    UNION"""

EVERYDAY = [f"claims.{action}_topicalias" for action in ("view", "add", "change", "delete")]


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("claims"), verbosity=0, apps=apps)
    for name in ("Editor", "Publisher"):
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions(apps, EVERYDAY))


def take_away(apps, schema_editor):
    for name in ("Editor", "Publisher"):
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*permissions(apps, EVERYDAY))


class Migration(migrations.Migration):
    dependencies = [("claims", "0090_topic_aliases")]
    operations = [
        # Django makes the second index of the keys when the migration before this one ends.
        migrations.RunSQL(DROP_TWINS, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE.replace(BY_NAME, BY_ALIAS), BEFORE),
        migrations.RunPython(give, take_away),
    ]
