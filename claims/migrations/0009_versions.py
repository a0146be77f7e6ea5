"""A numbered snapshot of a claim with every public change, however the change is made.

claims_snapshots(claims), claims_snapshot(claim)
    What readers see of each claim that is not a draft, as JSON. Of a retracted claim that is its
    notice: id, key, state, and retraction (at, reason). Of a published one:
    id, key, state, proposition, nature, context, public_note, status, published_at,
    topics       [id, key, name]
    statements   [id, key, claimant, party, capacity, stance, hedged, said_on, precision, said_on_note,
                  place, standing (see 0004), counts, citations]
    citations    [id, key, excerpt, kind, part, relayed_by, relayed_for, via, translated_by,
                  article, proof (null, or sha256, captured_at, start, end, prefix, suffix)]
    article      id, key, title, outlet, published_on, published_on_note, language, address, archive
    outlet, via  id, key, name, funding
    claimant, party, relayed_by, relayed_for    id, key, name, sentence_name, kind, role
    retracted    [id, at, reason], the notices of statements taken back
    relations    [id, kind, from_here, note, claim (id, key, proposition)], to published claims only
    fact_checks  [id, key, reviewer, url, rating, reviewed_on]
    corrections  [id, key, at, notice, reason]
    Every list is in order of id. Times are in UTC, "2017-04-12T09:30:00Z". What readers see around a
    claim but of others is left out: the status of a related claim stands in that claim's own versions;
    which parties and outlets are silent follows from the rest of the record.

How a version is made: triggers on all that is shown note what was touched, and the first note of a
transaction queues one deferred trigger. At the commit, or when somebody says SET CONSTRAINTS ALL
IMMEDIATE, it finds the claims concerned, locks them in order of id, and keeps a snapshot of those that
read differently from their last version. Should the same transaction go on, its version is made anew.

Of two transactions of which one renames an article, an outlet or a topic and the other first mentions it,
each may make its versions before the other commits: the newest version then keeps the old name until the
claim changes again. Locks that close this gap would let every rename stop every editor. See 0033 for how
small it is.
"""

from django.db import migrations

from ._0009_snapshots import SNAPSHOTS

# Not kept over a crash, and empty between transactions: no model, no foreign keys.
NOTES = """
CREATE UNLOGGED TABLE claims_versiondue (transaction xid8 PRIMARY KEY);
CREATE UNLOGGED TABLE claims_versionnote (transaction xid8 NOT NULL, kind text NOT NULL, ids bigint[] NOT NULL);
-- Making versions: what this transaction touched.
CREATE INDEX version_notes ON claims_versionnote (transaction);
CREATE FUNCTION claims_note(p_kind text, p_ids bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF cardinality(p_ids) > 0 THEN
        INSERT INTO claims_versionnote VALUES (pg_current_xact_id(), p_kind, p_ids);
        INSERT INTO claims_versiondue VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
    END IF;
END $$;
"""

TOUCHED = """
CREATE FUNCTION claims_touched(p_transaction xid8) RETURNS bigint[] LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off AS $$
DECLARE
    note record;
    claims bigint[] := '{}';
    statements bigint[] := '{}';
    articles bigint[];
BEGIN
    FOR note IN SELECT kind, array_agg(DISTINCT id) AS ids FROM claims_versionnote n, unnest(n.ids) AS id
                WHERE n.transaction = p_transaction GROUP BY kind LOOP
        CASE note.kind
        WHEN 'claim' THEN claims := claims || note.ids;
        WHEN 'statement' THEN statements := statements || note.ids;
        WHEN 'neighbour' THEN
            claims := claims
                || ARRAY(SELECT other_id FROM claims_claimrelation WHERE claim_id = ANY (note.ids))
                || ARRAY(SELECT claim_id FROM claims_claimrelation WHERE other_id = ANY (note.ids));
        WHEN 'topic' THEN
            claims := claims
                || ARRAY(SELECT claim_id FROM claims_claim_topics WHERE topic_id = ANY (note.ids));
        WHEN 'claimant' THEN
            claims := claims
                || ARRAY(SELECT claim_id FROM claims_statement WHERE claimant_id = ANY (note.ids))
                || ARRAY(SELECT claim_id FROM claims_statement WHERE party_id = ANY (note.ids));
            statements := statements
                || ARRAY(SELECT statement_id FROM claims_citation WHERE relayed_by_id = ANY (note.ids))
                || ARRAY(SELECT statement_id FROM claims_citation WHERE relayed_for_id = ANY (note.ids));
        WHEN 'article' THEN
            statements := statements
                || ARRAY(SELECT statement_id FROM claims_citation WHERE article_id = ANY (note.ids));
        WHEN 'outlet' THEN
            articles := ARRAY(SELECT id FROM sources_article WHERE outlet_id = ANY (note.ids));
            statements := statements
                || ARRAY(SELECT statement_id FROM claims_citation WHERE article_id = ANY (articles))
                || ARRAY(SELECT statement_id FROM claims_citation WHERE via_id = ANY (note.ids));
        END CASE;
    END LOOP;
    statements := ARRAY(SELECT DISTINCT unnest(statements));
    claims := claims || ARRAY(SELECT claim_id FROM claims_statement WHERE id = ANY (statements));
    RETURN ARRAY(SELECT DISTINCT id FROM unnest(claims) AS id ORDER BY id);
END $$;
"""

