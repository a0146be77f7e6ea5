"""A status that changed because the rule was refined says so, and no statement is named as its cause.

claims_apply_rule(claims)
    Gives these claims the status that the rule says now, and a new version to those of them that read
    differently: with another status, or with a statement of another standing. For use after the rule
    itself has changed; everything else that bears on a status has its triggers (0004_status_rule). A claim
    without any position that counts becomes open and stays published: an editor has to decide what becomes
    of it, and until then its page says how things stand. Nobody else can make a published claim open.

While `claims.by_rule` is "on" in a transaction, its changes of status are listed as made by the rule.
"""

from importlib import import_module

from django.db import migrations, models

RULE = import_module("claims.migrations.0004_status_rule")
BY_ID_ONLY = import_module("claims.migrations._0009_snapshots").BY_ID_ONLY

LIST_BEFORE = import_module("claims.migrations.0037_versions_unpacked_once").AFTER
CHANGED = {
    "filed_anew bigint[];": """filed_anew bigint[];
    by_rule boolean := COALESCE(current_setting('claims.by_rule', true), '') = 'on';""",
    "statement_id, correction_id, how_many)": "statement_id, correction_id, how_many, by_rule)",
    "d.statement_id, d.correction_id, d.how_many\n": """CASE WHEN NOT by_rule OR d.kind <> 'status' THEN d.statement_id END, d.correction_id, d.how_many,
            by_rule AND d.kind = 'status'
""",
}


def list_changes() -> str:
    """Return SQL that makes claims_list_changes anew, with who made a change."""
    function = LIST_BEFORE
    for old, new in CHANGED.items():
        before, after = function.split(old)
        function = before + new + after
    return function


CHECK_BEFORE = RULE.PUBLISHED_IS_NOT_OPEN[: RULE.PUBLISHED_IS_NOT_OPEN.index("CREATE CONSTRAINT")].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
CHECK = CHECK_BEFORE.replace(
    "BEGIN\n",
    "BEGIN\n    IF current_setting('claims.may_be_open', true) = 'on' THEN\n        RETURN NULL;\n    END IF;\n",
)

# By EXCEPT: a join that is planned for any ids would compare each position of thousands of claims with every
# other one.
APPLY_TEMPLATE = """
CREATE FUNCTION claims_apply_rule(p_claims bigint[]) RETURNS void LANGUAGE plpgsql {by_id_only} AS $$
BEGIN
    PERFORM set_config('claims.may_be_open', 'on', true);
    PERFORM claims_refresh_status(p_claims);
    PERFORM claims_note('claim', ARRAY(
        SELECT DISTINCT claim_id FROM (
            SELECT n.claim_id, n.statement_id, n.standing FROM claims_standings(p_claims) n
            EXCEPT
            SELECT c.id, s.id, s.standing
            FROM claims_claim c
            CROSS JOIN LATERAL (SELECT x.snapshot FROM claims_claimversion x
                                WHERE x.claim_id = c.id ORDER BY x.number DESC LIMIT 1) v
            CROSS JOIN LATERAL jsonb_to_recordset(v.snapshot -> 'statements') AS s (id bigint, standing text)
            WHERE c.id = ANY (p_claims)
        ) differing));
END $$;
"""
APPLY = APPLY_TEMPLATE.format(by_id_only=BY_ID_ONLY)


class Migration(migrations.Migration):
    dependencies = [("claims", "0045_refined_dates")]
    operations = [
        migrations.AddField(
            "change",
            "by_rule",
            models.BooleanField(
                default=False,
                db_default=False,
                help_text="The status changed because the rule was refined.",
            ),
        ),
        migrations.RunSQL(list_changes(), LIST_BEFORE),
        migrations.RunSQL(CHECK, CHECK_BEFORE),
        migrations.RunSQL(APPLY, "DROP FUNCTION claims_apply_rule(bigint[]);"),
    ]
