"""A correction may be about what several claims share: an outlet, a claimant, a topic."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0015_offered")]
    operations = [
        migrations.AlterField(
            model_name="correctionproposal",
            name="claim",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty when it is about what several claims share.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="correction_proposals",
                to="claims.claim",
            ),
        )
    ]
