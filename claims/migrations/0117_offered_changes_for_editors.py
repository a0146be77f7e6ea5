"""Editors see what imports offer; publishers decide."""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

permissions = import_module("claims.migrations.0011_roles").permissions
GIVEN = {
    "Editor": ["claims.view_offeredchange"],
    "Publisher": ["claims.view_offeredchange", "claims.change_offeredchange"],
}


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("claims"), verbosity=0, apps=apps)
    for name, given in GIVEN.items():
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions(apps, given))


def take_away(apps, schema_editor):
    for name, given in GIVEN.items():
        group = apps.get_model("auth", "Group").objects.get(name=name)
        group.permissions.remove(*permissions(apps, given))


class Migration(migrations.Migration):
    dependencies = [("claims", "0116_offered_changes")]
    operations = [migrations.RunPython(give, take_away)]
