"""Uploaded files to import, and mappings under a name."""


import core.validators
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0113_mirror'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, validators=[core.validators.validate_no_bidi_controls])),
                ('content', models.TextField(help_text='TOML, as docs/import.md explains.', max_length=100000, verbose_name='mapping')),
                ('saved_at', models.DateTimeField()),
                ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='import_mappings', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('name'), name='import_mapping_name_once', violation_error_message='There is a mapping of this name already. Choose another name.'), models.CheckConstraint(condition=models.Q(models.Q(('name', ''), _negated=True), models.Q(('content', ''), _negated=True)), name='import_mapping_has_name_and_content', violation_error_message='A mapping needs a name and what it says.')],
            },
        ),
        migrations.CreateModel(
            name='ImportUpload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uploaded_at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=255)),
                ('size', models.BigIntegerField(help_text='In bytes.')),
                ('folder', models.CharField(max_length=32)),
                ('entered', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('keep_going', models.BooleanField(default=False)),
                ('task', models.CharField(blank=True, choices=[('', 'none'), ('dry_run', 'dry run'), ('import', 'import')], default='', help_text='What a worker is doing with it, or is to do.', max_length=7)),
                ('report', models.JSONField(default=dict)),
                ('run', models.ForeignKey(blank=True, help_text='The import that came of it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='claims.importrun')),
                ('uploaded_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='import_uploads', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['uploaded_by', '-id'], name='import_upload_of_user')],
                'constraints': [models.UniqueConstraint(fields=('folder',), name='import_upload_folder_is_its_own', violation_error_message='Another file lies in this folder.'), models.CheckConstraint(condition=models.Q(('task__in', ['', 'dry_run', 'import'])), name='import_upload_task_is_known', violation_error_message='Choose a dry run, an import or none.')],
            },
        ),
    ]
