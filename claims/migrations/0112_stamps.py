"""Stamps: by a few numbers it is known whether anything changed that a page shows.

claims_stamp
    Of each thing that pages depend on, the rows add up to a number. Whoever changes what a page shows adds a row in
    the same transaction: so the sum is another one from the moment at which the change can be seen, however long the
    transaction took, and nobody waits for anybody. What is added is random, so that a sum does not come back after a
    restore. The things:
    epoch   one row, made here or by the worker. Without it nothing is known (the table was emptied).
    record  anything at all that readers' pages and the API read.
    names   what the pages of all claims may show: names, affiliations, merges, articles that are altered.
    claim   one claim, by its id: its document or its state.
    topic   one topic: its claims, or one of them.
claims_raise_stamps(thing, ids)
    Adds a row for each of these.
claims_raise_once(thing)
    Adds one for `record` or `names`, unless this transaction has.
claims_raise_claims(ids)
    For claims, whose rows this transaction has locked: for them and their topics. A claim gets into a topic or out of
    it by a transaction that locks the claim as well, before its version is made; so of two the second one sees
    what the first one did.
claims_stamp_rows()
    The trigger on the tables of TABLES. Its arguments: the thing, and columns that no page shows; with these, an update
    that changes nothing else raises nothing.
claims_fold_stamps(at most)
    Adds up what has gathered since it was last called, and makes the epoch if it is gone.
"""

from django.db import migrations, models

FUNCTIONS = """
CREATE FUNCTION claims_raise_stamps(p_thing text, p_ids bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO claims_stamp (thing, thing_id, raised, is_sum)
    SELECT DISTINCT ON (id) p_thing, id, 1 + floor(random() * 2147483646)::bigint, false FROM unnest(p_ids) AS id;
$$;

-- What set_config has set is gone when a savepoint is rolled back, as the row is.
CREATE FUNCTION claims_raise_once(p_thing text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    done text := 'claims.raised_' || p_thing;
    this text := pg_current_xact_id()::text;
BEGIN
    IF current_setting(done, true) IS DISTINCT FROM this THEN
        PERFORM claims_raise_stamps(p_thing, '{0}');
        PERFORM set_config(done, this, true);
    END IF;
END $$;

CREATE FUNCTION claims_raise_claims(p_claims bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off AS $$
BEGIN
    IF cardinality(p_claims) > 0 THEN
        PERFORM claims_raise_stamps('claim', p_claims);
        PERFORM claims_raise_stamps('topic', ARRAY(
            SELECT DISTINCT topic_id FROM claims_claim_topics WHERE claim_id = ANY (p_claims)));
    END IF;
END $$;

CREATE FUNCTION claims_stamp_rows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_changed boolean;
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        is_changed := true;
    ELSIF TG_OP = 'INSERT' THEN
        is_changed := EXISTS (SELECT FROM new_rows);
    ELSIF TG_OP = 'DELETE' THEN
        is_changed := EXISTS (SELECT FROM old_rows);
    ELSIF TG_NARGS = 1 THEN
        is_changed := EXISTS (SELECT FROM new_rows);
    ELSE
        is_changed := EXISTS (
            SELECT to_jsonb(n) - TG_ARGV[1]::text[] FROM new_rows n
            EXCEPT ALL SELECT to_jsonb(o) - TG_ARGV[1]::text[] FROM old_rows o);
    END IF;
    IF is_changed THEN
        PERFORM claims_raise_once('record');
        IF TG_ARGV[0] = 'names' OR TG_OP = 'TRUNCATE' THEN
            PERFORM claims_raise_once('names');
        END IF;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION claims_fold_stamps(p_most integer) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    folded integer;
BEGIN
    PERFORM pg_advisory_xact_lock(20170413);
    INSERT INTO claims_stamp (thing, thing_id, raised, is_sum)
    SELECT 'epoch', 0, 1 + floor(random() * 9007199254740991)::bigint, true
    WHERE NOT EXISTS (SELECT FROM claims_stamp WHERE thing = 'epoch');
    WITH added AS (
        DELETE FROM claims_stamp WHERE id IN (
            SELECT id FROM claims_stamp WHERE NOT is_sum ORDER BY id LIMIT p_most)
        RETURNING thing, thing_id, raised
    ), sums AS (
        DELETE FROM claims_stamp s USING (SELECT DISTINCT thing, thing_id FROM added) a
        WHERE s.is_sum AND s.thing = a.thing AND s.thing_id = a.thing_id
        RETURNING s.thing, s.thing_id, s.raised
    ), written AS (
        INSERT INTO claims_stamp (thing, thing_id, raised, is_sum)
        SELECT thing, thing_id, sum(raised), true FROM (TABLE added UNION ALL TABLE sums) both_kinds
        GROUP BY thing, thing_id
    )
    SELECT count(*) INTO folded FROM added;
    RETURN folded;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION claims_fold_stamps(integer);
DROP FUNCTION claims_stamp_rows();
DROP FUNCTION claims_raise_claims(bigint[]);
DROP FUNCTION claims_raise_once(text);
DROP FUNCTION claims_raise_stamps(text, bigint[]);
"""

