"""Claims with positions that do not stand, in the search (see 0095).

A thousand claims at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted, it
begins again, and writes only what it has not written yet.
"""

from django.db import migrations, transaction

CLAIMS_AT_ONCE = 1000
# Only claims with several statements have one that was replaced or taken back; second-hand ones are few.
NEXT = """
SELECT k.id FROM claims_claim k
WHERE k.id > %s AND k.state = 'published' AND EXISTS (
    SELECT FROM claims_claimversion v, jsonb_array_elements(v.snapshot -> 'statements') s
    WHERE v.claim_id = k.id AND s ->> 'standing' <> 'current'
      AND v.number = (SELECT max(l.number) FROM claims_claimversion l WHERE l.claim_id = k.id))
ORDER BY k.id LIMIT %s
"""
WRITE = (
    "SELECT FROM claims_claim WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE",
    "SELECT claims_refresh_search(%s::bigint[])",
)


def find_by_held_stances(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(NEXT, [last, CLAIMS_AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            for statement in WRITE:
                cursor.execute(statement, [ids])
        last = ids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0095_stances_that_are_held")]
    operations = [migrations.RunPython(find_by_held_stances, migrations.RunPython.noop)]
