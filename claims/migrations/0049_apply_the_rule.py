"""The status and the standings of all published claims, by the rule as it was refined.

A thousand claims at a time, each thousand in a transaction of its own: a site goes on meanwhile. Interrupted,
it begins again and passes quickly over what it has done, for only claims that read differently are written.
"""

import sys

from django.db import migrations, transaction

REASON = "The rule for statuses was refined."
CLAIMS_AT_ONCE = 1000
CONTEXT = """
SELECT set_config('pghistory.context_id', gen_random_uuid()::text, true),
       set_config('pghistory.context_metadata', json_build_object('reason', %s::text)::text, true),
       set_config('claims.by_rule', 'on', true)
"""
NEXT = "SELECT id FROM claims_claim WHERE id > %s AND state = 'published' ORDER BY id LIMIT %s"
OPEN = "SELECT id FROM claims_claim WHERE state = 'published' AND status = 'open' ORDER BY id LIMIT 100"


def apply_rule(apps, schema_editor) -> None:
    connection, last = schema_editor.connection, 0
    while ids := read_ids(schema_editor, NEXT, last, CLAIMS_AT_ONCE):
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            cursor.execute(CONTEXT, [REASON])
            cursor.execute("SELECT claims_apply_rule(%s)", [ids])
        last = ids[-1]
    if left := read_ids(schema_editor, OPEN):
        sys.stderr.write(
            f"\nBy the refined rule these published claims have no position that counts: {left}."
            " Retract them, or add a statement with a citation.\n"
        )


def read_ids(schema_editor, query: str, *values: int) -> list[int]:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(query, values)
        return [pk for (pk,) in cursor.fetchall()]


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0048_what_a_status_rests_on")]
    operations = [migrations.RunPython(apply_rule, migrations.RunPython.noop)]
