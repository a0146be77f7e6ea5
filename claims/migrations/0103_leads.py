"""Leads: addresses at which a claim is said to be found, for editors to read."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0102_kinds_only'),
        ('sources', '0015_count_words'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Lead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('url', models.URLField(max_length=1000, verbose_name='address')),
                ('kind', models.CharField(choices=[('appearance', 'it appeared there'), ('first', 'it first appeared there'), ('data_set', 'a data set names the address')], max_length=10)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('outlet_name', models.CharField(blank=True, help_text='As the source names it.', max_length=200, verbose_name='outlet')),
                ('source', models.CharField(help_text='A reviewer, a data set.', max_length=200, verbose_name='who says so')),
                ('noted_at', models.DateTimeField()),
                ('outcome', models.CharField(blank=True, choices=[('', 'to be read'), ('taken_up', 'taken up'), ('not_there', 'not there')], default='', max_length=9)),
                ('settled_at', models.DateTimeField(blank=True, null=True)),
                ('note', models.TextField(blank=True, help_text='Why it is not there.', max_length=1000)),
                ('article', models.ForeignKey(blank=True, help_text='The coverage that came of it.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='sources.article')),
                ('claim', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='leads', to='claims.claim')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads_settled', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', '')), fields=['noted_at', 'id'], name='lead_waiting'), django.contrib.postgres.indexes.HashIndex(condition=models.Q(('outcome', '')), fields=['url'], name='lead_waiting_address')],
                'constraints': [models.UniqueConstraint(fields=('claim', 'url'), name='lead_once_per_claim_and_address', violation_error_message='This address is already noted for the claim.'), models.CheckConstraint(condition=models.Q(('kind__in', ['appearance', 'first', 'data_set'])), name='lead_kind_is_known', violation_error_message='Choose what is said of the address.'), models.CheckConstraint(condition=models.Q(models.Q(('url', ''), _negated=True), models.Q(('source', ''), _negated=True)), name='lead_says_where_and_who_says_so', violation_error_message='A lead needs an address, and who names it.'), models.CheckConstraint(condition=models.Q(('outcome__in', ['', 'taken_up', 'not_there'])), name='lead_outcome_is_known', violation_error_message='Choose to be read, taken up or not there.'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', ''), ('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(models.Q(('outcome', ''), _negated=True), ('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='lead_outcome_says_who_and_when', violation_error_message='A settled lead needs a person and a time, a waiting one neither.'), models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', False), ('outcome', 'taken_up')), models.Q(models.Q(('outcome', 'taken_up'), _negated=True), ('article__isnull', True)), _connector='OR'), name='lead_taken_up_names_its_article', violation_error_message='Only a lead that was taken up has an article, and it needs it.')],
            },
        ),
    ]
