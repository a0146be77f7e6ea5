"""Mouthpieces: in the articles of an outlet that speaks for a party, others are quoted or known second-hand.

claims_passes_on(speaks_for, party, kind, capture)
    Whether a citation passes on what a party says: it is from an outlet that speaks for another party, and
    neither a proved quotation nor the outlet's own words. claims_standings asks it, and so does all that marks
    second-hand evidence: the queue of positions only second-hand, documents (`mouthpiece` of a citation, which
    only those have), treatments, and the sums on the pages of claimants and articles.

claims_follow_mouthpiece(outlet, citations)
    Works out anew the statuses, versions and queues of the claims for which the next articles of this outlet
    are cited, in order of id: as many articles as have this many citations, at least one. Says whether some are
    left. To be called again until none are, each time in a transaction of its own. A claim without any position
    that counts becomes open, as in claims_apply_rule (0046).

Triggers ask for that work when an outlet begins to speak for a party, or ceases to: it may have been cited
100,000 times. Their names make them run before the status rule's, so that the work is locked before claims are.
An article that moves from or to such an outlet, or arrives after its citations, is followed at once, and so is
what makes a citation a proved quotation.

Whoever cites an article takes FOR KEY SHARE on it before the status is worked out (FOR UPDATE, where a citation
moves), and whoever moves an article has taken that on its new outlet (0010_finding). Who follows takes FOR UPDATE on
the outlet and on the articles, so that the second of two writers waits, and then sees the first one's rows. That is
the opposite of the order in which others lock claims and articles: who follows waits for less than
deadlock_timeout, and begins again, so that nobody else is refused.
"""

from importlib import import_module

from django.db import migrations

RULE = import_module("claims.migrations.0004_status_rule")
FINDING = import_module("claims.migrations.0010_finding")
REPORTS = import_module("claims.migrations.0012_reports")
HISTORY = import_module("claims.migrations.0006_history_at_any_size")
BY_ID_ONLY = import_module("claims.migrations._0009_snapshots").BY_ID_ONLY
PROFILE_BEFORE = import_module("claims.migrations.0039_profiles").PROFILE
DOCUMENTS = import_module("claims.migrations.0051_changed_sources").add_source_changes()
STANDINGS_BEFORE = import_module("claims.migrations.0048_what_a_status_rests_on").STANDINGS

PARTY = """
ALTER TABLE claims_claimant ADD CONSTRAINT claimant_speaks_for_a_party
    FOREIGN KEY (speaks_for_id, speaks_for_is_party) REFERENCES claims_claimant (id, is_party)
    DEFERRABLE INITIALLY DEFERRED;
"""

# Without a query inside, so that PostgreSQL puts it into the query that calls it.
PASSES_ON = """
CREATE FUNCTION claims_passes_on(p_speaks_for bigint, p_party bigint, p_kind text, p_capture bigint)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT COALESCE(p_speaks_for <> p_party, false)
        AND NOT (p_kind = 'own_words' OR p_kind = 'quote' AND p_capture IS NOT NULL)
$$;
"""


def replace(function: str, *changes: tuple[str, str]) -> str:
    """Make each change where its text occurs, which is once, and let the function replace the one before."""
    for old, new in changes:
        before, after = function.split(old)
        function = before + new + after
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


