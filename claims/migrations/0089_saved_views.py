"""The lists of the admin that editors keep under a name."""

import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

import core.validators


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0088_open_forms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(help_text="Of the list's rows, as in claims.statement.", max_length=100)),
                ("name", models.CharField(max_length=60, validators=[core.validators.validate_no_bidi_controls])),
                (
                    "parameters",
                    models.CharField(
                        help_text="As in the list's address: o=-1&status__exact=disputed.", max_length=2000
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="saved_views", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        models.F("editor"),
                        models.F("model"),
                        django.db.models.functions.text.Lower("name"),
                        name="saved_view_name_once",
                        violation_error_message="You have a view of this name already. Choose another name, or "
                        "replace it.",
                    ),
                    models.CheckConstraint(
                        condition=~models.Q(name="") & ~models.Q(parameters=""),
                        name="saved_view_has_name_and_parameters",
                        violation_error_message="Give the view a name, and filter, search or sort the list first.",
                    ),
                ],
            },
        ),
    ]
