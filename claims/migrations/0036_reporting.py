"""What the pages of topics and the comparison of outlets tell, each by one function (its plan is kept).

claims_reporting(claims, outlets, as_of, tabled, around, events, topic, topics)
    Of the first `tabled` of these claims, as JSON:
    is_bounded   whether there are more
    claims       in their order: id, status, ids of the articles cited
    articles     of these outlets (NULL: of all): id, outlet, day, whether it was read in full
    outlets      the names of these, by id
    positions    of the first `around` claims: claim, party, and whether it now affirms, and now contests; of
                 asserted claims, where no two parties can agree or conflict, false and false
    parties      by id: name, and name inside a sentence
    latest       the last `events` statements on the first `around` claims, the oldest first
    topics       up to `topics` others than `topic` that most of the claims have: id, name, number
    as_of: at the end of that day; claims on which nothing was on record yet are left out.
claims_silent_outlets(topics, claims, outlets, as_of, newest)
    Outlets that are cited on the newest claims of these topics, though they carry none of these claims: id,
    name, how many of their articles there were read in full. `outlets`: who does carry them.
claims_treatment_ranks(claims, outlets, as_of)
    How each outlet treats each of these claims: claims/treatments.py tells the ranks.
claims_shared(claims, a, b, as_of, statements, topics)
    Of claims that two outlets carry, as JSON:
    ranks        as above, of both
    statements   the latest that both cite: claim, id, and a citation of each (a quotation first)
    topics       up to `topics` topics that most of the claims have: id, name, number
"""

from django.db import migrations

from ._0027_documents import BY_INDEX

# What was on record by a day, as claims_standings sees it.
KNOWN = """(p_as_of IS NULL OR claims_known_on(s.said_on, s.said_on_precision) <= p_as_of
            AND (a.published_on IS NULL OR a.published_on <= p_as_of))"""

