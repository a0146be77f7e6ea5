"""Rows of the history that were rewritten when words were taken down. Nothing changes in the database."""

from django.db import migrations, models

OPERATIONS = [
    ("insert", "added"),
    ("update", "changed"),
    ("delete", "removed"),
    ("found", "found when the chain began"),
    ("erased", "rewritten when words were taken down"),
]


class Migration(migrations.Migration):
    dependencies = [("sources", "0021_quicker_leaves")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name="historyleaves",
                    name="operation",
                    field=models.CharField(choices=OPERATIONS, max_length=6),
                )
            ]
        )
    ]
