"""The table of who added which rows. The next migration fills it."""

import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sources", "0006_names")]
    operations = [
        migrations.CreateModel(
            name='Addition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table_name', models.CharField(max_length=63)),
                ('ids', django.contrib.postgres.fields.ranges.BigIntegerRangeField()),
                ('pgh_id', models.BigIntegerField(help_text='Where it stands among the events of that table.')),
                ('pgh_created_at', models.DateTimeField()),
                ('pgh_context', models.JSONField(null=True)),
                ('pgh_context_id', models.UUIDField(null=True)),
            ],
        ),
        migrations.AddIndex(
            model_name='addition',
            index=django.contrib.postgres.indexes.GistIndex(fields=['ids'], name='addition_ids'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='addition',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1e1a16b1343eff062e495be465f7453becf2dea6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_e2600', table='sources_addition', when='BEFORE')),
        ),
    ]
