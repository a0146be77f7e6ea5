"""Coverage: what the desk needs besides."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_reports")]
    operations = []