# `claims.versions_of` says, until the transaction ends, that it has made versions already.
# Who and why are what pghistory gives to its own triggers; anything can stand there.
MAKE = """
CREATE FUNCTION claims_make_versions() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    why jsonb := NULLIF(current_setting('pghistory.context_metadata', true), '');
    who integer;
    touched bigint[];
    these bigint[];
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'What readers see is written under READ COMMITTED only.'
        USING ERRCODE = 'feature_not_supported';
    END IF;
    IF why ->> 'user' ~ '^[0-9]{1,9}$' THEN
        SELECT id INTO who FROM auth_user WHERE id = (why ->> 'user')::integer;
    END IF;
    touched := claims_touched(NEW.transaction);
    DELETE FROM claims_versionnote WHERE transaction = NEW.transaction;
    DELETE FROM claims_versiondue WHERE transaction = NEW.transaction;
    FOR place IN 1..cardinality(touched) BY 1000 LOOP
        these := touched[place:place + 999];
        PERFORM FROM claims_claim WHERE id = ANY (these) ORDER BY id FOR NO KEY UPDATE;
        IF current_setting('claims.versions_of', true) = NEW.transaction::text THEN
            DELETE FROM claims_claimversion WHERE claim_id = ANY (these)
                AND made_in = NEW.transaction::text::bigint AND made_at = now();
        END IF;
        INSERT INTO claims_claimversion (claim_id, number, made_at, made_by_id, reason, snapshot, made_in)
        SELECT s.claim_id, COALESCE(last.number, 0) + 1, now(), who, COALESCE(why ->> 'reason', ''),
               s.snapshot, NEW.transaction::text::bigint
        FROM claims_snapshots(these) s
        LEFT JOIN LATERAL (SELECT v.number, v.snapshot FROM claims_claimversion v
                           WHERE v.claim_id = s.claim_id ORDER BY v.number DESC LIMIT 1) last ON true
        WHERE s.snapshot IS DISTINCT FROM last.snapshot;
    END LOOP;
    PERFORM set_config('claims.versions_of', NEW.transaction::text, true);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER version_due AFTER INSERT ON claims_versiondue
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION claims_make_versions();
"""

# The time is asked too, for a restored database counts its transactions anew.
IMMUTABLE = """
CREATE FUNCTION claims_keep_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND pg_trigger_depth() > 1 AND OLD.made_at = now()
       AND OLD.made_in = pg_current_xact_id()::text::bigint THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'What readers saw is kept as it was: version % of claim %.', OLD.number, OLD.claim_id
    USING ERRCODE = '23514', CONSTRAINT = 'claim_version_is_immutable';
END $$;
CREATE TRIGGER version_is_immutable BEFORE UPDATE OR DELETE ON claims_claimversion
    FOR EACH ROW EXECUTE FUNCTION claims_keep_version();
"""

