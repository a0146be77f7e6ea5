"""What the pages of a claimant and of an outlet sum up, and the positions on the claims of a list.

These pages asked queries that PostgreSQL planned anew each time. The plans of functions are kept.

claims_positions(claims, as_of, drafts)
    The standings on these claims (claims_standings), each with what is told of it: names, date, text and status
    of the claim.
claims_profile(claimant, is_party, as_of, most)
    What the `most` newest statements of a claimant, or for a party, add up to, as JSON. claims_standings says how
    all statements on these claims stand.
    statements   how many they are
    positions    all on these claims, newest first: claim, statement, claimant, party, stance, is_outlet,
                 standing, said_on, precision, capacity
    statuses     of the claims, by id; as of a day those of claims_status
    names        of claimants and parties, by id: name, sentence_name
    topics       of the claims: topic, name, claim
    words        how outlets carried the statements: outlet, name, way (a kind, or second_hand), how often
claims_newest_cited(outlet, most, as_of)
    The newest articles of an outlet that something published cites; articles without a date come last.
claims_outlet_profile(outlet, articles, topics, claims, own)
    What the newest cited articles of an outlet add up to, as JSON.
    cited        their citations, newest article first: article, is_read, kind, is_proved, claim, party, is_voice,
                 rank (0: disputed in its own voice, 1: stated with a reservation, 2: the others)
    names        of the parties, by id: name, sentence_name
    alone        the claims on which no other outlet is cited
    topics       of the claims: topic, name, how many claims, the most first
    left_out     of the newest `claims` claims of each of the first `topics` topics those that others carry and
                 this outlet does not: claim, names of the outlets, the most widely carried first
    own          the `own` statements in its own voice that say most: what it disputes, then what it states with a
                 reservation, then the others, of each the latest; with their claims
"""

from django.db import migrations

from ._0027_documents import BY_ID_ONLY, BY_INDEX

# Plans are made once for a session, maybe on empty tables: a walk along an index in its order stops early, and
# a bitmap never does.
IN_ORDER = f"{BY_INDEX} SET enable_bitmapscan = off"

POSITIONS_TEMPLATE = """
CREATE FUNCTION claims_positions(p_claims bigint[], p_as_of date, p_drafts boolean) RETURNS TABLE (
    claim_id bigint, statement_id bigint, claimant_id bigint, party_id bigint, stance varchar, is_outlet boolean,
    standing text, claimant text, party text, said_on date, said_on_precision varchar, hedged boolean,
    party_name varchar, claimant_name varchar, text varchar, status varchar
) LANGUAGE plpgsql STABLE {by_id_only} AS $$
BEGIN RETURN QUERY
SELECT s.claim_id, s.statement_id, s.claimant_id, s.party_id, s.stance, s.is_outlet, s.standing,
       COALESCE(NULLIF(k.sentence_name, ''), k.name), COALESCE(NULLIF(p.sentence_name, ''), p.name),
       t.said_on, t.said_on_precision, t.hedged, p.name, k.name, c.text, c.status
FROM claims_standings(p_claims, p_as_of, p_drafts) s
JOIN claims_statement t ON t.id = s.statement_id
JOIN claims_claimant k ON k.id = s.claimant_id
JOIN claims_claimant p ON p.id = s.party_id
JOIN claims_claim c ON c.id = s.claim_id;
END $$;
"""

# Of a month or a year all days have passed by the day.
OWN = """
        SELECT array_agg(n.id), array_agg(DISTINCT n.claim_id) INTO own, on_record FROM (
            SELECT s.id, s.claim_id
            FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
            WHERE s.{column} = p_claimant AND s.state = 'published'
                AND (p_as_of IS NULL
                     OR s.said_on <= p_as_of AND claims_known_on(s.said_on, s.said_on_precision) <= p_as_of)
            ORDER BY s.said_on DESC, s.id DESC LIMIT p_most) n;"""
