"""Which positions were recorded under another wording is read from the latest version, not worked out anew.

claims_reworded(claim, wording)
    As before. As long as the claim has the wording of its latest version, it is what that version says: whatever
    has come since was recorded under this wording. Only a rewording opens the versions before former ones.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("claims.migrations.0051_changed_sources").replace_function(
    import_module("claims.migrations.0064_reworded_claims").REWORDED
)
LATEST = """
DECLARE
    latest jsonb := (SELECT v.snapshot FROM claims_claimversion v
                     WHERE v.claim_id = p_claim ORDER BY v.number DESC LIMIT 1);
BEGIN
    IF latest ->> 'state' = 'published' AND latest ->> 'proposition' = p_wording THEN
        RETURN CASE WHEN latest ? 'reworded' THEN jsonb_build_object('reworded', latest -> 'reworded') ELSE '{}' END;
    END IF;
"""


def make_reworded() -> str:
    before, after = BEFORE.split("\nBEGIN\n")
    return before + LATEST + after


class Migration(migrations.Migration):
    dependencies = [("claims", "0072_reporting_without_the_latest")]
    operations = [migrations.RunSQL(make_reworded(), BEFORE)]
