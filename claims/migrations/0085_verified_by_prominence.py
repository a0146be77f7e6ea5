
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0084_reworded_only_if_it_was'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='claimsearch',
            index=models.Index(condition=models.Q(('facets__contains', [2251799813685249])), fields=['-contested', '-covered', '-published_at', '-claim_id'], name='search_prominent_and_verified'),
        ),
    ]
