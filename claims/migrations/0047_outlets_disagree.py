"""Where no party has a position, what outlets say themselves decides: one that denies or questions disputes it.

And nobody makes two parties agree alone, by speaking for both.

claims_status(claims, as_of, drafts)
    One row for every id given: open, asserted, agreed or disputed. Outlets never agree, and as soon as one
    party has a position they count for nothing. Before, a claim that outlets only denied was open.

claims_status_cause and claims_search_rows follow: of a status that outlets decide, the statement of an outlet is
the cause, and how contested a claim is counts outlets. A published claim that is open has no status in the
search; before, it was found among those asserted.
"""

from importlib import import_module

from django.db import migrations

from ._0017_rows import ROWS
from ._0018_told import CAUSE

RULE = import_module("claims.migrations.0004_status_rule")
BEFORE = [
    text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
    for text in (RULE.STATUS, CAUSE, ROWS[ROWS.index("CREATE FUNCTION claims_search_rows") :])
]

# The ids come in by UNION ALL, not by an outer join: for thousands of ids a plan made for ten would
# compare every id with every position.
STATUS = """
CREATE OR REPLACE FUNCTION claims_status(
    p_claims bigint[], p_as_of date DEFAULT NULL, p_drafts boolean DEFAULT false
) RETURNS TABLE (claim_id bigint, status varchar) LANGUAGE sql STABLE AS $$
SELECT p.claim_id,
       CASE
           WHEN bool_or(NOT p.is_outlet AND p.stance IN ('denies', 'questions')) THEN 'disputed'
           WHEN count(DISTINCT p.party_id) FILTER (WHERE NOT p.is_outlet) >= 2
               AND count(DISTINCT p.claimant_id) FILTER (WHERE NOT p.is_outlet) > 1 THEN 'agreed'
           WHEN bool_or(NOT p.is_outlet) THEN 'asserted'
           WHEN bool_or(p.stance IN ('denies', 'questions')) THEN 'disputed'
           WHEN bool_or(p.stance = 'affirms') THEN 'asserted'
           ELSE 'open'
       END
FROM (
    SELECT s.claim_id, s.party_id, s.claimant_id, s.stance, s.is_outlet
    FROM claims_standings(p_claims, p_as_of, p_drafts) s WHERE s.standing = 'current'
    UNION ALL
    SELECT wanted.id, NULL, NULL, NULL, NULL FROM unnest(p_claims) AS wanted (id)
) p
GROUP BY p.claim_id
$$;
"""


# A position that is current and does not count is an outlet's: it decides where none counts.
DECIDES = "s.standing = 'current' AND (s.counts OR NOT bool_or(s.counts) OVER ())"
CAUSE_TEMPLATE = """
CREATE OR REPLACE FUNCTION claims_status_cause(p_before jsonb, p_after jsonb, p_deciding text[]) RETURNS bigint
    LANGUAGE sql IMMUTABLE AS $$
    WITH old AS (
        SELECT s.id, s.stance, {decides} AS decides
        FROM jsonb_to_recordset(p_before) AS s (id bigint, stance text, standing text, counts boolean)
    ), new AS (
        SELECT s.id, s.stance, s.said_on, {decides} AS decides
        FROM jsonb_to_recordset(p_after)
            AS s (id bigint, stance text, said_on text, standing text, counts boolean)
    )
    SELECT id FROM (
        SELECT COALESCE(new.id, old.id) AS id, new.said_on, CASE
            WHEN old.id IS NULL AND new.decides AND new.stance = ANY (p_deciding) THEN 1
            WHEN old.id IS NULL AND (new.decides OR new.stance = 'withdraws') THEN 2
            WHEN new.id IS NULL AND old.decides THEN 3
            WHEN new.decides AND new.stance = ANY (p_deciding) THEN 4
            ELSE 5 END AS rank
        FROM old FULL JOIN new ON new.id = old.id
        WHERE (old.decides, old.stance) IS DISTINCT FROM (new.decides, new.stance)
    ) found ORDER BY rank, said_on DESC NULLS LAST, id DESC LIMIT 1
$$;
"""
CAUSE_NOW = CAUSE_TEMPLATE.format(decides=DECIDES)
ROWS_CHANGED = {
    "WHEN 'agreed' THEN 2 ELSE 3 END": "WHEN 'agreed' THEN 2 WHEN 'asserted' THEN 3 END",
    "s.counts AND s.stance IN ('denies', 'questions')": "s.decides AND s.stance IN ('denies', 'questions')",
    "s.counts AND s.stance = 'affirms'": "s.decides AND s.stance = 'affirms'",
    """FROM jsonb_to_recordset(l.snapshot -> 'statements')
        AS s (claimant jsonb, party jsonb, stance text, said_on date, counts boolean)
""": """FROM (
        SELECT s.*, {decides} AS decides
        FROM jsonb_to_recordset(l.snapshot -> 'statements')
            AS s (claimant jsonb, party jsonb, stance text, said_on date, standing text, counts boolean)
    ) s
""",
}


def make_search_rows() -> str:
    """Return SQL that makes claims_search_rows anew."""
    function = BEFORE[2]
    for old, new in ROWS_CHANGED.items():
        before, after = function.split(old)
        function = before + new.replace("{decides}", DECIDES) + after
    return function


class Migration(migrations.Migration):
    dependencies = [("claims", "0046_changes_by_the_rule")]
    operations = [
        migrations.RunSQL(now, before)
        for now, before in zip((STATUS, CAUSE_NOW, make_search_rows()), BEFORE, strict=True)
    ]
