"""Excerpts by their words: see sources 0009."""

import django.contrib.postgres.indexes
from django.db import migrations

import sources.text_search


class Migration(migrations.Migration):
    dependencies = [("claims", "0027_documents"), ("sources", "0009_words")]
    operations = [
        migrations.AddIndex(
            model_name="citation",
            index=django.contrib.postgres.indexes.GinIndex(
                sources.text_search.Words("excerpt"), name="citation_excerpt_words"
            ),
        ),
        # For the planner, which would not know how many excerpts have a word.
        migrations.RunSQL("ANALYZE claims_citation", migrations.RunSQL.noop),
    ]
