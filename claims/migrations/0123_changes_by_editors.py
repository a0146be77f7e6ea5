"""Editors offer changes of what readers see, of rows of any kind."""

import django.core.serializers.json
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

UNDER_LOAD = """The table holds what waits for publishers and what became of it: thousands of rows, read in milliseconds.
The columns only allow more than before, which rewrites nothing, and the release before writes none of the new ones."""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0122_pages_by_thing'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='offeredchange',
            name='offered_change_outcome_is_known',
        ),
        migrations.AddField(
            model_name='offeredchange',
            name='model',
            field=models.CharField(blank=True, db_default='', default='', help_text='As in sources.article.', max_length=100),
        ),
        migrations.AddField(
            model_name='offeredchange',
            name='reason',
            field=models.CharField(blank=True, db_default='', default='', help_text='Why, in the words of who offers it.', max_length=300),
        ),
        migrations.AddField(
            model_name='offeredchange',
            name='row_id',
            field=models.BigIntegerField(blank=True, help_text='Of that row; empty if it would be new.', null=True),
        ),
        migrations.AlterField(
            model_name='offeredchange',
            name='changes',
            field=models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder),
        ),
        migrations.AlterField(
            model_name='offeredchange',
            name='claim',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='offered_changes', to='claims.claim'),
        ),
        migrations.AlterField(
            model_name='offeredchange',
            name='origin',
            field=models.ForeignKey(blank=True, help_text='The row of a file that says so; empty if an editor offers it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offered_changes', to='claims.origin'),
        ),
        migrations.AlterField(
            model_name='offeredchange',
            name='outcome',
            field=models.CharField(blank=True, choices=[('', 'waiting'), ('accepted', 'accepted'), ('refused', 'refused'), ('superseded', 'superseded by a later import'), ('withdrawn', 'withdrawn by the editor')], default='', max_length=10),
        ),
        migrations.AddIndex(
            model_name='offeredchange',
            index=models.Index(condition=models.Q(('outcome', ''), models.Q(('model', ''), _negated=True)), fields=['model', 'row_id'], name='offered_change_of_row'),
        ),
        migrations.AddConstraint(
            model_name='offeredchange',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'accepted', 'refused', 'superseded', 'withdrawn'])), name='offered_change_outcome_is_known', violation_error_message='Choose waiting, accepted, refused, superseded or withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='offeredchange',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('model', ''), ('row_id__isnull', True)), models.Q(('claim__isnull', True), ('statement__isnull', True), models.Q(('model', ''), _negated=True)), _connector='OR'), name='offered_change_is_of_one_row', violation_error_message='A change is of a claim, of a statement or of a row of another kind.'),
        ),
    ]
