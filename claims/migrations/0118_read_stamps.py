"""Stamps are read by one function, whose plan is kept: to plan the query took longer than to run it.

claims_stamps_of(claim)
    The stamps of what the page of a claim depends on: of the claim, those that it is related to, and its topics. Of the
    whole record where the claim is NULL. Each has one row; all are of one moment.
"""

from django.db import migrations

# A plan made on empty tables is kept for the session; these settings leave only what finds rows by an index.
READ = """
CREATE FUNCTION claims_stamps_of(p_claim bigint)
    RETURNS TABLE (thing varchar, thing_id bigint, raised text) LANGUAGE plpgsql STABLE
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    RETURN QUERY
    SELECT s.thing, s.thing_id, sum(s.raised)::text FROM (
        SELECT 'epoch' AS thing, 0::bigint AS id
        UNION ALL SELECT 'names', 0
        UNION ALL SELECT 'record', 0 WHERE p_claim IS NULL
        UNION SELECT 'claim', p_claim
        UNION SELECT 'claim', x.other_id FROM claims_claimrelation x WHERE x.claim_id = p_claim
        UNION SELECT 'claim', x.claim_id FROM claims_claimrelation x WHERE x.other_id = p_claim
        UNION SELECT 'topic', x.topic_id FROM claims_claim_topics x WHERE x.claim_id = p_claim
    ) t JOIN claims_stamp s ON s.thing = t.thing AND s.thing_id = t.id
    GROUP BY s.thing, s.thing_id ORDER BY s.thing, s.thing_id;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0117_offered_changes_for_editors")]
    operations = [migrations.RunSQL(READ, "DROP FUNCTION claims_stamps_of(bigint);")]
