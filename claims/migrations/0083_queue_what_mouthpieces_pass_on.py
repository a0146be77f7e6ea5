"""Positions that are only second-hand, in their queue (see 0082).

Those that wait, and those that a mouthpiece reports. A thousand statements at a time, each thousand in a transaction
of its own: a site goes on meanwhile. Interrupted, it begins again.
"""

from django.db import migrations, transaction

STATEMENTS_AT_ONCE = 1000
NEXT = """
SELECT s.id FROM claims_statement s
WHERE s.id > %s AND (
    EXISTS (SELECT FROM claims_queueentry q WHERE q.queue = 'second_hand' AND q.row = s.id)
    OR EXISTS (
        SELECT FROM claims_citation c JOIN sources_article a ON a.id = c.article_id
        JOIN claims_claimant v ON v.outlet_id = a.outlet_id AND v.speaks_for_id IS NOT NULL
        WHERE c.statement_id = s.id))
ORDER BY s.id LIMIT %s
"""
QUEUE_ANEW = (
    "SELECT FROM claims_statement WHERE id = ANY (%s) ORDER BY id FOR KEY SHARE",
    """SELECT FROM claims_claim WHERE id IN (SELECT claim_id FROM claims_statement WHERE id = ANY (%s))
       ORDER BY id FOR NO KEY UPDATE""",
    "SELECT claims_queues_of_statements(%s::bigint[])",
)


def queue_anew(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while True:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(NEXT, [last, STATEMENTS_AT_ONCE])
            ids = [pk for (pk,) in cursor.fetchall()]
            if not ids:
                return
            for statement in QUEUE_ANEW:
                cursor.execute(statement, [ids])
        last = ids[-1]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0082_what_mouthpieces_pass_on")]
    operations = [migrations.RunPython(queue_anew, migrations.RunPython.noop)]
