"""Queues that are kept as the record changes, and what readers send in.

claims_queues_of_claims(claims), claims_queues_of_statements(statements), claims_queues_of_articles(articles)
    Set the entries of claims_queueentry for these ids to what the record says now:
    single_outlet  published claims whose published statements are cited from one outlet only
    uncited        statements that nothing is cited for
    second_hand    statements known only through somebody of another party
    unused         articles that nothing is cited from
    What was retracted, or stands on a retracted claim, waits for nobody.

Statement-level triggers call them, after those of the status rule (by name). As there, claims are
locked first and alone, so that of two writers the second one sees the first one's rows. An article
is held by whoever cites it (FOR KEY SHARE) and locked by whoever takes a citation away (FOR UPDATE).
"""

from django.apps import apps as current_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations, models

# Plans are kept for the session; a bitmap scan is the only one that cannot do without the ids.
BY_ID_ONLY = (
    "SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off SET jit = off"
)

SET_ENTRIES = """
CREATE FUNCTION claims_set_queue(p_queue varchar, p_asked bigint[], p_waiting bigint[])
RETURNS void LANGUAGE plpgsql {plans} AS $$
DECLARE
    settled bigint[] := ARRAY(SELECT unnest(p_asked) EXCEPT SELECT unnest(p_waiting));
BEGIN
    DELETE FROM claims_queueentry q WHERE q.queue = p_queue AND q.row = ANY (settled);
    INSERT INTO claims_queueentry (queue, row) SELECT p_queue, unnest(p_waiting) ON CONFLICT DO NOTHING;
END $$;
"""

OF_CLAIMS = """
CREATE FUNCTION claims_queues_of_claims(p_claims bigint[]) RETURNS void LANGUAGE plpgsql {plans} AS $$
BEGIN
    PERFORM claims_set_queue('single_outlet', p_claims, ARRAY(
        SELECT s.claim_id FROM claims_statement s
        JOIN claims_claim k ON k.id = s.claim_id
        JOIN claims_citation c ON c.statement_id = s.id
        JOIN sources_article a ON a.id = c.article_id
        WHERE s.claim_id = ANY (p_claims) AND s.state = 'published' AND k.state = 'published'
        GROUP BY s.claim_id HAVING min(a.outlet_id) = max(a.outlet_id)));
END $$;
"""

OF_STATEMENTS = """
CREATE FUNCTION claims_queues_of_statements(p_statements bigint[]) RETURNS void LANGUAGE plpgsql {plans} AS $$
DECLARE
    uncited bigint[];
    second_hand bigint[];
BEGIN
    SELECT array_agg(id) FILTER (WHERE citations = 0),
           array_agg(id) FILTER (WHERE citations > 0 AND NOT first_hand)
    INTO uncited, second_hand
    FROM (
        SELECT s.id, count(c.id) AS citations,
               bool_or(c.relayed_by_id IS NULL OR c.relayed_for_id = s.party_id) AS first_hand
        FROM claims_statement s
        JOIN claims_claim k ON k.id = s.claim_id
        LEFT JOIN claims_citation c ON c.statement_id = s.id
        WHERE s.id = ANY (p_statements) AND s.state <> 'retracted' AND k.state <> 'retracted'
        GROUP BY s.id
    ) found;
    PERFORM claims_set_queue('uncited', p_statements, uncited);
    PERFORM claims_set_queue('second_hand', p_statements, second_hand);
END $$;
"""

OF_ARTICLES = """
CREATE FUNCTION claims_queues_of_articles(p_articles bigint[]) RETURNS void LANGUAGE plpgsql {plans} AS $$
BEGIN
    PERFORM claims_set_queue('unused', p_articles, ARRAY(
        SELECT a.id FROM sources_article a
        WHERE a.id = ANY (p_articles)
          AND NOT EXISTS (SELECT FROM claims_citation c WHERE c.article_id = a.id)));
END $$;
"""

LOCK_CLAIMS = "PERFORM FROM claims_claim WHERE id = ANY (claims) ORDER BY id FOR NO KEY UPDATE;"
# After a citation came, went or changed.
FROM_CITATIONS = """
    statements := ARRAY(SELECT DISTINCT statement_id FROM {changed} r);
    articles := ARRAY(SELECT DISTINCT article_id FROM {changed} r);
    PERFORM FROM claims_statement WHERE id = ANY (statements) ORDER BY id FOR KEY SHARE;
    claims := ARRAY(SELECT DISTINCT claim_id FROM claims_statement WHERE id = ANY (statements));
    {lock_claims}
    PERFORM FROM sources_article WHERE id = ANY (articles) ORDER BY id {lock_cited};"""
FROM_STATEMENTS = """
    statements := ARRAY(SELECT DISTINCT id FROM {changed} r);
    claims := ARRAY(SELECT DISTINCT claim_id FROM {changed} r);
    {lock_claims}"""
# The rows themselves were written, which locks them.
FROM_CLAIMS = """
    claims := ARRAY(SELECT DISTINCT id FROM {changed} r);
    statements := ARRAY(SELECT id FROM claims_statement WHERE claim_id = ANY (claims));"""
FROM_ARTICLES = """
    articles := ARRAY(SELECT DISTINCT id FROM {changed} r);"""
# Another outlet: whoever cites the article holds it, so they wait, or are seen.
FROM_MOVED_ARTICLES = """
    articles := ARRAY(SELECT DISTINCT id FROM {changed} r);
    PERFORM FROM sources_article WHERE id = ANY (articles) ORDER BY id FOR UPDATE;
    claims := ARRAY(
        SELECT DISTINCT s.claim_id FROM claims_citation c JOIN claims_statement s ON s.id = c.statement_id
        WHERE c.article_id = ANY (articles));
    {lock_claims}"""

