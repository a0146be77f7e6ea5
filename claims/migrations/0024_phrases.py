"""Phrases of common words: which of these stand side by side in the texts of a claim.

claims_word_pair(first, second)
    A pair of neighbouring words as one number. Different pairs may have the same: whoever finds a claim by
    its pairs looks into its words as well. Not hashtext(), which another version of PostgreSQL may change.

claims_refresh_pairs(claims)
    Writes the pairs of these claims, of words that any version of the list (CommonWords) has, and the newest
    version's number. Triggers on the rows of the search call it.

claims_fill_pairs(after)
    The pairs of the next 1,000 claims after this id anew; the last one's id, or null after the last claim.

A version is used by searches once all rows are made under it (claims/search/common_words.py). The version
before it stays until the next one is begun, so that a search that was parsed a moment ago finds everything.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

PAIRS = """
CREATE FUNCTION claims_word_pair(first text, second text) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ('x' || left(md5(first || ' ' || second), 8))::bit(32)::integer
$$;
-- Of the positions that a tsvector keeps the last stands for all further ones: several words may have it.
CREATE FUNCTION claims_refresh_pairs(p_claims bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    newest bigint;
    common jsonb;
BEGIN
    SELECT COALESCE(max(id), 0), COALESCE(jsonb_object_agg(word, true) FILTER (WHERE word IS NOT NULL), '{}')
    INTO newest, common FROM claims_commonwords LEFT JOIN LATERAL unnest(words) word ON true;
    INSERT INTO claims_wordpairs (claim_id, version, pairs)
    SELECT s.claim_id, newest, ARRAY(
        SELECT DISTINCT claims_word_pair(follows.word, next) FROM (
            SELECT word, array_agg(word) OVER (
                ORDER BY place RANGE BETWEEN 1 FOLLOWING AND 1 FOLLOWING) AS nexts
            FROM (SELECT w.lexeme AS word, unnest(w.positions)::integer AS place
                  FROM unnest(s.words) w WHERE common ? w.lexeme) placed) follows, unnest(nexts) next)
    FROM claims_claimsearch s WHERE s.claim_id = ANY (p_claims) ORDER BY s.claim_id
    ON CONFLICT (claim_id) DO UPDATE SET version = EXCLUDED.version, pairs = EXCLUDED.pairs;
END $$;
CREATE FUNCTION claims_fill_pairs(p_after bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    these bigint[] := ARRAY(SELECT id FROM claims_claim WHERE id > p_after ORDER BY id LIMIT 1000);
BEGIN
    PERFORM FROM claims_claim WHERE id = ANY (these) ORDER BY id FOR NO KEY UPDATE;
    PERFORM claims_refresh_pairs(these);
    RETURN these[cardinality(these)];
END $$;
"""
DROP_PAIRS = """
DROP FUNCTION claims_fill_pairs(bigint);
DROP FUNCTION claims_refresh_pairs(bigint[]);
DROP FUNCTION claims_word_pair(text, text);
"""

REFRESH = "PERFORM claims_refresh_pairs(ARRAY({ids}));"
KEPT = {
    "insert": ("NEW TABLE AS new_rows", REFRESH.format(ids="SELECT claim_id FROM new_rows")),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        REFRESH.format(
            ids="SELECT claim_id FROM new_rows n JOIN old_rows o USING (claim_id) WHERE n.words <> o.words"
        ),
    ),
    "delete": (
        "OLD TABLE AS old_rows",
        "DELETE FROM claims_wordpairs WHERE claim_id = ANY (ARRAY(SELECT claim_id FROM old_rows));",
    ),
}
# The rows before and after are joined by hash, though claims_refresh_search forbids that for its own queries.
KEEP = """
CREATE FUNCTION claims_pairs_after_{operation}() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = on SET jit = off AS $$
BEGIN
    {body}
    RETURN NULL;
END $$;
CREATE TRIGGER pairs_after_{operation} AFTER {operation} ON claims_claimsearch REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION claims_pairs_after_{operation}();
"""


def triggers():
    for operation, (tables, body) in KEPT.items():
        name = f"pairs_after_{operation}"
        yield migrations.RunSQL(
            KEEP.format(operation=operation, tables=tables, body=body),
            f"DROP TRIGGER {name} ON claims_claimsearch; DROP FUNCTION claims_{name}();",
        )


class Migration(migrations.Migration):
    dependencies = [("claims", "0023_relevance")]
    operations = [
        migrations.CreateModel(
            name="CommonWords",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "words",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None),
                ),
                (
                    "activated_at",
                    models.DateTimeField(
                        help_text="When all claims had their pairs of these words.", null=True
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="WordPairs",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="word_pairs",
                        serialize=False,
                        to="claims.claimsearch",
                    ),
                ),
                ("version", models.BigIntegerField(help_text="The newest CommonWords when it was made.")),
                (
                    "pairs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(),
                        help_text="Each pair of neighbouring words as one number.",
                        size=None,
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["pairs"], name="word_pairs_of_phrase")
                ],
            },
        ),
        migrations.RunSQL(
            "ALTER TABLE claims_wordpairs ALTER pairs SET STATISTICS 1000;", migrations.RunSQL.noop
        ),
        migrations.RunSQL(PAIRS, DROP_PAIRS),
        *triggers(),
    ]
