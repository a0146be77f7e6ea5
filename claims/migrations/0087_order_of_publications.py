"""What was built on a publication is told by ids, not by clocks.

Publications made before this can no longer be undone: they are older than ten minutes by the time that the new
version serves.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0086_pages_named")]
    operations = [
        migrations.AddField(
            model_name="publication",
            name="last_ids",
            field=models.JSONField(
                default=dict,
                help_text="By table, the last id given out before its end: a greater one belongs to something "
                "later.",
            ),
        ),
    ]
