"""What several outlets have from one text or agency counts once: in how covered a claim is, and as a single outlet.

The origin of a citation is that of 0062_agency_copy.

claims_search_rows
    `covered` is the number of outlets or that of origins, whichever is smaller; the facet of a single outlet is
    that `covered` is 1.
claims_queues_of_claims
    A claim of one origin waits as one of one outlet does.
claims_citation_waiting_after_update, sources_article_waiting_after_update
    Also see to it when an agency is credited, or a text found to be another outlet's.

0076 brings what is on the record up to it.
"""

from importlib import import_module

from django.db import migrations, models

COPIES = import_module("claims.migrations.0062_agency_copy")
QUEUES = import_module("claims.migrations.0012_reports")
ROWS_BEFORE = import_module("claims.migrations.0053_dates_for_readers").make_search_rows()
ROWS_CHANGES = {
    "cited.outlets::integer,": "LEAST(cited.outlets, cited.origins)::integer,",
    "WHEN cited.outlets = 1 THEN": "WHEN LEAST(cited.outlets, cited.origins) = 1 THEN",
    "SELECT count(DISTINCT e.article #>> '{outlet,id}') AS outlets,": """
    SELECT count(DISTINCT e.article #>> '{outlet,id}') AS outlets,
        count(DISTINCT COALESCE(e.via ->> 'id', e.article #>> '{text_from,id}', e.article #>> '{outlet,id}'))
            AS origins,""".lstrip(),
    "AS e (excerpt text, article jsonb, proof jsonb)": "AS e (excerpt text, article jsonb, proof jsonb, via jsonb)",
}
QUEUE_BEFORE = QUEUES.OF_CLAIMS.format(plans=QUEUES.BY_ID_ONLY)
QUEUE_CHANGES = {
    "HAVING min(a.outlet_id) = max(a.outlet_id)": """HAVING min(a.outlet_id) = max(a.outlet_id)
            OR min(COALESCE(c.via_id, a.text_from_id, a.outlet_id))
               = max(COALESCE(c.via_id, a.text_from_id, a.outlet_id))""",
}
WATCHED = {"claims_citation": "via_id", "sources_article": "text_from_id"}


def replace_function(create: str) -> str:
    return create.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def watch(table: str, more: str = "") -> str:
    """Return SQL that makes the function anew which runs after an update of a table: it looks at one more column."""
    find, columns = QUEUES.AFFECTED[table, "update"]
    tables, rows = QUEUES.OPERATIONS["update"]
    create = QUEUES.TRIGGER.format(
        name=f"{table}_waiting_after_update",
        trigger="waiting_after_update",
        operation="UPDATE",
        table=table,
        tables=tables,
        plans=QUEUES.BY_ID_ONLY,
        find=find.format(
            changed=rows.format(columns=f"{columns}, {more}" if more else columns),
            lock_claims=QUEUES.LOCK_CLAIMS,
            lock_cited="FOR UPDATE",
        ),
    )
    return replace_function(create[: create.index("CREATE TRIGGER")])


class Migration(migrations.Migration):
    dependencies = [("claims", "0074_topics_asked_for"), ("sources", "0013_text_from")]
    operations = [
        migrations.RunSQL(COPIES.change(ROWS_BEFORE, ROWS_CHANGES), ROWS_BEFORE),
        migrations.RunSQL(
            replace_function(COPIES.change(QUEUE_BEFORE, QUEUE_CHANGES)), replace_function(QUEUE_BEFORE)
        ),
        *(migrations.RunSQL(watch(table, column), watch(table)) for table, column in WATCHED.items()),
        migrations.AlterField(
            "claimsearch",
            "covered",
            models.IntegerField(help_text="How many outlets are cited; several with one text or agency count once."),
        ),
    ]
