"""Changes that imports offer to what is published, or was edited since."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0115_mappings_for_publishers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OfferedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('changes', models.JSONField()),
                ('offered_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('', 'waiting'), ('accepted', 'accepted'), ('refused', 'refused'), ('superseded', 'superseded by a later import')], default='', max_length=10)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True, help_text='Why it was refused.', max_length=1000)),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='offered_changes', to='claims.claim')),
                ('offered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes_offered', to=settings.AUTH_USER_MODEL)),
                ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offered_changes', to='claims.origin')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes_settled', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(blank=True, help_text='The position that would change; empty if it is the claim.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='offered_changes', to='claims.statement')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['offered_at', 'id'], name='offered_change_waiting')],
                'constraints': [models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'accepted', 'refused', 'superseded'])), name='offered_change_outcome_is_known', violation_error_message='Choose waiting, accepted, refused or superseded.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='offered_change_says_who_and_when', violation_error_message='A settled change needs a person and a time, a waiting one neither.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'refused'), _negated=True), models.Q(('note', ''), _negated=True), _connector='OR'), name='offered_change_refused_says_why', violation_error_message='Say why this change is refused.')],
            },
        ),
    ]
