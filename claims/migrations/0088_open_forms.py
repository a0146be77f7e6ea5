"""Who has the form of which row open, for a notice to others who open it."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0087_order_of_publications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="OpenForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("model", models.CharField(help_text="As in claims.statement.", max_length=100)),
                ("row_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=models.CASCADE, related_name="open_forms", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("model", "row_id", "editor"),
                        name="open_form_once_per_row_and_editor",
                        violation_error_message="It is noted already that you opened this.",
                    )
                ],
            },
        ),
    ]
