"""The document of a claim, and what lies around it: 0027_documents tells what these functions give."""

from ._0009_snapshots import SNAPSHOTS

# A plan made on empty tables is kept for the session; these settings leave only what finds rows by their ids.
BY_ID_ONLY = (
    "SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off"
)
BY_INDEX = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off"

SECONDS = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
EXACT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
CLAIMANT = """json_build_object('id', {0}.id, 'name', {0}.name, 'sentence_name', {0}.sentence_name,
                'kind', {0}.kind, 'role', {0}.role, 'wikidata', {0}.wikidata_id, 'outlet', {0}.outlet_id)"""
OUTLET = "json_build_object('id', {0}.id, 'name', {0}.name, 'funding', {0}.funding)"
NAMES = {
    "claimant": CLAIMANT.format("k"),
    "party": CLAIMANT.format("p"),
    "relayed_by": CLAIMANT.format("rb"),
    "relayed_for": CLAIMANT.format("rf"),
    "outlet": OUTLET.format("o"),
    "via": OUTLET.format("v"),
    "captured": EXACT.format("h.captured_at"),
    "published": EXACT.format("c.published_at"),
    "retracted": SECONDS.format("c.retracted_at"),
    "taken_back": EXACT.format("s.retracted_at"),
    "corrected": EXACT.format("x.made_at"),
}

# Claim by claim, and nothing but ids to find rows by: see _0009_snapshots.
TEMPLATE = """
CREATE FUNCTION claims_documents(p_claims bigint[], p_as_of date) RETURNS TABLE (claim_id bigint, snapshot jsonb)
    LANGUAGE plpgsql STABLE {by_id_only} AS $$
BEGIN RETURN QUERY
SELECT c.id, CASE WHEN c.state = 'retracted' THEN json_build_object(
    'id', c.id, 'key', c.key, 'state', c.state,
    'retraction', json_build_object('at', {retracted}, 'reason', c.retraction_reason))
ELSE json_build_object(
    'schema', 2,
    'id', c.id, 'key', c.key, 'state', c.state, 'proposition', c.text, 'nature', c.nature,
    'context', c.context, 'public_note', c.public_note,
    'status', CASE WHEN p_as_of IS NULL THEN c.status
                   ELSE (SELECT n.status FROM claims_status(ARRAY[c.id], p_as_of) n) END,
    'published_at', {published},
    'topics', COALESCE((
        SELECT json_agg(json_build_object('id', t.id, 'name', t.name) ORDER BY t.id)
        FROM claims_claim_topics ct JOIN claims_topic t ON t.id = ct.topic_id
        WHERE ct.claim_id = c.id), '[]'),
    'statements', COALESCE((
        SELECT json_agg(json_build_object(
            'id', s.id, 'claimant', {claimant}, 'party', {party},
            'capacity', s.capacity, 'stance', s.stance, 'hedged', s.hedged, 'said_on', s.said_on,
            'precision', s.said_on_precision, 'said_on_note', s.said_on_note, 'place', s.place,
            'standing', n.standing, 'counts', n.standing = 'current' AND NOT n.is_outlet,
            'citations', (
                SELECT json_agg(json_build_object(
                    'id', e.id, 'excerpt', e.excerpt, 'kind', e.kind, 'part', e.part,
                    'relayed_by', CASE WHEN rb.id IS NOT NULL THEN {relayed_by} END,
                    'relayed_for', CASE WHEN rf.id IS NOT NULL THEN {relayed_for} END,
                    'via', CASE WHEN v.id IS NOT NULL THEN {via} END,
                    'translated_by', e.translated_by,
                    'article', json_build_object(
                        'id', a.id, 'title', a.title, 'outlet', {outlet},
                        'published_on', a.published_on, 'published_on_note', a.published_on_note,
                        'language', a.language, 'address', a.canonical_url, 'archive', a.archive_url),
                    'proof', CASE WHEN h.id IS NOT NULL THEN json_build_object(
                        'capture', h.id, 'sha256', h.sha256, 'captured_at', {captured}) END
                ) ORDER BY e.id)
                FROM claims_citation e
                JOIN sources_article a ON a.id = e.article_id
                JOIN sources_outlet o ON o.id = a.outlet_id
                LEFT JOIN sources_capture h ON h.id = e.capture_id
                LEFT JOIN sources_outlet v ON v.id = e.via_id
                LEFT JOIN claims_claimant rb ON rb.id = e.relayed_by_id
                LEFT JOIN claims_claimant rf ON rf.id = e.relayed_for_id
                WHERE e.statement_id = s.id
                    AND (p_as_of IS NULL OR a.published_on IS NULL OR a.published_on <= p_as_of))
        ) ORDER BY s.id)
        FROM claims_standings(ARRAY[c.id], p_as_of) n
        JOIN claims_statement s ON s.id = n.statement_id
        JOIN claims_claimant k ON k.id = s.claimant_id
        JOIN claims_claimant p ON p.id = s.party_id), '[]'),
    'retracted', COALESCE((
        SELECT json_agg(json_build_object('id', s.id, 'at', {taken_back}, 'reason', s.retraction_reason)
                        ORDER BY s.id)
        FROM claims_statement s WHERE s.claim_id = c.id AND s.state = 'retracted'), '[]'),
    'relations', COALESCE((
        SELECT json_agg(json_build_object(
            'id', r.id, 'kind', r.kind, 'from_here', r.from_here, 'note', r.note,
            'claim', json_build_object('id', d.id, 'proposition', d.text)) ORDER BY r.id)
        FROM (SELECT x.id, x.kind, x.note, x.other_id AS there, true AS from_here
              FROM claims_claimrelation x WHERE x.claim_id = c.id
              UNION ALL SELECT x.id, x.kind, x.note, x.claim_id, false
              FROM claims_claimrelation x WHERE x.other_id = c.id) r
        JOIN claims_claim d ON d.id = r.there AND d.state || '' = 'published'), '[]'),
    'fact_checks', COALESCE((
        SELECT json_agg(json_build_object(
            'id', x.id, 'reviewer', x.reviewer, 'url', x.url, 'rating', x.rating,
            'reviewed_on', x.reviewed_on) ORDER BY x.id)
        FROM claims_factcheck x WHERE x.claim_id = c.id
            AND (p_as_of IS NULL OR x.reviewed_on IS NULL OR x.reviewed_on <= p_as_of)), '[]'),
    'corrections', COALESCE((
        SELECT json_agg(json_build_object('id', x.id, 'at', {corrected}, 'notice', x.notice, 'reason', x.reason)
            ORDER BY x.id)
        FROM claims_correction x WHERE x.claim_id = c.id), '[]')
) END::jsonb
FROM claims_claim c WHERE c.id = ANY (p_claims) AND c.state <> 'draft';
END $$;
"""
DOCUMENTS = TEMPLATE.format(by_id_only=BY_ID_ONLY, **NAMES)

