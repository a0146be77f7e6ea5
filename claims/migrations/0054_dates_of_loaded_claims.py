"""The date for readers of claims that were loaded as published (see 0053), in the rows of the search.

A thousand claims at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted,
it begins again and writes only what it has not written yet.
"""

from django.db import migrations

CLAIMS_AT_ONCE = 1000
NEXT = "SELECT claim_id FROM claims_claimsearch WHERE claim_id > %s ORDER BY claim_id LIMIT %s"
DATE = """
UPDATE claims_claimsearch e SET changed_at = e.published_at
WHERE e.claim_id = ANY (%s) AND e.published_at < e.changed_at AND NOT EXISTS (
    SELECT FROM claims_claimversion v WHERE v.claim_id = e.claim_id AND v.number > 1)
"""


def date_claims(apps, schema_editor) -> None:
    last = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(NEXT, [last, CLAIMS_AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                break
            cursor.execute(DATE, [ids])
            last = ids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0053_dates_for_readers")]
    operations = [migrations.RunPython(date_claims, migrations.RunPython.noop)]
