"""The search: one row for each claim that readers see, and what must be known about all of them.

claims_search_rows(claims)
    The rows as they should be, of those of these claims that are published. Made from the latest
    version of a claim alone (0009_versions), so that the search knows what readers see, and from
    the aliases of the claimants in it, which no version holds. `readable`: all its text.

claims_refresh_search(claims)
    Writes these rows, and removes those of claims that readers do not see any more. To be called by
    whoever holds the claims FOR NO KEY UPDATE: of two writers the second then sees the first one's rows.

claims_fill_search(after)
    The rows of the next 1,000 claims after this id anew; the last one's id, or null after the last claim.
    Can be called at any time: begin with 0, go on with what it returned, and every row is made anew.

When it is called: after versions are written (0009 holds the claims then), and after those are removed
that the same transaction had written too early. When a claim becomes a draft again, or published again
as it was, of which no version is written. After a claimant has got, lost or changed an alias: at the end
of the transaction, once for all its aliases, with the claimant locked since. Whoever takes a position
for a claimant holds it FOR KEY SHARE, so that an alias and a new position never miss each other.

claims_facetcount
    How many claims each facet has, as a sum: nobody waits for another over a common one, as all would
    over one row for each ("asserted"). When many rows of one code have gathered they are added up.

claims_searchword
    Every word that the search ever met: `word` as it compares them, a stem without accents, and the
    `spelling` in which it first met it, in small letters. Only added to, doubles allowed: see 0010_finding.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

from ._0017_rows import BY_ID_ONLY, ROWS

TABLES = """
-- How many claims have a facet is foreseen from these.
ALTER TABLE claims_claimsearch ALTER facets SET STATISTICS 1000;
ALTER TABLE claims_claimsearch ALTER words SET STATISTICS 1000;
CREATE TABLE claims_searchword (word text NOT NULL, spelling text NOT NULL);
-- The refresh, and reading what was typed: whether a word is known.
CREATE INDEX claims_searchword_known ON claims_searchword (word);
-- A search that finds nothing: the words that resemble a mistyped one.
CREATE INDEX claims_searchword_alike ON claims_searchword USING gin (spelling gin_trgm_ops);
-- Not kept over a crash, and empty between transactions: no model, no foreign keys.
CREATE UNLOGGED TABLE claims_searchdue (
    transaction xid8 NOT NULL, claimant_id bigint NOT NULL, PRIMARY KEY (transaction, claimant_id)
);
"""

# A trigger's plan is kept for the session: an index lookup for each is right for any number.
REFRESH = """
CREATE FUNCTION claims_refresh_search(p_claims bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
BEGIN
    DELETE FROM claims_claimsearch s WHERE s.claim_id = ANY (p_claims)
        AND NOT COALESCE((SELECT c.state = 'published' FROM claims_claim c WHERE c.id = s.claim_id), false);
    WITH fresh AS MATERIALIZED (SELECT * FROM claims_search_rows(p_claims)), written AS (
        INSERT INTO claims_claimsearch AS s
            (claim_id, published_at, changed_at, contested, covered, words, facets)
        SELECT claim_id, published_at, changed_at, contested, covered, words, facets
        FROM fresh ORDER BY claim_id
        ON CONFLICT (claim_id) DO UPDATE SET
            published_at = EXCLUDED.published_at, changed_at = EXCLUDED.changed_at,
            contested = EXCLUDED.contested, covered = EXCLUDED.covered, words = EXCLUDED.words,
            facets = EXCLUDED.facets
        WHERE (s.published_at, s.changed_at, s.contested, s.covered, s.words, s.facets) IS DISTINCT FROM
            (EXCLUDED.published_at, EXCLUDED.changed_at, EXCLUDED.contested, EXCLUDED.covered,
             EXCLUDED.words, EXCLUDED.facets)
    ), met AS MATERIALIZED (
        SELECT each.word, min(each.claim_id) AS claim_id
        FROM (SELECT f.claim_id, unnest(tsvector_to_array(f.words)) AS word FROM fresh f) each
        GROUP BY each.word
    ), unmet AS MATERIALIZED (
        SELECT m.word, m.claim_id FROM met m
        WHERE NOT EXISTS (SELECT FROM claims_searchword w WHERE w.word = m.word)
    ), unknown AS MATERIALIZED (
        SELECT u.word, u.claim_id FROM unmet u WHERE u.word ~ '^[[:alpha:]]{3,40}$'
    ), spelt AS MATERIALIZED (
        SELECT (tsvector_to_array(to_tsvector('english_unaccent', said.spelling)))[1] AS word, said.spelling
        FROM (SELECT DISTINCT lower(p.token) AS spelling
              FROM fresh f, ts_parse('default', f.readable) p
              WHERE f.claim_id = ANY (ARRAY(SELECT DISTINCT u.claim_id FROM unknown u))
                AND p.tokid IN (1, 2, 10, 11)) said
    )
    INSERT INTO claims_searchword (word, spelling)
    SELECT word, COALESCE(min(spelling), word) FROM (
        SELECT s.word, s.spelling, false AS wanted FROM spelt s
        UNION ALL SELECT u.word, NULL, true FROM unknown u) both_ways
    GROUP BY word HAVING bool_or(wanted);
END $$;
CREATE FUNCTION claims_fill_search(p_after bigint) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    these bigint[] := ARRAY(SELECT id FROM claims_claim WHERE id > p_after ORDER BY id LIMIT 1000);
BEGIN
    PERFORM FROM claims_claim WHERE id = ANY (these) ORDER BY id FOR NO KEY UPDATE;
    PERFORM claims_refresh_search(these);
    RETURN these[cardinality(these)];
END $$;
"""

AFTER_VERSIONS = """
CREATE FUNCTION claims_search_versions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(SELECT DISTINCT claim_id FROM versions ORDER BY claim_id);
BEGIN
    IF cardinality(ids) > 0 THEN
        PERFORM claims_refresh_search(ids);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER search_after_version AFTER INSERT ON claims_claimversion
    REFERENCING NEW TABLE AS versions FOR EACH STATEMENT EXECUTE FUNCTION claims_search_versions();
CREATE TRIGGER search_after_version_gone AFTER DELETE ON claims_claimversion
    REFERENCING OLD TABLE AS versions FOR EACH STATEMENT EXECUTE FUNCTION claims_search_versions();
CREATE FUNCTION claims_search_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM claims_refresh_search(ARRAY[NEW.id]);
    RETURN NULL;
END $$;
CREATE TRIGGER search_after_state AFTER UPDATE ON claims_claim FOR EACH ROW
    WHEN (OLD.state <> NEW.state AND (OLD.state = 'published' OR NEW.state = 'published'))
    EXECUTE FUNCTION claims_search_state();
"""

# Named to run before the other triggers on aliases, which take a weaker lock on the claimant: two who
# hold that one already would wait for each other.
ALIAS = """
CREATE FUNCTION claims_alias_search_after_{operation}() RETURNS trigger LANGUAGE plpgsql {by_id_only} AS $$
DECLARE
    ids bigint[] := ARRAY(SELECT DISTINCT claimant_id FROM {rows} r ORDER BY claimant_id);
BEGIN
    IF cardinality(ids) > 0 THEN
        PERFORM FROM claims_claimant WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
        INSERT INTO claims_searchdue SELECT pg_current_xact_id(), unnest(ids) ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER alias_search_after_{operation} AFTER {operation} ON claims_alias REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION claims_alias_search_after_{operation}();
"""
ALIAS_ROWS = {
    "insert": ("NEW TABLE AS new_rows", "new_rows"),
    "delete": ("OLD TABLE AS old_rows", "old_rows"),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        """(
        (SELECT id, claimant_id, name FROM old_rows EXCEPT SELECT id, claimant_id, name FROM new_rows)
        UNION ALL
        (SELECT id, claimant_id, name FROM new_rows EXCEPT SELECT id, claimant_id, name FROM old_rows))""",
    ),
}
# Of several claimants the first one's trigger does the work for all, so that claims are locked in order.
ALIASES_DUE = """
CREATE FUNCTION claims_search_aliases() RETURNS trigger LANGUAGE plpgsql {by_id_only} AS $$
DECLARE
    people bigint[];
    claims bigint[];
    these bigint[];
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'What the search knows is written under READ COMMITTED only.'
        USING ERRCODE = 'feature_not_supported';
    END IF;
    WITH due AS (DELETE FROM claims_searchdue WHERE transaction = NEW.transaction RETURNING claimant_id)
    SELECT array_agg(claimant_id) INTO people FROM due;
    claims := ARRAY(SELECT claim_id FROM claims_statement WHERE claimant_id = ANY (people)
                    UNION SELECT claim_id FROM claims_statement WHERE party_id = ANY (people) ORDER BY 1);
    FOR place IN 1..cardinality(claims) BY 1000 LOOP
        these := claims[place:place + 999];
        PERFORM FROM claims_claim WHERE id = ANY (these) ORDER BY id FOR NO KEY UPDATE;
        PERFORM claims_refresh_search(these);
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER search_due AFTER INSERT ON claims_searchdue
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_search_aliases();
"""

COUNTS = {
    "insert": ("NEW TABLE AS new_rows", "SELECT unnest(facets) AS code, 1 AS change FROM new_rows"),
    "delete": ("OLD TABLE AS old_rows", "SELECT unnest(facets) AS code, -1 AS change FROM old_rows"),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        "SELECT unnest(facets) AS code, 1 AS change FROM new_rows"
        " UNION ALL SELECT unnest(facets), -1 FROM old_rows",
    ),
}
ADD_UP = """
CREATE FUNCTION claims_count_after_{operation}() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    newest bigint;
    added bigint;
BEGIN
    WITH added AS (
        INSERT INTO claims_facetcount (code, change)
        SELECT code, sum(change) FROM ({changes}) changes GROUP BY code HAVING sum(change) <> 0
        RETURNING id
    ) SELECT max(id), count(*) INTO newest, added FROM added;
    IF newest / {often} > (newest - added) / {often} AND pg_try_advisory_xact_lock({lock}) THEN
        WITH many AS (
            SELECT code FROM claims_facetcount GROUP BY code HAVING count(*) > {many}
        ), gone AS (
            DELETE FROM claims_facetcount WHERE code IN (SELECT code FROM many) RETURNING code, change
        ) INSERT INTO claims_facetcount (code, change)
        SELECT code, sum(change) FROM gone GROUP BY code HAVING sum(change) <> 0;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_after_{operation} AFTER {operation} ON claims_claimsearch REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION claims_count_after_{operation}();
"""
OFTEN = 20_000
"""After how many new rows those of one code are added up."""
MANY = 20
"""How many of one code are left as they are."""
LOCK = 20170412
"""Any number that nobody else locks."""


ORDERS = {
    "published_at": "search_newest",
    "changed_at": "search_last_changed",
    "contested": "search_most_contested",
    "covered": "search_most_covered",
}
FIRST_COUNT = """
INSERT INTO claims_facetcount (code, change)
SELECT code, count(*) FROM claims_claimsearch, unnest(facets) AS code GROUP BY code
"""


def fill(apps, schema_editor):
    """Every row and every count, before there are indexes and triggers to keep."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL maintenance_work_mem = '256MB'")
        after = 0
        while after is not None:
            cursor.execute("SELECT claims_fill_search(%s)", [after])
            (after,) = cursor.fetchone()
        cursor.execute(FIRST_COUNT)
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def alias_triggers():
    for operation, (tables, rows) in ALIAS_ROWS.items():
        name = f"alias_search_after_{operation}"
        yield migrations.RunSQL(
            ALIAS.format(operation=operation, tables=tables, rows=rows, by_id_only=BY_ID_ONLY),
            f"DROP TRIGGER {name} ON claims_alias; DROP FUNCTION claims_{name}();",
        )


