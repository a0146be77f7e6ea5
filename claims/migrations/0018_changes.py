"""What changed for readers: news and corrections, one row each, told from neighbouring versions.

claims_told(before, after)
    What the snapshot `after` (see 0009_versions) has that readers may want to hear of, against `before`,
    the version before it, or null: kind, the statuses before and after, the statement or the correction
    concerned, how many positions came, and when, if that was earlier than the version itself.
    Of a change of status the statement is the one that made it, the first of these that there is: a new
    one that takes the deciding side (for *disputed* denying or questioning, else affirming); another new
    one that counts or withdraws; one that counted and is gone; one that stood there and now counts, or
    counts no more.
claims_list_changes(versions)
    Keeps what these versions tell, and files it under the topics of their claims. A correction is told
    once, also when a merge carries it to another claim.
claims_file_changes(claims)
    Files all that was ever told of these claims under the topics that they have now.

Triggers call these whenever versions are made, and forget what was told by a version that its
transaction makes anew. A correction that is about no claim has no version; it tells of itself.
"""

import django.db.models.deletion
from django.db import migrations, models

from ._0018_told import CAUSE, TOLD

LIST = """
CREATE FUNCTION claims_file_changes(p_claims bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
BEGIN
    DELETE FROM claims_changetopic f USING claims_change c
    WHERE c.claim_id = ANY (p_claims) AND f.change_id = c.id AND NOT EXISTS (
        SELECT FROM claims_claim_topics t WHERE t.claim_id = c.claim_id AND t.topic_id = f.topic_id);
    INSERT INTO claims_changetopic (change_id, topic_id, kind, made_at)
    SELECT c.id, t.topic_id, c.kind, c.made_at
    FROM claims_change c JOIN claims_claim_topics t ON t.claim_id = c.claim_id
    WHERE c.claim_id = ANY (p_claims)
    ON CONFLICT DO NOTHING;
END $$;
CREATE FUNCTION claims_list_changes(p_versions bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    told bigint[];
    filed_anew bigint[];
BEGIN
    WITH made AS (
        INSERT INTO claims_change (kind, claim_id, version, made_at, status_before, status_after,
                                   statement_id, correction_id, how_many)
        SELECT d.kind, v.claim_id, v.number, CASE
                WHEN d.kind = 'new' THEN (v.snapshot ->> 'published_at')::timestamptz
                ELSE COALESCE(d.told_at, v.made_at) END,
            d.status_before, d.status_after, d.statement_id, d.correction_id, d.how_many
        FROM claims_claimversion v
        LEFT JOIN claims_claimversion b ON b.claim_id = v.claim_id AND b.number = v.number - 1
        CROSS JOIN LATERAL claims_told(b.snapshot, v.snapshot) d
        WHERE v.id = ANY (p_versions) ORDER BY v.id
        RETURNING id
    ) SELECT array_agg(id) INTO told FROM made;
    INSERT INTO claims_changetopic (change_id, topic_id, kind, made_at)
    SELECT c.id, t.topic_id, c.kind, c.made_at
    FROM claims_change c JOIN claims_claim_topics t ON t.claim_id = c.claim_id
    WHERE c.id = ANY (told);
    filed_anew := ARRAY(
        SELECT v.claim_id FROM claims_claimversion v
        JOIN claims_claimversion b ON b.claim_id = v.claim_id AND b.number = v.number - 1
        WHERE v.id = ANY (p_versions)
          AND jsonb_path_query_array(v.snapshot, '$.topics[*].id')
              <> jsonb_path_query_array(b.snapshot, '$.topics[*].id'));
    IF cardinality(filed_anew) > 0 THEN
        PERFORM claims_file_changes(filed_anew);
    END IF;
END $$;
"""

OF_VERSIONS = """
CREATE FUNCTION claims_version_tells() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_list_changes(ARRAY(SELECT id FROM made));
    RETURN NULL;
END $$;
CREATE FUNCTION claims_version_forgotten() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    forgotten bigint[] := ARRAY(
        SELECT c.id FROM gone g JOIN claims_change c ON c.claim_id = g.claim_id AND c.version = g.number);
BEGIN
    DELETE FROM claims_changetopic WHERE change_id = ANY (forgotten);
    DELETE FROM claims_change WHERE id = ANY (forgotten);
    PERFORM claims_file_changes(ARRAY(SELECT DISTINCT claim_id FROM gone));
    RETURN NULL;
END $$;
CREATE TRIGGER changes_after_insert AFTER INSERT ON claims_claimversion REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION claims_version_tells();
CREATE TRIGGER changes_after_delete AFTER DELETE ON claims_claimversion REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION claims_version_forgotten();
"""

OF_CORRECTIONS = """
CREATE FUNCTION claims_correction_told() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_change (kind, made_at, status_before, status_after, correction_id, how_many)
    SELECT 'correction', made_at, '', '', id, 0 FROM made WHERE claim_id IS NULL ORDER BY id;
    RETURN NULL;
END $$;
CREATE FUNCTION claims_correction_forgotten() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    DELETE FROM claims_change c USING gone
    WHERE gone.claim_id IS NULL AND c.claim_id IS NULL AND c.correction_id = gone.id;
    RETURN NULL;
END $$;
CREATE FUNCTION claims_correction_retold() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan = off AS $$
BEGIN
    DELETE FROM claims_change c USING gone
    WHERE gone.claim_id IS NULL AND c.claim_id IS NULL AND c.correction_id = gone.id;
    INSERT INTO claims_change (kind, made_at, status_before, status_after, correction_id, how_many)
    SELECT 'correction', made_at, '', '', id, 0 FROM made WHERE claim_id IS NULL ORDER BY id;
    RETURN NULL;
END $$;
CREATE TRIGGER changes_after_insert AFTER INSERT ON claims_correction REFERENCING NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION claims_correction_told();
CREATE TRIGGER changes_after_delete AFTER DELETE ON claims_correction REFERENCING OLD TABLE AS gone
    FOR EACH STATEMENT EXECUTE FUNCTION claims_correction_forgotten();
CREATE TRIGGER changes_after_update AFTER UPDATE ON claims_correction
    REFERENCING OLD TABLE AS gone NEW TABLE AS made
    FOR EACH STATEMENT EXECUTE FUNCTION claims_correction_retold();
"""

