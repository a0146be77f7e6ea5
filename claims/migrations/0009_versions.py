"""A numbered snapshot of a claim with every public change."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_desk")]
    operations = []
