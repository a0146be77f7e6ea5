"""Names of claimants, their aliases and topics by any part of them: see sources 0006."""

import django.contrib.postgres.indexes
from django.db import migrations

import sources.text_search


class Migration(migrations.Migration):
    dependencies = [("claims", "0024_phrases"), ("sources", "0006_names")]
    operations = [
        migrations.AddIndex(
            model_name=model,
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    sources.text_search.Folded("name"), name="gin_trgm_ops"
                ),
                name=f"{model}_part_of_name",
            ),
        )
        for model in ("claimant", "alias", "topic")
    ]
