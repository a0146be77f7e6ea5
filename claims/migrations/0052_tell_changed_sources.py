"""New versions of the claims whose sources were on the record as corrected or retracted already.

A hundred articles at a time, each hundred in a transaction of its own: a site goes on meanwhile. Interrupted, it
begins again, and makes no version of a claim that reads as it did.
"""

from django.db import migrations, transaction

REASON = "Readers are told which articles their outlets corrected or retracted."
ARTICLES_AT_ONCE = 100
CONTEXT = """
SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
       set_config('pghistory.context_metadata', json_build_object('reason', %s::text)::text, true)
"""
NEXT = """
SELECT id FROM sources_article
WHERE id > %s AND (corrected_on IS NOT NULL OR retracted_on IS NOT NULL) ORDER BY id LIMIT %s
"""


def tell_changed_sources(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(NEXT, [last, ARTICLES_AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            cursor.execute(CONTEXT, [REASON])
            cursor.execute("SELECT claims_note('article', %s::bigint[])", [ids])
        last = ids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0051_changed_sources")]
    operations = [migrations.RunPython(tell_changed_sources, migrations.RunPython.noop)]
