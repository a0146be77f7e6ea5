"""The tables and functions of the hash chain of the history: see _0019_history_chain.py."""

from importlib import import_module

import django.contrib.postgres.fields
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


CHAIN = import_module("sources.migrations._0019_history_chain")


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0018_removed_texts_say_why'),
    ]

    operations = [
        migrations.CreateModel(
            name='HistoryBacklog',
            fields=[
                ('table_name', models.CharField(max_length=63, primary_key=True, serialize=False)),
                ('id_column', models.CharField(max_length=63)),
                ('private', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('next_id', models.BigIntegerField()),
                ('last_id', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='HistorySeal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('sealed_at', models.DateTimeField()),
                ('previous', models.BinaryField()),
                ('head', models.BinaryField()),
                ('statements', models.IntegerField()),
                ('rows', models.BigIntegerField()),
                ('rows_in_all', models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name='HistoryShape',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_name', models.CharField(max_length=63)),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ('private', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
            ],
        ),
        migrations.CreateModel(
            name='HistoryLeaves',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_name', models.CharField(max_length=63)),
                ('operation', models.CharField(choices=[('insert', 'added'), ('update', 'changed'), ('delete', 'removed'), ('found', 'found when the chain began')], max_length=6)),
                ('shape', models.BigIntegerField(help_text='The id of the HistoryShape.')),
                ('salt', models.BinaryField()),
                ('ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('leaves', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), size=None)),
                ('made_in', models.BigIntegerField(help_text="PostgreSQL's number of the transaction.")),
                ('written_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ('seal', models.BigIntegerField(blank=True, help_text='The number of the HistorySeal.', null=True)),
                ('digest', models.BinaryField(blank=True, null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['seal', 'id'], name='history_leaves_of_seal')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('digest__isnull', True), ('seal__isnull', True)), models.Q(('digest__isnull', False), ('seal__isnull', False)), _connector='OR'), name='history_digest_comes_with_its_seal', violation_error_message='A seal needs its digest.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyleaves',
            trigger=pgtrigger.compiler.Trigger(name='stays', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='e5abc647cdf1a7d51b018483b4aae23e618485e9', operation='DELETE', pgid='pgtrigger_stays_0b9a5', table='sources_historyleaves', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyleaves',
            trigger=pgtrigger.compiler.Trigger(name='sealed_once', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."seal" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='efe4104601e343823d4550c1d90fa486c8e82dc6', operation='UPDATE', pgid='pgtrigger_sealed_once_7be46', table='sources_historyleaves', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyseal',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f7c8f4f4a78574b93342e0405429ec277066f835', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8f5a9', table='sources_historyseal', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='historyshape',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='35b86939e9d4e1b1f91f8889980ecf82fa20d903', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_864ea', table='sources_historyshape', when='BEFORE')),
        ),
        migrations.RunSQL(CHAIN.FUNCTIONS, CHAIN.DROP),
    ]
