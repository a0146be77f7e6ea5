"""Who and what on record a search names is found in a function, which keeps its plan.

claims_pages_named(names text[], after text[], capitals boolean[], beginning text, words text[], most integer)
    Parties, claimants, outlets and topics on record, as (kind, id, name), at most `most` of each kind. A
    claimant is named by a whole name of `names`, by a surname or a printed spelling; by one that goes on as far
    as the letters of `after`; by an abbreviation only where `capitals` says so. An outlet or a topic is one of
    `names`, or like the pattern `beginning` (none where it has no letter). A topic's name may also match all regular
    expressions in `words`. On record is what readers meet: as `on_record` of claimants and topics, and
    `outlets_on_record`, say it.
"""

from django.db import migrations

NAMED = r"""
CREATE FUNCTION claims_pages_named(
    p_names text[], p_after text[], p_capitals boolean[], p_beginning text, p_words text[], p_most integer
) RETURNS TABLE (kind text, id bigint, name varchar) LANGUAGE plpgsql STABLE
    SET enable_seqscan = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    read_of_each CONSTANT integer := 20;
BEGIN RETURN QUERY
WITH typed AS MATERIALIZED (
    SELECT folded, folded || after AS beyond, has_capitals FROM (
        SELECT claims_folded_name(words) AS folded, after, has_capitals
        FROM unnest(p_names, p_after, p_capitals) AS n (words, after, has_capitals)) f
    WHERE folded <> ''
), people AS MATERIALIZED (
    SELECT DISTINCT found.id FROM typed q CROSS JOIN LATERAL (
        (SELECT k.id FROM claims_claimant k
         WHERE claims_folded_name(k.name) BETWEEN q.folded AND q.beyond LIMIT read_of_each)
        UNION ALL
        (SELECT k.id FROM claims_claimant k
         WHERE k.kind = 'person' AND claims_last_name(k.name) BETWEEN q.folded AND q.beyond LIMIT read_of_each)
        UNION ALL
        (SELECT a.claimant_id FROM claims_alias a
         WHERE claims_folded_name(a.name) BETWEEN q.folded AND q.beyond
           AND (q.has_capitals OR regexp_replace(a.name, '^[Tt]he ', '') <> upper(regexp_replace(a.name, '^[Tt]he ', '')))
         LIMIT read_of_each)) found
), claimants AS (
    SELECT k.id, k.name, k.is_party,
           row_number() OVER (PARTITION BY k.is_party ORDER BY k.name, k.id) AS place
    FROM people JOIN claims_claimant k ON k.id = people.id
    WHERE k.kind <> 'outlet' AND COALESCE(
        (SELECT s.id FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
         WHERE s.claimant_id = k.id AND s.state = 'published' LIMIT 1),
        (SELECT s.id FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
         WHERE s.party_id = k.id AND s.state = 'published' LIMIT 1),
        (SELECT e.id FROM claims_citation e JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
         JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published' WHERE e.relayed_by_id = k.id LIMIT 1)
    ) IS NOT NULL
), outlets AS MATERIALIZED (
    SELECT o.id, o.name FROM unnest(p_names) AS n (words)
    CROSS JOIN LATERAL (
        SELECT * FROM sources_outlet WHERE sources_folded(sources_outlet.name) = sources_folded(n.words) OFFSET 0
    ) o
    UNION
    SELECT o.id, o.name FROM sources_outlet o WHERE p_beginning ~ '\w' AND sources_folded(o.name) LIKE p_beginning
), topics AS MATERIALIZED (
    SELECT t.id, t.name FROM unnest(p_names) AS n (words)
    CROSS JOIN LATERAL (
        SELECT * FROM claims_topic WHERE sources_folded(claims_topic.name) = sources_folded(n.words) OFFSET 0
    ) t
    UNION
    SELECT t.id, t.name FROM claims_topic t WHERE p_beginning ~ '\w' AND sources_folded(t.name) LIKE p_beginning
    UNION
    SELECT t.id, t.name FROM claims_topic t
    WHERE sources_folded(t.name) ~ p_words[1] AND sources_folded(t.name) ~ ALL (p_words)
)
SELECT CASE WHEN k.is_party THEN 'party' ELSE 'claimant' END, k.id, k.name FROM claimants k WHERE k.place <= p_most
UNION ALL
(SELECT 'outlet', o.id, o.name FROM (SELECT * FROM outlets ORDER BY outlets.name, outlets.id) o
 WHERE COALESCE(
    (SELECT e.id FROM sources_article a JOIN claims_citation e ON e.article_id = a.id
     JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
     JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published' WHERE a.outlet_id = o.id LIMIT 1),
    (SELECT e.id FROM claims_citation e JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
     JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published' WHERE e.via_id = o.id LIMIT 1)
 ) IS NOT NULL LIMIT p_most)
UNION ALL
(SELECT 'topic', t.id, t.name FROM (SELECT * FROM topics ORDER BY topics.name, topics.id) t
 WHERE (SELECT c.id FROM claims_claim_topics f JOIN claims_claim c ON c.id = f.claim_id AND c.state = 'published'
        WHERE f.topic_id = t.id LIMIT 1) IS NOT NULL LIMIT p_most);
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0085_verified_by_prominence"), ("sources", "0015_count_words")]
    operations = [migrations.RunSQL(NAMED, "DROP FUNCTION claims_pages_named(text[], text[], boolean[], text, text[], integer)")]
