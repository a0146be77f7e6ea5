"""Editors and publishers look at what happens in the background, and try it again or cancel it."""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

permissions = import_module("claims.migrations.0011_roles").permissions
GIVEN = ["sources.view_linkcheck", "sources.view_backgroundjob", "sources.manage_jobs"]


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("sources"), verbosity=0, apps=apps)
    for group in groups(apps):
        group.permissions.add(*permissions(apps, GIVEN))


def take_away(apps, schema_editor):
    for group in groups(apps):
        group.permissions.remove(*permissions(apps, GIVEN))


def groups(apps):
    return apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"])


class Migration(migrations.Migration):
    dependencies = [("claims", "0013_coverage"), ("sources", "0003_background_jobs")]
    operations = [migrations.RunPython(give, take_away)]