# Each article is read once, though many claims cite it. On an asserted claim one party at most holds anything,
# so no two agree or conflict there: who is on record is read from the statements, without the rule.
REPORTING = """
CREATE FUNCTION claims_reporting(
    p_claims bigint[], p_outlets bigint[], p_as_of date, p_tabled integer, p_around integer, p_events integer,
    p_topic bigint, p_topics integer
) RETURNS json LANGUAGE plpgsql STABLE {by_index} AS $$
BEGIN RETURN (
WITH filed AS MATERIALIZED (
    SELECT c.id, w.place, CASE WHEN p_as_of IS NULL THEN c.status
                               ELSE (SELECT n.status FROM claims_status(ARRAY[c.id], p_as_of) n) END AS status
    FROM unnest(p_claims[:p_tabled]) WITH ORDINALITY AS w (id, place)
    JOIN claims_claim c ON c.id = w.id AND c.state || '' = 'published'
), scope AS MATERIALIZED (
    SELECT id, status, row_number() OVER (ORDER BY place) AS place FROM filed WHERE status <> 'open'
), evidence AS MATERIALIZED (
    SELECT c.place, c.id, c.status, s.id AS statement_id, s.claimant_id, s.party_id, s.said_on, e.article_id
    FROM scope c
    JOIN claims_statement s ON s.claim_id = c.id AND s.state || '' = 'published'
    JOIN claims_citation e ON e.statement_id = s.id
    WHERE p_as_of IS NULL OR claims_known_on(s.said_on, s.said_on_precision) <= p_as_of
        AND NOT EXISTS (SELECT FROM sources_article a WHERE a.id = e.article_id AND a.published_on > p_as_of)
), articles AS MATERIALIZED (
    SELECT a.id, a.outlet_id, a.published_on, a.read_in_full_at IS NOT NULL AS is_read
    FROM (SELECT DISTINCT article_id FROM evidence) e JOIN sources_article a ON a.id = e.article_id
    WHERE p_outlets IS NULL OR a.outlet_id = ANY (p_outlets)
), near AS MATERIALIZED (
    SELECT DISTINCT id, status, party_id, claimant_id FROM evidence WHERE place <= p_around
), positions AS MATERIALIZED (
    SELECT n.id, n.party_id, false AS affirms, false AS contests
    FROM near n JOIN claims_claimant k ON k.id = n.claimant_id AND k.kind <> 'outlet'
    WHERE n.status = 'asserted' GROUP BY 1, 2
    UNION ALL
    SELECT c.id, s.party_id, bool_or(s.standing = 'current' AND s.stance = 'affirms'),
           bool_or(s.standing = 'current' AND s.stance IN ('denies', 'questions'))
    FROM scope c CROSS JOIN LATERAL claims_standings(ARRAY[c.id], p_as_of) s
    WHERE c.place <= p_around AND c.status <> 'asserted' AND NOT s.is_outlet
    GROUP BY 1, 2
), latest AS (
    SELECT statement_id FROM evidence WHERE place <= p_around
    GROUP BY statement_id, said_on ORDER BY said_on DESC, statement_id DESC LIMIT p_events
), shared AS (
    SELECT t.topic_id, count(*) AS number
    FROM scope c JOIN claims_claim_topics t ON t.claim_id = c.id AND t.topic_id <> p_topic
    WHERE p_topics > 0 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT p_topics
)
SELECT json_build_object(
    'is_bounded', cardinality(p_claims) > p_tabled,
    'claims', (SELECT COALESCE(json_agg(json_build_array(id, status, articles) ORDER BY place), '[]')
               FROM (SELECT place, id, status, array_agg(DISTINCT article_id) AS articles
                     FROM evidence GROUP BY 1, 2, 3) c),
    'articles', (SELECT COALESCE(json_agg(json_build_array(id, outlet_id, published_on, is_read)), '[]')
                 FROM articles),
    'outlets', (SELECT COALESCE(json_object_agg(o.id, o.name), '{{}}')
                FROM (SELECT DISTINCT outlet_id FROM articles) a JOIN sources_outlet o ON o.id = a.outlet_id),
    'positions', (SELECT COALESCE(json_agg(json_build_array(id, party_id, affirms, contests)), '[]')
                  FROM positions),
    'parties', (SELECT COALESCE(json_object_agg(k.id, json_build_array(k.name, k.sentence_name)), '{{}}')
                FROM (SELECT DISTINCT party_id FROM positions) p JOIN claims_claimant k ON k.id = p.party_id),
    'latest', (SELECT COALESCE(json_agg(json_build_object(
                   'id', s.id, 'claim', c.id, 'text', c.text, 'stance', s.stance, 'hedged', s.hedged,
                   'said_on', s.said_on, 'precision', s.said_on_precision, 'claimant', k.id, 'name', k.name,
                   'kind', k.kind, 'party', p.name,
                   'size', (SELECT count(*) FROM claims_statement o
                            WHERE o.claim_id = c.id AND o.state || '' = 'published'))
                   ORDER BY s.said_on, s.id), '[]')
               FROM latest l
               JOIN claims_statement s ON s.id = l.statement_id
               JOIN claims_claim c ON c.id = s.claim_id
               JOIN claims_claimant k ON k.id = s.claimant_id
               JOIN claims_claimant p ON p.id = s.party_id),
    'topics', (SELECT COALESCE(json_agg(json_build_array(t.id, t.name, n.number)
                                        ORDER BY n.number DESC, t.name), '[]')
               FROM shared n JOIN claims_topic t ON t.id = n.topic_id)));
END $$;
"""

SILENT_OUTLETS = """
CREATE FUNCTION claims_silent_outlets(
    p_topics bigint[], p_claims bigint[], p_outlets bigint[], p_as_of date, p_newest integer
) RETURNS TABLE (id bigint, name varchar, read_in_full bigint)
LANGUAGE plpgsql STABLE {by_index} AS $$
BEGIN RETURN QUERY
SELECT o.id, o.name, r.read_in_full
FROM (SELECT f.outlet_id, count(*) AS articles,
             count(DISTINCT f.article_id) FILTER (WHERE f.is_read) AS read_in_full
      FROM (SELECT DISTINCT c.id AS claim_id, a.id AS article_id, a.outlet_id,
                   a.read_in_full_at IS NOT NULL AS is_read
            FROM (SELECT t.claim_id FROM claims_claim_topics t
                  WHERE t.topic_id = ANY (p_topics) AND t.claim_id <> ALL (p_claims)
                  ORDER BY t.claim_id DESC LIMIT p_newest) n
            JOIN claims_claim c ON c.id = n.claim_id AND c.state || '' = 'published'
            JOIN claims_statement s ON s.claim_id = c.id AND s.state || '' = 'published'
            JOIN claims_citation e ON e.statement_id = s.id
            JOIN sources_article a ON a.id = e.article_id
            WHERE {known} AND a.outlet_id <> ALL (p_outlets)) f
      GROUP BY 1) r
JOIN sources_outlet o ON o.id = r.outlet_id
ORDER BY r.articles DESC, o.id;
END $$;
"""

