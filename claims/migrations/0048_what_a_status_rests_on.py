"""Which outlet alone a position is known from, as one more column of claims_standings.

    outlet_id    the one outlet whose articles hold all the evidence through which the statement counts; NULL
                 where several do, or where it is known only second-hand

claims_positions tells its name, and who owns or funds it, too: outlet_id, outlet, funding.

The type of a function cannot be altered, so these are dropped and made again, in one transaction.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("claims.migrations.0045_refined_dates").STANDINGS
DROP = "DROP FUNCTION claims_standings(bigint[], date, boolean);"
CHANGES = {
    "standing text\n)": "standing text, outlet_id bigint\n)",
    "bool_or(c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id) AS first_hand": """
           bool_or(e.first_hand) AS first_hand,
           CASE WHEN min(a.outlet_id) FILTER (WHERE e.first_hand)
                     = max(a.outlet_id) FILTER (WHERE e.first_hand)
                THEN min(a.outlet_id) FILTER (WHERE e.first_hand) END AS outlet_id""".lstrip(),
    "JOIN claims_citation c ON c.statement_id = s.id\n": """JOIN claims_citation c ON c.statement_id = s.id
    LEFT JOIN sources_article a ON a.id = c.article_id
    CROSS JOIN LATERAL (
        SELECT c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id AS first_hand
    ) e
""",
    """NOT EXISTS (SELECT FROM sources_article a
                              WHERE a.id = c.article_id AND a.published_on > p_as_of)""": """
(a.published_on > p_as_of) IS NOT TRUE""".lstrip(),
    "       END\nFROM dated d": "       END, d.outlet_id\nFROM dated d",
}


def make_standings() -> str:
    function = BEFORE
    for old, new in CHANGES.items():
        before, after = function.split(old)
        function = before + new + after
    return function


STANDINGS = make_standings()

PROFILES = import_module("claims.migrations.0039_profiles")
POSITIONS_BEFORE = PROFILES.POSITIONS_TEMPLATE.format(by_id_only=PROFILES.BY_ID_ONLY)
DROP_POSITIONS = "DROP FUNCTION claims_positions(bigint[], date, boolean);"
POSITIONS_CHANGES = {
    "claimant_name varchar, text": "claimant_name varchar, outlet_id bigint, outlet varchar, funding varchar, text",
    "k.name, c.text": "k.name, o.id, o.name, o.funding, c.text",
    "JOIN claims_claim c ON c.id = s.claim_id;": "JOIN claims_claim c ON c.id = s.claim_id\nLEFT JOIN sources_outlet o ON o.id = s.outlet_id;",
}


def make_positions() -> str:
    function = POSITIONS_BEFORE
    for old, new in POSITIONS_CHANGES.items():
        before, after = function.split(old)
        function = before + new + after
    return function


class Migration(migrations.Migration):
    dependencies = [("claims", "0047_outlets_disagree")]
    operations = [
        migrations.RunSQL(DROP + STANDINGS, DROP + BEFORE),
        migrations.RunSQL(DROP_POSITIONS + make_positions(), DROP_POSITIONS + POSITIONS_BEFORE),
    ]
