"""Editors and publishers note addresses to read by hand."""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

permissions = import_module("claims.migrations.0011_roles").permissions
GIVEN = ["claims.add_lead"]


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("claims"), verbosity=0, apps=apps)
    for name in ("Editor", "Publisher"):
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions(apps, GIVEN))


def take_away(apps, schema_editor):
    for name in ("Editor", "Publisher"):
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*permissions(apps, GIVEN))


class Migration(migrations.Migration):
    dependencies = [("claims", "0110_imports_for_editors")]
    operations = [migrations.RunPython(give, take_away)]