# In the order of interest: first what an outlet disputes, then what it states as fact, then whom it quotes.
# An outlet's own former positions do not count; only of its own must the standing be known.
TREATMENT_RANKS = """
CREATE FUNCTION claims_treatment_ranks(p_claims bigint[], p_outlets bigint[], p_as_of date)
RETURNS TABLE (outlet_id bigint, claim_id bigint, rank integer, stances text[])
LANGUAGE plpgsql STABLE {by_index} AS $$
BEGIN RETURN QUERY
SELECT t.outlet_id, t.claim_id,
       CASE WHEN bool_or(t.own AND t.stance <> 'affirms') THEN 0
            WHEN bool_or(t.own) THEN 1
            WHEN bool_or(t.stance = 'affirms') AND bool_or(t.stance IN ('denies', 'questions')) THEN 2
            WHEN bool_or(t.stance = 'affirms') THEN 3
            ELSE 4 END,
       array_agg(DISTINCT t.stance || CASE WHEN t.own THEN '' ELSE t.party_id::text END)
FROM (SELECT a.outlet_id, s.claim_id, s.id, s.stance, s.party_id,
             k.outlet_id IS NOT DISTINCT FROM a.outlet_id AS own
      FROM unnest(p_claims) AS wanted (id)
      JOIN claims_statement s ON s.claim_id = wanted.id AND s.state || '' = 'published'
      JOIN claims_citation e ON e.statement_id = s.id
      JOIN sources_article a ON a.id = e.article_id AND a.outlet_id = ANY (p_outlets)
      JOIN claims_claimant k ON k.id = s.claimant_id
      WHERE {known}) t
WHERE NOT t.own OR EXISTS (SELECT FROM claims_standings(ARRAY[t.claim_id], p_as_of) n
                           WHERE n.statement_id = t.id AND n.standing IN ('current', 'withdrawn'))
GROUP BY t.outlet_id, t.claim_id;
END $$;
"""

SHARED = """
CREATE FUNCTION claims_shared(
    p_claims bigint[], p_a bigint, p_b bigint, p_as_of date, p_statements integer, p_topics integer
) RETURNS json LANGUAGE plpgsql STABLE {by_index} AS $$
BEGIN RETURN json_build_object(
'ranks', (SELECT COALESCE(json_agg(json_build_array(r.outlet_id, r.claim_id, r.rank, r.stances)), '[]')
          FROM claims_treatment_ranks(p_claims, ARRAY[p_a, p_b], p_as_of) r),
'statements', (
    SELECT COALESCE(json_agg(json_build_array(cited.claim_id, cited.id, cited.a_citation, cited.b_citation)
                             ORDER BY cited.said_on DESC, cited.id), '[]')
    FROM (SELECT s.claim_id, s.id, s.said_on,
                 (array_agg(e.id ORDER BY e.kind DESC, e.id)
                      FILTER (WHERE a.outlet_id = p_a))[1] AS a_citation,
                 (array_agg(e.id ORDER BY e.kind DESC, e.id)
                      FILTER (WHERE a.outlet_id = p_b))[1] AS b_citation
          FROM unnest(p_claims) AS wanted (id)
          JOIN claims_statement s ON s.claim_id = wanted.id AND s.state || '' = 'published'
          JOIN claims_citation e ON e.statement_id = s.id
          JOIN sources_article a ON a.id = e.article_id AND a.outlet_id IN (p_a, p_b)
          JOIN claims_claimant k ON k.id = s.claimant_id AND k.kind <> 'outlet'
          WHERE {known}
          GROUP BY s.id HAVING count(DISTINCT a.outlet_id) = 2
          ORDER BY s.said_on DESC, s.id LIMIT p_statements) cited),
'topics', (
    SELECT COALESCE(json_agg(json_build_array(t.id, t.name, n.number) ORDER BY n.number DESC, t.name), '[]')
    FROM (SELECT f.topic_id, count(*) AS number
          FROM unnest(p_claims) AS wanted (id) JOIN claims_claim_topics f ON f.claim_id = wanted.id
          WHERE p_topics > 0 GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT p_topics) n
    JOIN claims_topic t ON t.id = n.topic_id));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0035_fuller_indexes")]
    operations = [
        migrations.RunSQL(function.format(by_index=BY_INDEX, known=KNOWN), f"DROP FUNCTION {name};")
        for name, function in (
            ("claims_reporting", REPORTING),
            ("claims_silent_outlets", SILENT_OUTLETS),
            ("claims_treatment_ranks", TREATMENT_RANKS),
            ("claims_shared", SHARED),
        )
    ]
