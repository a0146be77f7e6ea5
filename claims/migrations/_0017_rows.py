"""The rows of the search, made from the latest version of each claim: told in 0017_search."""

# A bitmap scan alone cannot be used without the ids: see 0004_status_rule.
BY_ID_ONLY = (
    "SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off"
)

# Stop words keep their place, so that no phrase is found across the end of a name or an excerpt. Cut off,
# because a tsvector holds a megabyte at most, and a claim has any number of citations.
BETWEEN = " the the "
MOST_CHARACTERS = 100_000

STATUSES = "CASE l.snapshot ->> 'status' WHEN 'disputed' THEN 1 WHEN 'agreed' THEN 2 ELSE 3 END"
STANCES = "CASE s.stance WHEN 'affirms' THEN 1 WHEN 'denies' THEN 2 WHEN 'questions' THEN 3 ELSE 4 END"

# A claim that has just lost its last position is refused by 0004, which speaks of it in words; whether that or
# the search comes first depends on what was changed first.
# `|| '{}'` unpacks a snapshot once, instead of once for each time that it is read. Claim by claim, without a
# join of what belongs to many claims: planned for few, that would be quadratic.
TEMPLATE = """
CREATE FUNCTION claims_facet(kind integer, value bigint) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    'SELECT (kind::bigint << 48) | value';
CREATE FUNCTION claims_search_rows(p_claims bigint[]) RETURNS TABLE (
    claim_id bigint, published_at timestamptz, changed_at timestamptz, contested integer, covered integer,
    words tsvector, facets bigint[], readable text
) LANGUAGE plpgsql STABLE {by_id_only} AS $$
BEGIN RETURN QUERY
WITH latest AS MATERIALIZED (
    SELECT c.id, c.published_at, v.made_at, v.snapshot || '{{}}'::jsonb AS snapshot
    FROM claims_claim c CROSS JOIN LATERAL (
        SELECT x.made_at, x.snapshot FROM claims_claimversion x
        WHERE x.claim_id = c.id ORDER BY x.number DESC LIMIT 1) v
    WHERE c.id = ANY (p_claims) AND c.state || '' = 'published' AND v.snapshot ->> 'state' = 'published'
)
SELECT l.id, l.published_at, l.made_at,
    (said.against * (1 + said.in_favour))::integer, cited.outlets::integer,
    setweight(to_tsvector('english_unaccent', l.snapshot ->> 'proposition'), 'A')
        || setweight(to_tsvector('english_unaccent', '{between}' || texts.context), 'B')
        || setweight(to_tsvector('english_unaccent', '{between}' || texts.names), 'C')
        || to_tsvector('english_unaccent', '{between}' || texts.excerpts),
    ARRAY(SELECT DISTINCT code FROM unnest(
        said.facets || cited.facets || claims_facet(1, {statuses})
            || ARRAY(SELECT claims_facet(2, (t ->> 'id')::bigint)
                     FROM jsonb_array_elements(l.snapshot -> 'topics') t)
            || CASE WHEN cited.all_proved THEN claims_facet(8, 1) END
            || CASE WHEN cited.outlets = 1 THEN claims_facet(9, 1) END) AS code
        WHERE code IS NOT NULL ORDER BY code),
    concat_ws(' ', l.snapshot ->> 'proposition', texts.context, texts.names, texts.excerpts)
FROM latest l
CROSS JOIN LATERAL (
    SELECT
        count(DISTINCT s.party ->> 'id') FILTER (WHERE s.counts AND s.stance IN ('denies', 'questions'))
            AS against,
        count(DISTINCT s.party ->> 'id') FILTER (WHERE s.counts AND s.stance = 'affirms') AS in_favour,
        array_agg((s.claimant ->> 'id')::bigint) || array_agg((s.party ->> 'id')::bigint) AS people,
        array_agg(s.claimant ->> 'name') || array_agg(s.party ->> 'name') AS names,
        array_agg(claims_facet(4, (s.claimant ->> 'id')::bigint))
            || array_agg(claims_facet(3, (s.party ->> 'id')::bigint))
               FILTER (WHERE s.party ->> 'kind' <> 'outlet')
            || array_agg(claims_facet(6, {stances}))
            || array_agg(claims_facet(7, extract(year FROM s.said_on)::bigint)) AS facets
    FROM jsonb_to_recordset(l.snapshot -> 'statements')
        AS s (claimant jsonb, party jsonb, stance text, said_on date, counts boolean)
) said
CROSS JOIN LATERAL (
    SELECT count(DISTINCT e.article #>> '{{outlet,id}}') AS outlets,
        bool_and(e.proof IS NOT NULL) AS all_proved,
        array_agg(claims_facet(5, (e.article #>> '{{outlet,id}}')::bigint)) AS facets,
        COALESCE(string_agg(DISTINCT e.excerpt, '{between}'), '') AS excerpts
    FROM jsonb_array_elements(l.snapshot -> 'statements') s,
        jsonb_to_recordset(s -> 'citations') AS e (excerpt text, article jsonb, proof jsonb)
) cited
CROSS JOIN LATERAL (
    SELECT left(l.snapshot ->> 'context', {most}) AS context, left(cited.excerpts, {most}) AS excerpts,
        left(COALESCE((SELECT string_agg(called.name, '{between}' ORDER BY called.name) FROM (
            SELECT unnest(said.names) AS name
            UNION SELECT a.name FROM claims_alias a WHERE a.claimant_id = ANY (said.people)
        ) called), ''), {most}) AS names
) texts;
END $$;
"""
ROWS = TEMPLATE.format(
    by_id_only=BY_ID_ONLY, between=BETWEEN, most=MOST_CHARACTERS, statuses=STATUSES, stances=STANCES
)
