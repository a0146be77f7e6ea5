"""What readers see of a claim, as JSON: its shape is told in 0009_versions, which makes this function."""

# A bitmap scan alone cannot be used without the ids: see 0004_status_rule.
BY_ID_ONLY = (
    """SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off"""
)

UTC = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
CLAIMANT = """json_build_object('id', {0}.id, 'key', {0}.key, 'name', {0}.name,
                'sentence_name', {0}.sentence_name, 'kind', {0}.kind, 'role', {0}.role)"""
OUTLET = "json_build_object('id', {0}.id, 'key', {0}.key, 'name', {0}.name, 'funding', {0}.funding)"
NAMES = {
    "claimant": CLAIMANT.format("k"),
    "party": CLAIMANT.format("p"),
    "relayed_by": CLAIMANT.format("rb"),
    "relayed_for": CLAIMANT.format("rf"),
    "outlet": OUTLET.format("o"),
    "via": OUTLET.format("v"),
    "captured": UTC.format("h.captured_at"),
    "published": UTC.format("c.published_at"),
    "retracted": UTC.format("c.retracted_at"),
    "taken_back": UTC.format("s.retracted_at"),
    "corrected": UTC.format("x.made_at"),
}

# Claim by claim: joins of everything that belongs to many claims, planned for few, would be quadratic. And
# nothing but ids to find rows by: `|| ''` keeps the plan from reading all published claims for each claim.
TEMPLATE = """
CREATE FUNCTION claims_snapshots(p_claims bigint[]) RETURNS TABLE (claim_id bigint, snapshot jsonb)
    LANGUAGE plpgsql STABLE {by_id_only} AS $$
BEGIN RETURN QUERY
SELECT c.id, CASE WHEN c.state = 'retracted' THEN json_build_object(
    'id', c.id, 'key', c.key, 'state', c.state,
    'retraction', json_build_object('at', {retracted}, 'reason', c.retraction_reason))
ELSE json_build_object(
    'id', c.id, 'key', c.key, 'state', c.state, 'proposition', c.text, 'nature', c.nature,
    'context', c.context, 'public_note', c.public_note, 'status', c.status,
    'published_at', {published},
    'topics', COALESCE((
        SELECT json_agg(json_build_object('id', t.id, 'key', t.key, 'name', t.name) ORDER BY t.id)
        FROM claims_claim_topics ct JOIN claims_topic t ON t.id = ct.topic_id
        WHERE ct.claim_id = c.id), '[]'),
    'statements', COALESCE((
        SELECT json_agg(json_build_object(
            'id', s.id, 'key', s.key, 'claimant', {claimant}, 'party', {party},
            'capacity', s.capacity, 'stance', s.stance, 'hedged', s.hedged, 'said_on', s.said_on,
            'precision', s.said_on_precision, 'said_on_note', s.said_on_note, 'place', s.place,
            'standing', n.standing, 'counts', n.standing = 'current' AND NOT n.is_outlet,
            'citations', (
                SELECT json_agg(json_build_object(
                    'id', e.id, 'key', e.key, 'excerpt', e.excerpt, 'kind', e.kind, 'part', e.part,
                    'relayed_by', CASE WHEN rb.id IS NOT NULL THEN {relayed_by} END,
                    'relayed_for', CASE WHEN rf.id IS NOT NULL THEN {relayed_for} END,
                    'via', CASE WHEN v.id IS NOT NULL THEN {via} END,
                    'translated_by', e.translated_by,
                    'article', json_build_object(
                        'id', a.id, 'key', a.key, 'title', a.title, 'outlet', {outlet},
                        'published_on', a.published_on, 'published_on_note', a.published_on_note,
                        'language', a.language, 'address', a.canonical_url, 'archive', a.archive_url),
                    'proof', CASE WHEN h.id IS NOT NULL THEN json_build_object(
                        'sha256', h.sha256, 'captured_at', {captured}, 'start', e.start,
                        'end', e."end", 'prefix', e.prefix, 'suffix', e.suffix) END
                ) ORDER BY e.id)
                FROM claims_citation e
                JOIN sources_article a ON a.id = e.article_id
                JOIN sources_outlet o ON o.id = a.outlet_id
                LEFT JOIN sources_capture h ON h.id = e.capture_id
                LEFT JOIN sources_outlet v ON v.id = e.via_id
                LEFT JOIN claims_claimant rb ON rb.id = e.relayed_by_id
                LEFT JOIN claims_claimant rf ON rf.id = e.relayed_for_id
                WHERE e.statement_id = s.id)
        ) ORDER BY s.id)
        FROM claims_standings(ARRAY[c.id]) n
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
            'claim', json_build_object('id', d.id, 'key', d.key, 'proposition', d.text)) ORDER BY r.id)
        FROM (SELECT x.id, x.kind, x.note, x.other_id AS there, true AS from_here
              FROM claims_claimrelation x WHERE x.claim_id = c.id
              UNION ALL SELECT x.id, x.kind, x.note, x.claim_id, false
              FROM claims_claimrelation x WHERE x.other_id = c.id) r
        JOIN claims_claim d ON d.id = r.there AND d.state || '' = 'published'), '[]'),
    'fact_checks', COALESCE((
        SELECT json_agg(json_build_object(
            'id', x.id, 'key', x.key, 'reviewer', x.reviewer, 'url', x.url, 'rating', x.rating,
            'reviewed_on', x.reviewed_on) ORDER BY x.id)
        FROM claims_factcheck x WHERE x.claim_id = c.id), '[]'),
    'corrections', COALESCE((
        SELECT json_agg(json_build_object(
            'id', x.id, 'key', x.key, 'at', {corrected}, 'notice', x.notice, 'reason', x.reason)
            ORDER BY x.id)
        FROM claims_correction x WHERE x.claim_id = c.id), '[]')
) END::jsonb
FROM claims_claim c WHERE c.id = ANY (p_claims) AND c.state <> 'draft';
END $$;
CREATE FUNCTION claims_snapshot(p_claim bigint) RETURNS jsonb LANGUAGE sql STABLE AS
    'SELECT snapshot FROM claims_snapshots(ARRAY[p_claim])';
"""
SNAPSHOTS = TEMPLATE.format(by_id_only=BY_ID_ONLY, **NAMES)
