"""Aliases of topics: words by which readers look for a topic, and its names in the languages of the site."""

from importlib import import_module

import claims.models.claimant
import django.contrib.postgres.functions
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
import sources.text_search
from django.db import migrations, models

make_anew = import_module("claims.migrations.0034_keys_by_hash").make_anew


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0089_saved_views'),
    ]

    operations = [
        migrations.CreateModel(
            name='TopicAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(db_default=django.db.models.functions.comparison.Cast(django.contrib.postgres.functions.RandomUUID(), models.CharField(max_length=80)), editable=False, help_text='Given once. Names this row in fixtures and imports.', max_length=80, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9-]*\\Z', 'A key has small letters, digits and hyphens, and begins with a letter or a digit.')])),
                ('name', models.CharField(max_length=120)),
                ('language', models.CharField(blank=True, choices=claims.models.claimant.list_other_languages, db_default='', default='', help_text='Pages in this language call the topic by this name; of several, by the first. Leave it empty for words that only lead to the topic.', max_length=10, verbose_name='name for readers of')),
                ('topic', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='claims.topic')),
            ],
            options={
                'verbose_name': 'alias of a topic',
                'verbose_name_plural': 'aliases of topics',
            },
        ),
        migrations.CreateModel(
            name='TopicAliasEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('pgh_context', pghistory.utils.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
                ('id', models.BigIntegerField()),
                ('key', models.CharField(db_default=django.db.models.functions.comparison.Cast(django.contrib.postgres.functions.RandomUUID(), models.CharField(max_length=80)), editable=False, help_text='Given once. Names this row in fixtures and imports.', max_length=80, validators=[django.core.validators.RegexValidator('^[a-z0-9][a-z0-9-]*\\Z', 'A key has small letters, digits and hyphens, and begins with a letter or a digit.')])),
                ('name', models.CharField(max_length=120)),
                ('language', models.CharField(blank=True, choices=claims.models.claimant.list_other_languages, db_default='', default='', help_text='Pages in this language call the topic by this name; of several, by the first. Leave it empty for words that only lead to the topic.', max_length=10, verbose_name='name for readers of')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='claims.topicalias')),
                ('topic', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='claims.topic')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='topicalias',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(sources.text_search.Folded('name'), name='gin_trgm_ops'), name='topic_alias_part_of_name'),
        ),
        migrations.AddIndex(
            model_name='topicalias',
            index=models.Index(condition=models.Q(('language', ''), _negated=True), fields=['language'], name='topic_alias_language'),
        ),
        migrations.AddConstraint(
            model_name='topicalias',
            constraint=models.UniqueConstraint(fields=('topic', 'name'), name='topic_alias_once_per_topic', violation_error_message='This topic already has this alias.'),
        ),
        migrations.AddConstraint(
            model_name='topicalias',
            constraint=models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='topic_alias_is_not_blank', violation_error_message='An alias cannot be empty.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topicalias',
            trigger=pgtrigger.compiler.Trigger(name='key_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."key" IS DISTINCT FROM (NEW."key"))', func="\n            RAISE EXCEPTION 'A key is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_key_is_immutable';\n        ", hash='03cbd72c664f55ffa4ac61522aeee29d9d4f0693', operation='UPDATE OF "key"', pgid='pgtrigger_key_never_changes_44a17', table='claims_topicalias', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topicalias',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_topicaliasevent" ("id", "key", "language", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") SELECT old_values."id", old_values."key", old_values."language", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'update\', old_values."id", old_values."topic_id" FROM ( SELECT old_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='6549cd557d8fe7ddbe8e40f615f36daa1b9e3463', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_update_update_20e5c', referencing='REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ', table='claims_topicalias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topicalias',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "claims_topicaliasevent" ("id", "key", "language", "name", "pgh_context", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "topic_id") SELECT old_values."id", old_values."key", old_values."language", old_values."name", COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_metadata\', TRUE), \'\'), NULL)::JSONB, COALESCE(NULLIF(CURRENT_SETTING(\'pghistory.context_id\', TRUE), \'\'), NULL)::UUID, NOW(), \'delete\', old_values."id", old_values."topic_id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;', hash='da3b63fdbea047f1285b6bbdb7bc017b74b522e2', level='STATEMENT', operation='DELETE', pgid='pgtrigger_delete_delete_fe675', referencing='REFERENCING OLD TABLE AS old_values ', table='claims_topicalias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topicalias',
            trigger=pgtrigger.compiler.Trigger(name='addition', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n            INSERT INTO sources_addition\n                (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)\n            SELECT TG_TABLE_NAME, run, nextval(pg_get_serial_sequence('claims_topicaliasevent', 'pgh_id')), now(),\n                NULLIF(current_setting('pghistory.context_metadata', true), '')::jsonb,\n                NULLIF(current_setting('pghistory.context_id', true), '')::uuid\n            FROM unnest((SELECT range_agg(int8range(id, id, '[]')) FROM new_values)) run;\n            RETURN NULL;\n        ", hash='fefa44281480c74746075f1e1e505af2fdb05d19', level='STATEMENT', operation='INSERT', pgid='pgtrigger_addition_b7b04', referencing='REFERENCING NEW TABLE AS new_values ', table='claims_topicalias', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topicalias',
            trigger=pgtrigger.compiler.Trigger(name='id_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))', func="\n            RAISE EXCEPTION 'An id is given once and never altered.'\n            USING ERRCODE = '23514', CONSTRAINT = TG_TABLE_NAME || '_id_is_immutable';\n        ", hash='f47ff0e6006d24f2a12a0d79fee152fe9b5ca14c', operation='UPDATE OF "id"', pgid='pgtrigger_id_never_changes_14ed0', table='claims_topicalias', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='topicaliasevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4da5462323664cb8adb0552301dff01d4597c503', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_283bf', table='claims_topicaliasevent', when='BEFORE')),
        ),
        migrations.RunPython(make_anew("u", "EXCLUDE USING hash (key WITH =)"), migrations.RunPython.noop),
        # The topics that a search names.
        migrations.RunSQL(
            "CREATE INDEX topic_alias_folded_name ON claims_topicalias (claims_folded_name(name))",
            "DROP INDEX topic_alias_folded_name",
        ),
    ]
