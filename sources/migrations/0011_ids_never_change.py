"""The id of a row on the record never changes: it is what holds the row's history together."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [('sources', '0010_quicker_words')]
    operations = [
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='2d30ea4b91d9d4af2b652d5f511245d03ea1eecc', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_3067a', table='sources_article', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='90844b78f2106af2b1bc197ff219dbec47f5b39e', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_6087a', table='sources_capture', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='outlet',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='63abd99c3eacc3f3932a6ffe60af48cd32513a61', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_adb7c', table='sources_outlet', when='BEFORE')),
        ),
    ]
