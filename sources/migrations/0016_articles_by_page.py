"""Articles are found by their page, however its address is spelt: an import asks for thousands at once."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import sources.models.article

# All spellings of an address that sources.fetching.urls.list_spellings knows have the same stem: ASCII letters
# and digits, without what tells one spelling from the other. So have a few other pages.
FUNCTION = r"""
CREATE FUNCTION sources_page_stem(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT regexp_replace(
        regexp_replace(lower($1 COLLATE "C"), '^https?://((www|m|mobile|amp)\.(?=[^/?#]*\.))?', ''),
        'outputtype=amp|amp(=(1|true|yes))?|%[0-9a-f]{2}|%|[^a-z0-9%]+', '', 'g')
$$
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0015_count_words")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION sources_page_stem(text)"),
        migrations.AddIndex(
            "article",
            django.contrib.postgres.indexes.HashIndex(
                sources.models.article.PageStem("canonical_url"),
                condition=~models.Q(canonical_url=""),
                name="article_page_stem",
            ),
        ),
    ]
