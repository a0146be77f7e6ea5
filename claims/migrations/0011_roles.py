"""Who may do what at the desk: what Editor and Publisher gain, and the group Administrator.

Django makes permissions after the last migration, too late for groups that need them, so the
permissions are made here first.
"""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITOR = [
    *(f"claims.{action}_coverage" for action in ("view", "add", "change", "delete")),
    *("claims.view_review", "claims.add_review"),
    *("claims.view_probabledouble", "claims.change_probabledouble"),
    *("claims.view_report", "claims.change_report"),
    *("claims.view_vanishedexcerpt", "claims.change_vanishedexcerpt"),
    *("claims.view_merge", "claims.view_claimversion"),
]
PUBLISHER = [
    *EDITOR,
    *("claims.change_review", "claims.view_correctionproposal", "claims.change_correctionproposal"),
    *("claims.merge_claim", "claims.merge_claimant", "claims.merge_outlet"),
]
ADMINISTRATOR = ["auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group"]


def make_groups(apps, schema_editor):
    for label in ("sources", "claims", "auth"):
        create_permissions(current_apps.get_app_config(label), verbosity=0, apps=apps)
    Group = apps.get_model("auth", "Group")
    for name, given in (("Editor", EDITOR), ("Publisher", PUBLISHER), ("Administrator", ADMINISTRATOR)):
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*permissions(apps, given))


def take_away(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    Group.objects.filter(name="Administrator").delete()
    for name, given in (("Editor", EDITOR), ("Publisher", PUBLISHER)):
        Group.objects.get(name=name).permissions.remove(*permissions(apps, given))


def permissions(apps, names):
    """Return the permissions of these names, "app.codename". Each of them must exist."""
    Permission = apps.get_model("auth", "Permission")
    return [
        Permission.objects.get(content_type__app_label=label, codename=codename)
        for label, codename in (name.split(".") for name in names)
    ]


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_finding")]
    operations = [
        # What comes of a proposal is told by proposal_ends_in_a_correction_or_a_reason already.
        migrations.RemoveConstraint("correctionproposal", "proposal_outcome_is_known"),
        migrations.RunPython(make_groups, take_away),
    ]
