"""Editors see what goes on in the background; publishers try jobs again and cancel them.

The permissions are those of sources, which are made here first: Django makes them after the last
migration, too late for groups that need them.
"""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

permissions = import_module("claims.migrations.0011_roles").permissions
GIVEN = {
    "Editor": ["sources.view_backgroundjob"],
    "Publisher": ["sources.view_backgroundjob", "sources.manage_jobs"],
}


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("sources"), verbosity=0, apps=apps)
    for name, given in GIVEN.items():
        apps.get_model("auth", "Group").objects.get(name=name).permissions.add(*permissions(apps, given))


def take_away(apps, schema_editor):
    for name, given in GIVEN.items():
        apps.get_model("auth", "Group").objects.get(name=name).permissions.remove(*permissions(apps, given))


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_coverage"), ("sources", "0003_background_jobs")]
    operations = [migrations.RunPython(give, take_away)]
