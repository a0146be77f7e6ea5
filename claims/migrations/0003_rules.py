"""Rules that span rows, kept by PostgreSQL so that no way of writing can break them.

Who can be spoken for: composite foreign keys onto claimant (id, is_party). A statement's party
is a party; whoever speaks for another is not one; a party speaks for itself only. So no chain or
loop of speaking-for can be recorded. The same holds for affiliations and for second-hand words.

All of them wait until the end of the transaction, because fixtures arrive in any order. Code
that must know sooner runs SET CONSTRAINTS ALL IMMEDIATE.
"""

from django.db import migrations

FOREIGN_KEYS = {
    "affiliation_party_is_a_party": ("claims_affiliation", "party_id, party_is_party"),
    "affiliation_claimant_is_no_party": ("claims_affiliation", "claimant_id, claimant_is_party"),
    "statement_party_is_a_party": ("claims_statement", "party_id, party_is_party"),
    "statement_party_speaks_for_itself": ("claims_statement", "claimant_id, speaks_for_itself"),
    "citation_relayed_for_a_party": ("claims_citation", "relayed_for_id, relayed_for_is_party"),
    "citation_relayer_speaks_for_a_party": ("claims_citation", "relayed_by_id, relayer_is_party"),
}

CAPTURE_OF_ARTICLE = """
ALTER TABLE claims_citation ADD CONSTRAINT citation_capture_belongs_to_article
    FOREIGN KEY (capture_id, article_id) REFERENCES sources_capture (id, article_id)
    DEFERRABLE INITIALLY DEFERRED;
"""

# PostgreSQL keeps a trigger's plan for the session. Made while the tables are empty, when every order of
# joining costs the same, it may start from all statements for every single citation. A bitmap scan
# cannot be used without an id, so it is the only one that the checks are given.
BY_ID_ONLY = "SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off"

# One check, for every table whose rows it reads: {function} and {changed} differ.
CITATION_RULES = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql {plans} AS $$
DECLARE
    broken record;
BEGIN
    {lock}
    SELECT c.id, c.relayed_by_id = s.claimant_id AS by_oneself INTO broken
    FROM claims_citation c
    JOIN claims_statement s ON s.id = c.statement_id
    JOIN claims_claimant k ON k.id = s.claimant_id
    JOIN sources_article a ON a.id = c.article_id
    WHERE {changed} = NEW.id
      AND (c.relayed_by_id = s.claimant_id
           OR (c.kind = 'own_words') IS DISTINCT FROM (k.outlet_id IS NOT DISTINCT FROM a.outlet_id))
    LIMIT 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    IF broken.by_oneself THEN
        RAISE EXCEPTION 'Nobody passes on their own words: citation %.', broken.id
        USING ERRCODE = '23514', CONSTRAINT = 'citation_relayed_by_somebody_else';
    END IF;
    RAISE EXCEPTION 'Own words are an outlet''s in its own article, and only those: citation %.',
        broken.id
    USING ERRCODE = '23514', CONSTRAINT = 'citation_own_words_are_the_outlets';
