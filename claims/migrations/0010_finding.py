"""Finding claims that say the same, and what was merged."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_versions")]
    operations = []
