"""A name that somebody had before is an alias with the day until which it was the name."""

import pgtrigger.compiler
import pgtrigger.migrations
import sources.models.dates
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0059_mouthpiece_rule'),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='alias',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='alias',
            name='update_update',
        ),
        migrations.AddField(
            model_name='alias',
            name='sentence_name',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of a former name, only where it differs: "the Ministry of War".', max_length=120, verbose_name='name inside a sentence'),
        ),
        migrations.AddField(
            model_name='alias',
            name='until',
            field=models.DateField(blank=True, help_text='The day on which the next name began: pages of earlier days show this one. Empty: a spelling, never the name.', null=True, validators=[sources.models.dates.not_in_the_future], verbose_name='was the name until'),
        ),
        migrations.AddField(
            model_name='aliasevent',
            name='sentence_name',
            field=models.CharField(blank=True, db_default='', default='', help_text='Of a former name, only where it differs: "the Ministry of War".', max_length=120, verbose_name='name inside a sentence'),
        ),
        migrations.AddField(
            model_name='aliasevent',
            name='until',
            field=models.DateField(blank=True, help_text='The day on which the next name began: pages of earlier days show this one. Empty: a spelling, never the name.', null=True, validators=[sources.models.dates.not_in_the_future], verbose_name='was the name until'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alias',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_aliasevent" ("claimant_id", "id", "key", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sentence_name", "until") SELECT old_values."claimant_id", old_values."id", old_values."key", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."sentence_name", old_values."until" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='98ceafd268bd9db4866330fe37563ca2748f5b14', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_72ed1', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_alias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='alias',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_aliasevent" ("claimant_id", "id", "key", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sentence_name", "until") SELECT old_values."claimant_id", old_values."id", old_values."key", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."sentence_name", old_values."until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a43f0f926e9ed939a1a8b887798123f649e723d6', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_7c11b', referencing='REFERENCING OLD TABLE AS old_values ', table='claims_alias', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='alias',
            constraint=models.UniqueConstraint(fields=('claimant', 'until'), name='alias_one_name_at_a_time', violation_error_message='This claimant has another name until that day.'),
        ),
    ]
