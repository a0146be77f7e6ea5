"""A capture says when its text was removed, by whom and why; a text that was removed stays removed."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0016_articles_by_page'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='update_update',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='capture',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='capturetext',
            name='matches_hash',
        ),
        migrations.AddField(
            model_name='capture',
            name='text_removal_reason',
            field=models.CharField(blank=True, db_default='', default='', help_text='For editors. Readers see only that it was removed, and when.', max_length=300, verbose_name='why the text was removed'),
        ),
        migrations.AddField(
            model_name='capture',
            name='text_removed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='text removed'),
        ),
        migrations.AddField(
            model_name='capture',
            name='text_removed_by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts_removed', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='text_removal_reason',
            field=models.CharField(blank=True, db_default='', default='', help_text='For editors. Readers see only that it was removed, and when.', max_length=300, verbose_name='why the text was removed'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='text_removed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='text removed'),
        ),
        migrations.AddField(
            model_name='captureevent',
            name='text_removed_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='text_removed_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.text_removed_at IS NOT NULL AND (OLD.text_removed_at, OLD.text_removed_by_id, OLD.text_removal_reason) IS DISTINCT FROM (NEW.text_removed_at, NEW.text_removed_by_id, NEW.text_removal_reason))', func="\n                    RAISE EXCEPTION 'A capture is never altered. Add a new capture instead.'\n                    USING ERRCODE = '23514', CONSTRAINT = 'capture_is_immutable';\n                ", hash='8323e8e33ebfd2584ac1f6e9f380cbacbd2e54ac', operation='UPDATE', pgid='pgtrigger_text_removed_once_4f172', table='sources_capture', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_captureevent" ("article_id", "captured_at", "id", "key", "length", "obtained", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "text_removal_reason", "text_removed_at", "text_removed_by_id", "words") SELECT old_values."article_id", old_values."captured_at", old_values."id", old_values."key", old_values."length", old_values."obtained", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."sha256", old_values."text_removal_reason", old_values."text_removed_at", old_values."text_removed_by_id", old_values."words" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='70631c6848d2b66981392f21683419befc7fe83e', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_e3941', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_capture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capture',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_captureevent" ("article_id", "captured_at", "id", "key", "length", "obtained", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sha256", "text_removal_reason", "text_removed_at", "text_removed_by_id", "words") SELECT old_values."article_id", old_values."captured_at", old_values."id", old_values."key", old_values."length", old_values."obtained", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."sha256", old_values."text_removal_reason", old_values."text_removed_at", old_values."text_removed_by_id", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='e95b635b341454d9c257c0f04a5a4b2e2f8a3127', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_4cc5d', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_capture', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='capturetext',
            trigger=pgtrigger.compiler.Trigger(name='matches_hash', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF NOT EXISTS (\n                        SELECT FROM sources_capture c\n                        WHERE c.id = NEW.capture_id\n                          AND c.length = char_length(NEW.text)\n                          AND c.sha256 = encode(sha256(convert_to(NEW.text, 'UTF8')), 'hex')\n                    ) THEN\n                        RAISE EXCEPTION 'This text is not the one that was captured.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'capture_text_matches_hash';\n                    END IF;\n                    IF EXISTS (\n                        SELECT FROM sources_capture c\n                        WHERE c.id = NEW.capture_id AND c.text_removed_at IS NOT NULL\n                    ) THEN\n                        RAISE EXCEPTION 'This text was removed, and stays removed.'\n                        USING ERRCODE = '23514', CONSTRAINT = 'capture_text_stays_removed';\n                    END IF;\n                    RETURN NEW;\n                ", hash='52dc4db29c3b3e3734b02e68f36eecd1791f3eb8', operation='INSERT OR UPDATE', pgid='pgtrigger_matches_hash_1bff9', table='sources_capturetext', when='BEFORE')),
        ),
        AddConstraintNotValid(
            model_name='capture',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('text_removal_reason', ''), ('text_removed_at__isnull', True), ('text_removed_by__isnull', True)), models.Q(('text_removed_at__isnull', False), ('text_removed_by__isnull', False), models.Q(('text_removal_reason', ''), _negated=True)), _connector='OR'), name='capture_text_removal_says_who_when_and_why', violation_error_message='The removal of a text needs a person, a time and a reason.'),
        ),
    ]
