"""Checks what captures say of removed texts, without stopping whoever writes."""

from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sources", "0017_removed_texts")]
    operations = [ValidateConstraint("capture", "capture_text_removal_says_who_when_and_why")]
