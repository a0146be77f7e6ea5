"""New versions of the claims that were reworded before readers were told of it.

A thousand claims at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted, it
begins again, and makes no version of a claim that reads as it did. What was reworded only as a draft is left out.
"""

from django.db import migrations, transaction

REASON = "Positions recorded under another wording of the claim say so."
CLAIMS_AT_ONCE = 1000
CONTEXT = """
SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
       set_config('pghistory.context_metadata', json_build_object('reason', %s::text)::text, true)
"""
NEXT = """
SELECT c.id FROM claims_claim c
WHERE c.id > %s AND c.state = 'published' AND EXISTS (
    SELECT FROM claims_claimevent e WHERE e.pgh_obj_id = c.id AND e.text <> c.text AND e.state <> 'draft')
ORDER BY c.id LIMIT %s
"""


def tell_reworded_claims(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(NEXT, [last, CLAIMS_AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            cursor.execute(CONTEXT, [REASON])
            cursor.execute("SELECT claims_note('claim', %s::bigint[])", [ids])
        last = ids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0068_one_outlet_or_one_agency")]
    operations = [migrations.RunPython(tell_reworded_claims, migrations.RunPython.noop)]
