"""Names of outlets by any part of them, and the function for such indexes.

sources_folded(text)
    A text without case and accents. It must be immutable to be indexed. unaccent is not declared so, for its
    rules could be altered; ours never are. Its cost is stated, so that no plan computes it for every row.
"""

import django.contrib.postgres.indexes
from django.db import migrations

import sources.text_search

# The extensions are dropped by none of these: `claims` has them as well.
FOLDED = """
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
DO $do$
BEGIN
    EXECUTE format($make$
        CREATE FUNCTION sources_folded(text text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
            SELECT lower(%1$s.unaccent('%1$s.unaccent'::regdictionary, text))
        $$
    $make$, (SELECT quote_ident(n.nspname) FROM pg_extension e
             JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent'));
END $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("sources", "0005_plainer_messages")]
    operations = [
        migrations.RunSQL(FOLDED, "DROP FUNCTION sources_folded(text)"),
        migrations.AddIndex(
            model_name="outlet",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    sources.text_search.Folded("name"), name="gin_trgm_ops"
                ),
                name="outlet_part_of_name",
            ),
        ),
    ]