def count_triggers():
    for operation, (tables, changes) in COUNTS.items():
        name = f"count_after_{operation}"
        sql = ADD_UP.format(
            operation=operation, tables=tables, changes=changes, often=OFTEN, many=MANY, lock=LOCK
        )
        yield migrations.RunSQL(
            sql, f"DROP TRIGGER {name} ON claims_claimsearch; DROP FUNCTION claims_{name}();"
        )


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_shared_corrections")]
    operations = [
        migrations.CreateModel(
            name="ClaimSearch",
            fields=[
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search_entry",
                        serialize=False,
                        to="claims.claim",
                    ),
                ),
                ("published_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField(help_text="When readers last saw it change.")),
                (
                    "contested",
                    models.IntegerField(
                        help_text="0 unless disputed: each party that denies or questions it counts once, "
                        "and once more for each party that affirms it."
                    ),
                ),
                ("covered", models.IntegerField(help_text="How many outlets are cited.")),
                (
                    "words",
                    django.contrib.postgres.search.SearchVectorField(
                        help_text="A: proposition. B: context. C: who takes positions, by every name. "
                        "D: excerpts."
                    ),
                ),
                (
                    "facets",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        help_text="See claims/search/codes.py.",
                        size=None,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="FacetCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.BigIntegerField(help_text="See claims/search/codes.py.")),
                ("change", models.IntegerField()),
            ],
        ),
        migrations.RunSQL(TABLES, "DROP TABLE claims_searchword, claims_searchdue;"),
        migrations.RunSQL(
            ROWS, "DROP FUNCTION claims_search_rows(bigint[]); DROP FUNCTION claims_facet(integer, bigint);"
        ),
        migrations.RunSQL(
            REFRESH,
            "DROP FUNCTION claims_fill_search(bigint); DROP FUNCTION claims_refresh_search(bigint[]);",
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "claimsearch",
            django.contrib.postgres.indexes.GinIndex(
                fields=["words", "facets"], name="search_words_and_facets"
            ),
        ),
        *(
            migrations.AddIndex("claimsearch", models.Index(fields=[f"-{field}", "-claim"], name=name))
            for field, name in ORDERS.items()
        ),
        migrations.AddIndex("facetcount", models.Index(fields=["code"], name="facet_count_code")),
        migrations.RunSQL(
            AFTER_VERSIONS,
            "DROP TRIGGER search_after_state ON claims_claim;"
            "DROP TRIGGER search_after_version ON claims_claimversion;"
            "DROP TRIGGER search_after_version_gone ON claims_claimversion;"
            "DROP FUNCTION claims_search_state(); DROP FUNCTION claims_search_versions();",
        ),
        migrations.RunSQL(
            ALIASES_DUE.format(by_id_only=BY_ID_ONLY),
            "DROP TRIGGER search_due ON claims_searchdue; DROP FUNCTION claims_search_aliases();",
        ),
        *alias_triggers(),
        *count_triggers(),
    ]
