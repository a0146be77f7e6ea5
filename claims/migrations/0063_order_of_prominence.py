"""The index of the order that the list of claims had for the most disputed: it now uses search_most_prominent."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0062_agency_copy")]
    operations = [migrations.RemoveIndex("claimsearch", "search_most_contested")]