FIRST_SCHEMA = SNAPSHOTS.partition("CREATE FUNCTION claims_snapshot(")[0].replace(
    "claims_snapshots(", "claims_first_snapshots("
)
"""What made the snapshots of the first schema, to tell whether one still holds what readers see."""

DOCUMENT_TEMPLATE = """
CREATE FUNCTION claims_document(p_claim bigint, p_as_of date) RETURNS jsonb LANGUAGE plpgsql STABLE {by_index} AS $$
DECLARE
    latest jsonb;
BEGIN
    IF p_as_of IS NULL THEN
        SELECT v.snapshot INTO latest FROM claims_claimversion v
        WHERE v.claim_id = p_claim ORDER BY v.number DESC LIMIT 1;
    END IF;
    IF latest ->> 'schema' = '2' THEN
        RETURN latest;
    END IF;
    RETURN (SELECT d.snapshot FROM claims_documents(ARRAY[p_claim], p_as_of) d);
END $$;
"""

# The claims nearby are found by the list of changes, whose index gives the newest of each topic; a topic itself
# may hold any number. A running story holds nearly everything, and nearly every party has a position in it: so
# of several topics the largest says nothing of silent parties.
AROUND_TEMPLATE = """
CREATE FUNCTION claims_around(p_claim bigint, p_as_of date, p_nearby integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE {by_index} AS $$
DECLARE
    related bigint[] := ARRAY(SELECT x.other_id FROM claims_claimrelation x WHERE x.claim_id = p_claim)
        || ARRAY(SELECT x.claim_id FROM claims_claimrelation x WHERE x.other_id = p_claim);
    parties bigint[];
    outlets bigint[];
    silent jsonb;
BEGIN
    SELECT array_agg(DISTINCT s.party_id)
               FILTER (WHERE p_as_of IS NULL OR claims_known_on(s.said_on, s.said_on_precision) <= p_as_of),
           array_agg(DISTINCT a.outlet_id)
    INTO parties, outlets
    FROM claims_statement s JOIN claims_citation e ON e.statement_id = s.id
    JOIN sources_article a ON a.id = e.article_id
    WHERE s.claim_id = p_claim AND s.state = 'published'
        AND (p_as_of IS NULL OR a.published_on IS NULL OR a.published_on <= p_as_of);

    WITH topics AS (
        SELECT t.topic_id, row_number() OVER (ORDER BY (SELECT count(*) FROM (
            SELECT FROM claims_claim_topics u WHERE u.topic_id = t.topic_id LIMIT 1001) counted), t.topic_id)
            < greatest(count(*) OVER (), 2) AS is_narrow
        FROM claims_claim_topics t WHERE t.claim_id = p_claim
    ), filed AS (
        SELECT c.id, c.published_at, bool_or(t.is_narrow) AS is_narrow
        FROM topics t CROSS JOIN LATERAL (
            SELECT n.claim_id FROM claims_changetopic f JOIN claims_change n ON n.id = f.change_id
            WHERE f.topic_id = t.topic_id AND f.kind = 'new'
            ORDER BY f.made_at DESC, f.change_id DESC LIMIT p_nearby) new
        JOIN claims_claim c ON c.id = new.claim_id AND c.state || '' = 'published'
        GROUP BY c.id
    ), near AS MATERIALIZED (
        SELECT id, is_narrow FROM filed ORDER BY published_at DESC, id DESC LIMIT p_nearby
    ), evidence AS MATERIALIZED (
        SELECT s.claim_id, s.party_id, a.outlet_id, a.id AS article_id, a.read_in_full_at,
               n.is_narrow AND (p_as_of IS NULL
                   OR claims_known_on(s.said_on, s.said_on_precision) <= p_as_of) AS shows_party
        FROM near n JOIN claims_statement s ON s.claim_id = n.id AND s.state || '' = 'published'
        JOIN claims_citation e ON e.statement_id = s.id
        JOIN sources_article a ON a.id = e.article_id
        WHERE p_as_of IS NULL OR a.published_on IS NULL OR a.published_on <= p_as_of
    ), silent_parties AS (
        SELECT COALESCE(NULLIF(p.sentence_name, ''), p.name) AS words,
               row_number() OVER (ORDER BY v.claims DESC, p.name, p.id) AS place
        FROM (SELECT party_id, count(DISTINCT claim_id) AS claims FROM evidence
              WHERE shows_party AND party_id <> ALL (COALESCE(parties, '{{}}')) GROUP BY party_id) v
        JOIN claims_claimant p ON p.id = v.party_id AND p.kind <> 'outlet'
        ORDER BY place LIMIT 3
    ), silent_outlets AS (
        SELECT o.id, o.name, v.read_in_full,
               row_number() OVER (ORDER BY v.claims DESC, o.name, o.id) AS place
        FROM (SELECT outlet_id, count(DISTINCT claim_id) AS claims,
                     count(DISTINCT article_id) FILTER (WHERE read_in_full_at IS NOT NULL) AS read_in_full
              FROM evidence WHERE outlet_id <> ALL (COALESCE(outlets, '{{}}')) GROUP BY outlet_id) v
        JOIN sources_outlet o ON o.id = v.outlet_id
        ORDER BY place LIMIT 20
    )
    SELECT jsonb_build_object(
        'parties', COALESCE((SELECT jsonb_agg(words ORDER BY place) FROM silent_parties), '[]'),
        'outlets', COALESCE((SELECT jsonb_agg(jsonb_build_object(
            'id', id, 'name', name, 'read_in_full', read_in_full) ORDER BY place) FROM silent_outlets), '[]'))
    INTO silent;
    RETURN silent || jsonb_build_object(
        'statuses', COALESCE(CASE WHEN p_as_of IS NULL THEN (
            SELECT jsonb_object_agg(c.id, c.status) FROM claims_claim c
            WHERE c.id = ANY (related) AND c.state || '' = 'published')
        ELSE (SELECT jsonb_object_agg(n.claim_id, n.status) FROM claims_status(related, p_as_of) n) END, '{{}}'),
        'late', CASE WHEN p_as_of IS NULL THEN '[]' ELSE claims_late_reports(p_claim, p_as_of) END);
END $$;
"""