END $$;
CREATE CONSTRAINT TRIGGER citation_rules AFTER {events} ON {table}
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW {when} EXECUTE FUNCTION {function}();
"""

# Which citations to look at; after what; and what makes a concurrent writer of citations either wait
# or be seen. A citation's own foreign key already holds its article, and the status rule its claim.
CITATION_RULES_FOR = {
    "claims_citation": (
        "c.id",
        "INSERT OR UPDATE OF statement_id, article_id, kind, relayed_by_id",
        "",
    ),
    "claims_statement": ("s.id", "UPDATE OF claimant_id", ""),
    "claims_claimant": (
        "k.id",
        "UPDATE OF outlet_id",
        "LOCK TABLE claims_citation IN SHARE MODE;",
    ),
    "sources_article": (
        "a.id",
        "UPDATE OF outlet_id",
        "PERFORM FROM sources_article WHERE id = NEW.id FOR UPDATE;",
    ),
}

# Editing an excerpt, or pointing it at another article, clears its proof: what was proved were
# other words. A write that brings a new proof along keeps it.
CLEAR_PROOF = """
CREATE FUNCTION claims_clear_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.capture_id, NEW.start, NEW."end", NEW.proved_at)
       IS NOT DISTINCT FROM (OLD.capture_id, OLD.start, OLD."end", OLD.proved_at) THEN
        NEW.capture_id := NULL;
        NEW.start := NULL;
        NEW."end" := NULL;
        NEW.prefix := '';
        NEW.suffix := '';
        NEW.proved_at := NULL;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER citation_clear_proof BEFORE UPDATE ON claims_citation FOR EACH ROW
    WHEN (NEW.excerpt IS DISTINCT FROM OLD.excerpt OR NEW.article_id IS DISTINCT FROM OLD.article_id)
    EXECUTE FUNCTION claims_clear_proof();
"""

# What readers see has evidence.
PUBLISHED_HAS_EVIDENCE = """
CREATE FUNCTION claims_check_statement_has_citation() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off AS $$
DECLARE
    wanted bigint;
BEGIN
    IF TG_TABLE_NAME = 'claims_statement' THEN
        wanted := NEW.id;
    ELSE
        wanted := OLD.statement_id;
    END IF;
    IF (SELECT state = 'published' FROM claims_statement WHERE id = wanted)
       AND NOT EXISTS (SELECT FROM claims_citation WHERE statement_id = wanted) THEN
        RAISE EXCEPTION 'Statement % is published and needs at least one citation.', wanted
        USING ERRCODE = '23514', CONSTRAINT = 'statement_published_needs_a_citation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER statement_published_needs_a_citation
    AFTER INSERT OR UPDATE OF state ON claims_statement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.state = 'published')
    EXECUTE FUNCTION claims_check_statement_has_citation();
CREATE CONSTRAINT TRIGGER statement_published_keeps_a_citation
    AFTER DELETE OR UPDATE OF statement_id ON claims_citation
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION claims_check_statement_has_citation();
"""


def foreign_keys():
    for name, (table, columns) in FOREIGN_KEYS.items():
        yield migrations.RunSQL(
            f"ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY ({columns})"
            " REFERENCES claims_claimant (id, is_party) DEFERRABLE INITIALLY DEFERRED;",
            f"ALTER TABLE {table} DROP CONSTRAINT {name};",
        )


def citation_rules():
    for table, (changed, events, lock) in CITATION_RULES_FOR.items():
        function = f"citation_rules_for_{table}"
        # A form saves every column. Only a changed one can break a rule.
        column = events.removeprefix("UPDATE OF ")
        when = f"WHEN (OLD.{column} IS DISTINCT FROM NEW.{column})" if column != events else ""
        create = CITATION_RULES.format(
            function=function, changed=changed, events=events, table=table, lock=lock, when=when, plans=BY_ID_ONLY
        )
        drop = f"DROP TRIGGER citation_rules ON {table}; DROP FUNCTION {function}();"
        yield migrations.RunSQL(create, drop)


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_record")]
    operations = [
        *foreign_keys(),
        migrations.RunSQL(
            CAPTURE_OF_ARTICLE,
            "ALTER TABLE claims_citation DROP CONSTRAINT citation_capture_belongs_to_article;",
        ),
        *citation_rules(),
        migrations.RunSQL(
            CLEAR_PROOF,
            "DROP TRIGGER citation_clear_proof ON claims_citation;DROP FUNCTION claims_clear_proof();",
        ),
        migrations.RunSQL(
            PUBLISHED_HAS_EVIDENCE,
            "DROP TRIGGER statement_published_needs_a_citation ON claims_statement;"
            "DROP TRIGGER statement_published_keeps_a_citation ON claims_citation;"
            "DROP FUNCTION claims_check_statement_has_citation();",
        ),
    ]
