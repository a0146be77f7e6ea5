"""Who may do what at the desk."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_finding")]
    operations = []
