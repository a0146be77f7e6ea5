"""Of a claim that was never reworded, no version is opened to find out.

claims_reworded(claim, wording)
    As before. Whether the history holds another wording is asked first: that is cheap, and of most claims it says
    that there is nothing to tell. 0073 opened the latest snapshot before.
"""

from importlib import import_module

from django.db import migrations

ADDED = import_module("claims.migrations.0073_reworded_at_fixed_cost")
BEFORE = ADDED.make_reworded()
LATEST = """
    latest := (SELECT v.snapshot FROM claims_claimversion v
               WHERE v.claim_id = p_claim ORDER BY v.number DESC LIMIT 1);
    IF latest ->> 'state' = 'published' AND latest ->> 'proposition' = p_wording THEN
        RETURN CASE WHEN latest ? 'reworded' THEN jsonb_build_object('reworded', latest -> 'reworded') ELSE '{}' END;
    END IF;
"""


def make_reworded() -> str:
    start, rest = ADDED.BEFORE.split("\nBEGIN\n")
    check, end = rest.split("END IF;\n")
    return f"{start}\nDECLARE\n    latest jsonb;\nBEGIN\n{check}END IF;{LATEST}{end}"


class Migration(migrations.Migration):
    dependencies = [("claims", "0083_queue_what_mouthpieces_pass_on")]
    operations = [migrations.RunSQL(make_reworded(), BEFORE)]
