"""Claims that several outlets have from one text or agency, in the search and in the queue (see 0075).

A thousand claims at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted, it
begins again, and writes only what it has not written yet.
"""

from django.db import migrations, transaction

CLAIMS_AT_ONCE = 1000
NEXT = """
SELECT k.id FROM claims_claim k
WHERE k.id > %s AND k.state = 'published' AND EXISTS (
    SELECT FROM claims_statement s JOIN claims_citation c ON c.statement_id = s.id
    JOIN sources_article a ON a.id = c.article_id
    WHERE s.claim_id = k.id AND s.state = 'published' AND (c.via_id IS NOT NULL OR a.text_from_id IS NOT NULL))
ORDER BY k.id LIMIT %s
"""
COUNT_ANEW = (
    "SELECT FROM claims_claim WHERE id = ANY (%s) ORDER BY id FOR NO KEY UPDATE",
    "SELECT claims_refresh_search(%s::bigint[])",
    "SELECT claims_queues_of_claims(%s::bigint[])",
)


def count_texts_once(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(NEXT, [last, CLAIMS_AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            for statement in COUNT_ANEW:
                cursor.execute(statement, [ids])
        last = ids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0075_one_outlet_or_one_text")]
    operations = [migrations.RunPython(count_texts_once, migrations.RunPython.noop)]
