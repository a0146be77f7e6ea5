"""Whose text an article has, where other outlets have nearly the same."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0012_after_publication'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='delete_delete',
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='article',
            name='update_update',
        ),
        migrations.AddField(
            model_name='article',
            name='text_from',
            field=models.ForeignKey(blank=True, db_index=False, help_text="The agency or outlet whose text this is, nearly word for word. The two then count as one report. Proposed when the first text comes in. Empty: its outlet's own.", null=True, on_delete=django.db.models.deletion.PROTECT, related_name='texts_elsewhere', to='sources.outlet', verbose_name='text of'),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='text_from',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text="The agency or outlet whose text this is, nearly word for word. The two then count as one report. Proposed when the first text comes in. Empty: its outlet's own.", null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='sources.outlet', verbose_name='text of'),
        ),
        migrations.AddIndex(
            model_name='article',
            index=models.Index(condition=models.Q(('text_from__isnull', False)), fields=['text_from'], name='article_text_from'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_articleevent" ("archive_url", "byline", "canonical_url", "corrected_on", "id", "key", "language", "outlet_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "published_on_note", "read_in_full_at", "read_in_full_by_id", "retracted_on", "text_from_id", "title") SELECT old_values."archive_url", old_values."byline", old_values."canonical_url", old_values."corrected_on", old_values."id", old_values."key", old_values."language", old_values."outlet_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."published_on", old_values."published_on_note", old_values."read_in_full_at", old_values."read_in_full_by_id", old_values."retracted_on", old_values."text_from_id", old_values."title" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='a9849c334f89f42907386d8a4f99492146b3c65f', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_168af', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='sources_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "sources_articleevent" ("archive_url", "byline", "canonical_url", "corrected_on", "id", "key", "language", "outlet_id", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_on", "published_on_note", "read_in_full_at", "read_in_full_by_id", "retracted_on", "text_from_id", "title") SELECT old_values."archive_url", old_values."byline", old_values."canonical_url", old_values."corrected_on", old_values."id", old_values."key", old_values."language", old_values."outlet_id", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."published_on", old_values."published_on_note", old_values."read_in_full_at", old_values."read_in_full_by_id", old_values."retracted_on", old_values."text_from_id", old_values."title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='05a696a022cf8605e3bd0e5ed24484e341511cb2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_10a2a', referencing='REFERENCING OLD TABLE AS old_values ', table='sources_article', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='article',
            constraint=models.CheckConstraint(condition=models.Q(('text_from__isnull', True), models.Q(('text_from', models.F('outlet')), _negated=True), _connector='OR'), name='article_text_is_from_another_outlet', violation_error_message="The text of the article's own outlet is no copy: leave that empty."),
        ),
    ]
