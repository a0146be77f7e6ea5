"""Publishers save mappings under a name."""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

permissions = import_module("claims.migrations.0011_roles").permissions
GIVEN = [f"claims.{action}_importmapping" for action in ("add", "change", "delete", "view")]


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("claims"), verbosity=0, apps=apps)
    apps.get_model("auth", "Group").objects.get(name="Publisher").permissions.add(*permissions(apps, GIVEN))


def take_away(apps, schema_editor):
    publisher = apps.get_model("auth", "Group").objects.get(name="Publisher")
    publisher.permissions.remove(*permissions(apps, GIVEN))


class Migration(migrations.Migration):
    dependencies = [("claims", "0114_uploads")]
    operations = [migrations.RunPython(give, take_away)]