# In chunks: what is told of a thousand versions at a time stays in memory.
BACKFILL = """
DO $$
DECLARE
    place bigint := 0;
    these bigint[];
BEGIN
    INSERT INTO claims_change (kind, made_at, status_before, status_after, correction_id, how_many)
    SELECT 'correction', made_at, '', '', id, 0 FROM claims_correction WHERE claim_id IS NULL ORDER BY id;
    LOOP
        these := ARRAY(SELECT id FROM claims_claimversion WHERE id > place ORDER BY id LIMIT 1000);
        EXIT WHEN cardinality(these) = 0;
        PERFORM claims_list_changes(these);
        place := these[cardinality(these)];
    END LOOP;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0017_search")]
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "new claim"),
                            ("status", "change of status"),
                            ("position", "new position"),
                            ("reworded", "reworded claim"),
                            ("correction", "correction"),
                            ("taken_back", "retracted position"),
                            ("retracted", "retracted or merged claim"),
                            ("republished", "claim published again"),
                        ],
                        max_length=11,
                    ),
                ),
                (
                    "version",
                    models.PositiveIntegerField(
                        blank=True, help_text="The number of the claim's version.", null=True
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "status_before",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "open"),
                            ("asserted", "asserted"),
                            ("agreed", "agreed"),
                            ("disputed", "disputed"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                (
                    "status_after",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("open", "open"),
                            ("asserted", "asserted"),
                            ("agreed", "agreed"),
                            ("disputed", "disputed"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("how_many", models.PositiveIntegerField(default=0)),
                (
                    "claim",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to="claims.claim",
                    ),
                ),
                (
                    "correction",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.correction",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.statement",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChangeTopic",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("new", "new claim"),
                            ("status", "change of status"),
                            ("position", "new position"),
                            ("reworded", "reworded claim"),
                            ("correction", "correction"),
                            ("taken_back", "retracted position"),
                            ("retracted", "retracted or merged claim"),
                            ("republished", "claim published again"),
                        ],
                        max_length=11,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "change",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="filed",
                        to="claims.change",
                    ),
                ),
                (
                    "topic",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="claims.topic",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["-made_at", "-id"], name="change_newest"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["kind", "-made_at", "-id"], name="change_newest_of_kind"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(fields=["claim", "version"], name="change_of_version"),
        ),
        migrations.AddIndex(
            model_name="change",
            index=models.Index(
                condition=models.Q(("correction__isnull", False)),
                fields=["correction"],
                name="change_of_correction",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "new",
                            "status",
                            "position",
                            "reworded",
                            "correction",
                            "taken_back",
                            "retracted",
                            "republished",
                        ],
                    )
                ),
                name="change_kind_is_known",
                violation_error_message="A change is of a known kind.",
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("claim__isnull", False), ("version__isnull", False)),
                    models.Q(
                        ("claim__isnull", True), ("correction__isnull", False), ("version__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="change_is_of_a_version_or_a_correction",
                violation_error_message="A change is that of a claim's version, or a correction of no claim.",
            ),
        ),
        migrations.AddIndex(
            model_name="changetopic",
            index=models.Index(fields=["topic", "-made_at", "-change"], name="change_newest_in_topic"),
        ),
        migrations.AddIndex(
            model_name="changetopic",
            index=models.Index(
                fields=["topic", "kind", "-made_at", "-change"], name="change_newest_in_topic_of_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="changetopic",
            constraint=models.UniqueConstraint(
                fields=("change", "topic"),
                name="change_filed_once",
                violation_error_message="This change is filed under this topic already.",
            ),
        ),
        migrations.RunSQL(CAUSE, "DROP FUNCTION claims_status_cause(jsonb, jsonb, text[]);"),
        migrations.RunSQL(TOLD, "DROP FUNCTION claims_told(jsonb, jsonb);"),
        migrations.RunSQL(
            LIST,
            "DROP FUNCTION claims_list_changes(bigint[]); DROP FUNCTION claims_file_changes(bigint[]);",
        ),
        migrations.RunSQL(
            OF_VERSIONS,
            "DROP TRIGGER changes_after_insert ON claims_claimversion;"
            " DROP TRIGGER changes_after_delete ON claims_claimversion;"
            " DROP FUNCTION claims_version_tells(); DROP FUNCTION claims_version_forgotten();",
        ),
        migrations.RunSQL(
            OF_CORRECTIONS,
            "DROP TRIGGER changes_after_insert ON claims_correction;"
            " DROP TRIGGER changes_after_update ON claims_correction;"
            " DROP TRIGGER changes_after_delete ON claims_correction;"
            " DROP FUNCTION claims_correction_told(); DROP FUNCTION claims_correction_retold();"
            " DROP FUNCTION claims_correction_forgotten();",
        ),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
