"""How many words a captured text has: readers are told how much of an outlet was read."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0013_text_from'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='immutable',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='update_update',
        ),
        migrations.AddField(
            model_name='capture',
            name='words',
            field=models.PositiveIntegerField(blank=True, help_text='How many words it has, so that readers know how much was read. Empty: not counted.', null=True),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='words',
            field=models.PositiveIntegerField(blank=True, help_text='How many words it has, so that readers know how much was read. Empty: not counted.', null=True),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='immutable', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."article_id" IS DISTINCT FROM (NEW."article_id") OR OLD."captured_at" IS DISTINCT FROM (NEW."captured_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."length" IS DISTINCT FROM (NEW."length") OR OLD."obtained" IS DISTINCT FROM (NEW."obtained") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256"))', func="\n                    RAISE EXCEPTION 'A capture is never altered. Add a new capture instead.'\n                    USING ERRCODE = '23514', CONSTRAINT = 'capture_is_immutable';\n                ", hash='9dd9a55ef084568dee7aa5be594a3ff76dbe735d', operation='UPDATE', pgid='pgtrigger_immutable_02e79', table='sources_capture', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='words_counted_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."words" IS DISTINCT FROM (NEW."words") AND OLD."words" IS NOT NULL)', func="\n                    RAISE EXCEPTION 'A capture is never altered. Add a new capture instead.'\n                    USING ERRCODE = '23514', CONSTRAINT = 'capture_is_immutable';\n                ", hash='8a59d92b552d4729b9549e8875643b6314204bbe', operation='UPDATE', pgid='pgtrigger_words_counted_once_ba646', table='sources_capture', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_captureevent" ("article_id", "captured_at", "id", "key", "length", "obtained", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "words") SELECT old_values."article_id", old_values."captured_at", old_values."id", old_values."key", old_values."length", old_values."obtained", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."sha256", old_values."words" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='43fdd6ab211ad369deeff5cfe36ed60f30d0d4a3', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e3941', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_capture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_captureevent" ("article_id", "captured_at", "id", "key", "length", "obtained", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "words") SELECT old_values."article_id", old_values."captured_at", old_values."id", old_values."key", old_values."length", old_values."obtained", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."sha256", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='8669ffccd6939c95532f351b81b5a2ad3d57c8b9', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_4cc5d', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_capture', when='AFTER')),
        ),
    ]
