"""Messages of constraints in plainer words. The constraints stay: no SQL is run."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sources', '0004_resembling'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterConstraint(
            model_name='article',
            name='article_read_in_full_says_who_and_when',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('read_in_full_at__isnull', True), ('read_in_full_by__isnull', True)), models.Q(('read_in_full_at__isnull', False), ('read_in_full_by__isnull', False)), _connector='OR'), name='article_read_in_full_says_who_and_when', violation_error_message='Say both who read it in full and when.'),
        ),
        migrations.AlterConstraint(
            model_name='capture',
            name='capture_has_text',
            constraint=models.CheckConstraint(condition=models.Q(('length__gt', 0)), name='capture_has_text', violation_error_message='A capture cannot be of an empty text.'),
        ),
        migrations.AlterConstraint(
            model_name='outlet',
            name='outlet_funding_has_a_source',
            constraint=models.CheckConstraint(condition=models.Q(('funding', ''), models.Q(('funding_source', ''), _negated=True), _connector='OR'), name='outlet_funding_has_a_source', violation_error_message='Say where readers can check who owns or funds the outlet.'),
        ),
    ]