LATE_TEMPLATE = """
CREATE FUNCTION claims_late_reports(p_claim bigint, p_as_of date) RETURNS jsonb
    LANGUAGE plpgsql STABLE {by_index} AS $$
BEGIN
    RETURN COALESCE((
        SELECT jsonb_agg(jsonb_build_object(
            'claimant', COALESCE(NULLIF(k.sentence_name, ''), k.name), 'stance', l.stance,
            'said_on', l.said_on, 'precision', l.said_on_precision, 'first', l.first)
            ORDER BY l.first, l.said_on, l.id)
        FROM (
            SELECT s.id, s.claimant_id, s.stance, s.said_on, s.said_on_precision, min(a.published_on) AS first
            FROM claims_statement s JOIN claims_citation e ON e.statement_id = s.id
            JOIN sources_article a ON a.id = e.article_id
            WHERE s.claim_id = p_claim AND s.state = 'published'
                AND claims_known_on(s.said_on, s.said_on_precision) <= p_as_of
            GROUP BY s.id HAVING bool_and(COALESCE(a.published_on > p_as_of, false))
            ORDER BY first, s.said_on, s.id LIMIT 5) l
        JOIN claims_claimant k ON k.id = l.claimant_id), '[]');
END $$;
"""

DOCUMENT, AROUND, LATE = (
    template.format(by_index=BY_INDEX) for template in (DOCUMENT_TEMPLATE, AROUND_TEMPLATE, LATE_TEMPLATE)
)
