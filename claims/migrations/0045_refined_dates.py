"""The status rule with refined dates: claims_standings, told and written out as a whole.

claims_standings(claims, as_of, drafts)
    One row for every statement that can be read on these claims, and its standing:
    current      its claimant's present position, for that party
    superseded   the same claimant has spoken for that party again, later
    withdrawn    the last word of the claimant for that party takes the position back
    second_hand  known only through somebody of another party
    lapsed       its claimant no longer speaks for the party, and since then the party has spoken through
                 somebody else, or the claimant for another party
    Outlets' statements have a standing too, but are told apart by is_outlet.
    as_of: as things stood in the world at the end of that day (statements by the end of their date's
    interval, articles by their date where it is known, affiliations once they had begun). NULL: everything
    on the record.
    drafts: with draft statements as well, to see what publishing would change.

Where a statement is placed in time: at the start of its date's interval; one known only *by* a day at that
day, just before what is dated to it; a withdrawal at the end of its interval. Midnight and noon stand for
the two places of a day. Before, what was known by a day stood before every date, and a withdrawal at the
start of its interval.
"""

from importlib import import_module

from django.db import migrations

KNOWN_ON = import_module("claims.migrations.0020_known_on")
BEFORE = KNOWN_ON.standings("claims_known_on(s.said_on, s.said_on_precision)")

# `spoken_since`, when anybody else last spoke for the party, or the claimant for any other one, is the greatest
# of running maxima, over the claimants or parties before and those after: a join of the rows with themselves
# would be quadratic.
STANDINGS = """
CREATE OR REPLACE FUNCTION claims_standings(
    p_claims bigint[], p_as_of date DEFAULT NULL, p_drafts boolean DEFAULT false
) RETURNS TABLE (
    claim_id bigint, statement_id bigint, claimant_id bigint, party_id bigint,
    stance varchar, is_outlet boolean, standing text
) LANGUAGE sql STABLE AS $$
WITH visible AS (
    SELECT s.claim_id, s.id, s.claimant_id, s.party_id, s.stance,
           k.kind = 'outlet' AS is_outlet,
           CASE
               WHEN s.said_on_precision = 'by' THEN s.said_on + time '00:00'
               WHEN s.stance = 'withdraws' THEN claims_known_on(s.said_on, s.said_on_precision) + time '12:00'
               ELSE s.said_on + time '12:00'
           END AS placed,
           bool_or(c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id) AS first_hand
    FROM claims_statement s
    JOIN claims_claimant k ON k.id = s.claimant_id
    JOIN claims_citation c ON c.statement_id = s.id
    WHERE s.claim_id = ANY (p_claims)
      AND (s.state = 'published' OR p_drafts AND s.state = 'draft')
      AND (p_as_of IS NULL
           OR p_as_of >= claims_known_on(s.said_on, s.said_on_precision)
              AND NOT EXISTS (SELECT FROM sources_article a
                              WHERE a.id = c.article_id AND a.published_on > p_as_of))
    GROUP BY s.id, k.kind
), dated AS (
    SELECT v.*,
           max(v.placed) FILTER (WHERE v.first_hand) OVER own AS latest,
           max(v.placed) FILTER (WHERE v.first_hand AND v.stance = 'withdraws') OVER own
               AS withdrawn_at,
           greatest(
               max(v.placed) FILTER (WHERE v.first_hand) OVER before,
               max(v.placed) FILTER (WHERE v.first_hand) OVER after,
               max(v.placed) FILTER (WHERE v.first_hand) OVER elsewhere_before,
               max(v.placed) FILTER (WHERE v.first_hand) OVER elsewhere_after
           ) AS spoken_since
    FROM visible v
    WINDOW own AS (PARTITION BY v.claim_id, v.party_id, v.claimant_id),
           before AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id
                      GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           after AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id DESC
                     GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           elsewhere_before AS (PARTITION BY v.claim_id, v.claimant_id ORDER BY v.party_id
                                GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           elsewhere_after AS (PARTITION BY v.claim_id, v.claimant_id ORDER BY v.party_id DESC
                               GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT d.claim_id, d.id, d.claimant_id, d.party_id, d.stance, d.is_outlet,
       CASE
           WHEN NOT d.first_hand THEN 'second_hand'
           WHEN d.spoken_since IS NOT NULL AND d.spoken_since::date > (
               SELECT CASE WHEN bool_and(f.until IS NOT NULL) THEN max(f.until) END
               FROM claims_affiliation f
               WHERE f.claimant_id = d.claimant_id AND f.party_id = d.party_id
                 AND (p_as_of IS NULL OR f.since IS NULL OR f.since <= p_as_of)
           ) THEN 'lapsed'
           WHEN d.placed < d.latest THEN 'superseded'
           WHEN d.withdrawn_at = d.latest THEN 'withdrawn'
           ELSE 'current'
       END
FROM dated d
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0044_fill_words_that_recur")]
    operations = [migrations.RunSQL(STANDINGS, BEFORE)]