PROFILE_TEMPLATE = """
CREATE FUNCTION claims_profile(p_claimant bigint, p_is_party boolean, p_as_of date, p_most integer) RETURNS jsonb
    LANGUAGE plpgsql STABLE {in_order} AS $$
DECLARE
    own bigint[];
    on_record bigint[];
BEGIN
    IF p_is_party THEN{own_of_party}
    ELSE{own_of_claimant}
    END IF;
    RETURN (
        WITH positions AS MATERIALIZED (
            SELECT r.*, t.said_on, t.said_on_precision, t.capacity
            FROM claims_standings(on_record, p_as_of) r JOIN claims_statement t ON t.id = r.statement_id
        )
        SELECT json_build_object(
            'statements', COALESCE(cardinality(own), 0),
            'positions', (
                SELECT json_agg(json_build_array(claim_id, statement_id, claimant_id, party_id, stance, is_outlet,
                                                 standing, said_on, said_on_precision, capacity)
                                ORDER BY said_on DESC, statement_id DESC) FROM positions),
            'statuses', CASE WHEN p_as_of IS NULL THEN (
                SELECT json_object_agg(c.id, c.status) FROM claims_claim c WHERE c.id = ANY (on_record))
            ELSE (SELECT json_object_agg(n.claim_id, n.status) FROM claims_status(on_record, p_as_of) n) END,
            'names', (
                SELECT json_object_agg(k.id, json_build_array(k.name, k.sentence_name)) FROM claims_claimant k
                WHERE k.id = ANY (ARRAY(SELECT claimant_id FROM positions UNION SELECT party_id FROM positions))),
            'topics', (
                SELECT json_agg(json_build_array(t.topic_id, o.name, t.claim_id))
                FROM claims_claim_topics t JOIN claims_topic o ON o.id = t.topic_id
                WHERE t.claim_id = ANY (on_record)),
            'words', (
                SELECT json_agg(json_build_array(w.id, w.name, w.way, w.number)) FROM (
                    SELECT o.id, o.name, count(*) AS number,
                           CASE WHEN e.relayed_by_id IS NULL THEN e.kind ELSE 'second_hand' END AS way
                    FROM claims_citation e
                    JOIN sources_article a ON a.id = e.article_id
                    JOIN sources_outlet o ON o.id = a.outlet_id
                    WHERE e.statement_id = ANY (own)
                        AND (p_as_of IS NULL OR a.published_on IS NULL OR a.published_on <= p_as_of)
                    GROUP BY o.id, o.name, way) w))::jsonb);
END $$;
"""

EVIDENCE = """SELECT FROM claims_citation e
        JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
        JOIN claims_claim k ON k.id = s.claim_id AND k.state = 'published'
        WHERE e.article_id = a.id LIMIT 1"""
# Each article is looked up alone: the query stops at `p_most`.
NEWEST_CITED_TEMPLATE = """
CREATE FUNCTION claims_newest_cited(p_outlet bigint, p_most integer, p_as_of date)
    RETURNS TABLE (id bigint, published_on date, is_read boolean) LANGUAGE plpgsql STABLE {in_order} AS $$
BEGIN RETURN QUERY
(SELECT a.id, a.published_on, a.read_in_full_at IS NOT NULL
 FROM sources_article a CROSS JOIN LATERAL ({evidence}) cited
 WHERE a.outlet_id = p_outlet AND a.published_on IS NOT NULL AND (p_as_of IS NULL OR a.published_on <= p_as_of)
 ORDER BY a.published_on DESC LIMIT p_most)
UNION ALL
(SELECT a.id, a.published_on, a.read_in_full_at IS NOT NULL
 FROM sources_article a CROSS JOIN LATERAL ({evidence}) cited
 WHERE a.outlet_id = p_outlet AND a.published_on IS NULL LIMIT p_most)
LIMIT p_most;
END $$;
"""

