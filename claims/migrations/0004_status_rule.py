"""The status rule. This is its only home; docs/architecture.md tells it in words.

claims_standings(claims, as_of, drafts)
    One row for every statement that can be read on these claims, and its standing:
    current      its claimant's present position, for that party
    superseded   the same claimant has spoken for that party again, later
    withdrawn    the claimant's last word was to take the position back
    second_hand  known only through somebody of another party
    lapsed       its claimant no longer speaks for the party, and the party has spoken since
    Outlets' statements have a standing too, but are told apart by is_outlet.
    as_of: as things stood in the world at the end of that day (statements by the end of their
    date's interval, articles by their date). NULL: everything on the record.
    drafts: with draft statements as well, to see what publishing would change.

claims_status(claims, as_of, drafts)
    One row for every id given: open, asserted, agreed or disputed.

claims_refresh_status(claims)
    Locks these claims in order of id, then sets what claims_status says. The lock comes first and
    alone, so that of two writers on one claim the second one sees the first one's rows.

Statement-level triggers call it for whatever changed; a row trigger on the claims themselves
replaces whatever else anybody writes into status.
"""

from django.db import migrations

STANDINGS = """
CREATE FUNCTION claims_standings(
    p_claims bigint[], p_as_of date DEFAULT NULL, p_drafts boolean DEFAULT false
) RETURNS TABLE (
    claim_id bigint, statement_id bigint, claimant_id bigint, party_id bigint,
    stance varchar, is_outlet boolean, standing text
) LANGUAGE sql STABLE AS $$
WITH visible AS (
    SELECT s.claim_id, s.id, s.claimant_id, s.party_id, s.stance,
           k.kind = 'outlet' AS is_outlet,
           CASE s.said_on_precision WHEN 'by' THEN '-infinity'::date ELSE s.said_on END AS starts,
           bool_or(c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id) AS first_hand
    FROM claims_statement s
    JOIN claims_claimant k ON k.id = s.claimant_id
    JOIN claims_citation c ON c.statement_id = s.id
    WHERE s.claim_id = ANY (p_claims)
      AND (s.state = 'published' OR p_drafts AND s.state = 'draft')
      AND (p_as_of IS NULL
           OR p_as_of >= CASE s.said_on_precision
                             WHEN 'month' THEN (s.said_on + interval '1 month - 1 day')::date
                             WHEN 'year' THEN (s.said_on + interval '1 year - 1 day')::date
                             ELSE s.said_on
                         END
              AND p_as_of >= (SELECT a.published_on FROM sources_article a WHERE a.id = c.article_id))
    GROUP BY s.id, k.kind
), dated AS (
    SELECT v.*,
           max(v.starts) FILTER (WHERE v.first_hand)
               OVER (PARTITION BY v.claim_id, v.claimant_id, v.party_id) AS latest,
           (SELECT CASE WHEN bool_and(f.until IS NOT NULL) THEN max(f.until) END
            FROM claims_affiliation f
            WHERE f.claimant_id = v.claimant_id AND f.party_id = v.party_id) AS left_on
    FROM visible v
)
SELECT d.claim_id, d.id, d.claimant_id, d.party_id, d.stance, d.is_outlet,
       CASE
           WHEN NOT d.first_hand THEN 'second_hand'
           WHEN d.left_on IS NOT NULL AND EXISTS (
               SELECT FROM visible t
               WHERE t.claim_id = d.claim_id AND t.party_id = d.party_id
                 AND t.claimant_id <> d.claimant_id AND t.first_hand AND t.starts > d.left_on
           ) THEN 'lapsed'
           WHEN d.starts < d.latest THEN 'superseded'
           WHEN d.stance = 'withdraws' THEN 'withdrawn'
           ELSE 'current'
       END
FROM dated d
$$;
"""

STATUS = """
CREATE FUNCTION claims_status(
    p_claims bigint[], p_as_of date DEFAULT NULL, p_drafts boolean DEFAULT false
) RETURNS TABLE (claim_id bigint, status varchar) LANGUAGE sql STABLE AS $$
SELECT wanted.id,
       CASE
           WHEN bool_or(NOT p.is_outlet AND p.stance IN ('denies', 'questions')) THEN 'disputed'
           WHEN count(DISTINCT p.party_id) FILTER (WHERE NOT p.is_outlet) >= 2 THEN 'agreed'
           WHEN bool_or(p.stance = 'affirms') THEN 'asserted'
           ELSE 'open'
       END
FROM unnest(p_claims) AS wanted (id)
LEFT JOIN (
    SELECT * FROM claims_standings(p_claims, p_as_of, p_drafts) WHERE standing = 'current'
) p ON p.claim_id = wanted.id
GROUP BY wanted.id
$$;
"""

REFRESH = """
CREATE FUNCTION claims_refresh_status(p_claims bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM claims_claim WHERE id = ANY (p_claims) ORDER BY id FOR NO KEY UPDATE;
    UPDATE claims_claim c SET status = n.status
    FROM claims_status(p_claims) n
    WHERE c.id = n.claim_id AND c.state = 'published' AND c.status <> n.status;
END $$;
"""

