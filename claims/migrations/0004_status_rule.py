"""The status rule. This is its only home; docs/internals.md tells it in words.

claims_standings(claims, as_of, drafts)
    One row for every statement that can be read on these claims, and its standing:
    current      its claimant's present position, for that party
    superseded   the same claimant has spoken for that party again, later
    withdrawn    on the last day that the claimant spoke, the position was taken back
    second_hand  known only through somebody of another party
    lapsed       its claimant no longer speaks for the party, and the party has spoken since
    Outlets' statements have a standing too, but are told apart by is_outlet.
    as_of: as things stood in the world at the end of that day (statements by the end of their
    date's interval, articles by their date where it is known). NULL: everything on the record.
    drafts: with draft statements as well, to see what publishing would change.

claims_status(claims, as_of, drafts)
    One row for every id given: open, asserted, agreed or disputed.

claims_refresh_status(claims)
    Locks these claims in order of id, then sets what claims_status says. The lock comes first and
    alone, so that of two writers on one claim the second one sees the first one's rows. Under
    REPEATABLE READ it would not see them, so that is refused.

Statement-level triggers call it for whatever changed; a row trigger on the claims themselves
replaces whatever else anybody writes into status. Which claims a row bears on is read from its
parent, so before asking, whoever adds below a parent takes FOR KEY SHARE on it, and whoever alters
what is read from the parent takes FOR UPDATE: the second one waits, and then sees the first.
"""

from django.db import migrations

# `others_latest`, when anybody else last spoke for the party, is the greater of two running maxima,
# over the claimants before and those after: a join of the rows with themselves would be quadratic.
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
              AND NOT EXISTS (SELECT FROM sources_article a
                              WHERE a.id = c.article_id AND a.published_on > p_as_of))
    GROUP BY s.id, k.kind
), dated AS (
    SELECT v.*,
           max(v.starts) FILTER (WHERE v.first_hand) OVER own AS latest,
           max(v.starts) FILTER (WHERE v.first_hand AND v.stance = 'withdraws') OVER own
               AS withdrawn_on,
           greatest(
               max(v.starts) FILTER (WHERE v.first_hand) OVER before,
               max(v.starts) FILTER (WHERE v.first_hand) OVER after
           ) AS others_latest
    FROM visible v
    WINDOW own AS (PARTITION BY v.claim_id, v.party_id, v.claimant_id),
           before AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id
                      GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING),
           after AS (PARTITION BY v.claim_id, v.party_id ORDER BY v.claimant_id DESC
                     GROUPS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
)
SELECT d.claim_id, d.id, d.claimant_id, d.party_id, d.stance, d.is_outlet,
       CASE
           WHEN NOT d.first_hand THEN 'second_hand'
           WHEN d.others_latest IS NOT NULL AND d.others_latest > (
               SELECT CASE WHEN bool_and(f.until IS NOT NULL) THEN max(f.until) END
               FROM claims_affiliation f
               WHERE f.claimant_id = d.claimant_id AND f.party_id = d.party_id
           ) THEN 'lapsed'
           WHEN d.starts < d.latest THEN 'superseded'
           WHEN d.withdrawn_on = d.latest THEN 'withdrawn'
           ELSE 'current'
       END
FROM dated d
$$;
"""

# The ids come in by UNION ALL, not by an outer join: for thousands of ids a plan made for ten would
# compare every id with every position.
STATUS = """
CREATE FUNCTION claims_status(
    p_claims bigint[], p_as_of date DEFAULT NULL, p_drafts boolean DEFAULT false
) RETURNS TABLE (claim_id bigint, status varchar) LANGUAGE sql STABLE AS $$
SELECT p.claim_id,
       CASE
           WHEN bool_or(NOT p.is_outlet AND p.stance IN ('denies', 'questions')) THEN 'disputed'
           WHEN count(DISTINCT p.party_id) FILTER (WHERE NOT p.is_outlet) >= 2 THEN 'agreed'
           WHEN bool_or(p.stance = 'affirms') THEN 'asserted'
           ELSE 'open'
       END
FROM (
    SELECT s.claim_id, s.party_id, s.stance, s.is_outlet
    FROM claims_standings(p_claims, p_as_of, p_drafts) s WHERE s.standing = 'current'
    UNION ALL
    SELECT wanted.id, NULL, NULL, NULL FROM unnest(p_claims) AS wanted (id)
) p
GROUP BY p.claim_id
$$;
"""

# PostgreSQL keeps the plans of both functions for the session. Made while the tables are empty, when
# every way costs the same, they may read a whole table or a whole index, and 10,000 claims later they
# still do. A bitmap scan alone cannot be used without the ids, so it is the only one they are given.
REFRESH = """
CREATE FUNCTION claims_refresh_status(p_claims bigint[]) RETURNS void LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    SET jit = off AS $$
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'What a status depends on is written under READ COMMITTED only.'
        USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM FROM claims_claim WHERE id = ANY (p_claims) ORDER BY id FOR NO KEY UPDATE;
    UPDATE claims_claim c SET status = n.status
    FROM claims_status(p_claims) n
    WHERE c.id = n.claim_id AND c.state = 'published' AND c.status <> n.status;
