"""What is known of a document's articles is looked up article by article, however few articles there are.

claims_with_sources
    As before. Where PostgreSQL takes the articles for few, it walked through all of them for each document.
"""

from importlib import import_module

from django.db import migrations

SOURCES = import_module("claims.migrations.0051_changed_sources")
BEFORE = SOURCES.replace_function(SOURCES.WITH_SOURCES)
CHANGES = {
    "FROM sources_article a LEFT JOIN sources_linkcheck l ON l.article_id = a.id\n        WHERE a.id IN (SELECT "
    "jsonb_path_query(p_document, '$.statements[*].citations[*].article.id')::bigint)\n            AND (": """FROM (
            SELECT DISTINCT jsonb_path_query(p_document, '$.statements[*].citations[*].article.id')::bigint AS id
        ) cited CROSS JOIN LATERAL (
            SELECT * FROM sources_article WHERE sources_article.id = cited.id OFFSET 0
        ) a LEFT JOIN LATERAL (
            SELECT outcome FROM sources_linkcheck WHERE article_id = cited.id OFFSET 0
        ) l ON true
        WHERE (""",
}


class Migration(migrations.Migration):
    dependencies = [("claims", "0080_publications")]
    operations = [
        migrations.RunSQL(
            import_module("claims.migrations.0062_agency_copy").change(BEFORE, CHANGES),
            BEFORE,
        )
    ]
