"""Indexes that are fuller, or hold less.

PostgreSQL fills the pages of an index to nine tenths where each new row comes last, and leaves half of each empty
where it comes first: indexes over what grows with time (versions, ids) ascend, and lists read them backward.

Of rows that seldom refer to anything (second-hand words, an agency, a proof), only those that do are indexed. And
the claim of a claim's topic was indexed twice: `(claim_id, topic_id)` is unique.
"""

import django.db.models.deletion
from django.db import migrations, models

ASCENDING = {
    "change": {"change_newest": ["made_at", "id"]},
    "claimsearch": {
        "search_newest": ["published_at", "claim"],
        "search_last_changed": ["changed_at", "claim"],
        "search_most_contested": ["contested", "claim"],
        "search_most_covered": ["covered", "claim"],
    },
}
REFERENCES = {
    "capture": ("sources.capture", "citations", ""),
    "relayed_by": ("claims.claimant", "relays", "Second-hand: who passes the position on."),
    "relayed_for": (
        "claims.claimant",
        "relays_for",
        "Second-hand: the party that this person speaks for.",
    ),
    "via": ("sources.outlet", "transmitted", "The agency that the article credits for the words."),
}
TWIN = "claims_claim_topics_claim_id_3ad1a16c"


def make_ascending():
    for model, indexes in ASCENDING.items():
        for name, fields in indexes.items():
            yield migrations.RemoveIndex(model, name)
            yield migrations.AddIndex(model, models.Index(fields=fields, name=name))


def make_partial():
    for name, (model, related_name, help_text) in REFERENCES.items():
        field = models.ForeignKey(
            blank=True,
            db_index=False,
            help_text=help_text,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name=related_name,
            to=model,
        )
        condition = models.Q((f"{name}__isnull", False))
        yield migrations.AlterField("citation", name, field)
        yield migrations.AddIndex(
            "citation", models.Index(condition=condition, fields=[name], name=f"citation_{name}")
        )


class Migration(migrations.Migration):
    dependencies = [("claims", "0034_keys_by_hash")]
    operations = [
        *make_ascending(),
        migrations.RemoveIndex("citation", "citation_unverified"),
        migrations.AddIndex(
            "citation",
            models.Index(
                condition=models.Q(("proved_at__isnull", True)), fields=["id"], name="citation_unverified"
            ),
        ),
        *make_partial(),
        migrations.RunSQL(
            f"DROP INDEX {TWIN};", f"CREATE INDEX {TWIN} ON claims_claim_topics (claim_id);"
        ),
    ]