# What claims themselves raise. A claim that is published for the first time, or becomes a draft again, or is deleted,
# may have no new version. A claim out of a topic is not found by its topics any more.
CLAIMS = """
CREATE FUNCTION claims_stamp_versions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_raise_claims(ARRAY(SELECT DISTINCT claim_id FROM changed_rows));
    RETURN NULL;
END $$;
CREATE TRIGGER stamp_claims_after_insert AFTER INSERT ON claims_claimversion REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_versions();
CREATE TRIGGER stamp_claims_after_delete AFTER DELETE ON claims_claimversion REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_versions();

CREATE FUNCTION claims_stamp_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM claims_raise_claims(ARRAY(
            SELECT o.id FROM old_rows o JOIN new_rows n ON n.id = o.id
            WHERE (o.state <> 'draft' OR n.state <> 'draft')
                AND (o.state, o.status) IS DISTINCT FROM (n.state, n.status)));
    ELSE
        PERFORM claims_raise_claims(ARRAY(SELECT id FROM old_rows WHERE state <> 'draft'));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stamp_claims_after_update AFTER UPDATE ON claims_claim
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_claims();
CREATE TRIGGER stamp_claims_after_delete AFTER DELETE ON claims_claim REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_claims();

CREATE FUNCTION claims_stamp_topics() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_raise_stamps('topic', ARRAY(SELECT DISTINCT topic_id FROM old_rows));
    RETURN NULL;
END $$;
CREATE TRIGGER stamp_topics_after_delete AFTER DELETE ON claims_claim_topics REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_topics();
CREATE TRIGGER stamp_topics_after_update AFTER UPDATE ON claims_claim_topics REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_topics();
"""
DROP_CLAIMS = """
DROP TRIGGER stamp_topics_after_update ON claims_claim_topics;
DROP TRIGGER stamp_topics_after_delete ON claims_claim_topics;
DROP FUNCTION claims_stamp_topics();
DROP TRIGGER stamp_claims_after_delete ON claims_claim;
DROP TRIGGER stamp_claims_after_update ON claims_claim;
DROP FUNCTION claims_stamp_claims();
DROP TRIGGER stamp_claims_after_delete ON claims_claimversion;
DROP TRIGGER stamp_claims_after_insert ON claims_claimversion;
DROP FUNCTION claims_stamp_versions();
"""

# What an insert, an update or a delete in each table raises. An update that changes nothing does not raise `names`,
# nor does one of nothing but the columns of NOT_SHOWN.
TABLES = {
    "claims_affiliation": ("names", "names", "names"),
    "claims_alias": ("names", "names", "names"),
    "claims_change": ("record", "record", "record"),
    "claims_changetopic": ("record", "record", "record"),
    "claims_citation": ("record", "record", "record"),
    "claims_claim": ("record", "record", "record"),
    "claims_claim_topics": ("record", "record", "record"),
    "claims_claimant": ("record", "names", "names"),
    "claims_claimrelation": ("record", "record", "record"),
    "claims_claimsearch": ("record", "record", "record"),
    "claims_claimversion": ("record", "record", "record"),
    "claims_commonwords": ("record", "record", "record"),
    "claims_correction": ("record", "record", "record"),
    "claims_facetcount": ("record", "record", "record"),
    "claims_factcheck": ("record", "record", "record"),
    "claims_keyclaim": ("record", "record", "record"),
    "claims_merge": ("names", "names", "names"),
    "claims_searchword": ("record", "record", "record"),
    "claims_statement": ("record", "record", "record"),
    "claims_topic": ("record", "names", "names"),
    "claims_topicalias": ("names", "names", "names"),
    "claims_wordpairs": ("record", "record", "record"),
    "sources_article": ("record", "names", "names"),
    "sources_capture": ("record", "record", "record"),
    "sources_linkcheck": ("names", "names", "names"),
    "sources_outlet": ("record", "names", "names"),
}
NOT_SHOWN = {"sources_linkcheck": "{status,detail,final_url,checked_at,failures,next_check_at}"}
REFERENCING = {
    "insert": "REFERENCING NEW TABLE AS new_rows",
    "update": "REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "REFERENCING OLD TABLE AS old_rows",
    "truncate": "",
}
TRIGGER = """
CREATE TRIGGER stamp_after_{operation} AFTER {operation} ON {table} {referencing}
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_rows({arguments});"""


def make_triggers():
    for table, things in TABLES.items():
        for (operation, referencing), thing in zip(REFERENCING.items(), (*things, "names"), strict=True):
            arguments = [thing, NOT_SHOWN.get(table, "{}")] if thing == "names" else [thing]
            yield TRIGGER.format(
                operation=operation,
                table=table,
                referencing=referencing,
                arguments=", ".join(f"'{argument}'" for argument in arguments),
            )


def drop_triggers():
    for table in TABLES:
        for operation in REFERENCING:
            yield f"DROP TRIGGER stamp_after_{operation} ON {table};"


class Migration(migrations.Migration):
    dependencies = [("claims", "0111_leads_by_hand"), ("sources", "0015_count_words")]
    operations = [
        migrations.CreateModel(
            name="Stamp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "thing",
                    models.CharField(
                        choices=[
                            ("epoch", "all that was known before"),
                            ("record", "anything"),
                            ("names", "names and sources"),
                            ("claim", "claim"),
                            ("topic", "topic"),
                        ],
                        max_length=6,
                    ),
                ),
                ("thing_id", models.BigIntegerField(help_text="0 where there is one of the kind.")),
                ("raised", models.BigIntegerField()),
                ("is_sum", models.BooleanField(default=False, db_default=False)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["thing", "thing_id"], include=["raised"], name="stamp_of_thing"
                    ),
                    models.Index(
                        fields=["id"], condition=models.Q(is_sum=False), name="stamp_not_added_up"
                    ),
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, DROP_FUNCTIONS),
        migrations.RunSQL("SELECT claims_fold_stamps(0)", migrations.RunSQL.noop),
        migrations.RunSQL(CLAIMS, DROP_CLAIMS),
        migrations.RunSQL("\n".join(make_triggers()), "\n".join(drop_triggers())),
    ]