CITATION = "id, statement_id, article_id, relayed_by_id, relayed_for_id"
STATEMENT = "id, claim_id, party_id, state"
AFFECTED = {
    ("claims_citation", "insert"): (FROM_CITATIONS, CITATION),
    ("claims_citation", "update"): (FROM_CITATIONS, CITATION),
    ("claims_citation", "delete"): (FROM_CITATIONS, CITATION),
    ("claims_statement", "insert"): (FROM_STATEMENTS, STATEMENT),
    ("claims_statement", "update"): (FROM_STATEMENTS, STATEMENT),
    ("claims_statement", "delete"): (FROM_STATEMENTS, STATEMENT),
    ("claims_claim", "insert"): (FROM_CLAIMS, "id, state"),
    ("claims_claim", "update"): (FROM_CLAIMS, "id, state"),
    ("claims_claim", "delete"): (FROM_CLAIMS, "id, state"),
    ("sources_article", "insert"): (FROM_ARTICLES, "id, outlet_id"),
    ("sources_article", "update"): (FROM_MOVED_ARTICLES, "id, outlet_id"),
    ("sources_article", "delete"): (FROM_ARTICLES, "id, outlet_id"),
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
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {plans} AS $$
DECLARE
    claims bigint[];
    statements bigint[];
    articles bigint[];
BEGIN{find}
    IF cardinality(statements) > 0 THEN
        PERFORM claims_queues_of_statements(statements);
    END IF;
    IF cardinality(claims) > 0 THEN
        PERFORM claims_queues_of_claims(claims);
    END IF;
    IF cardinality(articles) > 0 THEN
        PERFORM claims_queues_of_articles(articles);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER {trigger} AFTER {operation} ON {table} REFERENCING {tables}
    FOR EACH STATEMENT EXECUTE FUNCTION {name}();
"""

# What is on the record already, in one go: the functions above are for the ids of one change.
FILL = """
INSERT INTO claims_queueentry (queue, row)
SELECT 'single_outlet', s.claim_id FROM claims_statement s
JOIN claims_claim k ON k.id = s.claim_id
JOIN claims_citation c ON c.statement_id = s.id
JOIN sources_article a ON a.id = c.article_id
WHERE s.state = 'published' AND k.state = 'published'
GROUP BY s.claim_id HAVING min(a.outlet_id) = max(a.outlet_id)
UNION ALL
SELECT CASE count(c.id) WHEN 0 THEN 'uncited' ELSE 'second_hand' END, s.id
FROM claims_statement s
JOIN claims_claim k ON k.id = s.claim_id
LEFT JOIN claims_citation c ON c.statement_id = s.id
WHERE s.state <> 'retracted' AND k.state <> 'retracted'
GROUP BY s.id
HAVING coalesce(bool_and(c.relayed_by_id IS NOT NULL AND c.relayed_for_id <> s.party_id), true)
UNION ALL
SELECT 'unused', a.id FROM sources_article a
WHERE NOT EXISTS (SELECT FROM claims_citation c WHERE c.article_id = a.id);
"""

FOR_EDITORS = ["view_report", "change_report", "view_vanishedexcerpt", "change_vanishedexcerpt"]


def functions():
    for name, arguments, create in (
        ("claims_set_queue", "varchar, bigint[], bigint[]", SET_ENTRIES),
        ("claims_queues_of_claims", "bigint[]", OF_CLAIMS),
        ("claims_queues_of_statements", "bigint[]", OF_STATEMENTS),
        ("claims_queues_of_articles", "bigint[]", OF_ARTICLES),
    ):
        yield migrations.RunSQL(create.format(plans=BY_ID_ONLY), f"DROP FUNCTION {name}({arguments});")


def triggers():
    for (table, operation), (find, columns) in AFFECTED.items():
        tables, rows = OPERATIONS[operation]
        trigger = f"waiting_after_{operation}"
        name = f"{table}_{trigger}"
        create = TRIGGER.format(
            name=name,
            trigger=trigger,
            operation=operation.upper(),
            table=table,
            tables=tables,
            plans=BY_ID_ONLY,
            find=find.format(
                changed=rows.format(columns=columns),
                lock_claims=LOCK_CLAIMS,
                lock_cited="FOR KEY SHARE" if operation == "insert" else "FOR UPDATE",
            ),
        )
        yield migrations.RunSQL(create, f"DROP TRIGGER {trigger} ON {table}; DROP FUNCTION {name}();")


def let_editors_settle(apps, schema_editor):
    create_permissions(current_apps.get_app_config("claims"), verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects.filter(
        content_type__app_label="claims", codename__in=FOR_EDITORS
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Editor", "Publisher"]):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("claims", "0011_roles")]
    operations = [
        migrations.CreateModel(
            name="QueueEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "queue",
                    models.CharField(
                        choices=[
                            ("single_outlet", "published with a single outlet"),
                            ("uncited", "statement without a citation"),
                            ("second_hand", "position only second-hand"),
                            ("unused", "article without statements"),
                        ],
                        max_length=13,
                    ),
                ),
                ("row", models.BigIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("queue", "row"),
                        name="queue_entry_once",
                        violation_error_message="This waits in that queue already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("queue__in", ["single_outlet", "uncited", "second_hand", "unused"])
                        ),
                        name="queue_entry_is_of_a_known_queue",
                        violation_error_message="There is no such queue.",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="citation",
            index=models.Index(
                condition=models.Q(("proved_at__isnull", True)), fields=["-id"], name="citation_unverified"
            ),
        ),
        *functions(),
        *triggers(),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RunPython(let_editors_settle, migrations.RunPython.noop),
    ]
