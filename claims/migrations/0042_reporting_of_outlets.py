"""Reporting looks up the ids that it is given, and tells only what was asked of outlets.

claims_reporting
    Of claims, the ids of the articles of these outlets alone; a claim that none of them carries has none.
claims_silent_outlets
    The same as before. PostgreSQL hashes what a subquery gives; the ids of an array, which it does not know
    when it plans, it compares one by one: up to 2,000 for each claim of the neighbouring topics.
"""

from importlib import import_module

from django.db import migrations

from ._0027_documents import BY_INDEX

REPORTING = import_module("claims.migrations.0036_reporting")

ALL_ARTICLES = "array_agg(DISTINCT article_id) AS articles"
ARTICLES = """array_remove(array_agg(DISTINCT CASE
                         WHEN p_outlets IS NULL OR article_id IN (SELECT a.id FROM articles a) THEN article_id
                     END), NULL) AS articles"""
COMPARED, LOOKED_UP = "t.claim_id <> ALL (p_claims)", "t.claim_id NOT IN (SELECT unnest(p_claims))"


def replace_function(template: str, before: str, after: str) -> migrations.RunSQL:
    """Replace a function of 0036 by one with `after` in the place of `before`."""
    old, new = (
        text.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION").format(
            by_index=BY_INDEX, known=REPORTING.KNOWN
        )
        for text in (template, template.replace(before, after))
    )
    return migrations.RunSQL(new, old)


class Migration(migrations.Migration):
    dependencies = [("claims", "0041_bounded_anywhere")]
    operations = [
        replace_function(REPORTING.REPORTING, ALL_ARTICLES, ARTICLES),
        replace_function(REPORTING.SILENT_OUTLETS, COMPARED, LOOKED_UP),
    ]
