"""Claims are found by exactly their proposition: an import asks for thousands at once."""

import django.contrib.postgres.indexes
from django.db import migrations

import claims.models.claim

FUNCTION = r"""
CREATE FUNCTION claims_proposition(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT btrim(regexp_replace(normalize($1, NFC),
        '[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+', ' ', 'g'))
$$
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0107_more_candidates")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION claims_proposition(text)"),
        migrations.AddIndex(
            "claim",
            django.contrib.postgres.indexes.HashIndex(
                claims.models.claim.Proposition("text"), name="claim_proposition"
            ),
        ),
    ]
