"""Around a claim: the one article of an outlet that does not mention it, where one alone was read.

claims_around
    Each outlet has `article`, the id of that article; null where several were read, or none.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("claims.migrations.0079_outlets_names_of_the_day").name_by_day("around")
KEY = "'read_in_full', read_in_full, "


def name_articles() -> str:
    """Return SQL that replaces the function by one that names the articles."""
    before, after = BEFORE.split(KEY)
    return f"{before}{KEY}'article', CASE WHEN read_in_full = 1 THEN articles[1] END, {after}"


class Migration(migrations.Migration):
    dependencies = [("claims", "0092_relation_words")]
    operations = [migrations.RunSQL(name_articles(), BEFORE)]