BACKFILL = """
DO $$
DECLARE
    public bigint[] := ARRAY(SELECT id FROM claims_claim WHERE state <> 'draft' ORDER BY id);
BEGIN
    FOR place IN 1..cardinality(public) BY 1000 LOOP
        INSERT INTO claims_claimversion (claim_id, number, made_at, reason, snapshot, made_in)
        SELECT claim_id, 1, now(), 'Where the numbering of versions begins.', snapshot,
               pg_current_xact_id()::text::bigint
        FROM claims_snapshots(public[place:place + 999]);
    END LOOP;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

# For each table: the columns that readers see or that lead to a claim, and what to note of the rows
# inserted, deleted or, when one of these columns differs, updated: (kind, column, condition).
SHOWN = {
    "claims_claim": (
        "id, key, text, nature, context, public_note, state, status, published_at, retracted_at,"
        " retraction_reason",
        [("claim", "id", "state <> 'draft'")],
    ),
    "claims_statement": (
        "id, key, claim_id, claimant_id, party_id, capacity, stance, hedged, said_on, said_on_precision,"
        " said_on_note, place, state, retracted_at, retraction_reason",
        [("claim", "claim_id", "state <> 'draft'")],
    ),
    "claims_citation": (
        "id, key, statement_id, article_id, kind, part, relayed_by_id, relayed_for_id, via_id, translated_by,"
        ' excerpt, capture_id, start, "end", prefix, suffix',
        [("statement", "statement_id", "true")],
    ),
    "claims_claim_topics": ("id, claim_id, topic_id", [("claim", "claim_id", "true")]),
    "claims_claimrelation": (
        "id, claim_id, kind, other_id, note",
        [("claim", "claim_id", "true"), ("claim", "other_id", "true")],
    ),
    "claims_factcheck": (
        "id, key, claim_id, reviewer, url, rating, reviewed_on",
        [("claim", "claim_id", "true")],
    ),
    "claims_correction": (
        "id, key, claim_id, notice, reason, made_at",
        [("claim", "claim_id", "claim_id IS NOT NULL")],
    ),
    "claims_affiliation": ("id, claimant_id, party_id, until", [("claimant", "claimant_id", "true")]),
}
UPDATED = {
    "claims_claimant": ("id, name, sentence_name, kind, role", [("claimant", "id", "true")]),
    "claims_topic": ("id, name", [("topic", "id", "true")]),
    "sources_outlet": ("id, name, funding", [("outlet", "id", "true")]),
    "sources_article": (
        "id, title, outlet_id, published_on, published_on_note, language, canonical_url, archive_url",
        [("article", "id", "true")],
    ),
}
NEIGHBOURS = ("id, text, state", [("neighbour", "id", "true")])
ROWS = {
    "insert": ("NEW TABLE AS new_rows", "new_rows"),
    "delete": ("OLD TABLE AS old_rows", "old_rows"),
    "update": (
        "OLD TABLE AS old_rows NEW TABLE AS new_rows",
        """(
        (SELECT {columns} FROM old_rows EXCEPT SELECT {columns} FROM new_rows)
        UNION ALL (SELECT {columns} FROM new_rows EXCEPT SELECT {columns} FROM old_rows))""",
    ),
}
TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN{notes}
    RETURN NULL;
END $$;
CREATE TRIGGER version_after_{operation} AFTER {operation} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""
NOTE = """
    PERFORM claims_note('{kind}', ARRAY(SELECT DISTINCT {column} FROM {rows} r WHERE {condition}));"""


def trigger(table: str, operation: str, shown: list) -> migrations.RunSQL:
    tables, rows = ROWS[operation]
    notes = [
        NOTE.format(kind=kind, column=column, condition=condition, rows=rows.format(columns=columns))
        for columns, noted in shown
        for kind, column, condition in noted
    ]
    name = f"{table}_version_after_{operation}"
    return migrations.RunSQL(
        TRIGGER.format(name=name, operation=operation, table=table, tables=tables, notes="".join(notes)),
        f"DROP TRIGGER version_after_{operation} ON {table}; DROP FUNCTION {name}();",
    )


def triggers():
    for table, shown in SHOWN.items():
        more = [NEIGHBOURS] if table == "claims_claim" else []
        yield trigger(table, "insert", [shown])
        yield trigger(table, "update", [shown, *more])
        yield trigger(table, "delete", [shown])
    for table, shown in UPDATED.items():
        yield trigger(table, "update", [shown])


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_desk")]
    operations = [
        migrations.RunSQL(
            SNAPSHOTS, "DROP FUNCTION claims_snapshot(bigint); DROP FUNCTION claims_snapshots(bigint[]);"
        ),
        migrations.RunSQL(
            NOTES,
            "DROP FUNCTION claims_note(text, bigint[]);DROP TABLE claims_versionnote, claims_versiondue;",
        ),
        migrations.RunSQL(TOUCHED, "DROP FUNCTION claims_touched(xid8);"),
        migrations.RunSQL(
            MAKE, "DROP TRIGGER version_due ON claims_versiondue; DROP FUNCTION claims_make_versions();"
        ),
        migrations.RunSQL(
            IMMUTABLE,
            "DROP TRIGGER version_is_immutable ON claims_claimversion; DROP FUNCTION claims_keep_version();",
        ),
        *triggers(),
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop),
    ]