# Facets (claims_facet): 5 is an outlet that is cited on a claim.
OUTLET_PROFILE_TEMPLATE = """
CREATE FUNCTION claims_outlet_profile(
    p_outlet bigint, p_articles integer, p_topics integer, p_claims integer, p_own integer
) RETURNS jsonb LANGUAGE plpgsql STABLE {in_order} AS $$
DECLARE
    outlet_facet bigint := claims_facet(5, p_outlet);
    voice bigint := (SELECT id FROM claims_claimant WHERE outlet_id = p_outlet);
BEGIN RETURN (
    WITH cited AS MATERIALIZED (
        SELECT n.id, n.published_on, n.is_read, e.id AS citation_id, e.kind, e.proved_at IS NOT NULL AS is_proved,
               s.claim_id, s.party_id, p.name, p.sentence_name, p.kind = 'outlet' AS is_voice,
               CASE WHEN p.outlet_id IS DISTINCT FROM p_outlet THEN 2
                    WHEN s.stance <> 'affirms' THEN 0 WHEN s.hedged THEN 1 ELSE 2 END AS rank
        FROM claims_newest_cited(p_outlet, p_articles, NULL) n
        JOIN claims_citation e ON e.article_id = n.id
        JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
        JOIN claims_claim k ON k.id = s.claim_id AND k.state = 'published'
        JOIN claims_claimant p ON p.id = s.party_id
    ), carried AS MATERIALIZED (
        SELECT DISTINCT claim_id FROM cited
    ), topics AS MATERIALIZED (
        SELECT t.topic_id, o.name, count(*) AS claims, row_number() OVER (ORDER BY count(*) DESC, o.name) AS place
        FROM carried JOIN claims_claim_topics t USING (claim_id) JOIN claims_topic o ON o.id = t.topic_id
        GROUP BY t.topic_id, o.name
    ), near AS MATERIALIZED (
        SELECT DISTINCT filed.claim_id FROM topics CROSS JOIN LATERAL (
            SELECT claim_id
            FROM (SELECT claim_id FROM claims_claim_topics WHERE topic_id = topics.topic_id LIMIT 5000) several
            ORDER BY claim_id DESC LIMIT p_claims) filed
        WHERE topics.place <= p_topics AND EXISTS (SELECT FROM cited WHERE is_read)
    ), left_out AS MATERIALIZED (
        SELECT r.claim_id, ARRAY(SELECT f & 281474976710655 FROM unnest(r.facets) f WHERE f >> 48 = 5) AS outlets
        FROM near JOIN claims_claimsearch r USING (claim_id)
        WHERE outlet_facet <> ALL (r.facets)
    ), own AS MATERIALIZED (
        SELECT n.*, row_number() OVER (
            ORDER BY n.stance = 'affirms', n.stance = 'affirms' AND NOT n.hedged, n.said_on DESC, n.id DESC) AS place
        FROM (SELECT s.id, s.claim_id, s.stance, s.hedged, s.said_on
              FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
              WHERE s.claimant_id = voice AND s.state = 'published' ORDER BY s.said_on DESC, s.id DESC LIMIT 200) n
    )
    SELECT json_build_object(
        'cited', (
            SELECT json_agg(json_build_array(id, is_read, kind, is_proved, claim_id, party_id, is_voice, rank)
                            ORDER BY published_on DESC NULLS LAST, id DESC, citation_id) FROM cited),
        'names', (SELECT json_object_agg(party_id, json_build_array(name, sentence_name))
                  FROM (SELECT DISTINCT party_id, name, sentence_name FROM cited WHERE NOT is_voice) parties),
        'alone', (SELECT json_agg(r.claim_id) FROM carried JOIN claims_claimsearch r USING (claim_id)
                  WHERE r.covered = 1),
        'topics', (SELECT json_agg(json_build_array(topic_id, name, claims) ORDER BY place) FROM topics),
        'left_out', (SELECT json_agg(json_build_array(claim_id, outlets)
                                     ORDER BY cardinality(outlets) DESC, claim_id DESC) FROM left_out),
        'outlets', (SELECT json_agg(json_build_array(o.id, o.name) ORDER BY o.name) FROM sources_outlet o
                    WHERE o.id = ANY (ARRAY(SELECT unnest(outlets) FROM left_out))),
        'own', (SELECT json_agg(json_build_array(id, claim_id) ORDER BY place) FROM own WHERE place <= p_own)
    )::jsonb);
END $$;
"""

PARTS = {
    "by_id_only": BY_ID_ONLY,
    "in_order": IN_ORDER,
    "own_of_party": OWN.format(column="party_id"),
    "own_of_claimant": OWN.format(column="claimant_id"),
    "evidence": EVIDENCE,
}
POSITIONS, PROFILE, NEWEST_CITED, OUTLET_PROFILE = (
    template.format(**PARTS)
    for template in (POSITIONS_TEMPLATE, PROFILE_TEMPLATE, NEWEST_CITED_TEMPLATE, OUTLET_PROFILE_TEMPLATE)
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0038_bounded_documents")]
    operations = [
        migrations.RunSQL(POSITIONS, "DROP FUNCTION claims_positions(bigint[], date, boolean);"),
        migrations.RunSQL(PROFILE, "DROP FUNCTION claims_profile(bigint, boolean, date, integer);"),
        migrations.RunSQL(NEWEST_CITED, "DROP FUNCTION claims_newest_cited(bigint, integer, date);"),
        migrations.RunSQL(
            OUTLET_PROFILE,
            "DROP FUNCTION claims_outlet_profile(bigint, integer, integer, integer, integer);",
        ),
    ]
