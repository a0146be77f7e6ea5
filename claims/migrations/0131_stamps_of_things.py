"""Claimants, outlets and articles have stamps of their own, too, and topics for all that their pages show.

As claims/migrations/0112_stamps.py tells, with these differences:

claims_raise_claims(ids)
    Also for who takes positions on these claims, or for whom, and for the articles that are cited, with their outlets
    and those that are credited.
claims_stamp_statements(), claims_stamp_citations()
    For whom a statement was taken away from, and the article that a citation was taken from: the claim, which raises
    the others as its version is made, does not know them any more. And for articles whenever a citation is altered:
    their pages show where in the text it was found, which makes no version.
claims_stamp_captures()
    For the article whose text was captured, and the topics under which it is cited: they say how much was read.
claims_stamp_key_claims(), claims_stamp_moved_key_claims()
    For the topic whose key claims are others.
claims_read_stamps(thing, id)
    The page of a claimant also shows its offices, those of parties that have pages; that of an article names its
    outlet's party and the outlet whose text it prints, each with a link if it has a page.
"""

from django.db import migrations, models

UNDER_LOAD = "claims_stamp: that a varchar may be longer is written down without a look at the table"

INDEXES_ONLY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off"
FUNCTIONS = """
CREATE OR REPLACE FUNCTION claims_raise_claims(p_claims bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off AS $$
DECLARE
    articles bigint[];
    credited bigint[];
BEGIN
    IF cardinality(p_claims) > 0 THEN
        PERFORM claims_raise_stamps('claim', p_claims);
        PERFORM claims_raise_stamps('topic', ARRAY(
            SELECT DISTINCT topic_id FROM claims_claim_topics WHERE claim_id = ANY (p_claims)));
        PERFORM claims_raise_stamps('claimant', ARRAY(
            SELECT claimant_id FROM claims_statement WHERE claim_id = ANY (p_claims) AND state <> 'draft'
            UNION SELECT party_id FROM claims_statement WHERE claim_id = ANY (p_claims) AND state <> 'draft'));
        SELECT array_agg(c.article_id), array_agg(c.via_id) INTO articles, credited
        FROM claims_statement s JOIN claims_citation c ON c.statement_id = s.id
        WHERE s.claim_id = ANY (p_claims) AND s.state <> 'draft';
        PERFORM claims_raise_cited(articles, credited);
    END IF;
END $$;

CREATE FUNCTION claims_raise_cited(p_articles bigint[], p_credited bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
BEGIN
    IF cardinality(p_articles) > 0 THEN
        PERFORM claims_raise_stamps('article', p_articles);
        PERFORM claims_raise_stamps('outlet', ARRAY(
            SELECT outlet_id FROM sources_article WHERE id = ANY (p_articles)
            UNION SELECT id FROM unnest(p_credited) AS id WHERE id IS NOT NULL));
    END IF;
END $$;

CREATE FUNCTION claims_stamp_statements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM claims_raise_stamps('claimant', ARRAY(
            SELECT unnest(ARRAY[o.claimant_id, o.party_id]) FROM old_rows o JOIN new_rows n ON n.id = o.id
            WHERE o.state <> 'draft'
                AND (o.claimant_id, o.party_id, o.claim_id) IS DISTINCT FROM (n.claimant_id, n.party_id, n.claim_id)));
    ELSE
        PERFORM claims_raise_stamps('claimant', ARRAY(
            SELECT unnest(ARRAY[o.claimant_id, o.party_id]) FROM old_rows o WHERE o.state <> 'draft'));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stamp_claimants_after_update AFTER UPDATE ON claims_statement
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_statements();
CREATE TRIGGER stamp_claimants_after_delete AFTER DELETE ON claims_statement REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_statements();

CREATE FUNCTION claims_stamp_citations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_raise_cited(
        (SELECT array_agg(article_id) FROM old_rows), (SELECT array_agg(via_id) FROM old_rows));
    IF TG_OP = 'UPDATE' THEN
        PERFORM claims_raise_cited(
            (SELECT array_agg(article_id) FROM new_rows), (SELECT array_agg(via_id) FROM new_rows));
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER stamp_articles_after_update AFTER UPDATE ON claims_citation
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_citations();
CREATE TRIGGER stamp_articles_after_delete AFTER DELETE ON claims_citation REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_citations();

CREATE FUNCTION claims_stamp_captures() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_raise_stamps('article', ARRAY(SELECT DISTINCT article_id FROM changed_rows));
    PERFORM claims_raise_stamps('topic', ARRAY(
        SELECT DISTINCT t.topic_id FROM changed_rows r
        JOIN claims_citation c ON c.article_id = r.article_id
        JOIN claims_statement s ON s.id = c.statement_id AND s.state <> 'draft'
        JOIN claims_claim_topics t ON t.claim_id = s.claim_id));
    RETURN NULL;
END $$;

CREATE FUNCTION claims_stamp_key_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_raise_stamps('topic', ARRAY(SELECT DISTINCT topic_id FROM changed_rows));
    RETURN NULL;
END $$;
CREATE TRIGGER stamp_topics_after_insert AFTER INSERT ON claims_keyclaim REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_key_claims();
CREATE TRIGGER stamp_topics_after_delete AFTER DELETE ON claims_keyclaim REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_key_claims();

CREATE FUNCTION claims_stamp_moved_key_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_raise_stamps('topic', ARRAY(SELECT topic_id FROM old_rows UNION SELECT topic_id FROM new_rows));
    RETURN NULL;
END $$;
CREATE TRIGGER stamp_topics_after_update AFTER UPDATE ON claims_keyclaim
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_moved_key_claims();
CREATE TRIGGER stamp_articles_after_insert AFTER INSERT ON sources_capture REFERENCING NEW TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_captures();
CREATE TRIGGER stamp_articles_after_update AFTER UPDATE ON sources_capture REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_captures();
CREATE TRIGGER stamp_articles_after_delete AFTER DELETE ON sources_capture REFERENCING OLD TABLE AS changed_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_stamp_captures();
"""
READ = """
CREATE OR REPLACE FUNCTION claims_read_stamps(
    p_thing text, p_id bigint, OUT names text, OUT words text, OUT gathered bigint)
    LANGUAGE plpgsql STABLE INDEXES_ONLY AS $$
DECLARE
    epoch text;
BEGIN
    SELECT min(t.raised) FILTER (WHERE t.thing = 'epoch'), min(t.raised) FILTER (WHERE t.thing = 'names'),
        string_agg(t.thing || t.thing_id || ':' || t.raised, ',' ORDER BY t.thing, t.thing_id), sum(t.rows)
    INTO epoch, names, words, gathered
    FROM (
        SELECT s.thing, s.thing_id, sum(s.raised)::text AS raised, count(*) AS rows FROM (
            SELECT 'epoch' AS thing, 0::bigint AS id
            UNION ALL SELECT 'names', 0
            UNION ALL SELECT p_thing, p_id
            UNION SELECT r.thing, r.id FROM claims_around_thing(p_thing, p_id) r
        ) a JOIN claims_stamp s ON s.thing = a.thing AND s.thing_id = a.id
        GROUP BY s.thing, s.thing_id
    ) t;
    names := epoch || ':' || coalesce(names, '');
    IF epoch IS NULL THEN
        words := NULL;
    END IF;
END $$;
"""
AROUND = """
CREATE FUNCTION claims_around_thing(p_thing text, p_id bigint) RETURNS TABLE (thing text, id bigint)
    LANGUAGE plpgsql STABLE INDEXES_ONLY AS $$
BEGIN
    IF p_thing = 'claim' THEN
        RETURN QUERY
            SELECT 'claim', x.other_id FROM claims_claimrelation x WHERE x.claim_id = p_id
            UNION ALL SELECT 'claim', x.claim_id FROM claims_claimrelation x WHERE x.other_id = p_id
            UNION ALL SELECT 'topic', x.topic_id FROM claims_claim_topics x WHERE x.claim_id = p_id;
    ELSIF p_thing = 'claimant' THEN
        RETURN QUERY
            SELECT 'claimant', x.party_id FROM claims_affiliation x WHERE x.claimant_id = p_id;
    ELSIF p_thing = 'article' THEN
        RETURN QUERY
            SELECT 'outlet', x.text_from_id FROM sources_article x WHERE x.id = p_id AND x.text_from_id IS NOT NULL
            UNION ALL SELECT 'claimant', v.speaks_for_id FROM sources_article x
                JOIN claims_claimant v ON v.outlet_id = x.outlet_id
                WHERE x.id = p_id AND v.speaks_for_id IS NOT NULL;
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0130_folding_may_fail")]
    operations = [
        migrations.AlterField(
            "stamp",
            "thing",
            models.CharField(
                choices=[
                    ("epoch", "all that was known before"),
                    ("record", "anything"),
                    ("names", "names and sources"),
                    ("claim", "claim"),
                    ("topic", "topic"),
                    ("claimant", "claimant"),
                    ("outlet", "outlet"),
                    ("article", "article"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(AROUND.replace("INDEXES_ONLY", INDEXES_ONLY), migrations.RunSQL.noop),
        migrations.RunSQL(READ.replace("INDEXES_ONLY", INDEXES_ONLY), migrations.RunSQL.noop),
    ]