VOICE = "LEFT JOIN claims_claimant v ON v.outlet_id = a.outlet_id AND v.speaks_for_id IS NOT NULL\n"
STANDINGS = replace(
    STANDINGS_BEFORE,
    (
        "LEFT JOIN sources_article a ON a.id = c.article_id\n",
        f"LEFT JOIN sources_article a ON a.id = c.article_id\n    {VOICE}",
    ),
    (
        "SELECT c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id AS first_hand",
        """SELECT (c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id)
            AND NOT claims_passes_on(v.speaks_for_id, s.party_id, c.kind, c.capture_id) AS first_hand""",
    ),
)
QUEUES_BEFORE = REPORTS.OF_STATEMENTS.format(plans=REPORTS.BY_ID_ONLY)
QUEUES = replace(
    QUEUES_BEFORE,
    (
        "bool_or(c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id) AS first_hand",
        """bool_or((c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id)
                   AND NOT claims_passes_on(v.speaks_for_id, s.party_id, c.kind, c.capture_id)) AS first_hand""",
    ),
    (
        "LEFT JOIN claims_citation c ON c.statement_id = s.id\n",
        f"""LEFT JOIN claims_citation c ON c.statement_id = s.id
        LEFT JOIN sources_article a ON a.id = c.article_id
        {VOICE}""",
    ),
)
DOCUMENTS_NOW = replace(
    DOCUMENTS,
    (
        "'citations', (\n                SELECT json_agg(json_build_object(",
        "'citations', (\n                SELECT json_agg(jsonb_build_object(",
    ),
    (
        ") END\n                ) ORDER BY e.id)",
        """) END
                ) || CASE WHEN claims_passes_on(w.speaks_for_id, s.party_id, e.kind, e.capture_id)
                     THEN '{"mouthpiece": true}'::jsonb ELSE '{}' END ORDER BY e.id)""",
    ),
    (
        "JOIN sources_outlet o ON o.id = a.outlet_id\n",
        """JOIN sources_outlet o ON o.id = a.outlet_id
                LEFT JOIN claims_claimant w ON w.outlet_id = o.id AND w.speaks_for_id IS NOT NULL
""",
    ),
)
PROFILE = replace(
    PROFILE_BEFORE,
    (
        "CASE WHEN e.relayed_by_id IS NULL THEN e.kind ELSE 'second_hand' END AS way",
        """CASE WHEN e.relayed_by_id IS NOT NULL
                                OR claims_passes_on(v.speaks_for_id, s.party_id, e.kind, e.capture_id)
                                THEN 'second_hand' ELSE e.kind END AS way""",
    ),
    (
        "FROM claims_citation e\n",
        "FROM claims_citation e JOIN claims_statement s ON s.id = e.statement_id\n",
    ),
    (
        "JOIN sources_outlet o ON o.id = a.outlet_id\n",
        f"JOIN sources_outlet o ON o.id = a.outlet_id\n                    {VOICE}",
    ),
)

# As in 0004_status_rule, which made these triggers; what it asks of a citation is more now.
CITATION = f"{RULE.CITATION}, kind, article_id, capture_id"
# Of citations, those that are cited for another article now.
MOVED_ROWS = RULE.OPERATIONS["update"][1].format(columns="id, article_id")
HOLD = """
    ids := ARRAY(SELECT DISTINCT article_id FROM {rows} r);
    PERFORM FROM sources_article WHERE id = ANY (ids) ORDER BY id FOR {lock};"""
HOLD_ARTICLES = {
    "insert": HOLD.format(rows="{changed}", lock="KEY SHARE"),
    "update": HOLD.format(rows=MOVED_ROWS, lock="UPDATE"),
}
LOCK_CLAIMS = """
    PERFORM FROM claims_claim WHERE id = ANY (affected) ORDER BY id FOR NO KEY UPDATE;"""
MOVED = "id, outlet_id"
BY_ARTICLE = """
    ids := ARRAY(
        SELECT DISTINCT r.id FROM {changed} r
        JOIN claims_claimant v ON v.outlet_id = r.outlet_id AND v.speaks_for_id IS NOT NULL);
    IF cardinality(ids) > 0 THEN
        PERFORM FROM sources_article WHERE id = ANY (ids) ORDER BY id FOR UPDATE;
        ids := ARRAY(SELECT DISTINCT statement_id FROM claims_citation WHERE article_id = ANY (ids));
        PERFORM FROM claims_statement WHERE id = ANY (ids) ORDER BY id FOR KEY SHARE;
        affected := ARRAY(SELECT DISTINCT claim_id FROM claims_statement WHERE id = ANY (ids));
    END IF;"""
FOLLOWING = {
    ("sources_article", "insert"): (BY_ARTICLE, MOVED),
    ("sources_article", "update"): (BY_ARTICLE, MOVED),
}
FUNCTION, TRIGGER = (f"CREATE {part}" for part in RULE.TRIGGER.split("CREATE ")[1:])

# As in 0012_reports: of a citation and of a moved article, the queue of positions only second-hand asks more now.
OF_ITS_STATEMENTS = """
    statements := ARRAY(SELECT DISTINCT statement_id FROM claims_citation WHERE article_id = ANY (articles));
    PERFORM FROM claims_statement WHERE id = ANY (statements) ORDER BY id FOR KEY SHARE;
    claims := ARRAY(SELECT DISTINCT claim_id FROM claims_statement WHERE id = ANY (statements));
    {lock_claims}"""
