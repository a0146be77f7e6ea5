"""Administrators make webhooks."""

from importlib import import_module

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

permissions = import_module("claims.migrations.0011_roles").permissions
GIVEN = [f"subscriptions.{action}_webhook" for action in ("add", "change", "delete", "view")]


def give(apps, schema_editor):
    create_permissions(current_apps.get_app_config("subscriptions"), verbosity=0, apps=apps)
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrator"):
        group.permissions.add(*permissions(apps, GIVEN))


def take_away(apps, schema_editor):
    for group in apps.get_model("auth", "Group").objects.filter(name="Administrator"):
        group.permissions.remove(*permissions(apps, GIVEN))


class Migration(migrations.Migration):
    dependencies = [
        ("subscriptions", "0002_webhooks"),
        ("claims", "0011_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(give, take_away)]
