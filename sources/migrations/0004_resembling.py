"""Find the fingerprints that share a band, always through their index.

sources_resembling(bands, most)
    Captures of at most so many texts that share a band with the given ones.

PostgreSQL cannot know how seldom bands are shared. Asked plainly, with a limit, it expects to meet
fifty such rows at once and reads the whole table, which takes seconds at a million captures.
"""

from django.db import migrations

RESEMBLING = """
CREATE FUNCTION sources_resembling(p_bands integer[], p_most integer) RETURNS SETOF bigint
LANGUAGE sql STABLE SET enable_seqscan = off AS $$
    SELECT f.capture_id FROM sources_textfingerprint f WHERE f.bands && p_bands LIMIT p_most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_background_jobs")]
    operations = [
        migrations.RunSQL(RESEMBLING, "DROP FUNCTION sources_resembling(integer[], integer)"),
    ]