HOLD_MOVED_ARTICLES = REPORTS.FROM_MOVED_ARTICLES.partition("\n    claims := ")[0]
ARTICLES_OF_CHANGED = "articles := ARRAY(SELECT DISTINCT article_id FROM {changed} r);"
FROM_CITATIONS = REPORTS.FROM_CITATIONS.replace(
    ARTICLES_OF_CHANGED, ARTICLES_OF_CHANGED.format(changed=MOVED_ROWS)
)
WAITING = {
    ("claims_citation", "update"): (FROM_CITATIONS, f"{REPORTS.CITATION}, kind, capture_id"),
    ("sources_article", "insert"): (REPORTS.FROM_ARTICLES + OF_ITS_STATEMENTS, MOVED),
    ("sources_article", "update"): (HOLD_MOVED_ARTICLES + OF_ITS_STATEMENTS, MOVED),
}


def make_waiting(table: str, operation: str, find: str, columns: str) -> str:
    """Return SQL that replaces what keeps the queues after a write, as 0012_reports made it."""
    rows = REPORTS.OPERATIONS[operation][1]
    made = REPORTS.TRIGGER.partition("CREATE TRIGGER")[0].format(
        name=f"{table}_waiting_after_{operation}",
        plans=REPORTS.BY_ID_ONLY,
        find=find.format(
            changed=rows.format(columns=columns), lock_claims=REPORTS.LOCK_CLAIMS, lock_cited="FOR UPDATE"
        ),
    )
    return made.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def make_trigger(table: str, operation: str, find: str, columns: str) -> dict[str, str]:
    tables, rows = RULE.OPERATIONS[operation]
    trigger = f"status_after_{operation}"
    values = {
        "name": f"{table.replace('sources_', 'claims_')}_{trigger}",
        "trigger": trigger,
        "operation": operation.upper(),
        "table": table,
        "tables": tables,
        "find": find.format(changed=rows.format(columns=columns)),
    }
    return {
        "function": FUNCTION.format(**values),
        "trigger": TRIGGER.format(**values),
        "drop": f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {values['name']}();",
    }


def triggers():
    for operation, hold in HOLD_ARTICLES.items():
        found = RULE.BY_STATEMENT + LOCK_CLAIMS + hold
        now = make_trigger("claims_citation", operation, found, CITATION)
        before = make_trigger("claims_citation", operation, RULE.BY_STATEMENT, RULE.CITATION)
        yield migrations.RunSQL(
            *(
                made["function"].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
                for made in (now, before)
            )
        )
    for (table, operation), found in FOLLOWING.items():
        made = make_trigger(table, operation, *found)
        yield migrations.RunSQL(made["function"] + made["trigger"], made["drop"])
    for of, found in WAITING.items():
        yield migrations.RunSQL(make_waiting(*of, *found), make_waiting(*of, *REPORTS.AFFECTED[of]))


def guards():
    """Keep a merged party from being spoken for: see 0010_finding."""
    hangs_on = dict(FINDING.HANGS_ON)
    before = list(FINDING.takes_nothing("claims_claimant"))
    FINDING.HANGS_ON["claims_claimant"] = [("outlet", ["outlet_id"]), ("claimant", ["speaks_for_id"])]
    now = list(FINDING.takes_nothing("claims_claimant"))
    FINDING.HANGS_ON.update(hangs_on)
    for old, new in zip(before, now, strict=True):
        yield migrations.RunSQL(old.reverse_sql + new.sql, new.reverse_sql + old.sql)


