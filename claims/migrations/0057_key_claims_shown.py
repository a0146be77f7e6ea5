"""The page of a topic is told its key claims, and those who edit topics edit them.

claims_reporting
    As before, and `key_claims`: the ids of the key claims of `topic` that are published and still under it, in
    the editors' order.
"""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

from ._0027_documents import BY_INDEX

REPORTING = import_module("claims.migrations.0036_reporting").REPORTING
OUTLETS = import_module("claims.migrations.0042_reporting_of_outlets")
DROP_TWINS = import_module("claims.migrations.0022_small_indexes").DROP_TWINS
permissions = import_module("claims.migrations.0011_roles").permissions

BEFORE = (
    REPORTING.replace(OUTLETS.ALL_ARTICLES, OUTLETS.ARTICLES)
    .replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    .format(by_index=BY_INDEX)
)
FIRST = "    'is_bounded', cardinality(p_claims) > p_tabled,\n"
KEY_CLAIMS = """    'key_claims', (
        SELECT COALESCE(json_agg(k.claim_id ORDER BY k.place), '[]')
        FROM claims_keyclaim k
        JOIN claims_claim c ON c.id = k.claim_id AND c.state || '' = 'published'
        JOIN claims_claim_topics t ON t.claim_id = k.claim_id AND t.topic_id = k.topic_id
        WHERE k.topic_id = p_topic),
"""
EVERYDAY = [f"claims.{action}_keyclaim" for action in ("view", "add", "change", "delete")]


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("claims"), verbosity=0, apps=apps)
    for name in ("Editor", "Publisher"):
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions(apps, EVERYDAY))


def take_away(apps, schema_editor):
    for name in ("Editor", "Publisher"):
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*permissions(apps, EVERYDAY))


class Migration(migrations.Migration):
    dependencies = [("claims", "0056_key_claims")]
    operations = [
        # Django makes the second index of the keys when the migration before this one ends.
        migrations.RunSQL(DROP_TWINS, migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE.replace(FIRST, FIRST + KEY_CLAIMS), BEFORE),
        migrations.RunPython(give, take_away),
    ]
