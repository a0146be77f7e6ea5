"""Readers' reports and queues."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_roles")]
    operations = []
