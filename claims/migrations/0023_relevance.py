"""Indexes for the best matches: by proposition, by proposition and names, and in the order of prominence.

Analyzed at once: without statistics of the two expressions the planner would not know that few claims have a
common word in their proposition.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

import claims.search.querysets


class Migration(migrations.Migration):
    dependencies = [("claims", "0022_small_indexes")]
    operations = [
        migrations.AddIndex(
            model_name="claimsearch",
            index=django.contrib.postgres.indexes.GinIndex(
                claims.search.querysets.WordsIn("a"), name="search_proposition"
            ),
        ),
        migrations.AddIndex(
            model_name="claimsearch",
            index=django.contrib.postgres.indexes.GinIndex(
                claims.search.querysets.WordsIn("a,c"), name="search_proposition_and_names"
            ),
        ),
        migrations.AddIndex(
            model_name="claimsearch",
            index=models.Index(
                fields=["-contested", "-covered", "-published_at", "-claim_id"], name="search_most_prominent"
            ),
        ),
        migrations.RunSQL("ANALYZE claims_claimsearch", migrations.RunSQL.noop),
    ]