# Inside claims_refresh_status (trigger depth 2) the value is already the derived one.
DERIVED_ONLY = """
CREATE FUNCTION claims_derive_status() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'published' THEN
        NEW.status := 'open';
    ELSIF pg_trigger_depth() = 1 THEN
        SELECT status INTO NEW.status FROM claims_status(ARRAY[NEW.id]);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_status_on_insert BEFORE INSERT ON claims_claim
    FOR EACH ROW EXECUTE FUNCTION claims_derive_status();
CREATE TRIGGER claim_status_on_update BEFORE UPDATE ON claims_claim FOR EACH ROW
    WHEN ((OLD.status, OLD.state, OLD.id) IS DISTINCT FROM (NEW.status, NEW.state, NEW.id))
    EXECUTE FUNCTION claims_derive_status();
"""

PUBLISHED_IS_NOT_OPEN = """
CREATE FUNCTION claims_check_claim_has_position() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM claims_claim
               WHERE id = NEW.id AND state = 'published' AND status = 'open') THEN
        RAISE EXCEPTION 'Claim % is published and needs a position that counts.', NEW.id
        USING ERRCODE = '23514', CONSTRAINT = 'claim_published_needs_a_position';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claim_published_needs_a_position
    AFTER INSERT OR UPDATE OF state, status ON claims_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'published' AND NEW.status = 'open')
    EXECUTE FUNCTION claims_check_claim_has_position();
"""

# For each table: how the claims are found whose status may have changed. {changed} stands for the
# rows that were inserted or deleted, or, for an update, for both versions of the altered ones.
AFFECTED = {
    "claims_statement": (
        "SELECT claim_id FROM {changed} r",
        "claim_id, claimant_id, party_id, stance, said_on, said_on_precision, state",
    ),
    "claims_citation": (
        "SELECT s.claim_id FROM {changed} r JOIN claims_statement s ON s.id = r.statement_id",
        "statement_id, relayed_by_id, relayed_for_id",
    ),
    "claims_affiliation": (
        "SELECT s.claim_id FROM {changed} r JOIN claims_statement s"
        " ON s.claimant_id = r.claimant_id AND s.party_id = r.party_id",
        "claimant_id, party_id, until",
    ),
    "claims_claimant": (
        "SELECT s.claim_id FROM {changed} r JOIN claims_statement s ON s.claimant_id = r.id",
        "kind",
    ),
}
OPERATIONS = {
    "insert": ("NEW TABLE AS new_rows", "new_rows"),
    "delete": ("OLD TABLE AS old_rows", "old_rows"),
    "update": ("OLD TABLE AS old_rows NEW TABLE AS new_rows", "{altered}"),
}
TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    affected bigint[];
BEGIN
    SELECT array_agg(DISTINCT claim_id) INTO affected FROM ({query}) q;
    IF affected IS NOT NULL THEN
        PERFORM claims_refresh_status(affected);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {trigger} AFTER {operation} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def altered(columns: str) -> str:
    """Both versions of every updated row in which one of `columns` changed."""
    names = [column.strip() for column in columns.split(",")]
    old, new = (", ".join(f"{side}.{name}" for name in names) for side in "on")
    rows = "FROM old_rows o JOIN new_rows n ON o.id = n.id"
    differ = f"WHERE ({old}) IS DISTINCT FROM ({new})"
    return f"(SELECT o.* {rows} {differ} UNION ALL SELECT n.* {rows} {differ})"


def triggers():
    for table, (query, columns) in AFFECTED.items():
        for operation, (tables, rows) in OPERATIONS.items():
            trigger = f"status_after_{operation}"
            name = f"{table}_{trigger}"
            changed = rows.format(altered=altered(columns))
            yield migrations.RunSQL(
                TRIGGER.format(
                    name=name,
                    trigger=trigger,
                    operation=operation.upper(),
                    table=table,
                    tables=tables,
                    query=query.format(changed=changed),
                ),
                f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {name}();",
            )


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_rules")]
    operations = [
        migrations.RunSQL(STANDINGS, "DROP FUNCTION claims_standings;"),
        migrations.RunSQL(STATUS, "DROP FUNCTION claims_status;"),
        migrations.RunSQL(REFRESH, "DROP FUNCTION claims_refresh_status;"),
        migrations.RunSQL(
            DERIVED_ONLY,
            "DROP TRIGGER claim_status_on_insert ON claims_claim;"
            "DROP TRIGGER claim_status_on_update ON claims_claim;"
            "DROP FUNCTION claims_derive_status();",
        ),
        migrations.RunSQL(
            PUBLISHED_IS_NOT_OPEN,
            "DROP TRIGGER claim_published_needs_a_position ON claims_claim;"
            "DROP FUNCTION claims_check_claim_has_position();",
        ),
        *triggers(),
    ]