WORK_TEMPLATE = """
CREATE FUNCTION claims_ask_mouthpiece_work() RETURNS trigger LANGUAGE plpgsql {by_id_only} AS $$
DECLARE
    outlets bigint[] := ARRAY[
        CASE WHEN TG_OP <> 'INSERT' AND OLD.speaks_for_id IS NOT NULL THEN OLD.outlet_id END,
        CASE WHEN TG_OP <> 'DELETE' AND NEW.speaks_for_id IS NOT NULL THEN NEW.outlet_id END];
BEGIN
    PERFORM FROM sources_outlet WHERE id = ANY (outlets) ORDER BY id FOR KEY SHARE;
    INSERT INTO claims_mouthpiecework (outlet_id, "after", done, total)
    SELECT DISTINCT o.id, 0, 0, (SELECT count(*) FROM sources_article a
                                 JOIN claims_citation c ON c.article_id = a.id WHERE a.outlet_id = o.id)
    FROM unnest(outlets) AS o (id) WHERE o.id IS NOT NULL ORDER BY o.id
    ON CONFLICT (outlet_id) DO UPDATE SET "after" = 0, done = 0, total = EXCLUDED.total;
    RETURN NULL;
END $$;
CREATE TRIGGER mouthpiece_on_insert AFTER INSERT ON claims_claimant FOR EACH ROW
    WHEN (NEW.speaks_for_id IS NOT NULL) EXECUTE FUNCTION claims_ask_mouthpiece_work();
CREATE TRIGGER mouthpiece_on_update AFTER UPDATE ON claims_claimant FOR EACH ROW
    WHEN ((OLD.speaks_for_id, OLD.outlet_id) IS DISTINCT FROM (NEW.speaks_for_id, NEW.outlet_id)
          AND (OLD.speaks_for_id IS NOT NULL OR NEW.speaks_for_id IS NOT NULL))
    EXECUTE FUNCTION claims_ask_mouthpiece_work();
CREATE TRIGGER mouthpiece_on_delete AFTER DELETE ON claims_claimant FOR EACH ROW
    WHEN (OLD.speaks_for_id IS NOT NULL) EXECUTE FUNCTION claims_ask_mouthpiece_work();

CREATE FUNCTION claims_follow_mouthpiece(p_outlet bigint, p_citations integer) RETURNS boolean
    LANGUAGE plpgsql {by_id_only} SET lock_timeout = '900ms' AS $$
DECLARE
    work record;
    articles bigint[];
    citations bigint;
    statements bigint[];
    claims bigint[];
BEGIN
    PERFORM FROM sources_outlet WHERE id = p_outlet FOR UPDATE;
    SELECT * INTO work FROM claims_mouthpiecework WHERE outlet_id = p_outlet FOR UPDATE;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    articles := ARRAY(
        SELECT id FROM (
            SELECT a.id, sum(n.cited) OVER (ORDER BY a.id) - n.cited AS cited_before
            FROM (SELECT id FROM sources_article
                  WHERE outlet_id = p_outlet AND id > work."after" ORDER BY id LIMIT p_citations) a
            CROSS JOIN LATERAL (SELECT count(*) AS cited FROM claims_citation c WHERE c.article_id = a.id) n
        ) listed WHERE cited_before < p_citations ORDER BY id);
    IF articles = '{{}}' THEN
        DELETE FROM claims_mouthpiecework WHERE outlet_id = p_outlet;
        RETURN false;
    END IF;
    PERFORM FROM sources_article WHERE id = ANY (articles) ORDER BY id FOR UPDATE;
    SELECT array_agg(DISTINCT statement_id), count(*) INTO statements, citations
    FROM claims_citation WHERE article_id = ANY (articles);
    PERFORM FROM claims_statement WHERE id = ANY (statements) ORDER BY id FOR KEY SHARE;
    claims := ARRAY(SELECT DISTINCT claim_id FROM claims_statement WHERE id = ANY (statements));
    PERFORM set_config('claims.may_be_open', 'on', true);
    PERFORM claims_refresh_status(claims);
    PERFORM claims_note('claim', claims);
    PERFORM claims_queues_of_statements(COALESCE(statements, '{{}}'));
    UPDATE claims_mouthpiecework SET "after" = articles[cardinality(articles)], done = done + citations
    WHERE outlet_id = p_outlet;
    RETURN true;
END $$;
"""
WORK = WORK_TEMPLATE.format(by_id_only=BY_ID_ONLY)
NO_WORK = """
DROP FUNCTION claims_follow_mouthpiece(bigint, integer);
DROP TRIGGER mouthpiece_on_insert ON claims_claimant;
DROP TRIGGER mouthpiece_on_update ON claims_claimant;
DROP TRIGGER mouthpiece_on_delete ON claims_claimant;
DROP FUNCTION claims_ask_mouthpiece_work();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0058_mouthpieces")]
    operations = [
        migrations.RunSQL(HISTORY.WITHOUT_NESTED_LOOPS, migrations.RunSQL.noop),
        migrations.RunSQL(PARTY, "ALTER TABLE claims_claimant DROP CONSTRAINT claimant_speaks_for_a_party;"),
        migrations.RunSQL(PASSES_ON, "DROP FUNCTION claims_passes_on(bigint, bigint, text, bigint);"),
        migrations.RunSQL(STANDINGS, replace(STANDINGS_BEFORE)),
        migrations.RunSQL(QUEUES, replace(QUEUES_BEFORE)),
        migrations.RunSQL(DOCUMENTS_NOW, replace(DOCUMENTS)),
        migrations.RunSQL(PROFILE, replace(PROFILE_BEFORE)),
        *triggers(),
        *guards(),
        migrations.RunSQL(WORK, NO_WORK),
    ]
