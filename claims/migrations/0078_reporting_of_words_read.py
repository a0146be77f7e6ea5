"""Reporting on a topic tells how long what was read is.

claims_reporting
    As before. Of an article that an editor has read from beginning to end also the words of its latest text,
    for a topic only.
"""

from importlib import import_module

from django.db import migrations

COPIES = import_module("claims.migrations.0062_agency_copy")
BEFORE = import_module("claims.migrations.0072_reporting_without_the_latest").make_reporting().replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
CHANGES = {
    "a.read_in_full_at IS NOT NULL AS is_read\n": """a.read_in_full_at IS NOT NULL AS is_read,
           CASE WHEN p_topics > 0 AND a.read_in_full_at IS NOT NULL THEN (
               SELECT t.words FROM sources_capture t
               WHERE t.article_id = a.id ORDER BY t.captured_at DESC, t.id DESC LIMIT 1) END AS words
""",
    "is_read, text_from_id)": "is_read, text_from_id, words)",
}


def make_reporting() -> str:
    return COPIES.change(BEFORE, CHANGES)


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0077_names_that_look_the_same"),
        ("sources", "0014_words_of_captures"),
    ]
    operations = [migrations.RunSQL(make_reporting(), BEFORE)]
