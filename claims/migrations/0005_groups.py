"""The groups Editor (drafts and sources) and Publisher (also publish and retract).

Django makes permissions after the last migration, too late for groups that need them, so the
permissions are made here first.
"""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

RECORD = {
    "sources": ["outlet", "article", "capture", "capturetext"],
    "claims": [
        "topic",
        "claimant",
        "alias",
        "affiliation",
        "claim",
        "statement",
        "citation",
        "claimrelation",
        "factcheck",
    ],
}
PUBLISHER_ONLY = [
    "publish_claim",
    "retract_claim",
    "publish_statement",
    "retract_statement",
    "add_correction",
    "change_correction",
    "view_correction",
]


def make_groups(apps, schema_editor):
    for label in RECORD:
        create_permissions(current_apps.get_app_config(label), verbosity=0, apps=apps)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    everyday = [
        f"{action}_{model}"
        for models in RECORD.values()
        for model in models
        for action in ("view", "add", "change", "delete")
    ]
    ours = Permission.objects.filter(content_type__app_label__in=RECORD)
    editor, _ = Group.objects.get_or_create(name="Editor")
    editor.permissions.set(ours.filter(codename__in=everyday))
    publisher, _ = Group.objects.get_or_create(name="Publisher")
    publisher.permissions.set(ours.filter(codename__in=everyday + PUBLISHER_ONLY))


def remove_groups(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"]).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0004_status_rule"),
        ("sources", "0001_record"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_groups, remove_groups)]
