"""The kinds of pairs that were listed before: also in what a merge removed, for it can be undone.

Who holds both claims of a pair was not asked before. So the claims of waiting pairs are compared again.
"""

from django.db import migrations

OF_PAIRS = "UPDATE claims_probabledouble SET kind = 'contradicts' WHERE opposite"
COMPARE_AGAIN = """
INSERT INTO claims_todouble SELECT DISTINCT claim_id FROM claims_probabledouble WHERE outcome = ''
ON CONFLICT DO NOTHING
"""
OF_REMOVED_PAIRS = """
UPDATE claims_merge SET moved = jsonb_set(moved, '{steps}', (
    SELECT jsonb_agg(CASE
        WHEN step ->> 'model' = 'claims.probabledouble' AND step ->> 'done' = 'removed'
        THEN jsonb_set(step, '{row,kind}', CASE WHEN (step #>> '{row,opposite}')::boolean
                                                THEN '"contradicts"'::jsonb ELSE '"double"' END)
        ELSE step END ORDER BY place)
    FROM jsonb_array_elements(moved -> 'steps') WITH ORDINALITY AS steps (step, place)))
WHERE moved -> 'steps' @> '[{"model": "claims.probabledouble", "done": "removed"}]'
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0100_pair_kinds")]
    operations = [migrations.RunSQL([OF_PAIRS, OF_REMOVED_PAIRS, COMPARE_AGAIN])]
