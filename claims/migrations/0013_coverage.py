"""Coverage: finding claimants by the names that an article prints, however many there are.

claims_folded_name(text)
    A name as it is compared: without case, accents, full stops, runs of white space, and "the" at
    its beginning. "The U.S. envoy" and "US envoy" are one.
claims_last_name(text)
    The last word of that.
Both must be immutable to be indexed. unaccent is not declared so, for its rules could be altered;
ours never are. Their cost is stated, so that no plan computes them for every row.
"""

from django.db import migrations

FOLDED = """
DO $do$
DECLARE
    home text := (SELECT quote_ident(n.nspname) FROM pg_extension e
                  JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'unaccent');
BEGIN
    EXECUTE format($make$
        CREATE FUNCTION claims_folded_name(name text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
            SELECT btrim(regexp_replace(regexp_replace(
                replace(lower(%1$s.unaccent('%1$s.unaccent'::regdictionary, name)), '.', ''),
                '[[:space:]]+', ' ', 'g'), '^ ?the ', ''))
        $$
    $make$, home);
    EXECUTE format($make$
        CREATE FUNCTION claims_last_name(name text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 1000 AS $$
            SELECT substring(btrim(replace(lower(%1$s.unaccent('%1$s.unaccent'::regdictionary, name)),
                '.', '')) FROM '[^[:space:]]+$')
        $$
    $make$, home);
END $do$;
"""

# Each is what the desk asks when it proposes who said the words of an article.
INDEXES = {
    "claimant_folded_name": "claims_claimant (claims_folded_name(name))",
    "claimant_last_name": "claims_claimant (claims_last_name(name)) WHERE kind = 'person'",
    "claimant_folded_role": "claims_claimant (claims_folded_name(role)) WHERE role <> ''",
    "alias_folded_name": "claims_alias (claims_folded_name(name))",
    # "The Russian foreign minister": who has that role for that party.
    "affiliation_of_party_by_role": "claims_affiliation (party_id, claims_folded_name(role))",
}


class Migration(migrations.Migration):
    dependencies = [("claims", "0012_reports")]
    operations = [
        migrations.RunSQL(
            FOLDED, "DROP FUNCTION claims_folded_name(text); DROP FUNCTION claims_last_name(text);"
        ),
        *(
            migrations.RunSQL(f"CREATE INDEX {name} ON {what};", f"DROP INDEX {name};")
            for name, what in INDEXES.items()
        ),
    ]
