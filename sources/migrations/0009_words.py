"""Articles by the words of title, byline and address, and the functions for such indexes.

sources_words(text)
    The words of a text without case and accents. Every word counts, those that the readers' search leaves out
    as well, and none is shortened to its stem: editors find "the" and the beginning of any word. ASCII
    punctuation sets words apart, which PostgreSQL's parser would take for addresses and paths ("and/or").
sources_words_query(text)
    The same words one after the other, the last one perhaps only begun. Null without any word.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import sources.text_search

WORDS = r"""
DO $do$
DECLARE
    folded text := format(
        $fold$translate(lower(%1$s.unaccent('%1$s.unaccent'::regdictionary, text)), %2$L, repeat(' ', %3$s))$fold$,
        (SELECT quote_ident(n.nspname) FROM pg_extension e
         JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent'),
        $$!"#$%&'()*+,-./:;<=>?@[\]^_`{|}~$$, 32);
BEGIN
    EXECUTE format($make$
        CREATE FUNCTION sources_words(text text) RETURNS tsvector
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
            SELECT to_tsvector('pg_catalog.simple', %1$s)
        $$;
        CREATE FUNCTION sources_words_query(text text) RETURNS tsquery
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
            SELECT (NULLIF(phraseto_tsquery('pg_catalog.simple', %1$s)::text, '') || ':*')::tsquery
        $$;
    $make$, folded);
END $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0008_history_of_what_is_gone")]
    operations = [
        migrations.RunSQL(
            WORDS, "DROP FUNCTION sources_words(text); DROP FUNCTION sources_words_query(text)"
        ),
        *(
            migrations.AddIndex(
                model_name="article",
                index=django.contrib.postgres.indexes.GinIndex(
                    sources.text_search.Words(column), name=f"article_{name}_words"
                ),
            )
            for column, name in (("title", "title"), ("byline", "byline"), ("canonical_url", "address"))
        ),
        # For the planner, which would not know how many articles have a word.
        migrations.RunSQL("ANALYZE sources_article", migrations.RunSQL.noop),
    ]
