"""Where imported rows come from: the run, the line of its file, and the rows it made or met."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0104_leads_for_editors'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('begun_at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(help_text='Of the file, in hexadecimal.', max_length=64)),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('tsv', 'TSV'), ('jsonl', 'JSON Lines'), ('claimreview', 'ClaimReview')], max_length=11)),
                ('mapping', models.JSONField(default=dict, help_text='Which column of the file became which field.')),
                ('counts', models.JSONField(default=dict, help_text='Rows by what became of them.')),
                ('state', models.CharField(choices=[('running', 'running'), ('finished', 'finished'), ('stopped', 'stopped'), ('undone', 'undone')], default='running', max_length=8)),
                ('checkpoint', models.JSONField(default=dict)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('begun_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports_begun', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Origin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.BigIntegerField(help_text='Of the file, from 1; in a list, the number of the item.')),
                ('identity', models.CharField(help_text='What the source calls the row.', max_length=200)),
                ('digest', models.CharField(help_text='SHA-256 of the mapped values, in hexadecimal.', max_length=64)),
                ('payload', models.TextField(blank=True, verbose_name='row of the file')),
                ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='claims.importrun')),
            ],
        ),
        migrations.CreateModel(
            name='OriginRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('model', models.CharField(help_text='As in claims.statement.', max_length=100)),
                ('row_id', models.BigIntegerField()),
                ('is_made', models.BooleanField(help_text='Whether it was made; else it was there already.')),
                ('origin', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='claims.origin')),
            ],
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('file_name', ''), _negated=True), ('sha256__regex', '^[0-9a-f]{64}$')), name='import_names_its_file', violation_error_message='An import needs the name and the SHA-256 of its file.'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['csv', 'tsv', 'jsonl', 'claimreview'])), name='import_format_is_known', violation_error_message='Choose a format that can be read.'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['running', 'finished', 'stopped', 'undone'])), name='import_state_is_known', violation_error_message='Choose running, finished, stopped or undone.'),
        ),
        migrations.AddConstraint(
            model_name='importrun',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finished_at__isnull', True), ('state', 'running')), models.Q(models.Q(('state', 'running'), _negated=True), ('finished_at__isnull', False)), _connector='OR'), name='import_says_when_it_ended', violation_error_message='An import that has ended needs a time, a running one has none.'),
        ),
        migrations.AddIndex(
            model_name='origin',
            index=models.Index(fields=['identity', '-id'], name='origin_by_identity'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.UniqueConstraint(fields=('run', 'line'), name='origin_once_per_line', violation_error_message='This line of the file has been imported in this run.'),
        ),
        migrations.AddConstraint(
            model_name='origin',
            constraint=models.CheckConstraint(condition=models.Q(('line__gte', 1), models.Q(('identity', ''), _negated=True), ('digest__regex', '^[0-9a-f]{64}$')), name='origin_says_which_row', violation_error_message='An origin needs a line from 1, an identity and a digest.'),
        ),
        migrations.AddIndex(
            model_name='originrow',
            index=models.Index(fields=['row_id', 'model'], name='origin_of_row'),
        ),
        migrations.AddConstraint(
            model_name='originrow',
            constraint=models.UniqueConstraint(fields=('origin', 'model', 'row_id'), name='origin_row_once', violation_error_message='This row is already noted for this origin.'),
        ),
    ]
