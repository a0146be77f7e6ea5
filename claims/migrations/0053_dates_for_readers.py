"""One date for what readers see: a claim that is loaded as published is dated by its own day.

claims_shown_at(number, made_at, published_at)
    When readers first saw a version. The first version of a claim is dated by the claim's publication, if
    that was earlier: a fixture or an import brings claims that were published before they came here.
claims_search_rows
    `changed_at` is that time of the latest version. 0054 brings what is on the record up to it.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("claims.migrations.0047_outlets_disagree").make_search_rows()
CHANGED = {
    "SELECT c.id, c.published_at, v.made_at, v.snapshot": (
        "SELECT c.id, c.published_at, claims_shown_at(v.number, v.made_at, c.published_at) AS shown_at, v.snapshot"
    ),
    "SELECT x.made_at, x.snapshot": "SELECT x.number, x.made_at, x.snapshot",
    "SELECT l.id, l.published_at, l.made_at,": "SELECT l.id, l.published_at, l.shown_at,",
}
SHOWN_AT = """
CREATE FUNCTION claims_shown_at(p_number integer, p_made_at timestamptz, p_published_at timestamptz)
    RETURNS timestamptz LANGUAGE sql IMMUTABLE AS
    'SELECT CASE WHEN p_number = 1 THEN LEAST(p_made_at, p_published_at) ELSE p_made_at END';
"""


def make_search_rows() -> str:
    """Return SQL that makes claims_search_rows anew."""
    function = BEFORE
    for old, new in CHANGED.items():
        before, after = function.split(old)
        function = before + new + after
    return function


class Migration(migrations.Migration):
    dependencies = [("claims", "0052_tell_changed_sources")]
    operations = [
        migrations.RunSQL(SHOWN_AT, "DROP FUNCTION claims_shown_at(integer, timestamptz, timestamptz);"),
        migrations.RunSQL(make_search_rows(), BEFORE),
    ]
