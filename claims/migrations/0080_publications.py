"""What was published together, so that it can be undone within minutes.

claims_list_changes
    A claim whose publication was undone after its last version is told as new again when it is published.
"""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

LIST_BEFORE = import_module("claims.migrations.0051_changed_sources").list_source_changes()
LAST_VERSION = "LEFT JOIN claims_claimversion b ON b.claim_id = v.claim_id AND b.number = v.number - 1"
STILL_SEEN = """
            AND NOT EXISTS (SELECT FROM claims_publication p WHERE v.claim_id = ANY (p.claims)
                            AND p.undone_at BETWEEN b.made_at AND v.made_at)"""


def list_changes() -> str:
    before, after = LIST_BEFORE.split(LAST_VERSION)
    return before + LAST_VERSION + STILL_SEEN + after


def make_ids(**options) -> models.Field:
    return django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), default=list, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0079_outlets_names_of_the_day"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("published_at", models.DateTimeField()),
                ("claims", make_ids()),
                ("statements", make_ids()),
                ("reviews", make_ids(help_text="The requests that it settled.")),
                (
                    "versions",
                    models.JSONField(
                        default=dict, help_text="The number of the last version before it, by the claim's id."
                    ),
                ),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "published_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publications_undone",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["-published_at"], name="publication_newest"),
                    models.Index(
                        condition=models.Q(("undone_at__isnull", False)),
                        fields=["undone_at"],
                        name="publication_undone",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=~models.Q(("claims", []), ("statements", [])),
                        name="publication_is_of_something",
                        violation_error_message="Choose what is published.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                            models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="publication_undone_says_who_and_when",
                        violation_error_message="Say who undid it and when, or neither.",
                    ),
                ],
            },
        ),
        migrations.RunSQL(list_changes(), LIST_BEFORE),
    ]