END $$;
"""

# Inside claims_refresh_status (trigger depth 2, nothing but the status altered) the value is already
# the derived one. For an insert OLD is empty, so it differs.
DERIVED_ONLY = """
CREATE FUNCTION claims_derive_status() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    SET jit = off AS $$
BEGIN
    IF NEW.state <> 'published' THEN
        NEW.status := 'open';
    ELSIF pg_trigger_depth() = 1
          OR (OLD.state, OLD.id) IS DISTINCT FROM (NEW.state, NEW.id) THEN
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
    IF (SELECT state = 'published' AND status = 'open' FROM claims_claim WHERE id = NEW.id) THEN
        RAISE EXCEPTION 'Claim % is published and needs a position that counts.', NEW.id
        USING ERRCODE = '23514', CONSTRAINT = 'claim_published_needs_a_position';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER claim_published_needs_a_position
    AFTER INSERT OR UPDATE ON claims_claim
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (NEW.state = 'published' AND NEW.status = 'open')
    EXECUTE FUNCTION claims_check_claim_has_position();
"""

# For each table: how the claims are found whose status may have changed, and the columns that the rule
# reads. {changed} stands for the rows inserted or deleted, or, for an update, for both versions of
# those in which one of these columns differs. Ids pass through arrays, and versions are compared by
# EXCEPT, because a trigger's plan is kept for the session: a join planned for one row would compare
# every row with every other on the next big write, and one planned for many would read whole tables.
BY_STATEMENT = """
    ids := ARRAY(SELECT DISTINCT statement_id FROM {changed} r);
    PERFORM FROM claims_statement WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE;
    affected := ARRAY(SELECT DISTINCT claim_id FROM claims_statement WHERE id = ANY (ids));"""
BY_CLAIMANT = """
    ids := ARRAY(SELECT DISTINCT {key} FROM {{changed}} r);
    PERFORM FROM claims_claimant WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
    affected := ARRAY(SELECT DISTINCT claim_id FROM claims_statement WHERE claimant_id = ANY (ids));"""
DIRECTLY = """
    ids := ARRAY(SELECT DISTINCT claimant_id FROM {changed} r);
    PERFORM FROM claims_claimant WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE;
    affected := ARRAY(SELECT DISTINCT claim_id FROM {changed} r);"""
# Citations find their claim through the statement, so a statement that moves holds them off.
HOLD_MOVED = """
    ids := ARRAY(SELECT id FROM {changed} r GROUP BY id HAVING count(DISTINCT claim_id) > 1);
    PERFORM FROM claims_statement WHERE id = ANY (ids) ORDER BY id FOR UPDATE;"""
STATEMENT = "id, claim_id, claimant_id, party_id, stance, said_on, said_on_precision, state"
CITATION = "id, statement_id, relayed_by_id, relayed_for_id"
AFFILIATION = "id, claimant_id, party_id, until"
AFFECTED = {
    ("claims_statement", "insert"): (DIRECTLY, STATEMENT),
    ("claims_statement", "delete"): (DIRECTLY, STATEMENT),
    ("claims_statement", "update"): (HOLD_MOVED + DIRECTLY, STATEMENT),
    ("claims_citation", "insert"): (BY_STATEMENT, CITATION),
    ("claims_citation", "delete"): (BY_STATEMENT, CITATION),
    ("claims_citation", "update"): (BY_STATEMENT, CITATION),
    ("claims_affiliation", "insert"): (BY_CLAIMANT.format(key="claimant_id"), AFFILIATION),
    ("claims_affiliation", "delete"): (BY_CLAIMANT.format(key="claimant_id"), AFFILIATION),
    ("claims_affiliation", "update"): (BY_CLAIMANT.format(key="claimant_id"), AFFILIATION),
    ("claims_claimant", "insert"): (BY_CLAIMANT.format(key="id"), "id, kind"),
    ("claims_claimant", "update"): (BY_CLAIMANT.format(key="id"), "id, kind"),
}
OPERATIONS = {
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
DECLARE
    ids bigint[];
    affected bigint[];
BEGIN{find}
    IF cardinality(affected) > 0 THEN
        PERFORM claims_refresh_status(affected);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {trigger} AFTER {operation} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""


def triggers():
    for (table, operation), (find, columns) in AFFECTED.items():
        tables, rows = OPERATIONS[operation]
        trigger = f"status_after_{operation}"
        name = f"{table}_{trigger}"
        create = TRIGGER.format(
            name=name,
            trigger=trigger,
            operation=operation.upper(),
            table=table,
            tables=tables,
            find=find.format(changed=rows.format(columns=columns)),
        )
        yield migrations.RunSQL(create, f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {name}();")


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
