"""What an outlet did to an article later, its correction or retraction, is told wherever its words are shown.

claims_documents
    The article of a citation also has corrected_on and retracted_on, once one of them is known. Other
    documents are as they were, so no version is made for them. Wikidata ids are around it again (0029), where
    0043 had put them back into it.
claims_with_sources(document)
    The document, with what is known today of the articles that it cites, in no version: sources, by the id of
    each article of which there is something to tell: corrected_on, retracted_on, is_broken (its address).
claims_altered_sources(before, after)
    The ids of the articles that are cited in both snapshots, and of which `after` tells a correction or a
    retraction that `before` does not.
claims_list_changes
    Each of these is a change of the kind "source", with its article.
"""

import re
from importlib import import_module

from django.db import migrations, models

VERSIONS = import_module("claims.migrations.0009_versions")
LIST_BEFORE = import_module("claims.migrations.0046_changes_by_the_rule").list_changes()
DOCUMENTS_BEFORE = import_module("claims.migrations.0043_words_that_recur").add_words_around()
BY_INDEX = import_module("claims.migrations._0027_documents").BY_INDEX
COLUMNS, NOTED = VERSIONS.UPDATED["sources_article"]
KINDS = [
    ("new", "new claim"),
    ("status", "change of status"),
    ("position", "new position"),
    ("reworded", "reworded claim"),
    ("correction", "correction"),
    ("source", "corrected or retracted source"),
    ("taken_back", "retracted position"),
    ("retracted", "retracted or merged claim"),
    ("republished", "claim published again"),
]
LAST_FIELD = "'archive', a.archive_url"

DATES = """
        SELECT a -> 'id' AS id, d.key, d.value
        FROM jsonb_path_query({}, '$.statements[*].citations[*].article ? (exists (@.retracted_on))') a
        CROSS JOIN LATERAL jsonb_each_text(a) d
        WHERE d.key IN ('corrected_on', 'retracted_on') AND d.value IS NOT NULL"""
ALTERED_TEMPLATE = """
CREATE FUNCTION claims_altered_sources(p_before jsonb, p_after jsonb) RETURNS SETOF bigint
    LANGUAGE sql IMMUTABLE AS $$
    SELECT DISTINCT id::bigint FROM ({after}
        EXCEPT{before}
    ) new
    WHERE id IN (SELECT jsonb_path_query(p_before, '$.statements[*].citations[*].article.id'))
$$;
"""
ALTERED = ALTERED_TEMPLATE.format(before=DATES.format("p_before"), after=DATES.format("p_after"))
WITH_SOURCES_TEMPLATE = """
CREATE FUNCTION claims_with_sources(p_document jsonb) RETURNS jsonb LANGUAGE plpgsql STABLE STRICT {by_index} AS $$
BEGIN
    RETURN p_document || jsonb_build_object('sources', COALESCE((
        SELECT jsonb_object_agg(a.id, jsonb_build_object(
            'corrected_on', a.corrected_on, 'retracted_on', a.retracted_on,
            'is_broken', COALESCE(l.outcome = 'broken', false)))
        FROM sources_article a LEFT JOIN sources_linkcheck l ON l.article_id = a.id
        WHERE a.id IN (SELECT jsonb_path_query(p_document, '$.statements[*].citations[*].article.id')::bigint)
            AND (l.outcome = 'broken' OR a.corrected_on IS NOT NULL OR a.retracted_on IS NOT NULL)), '{{}}'));
END $$;
"""
WITH_SOURCES = WITH_SOURCES_TEMPLATE.format(by_index=BY_INDEX)
LISTED = "SELECT array_agg(id) INTO told FROM made;"
LIST_SOURCES = """
    WITH made AS (
        INSERT INTO claims_change (kind, claim_id, version, made_at, status_before, status_after, how_many,
                                   article_id)
        SELECT 'source', v.claim_id, v.number, v.made_at, '', '', 0, altered.id
        FROM claims_claimversion v
        JOIN claims_claimversion b ON b.claim_id = v.claim_id AND b.number = v.number - 1
        CROSS JOIN LATERAL claims_altered_sources(b.snapshot, v.snapshot) AS altered (id)
        WHERE v.id = ANY (p_versions) ORDER BY v.id, altered.id
        RETURNING id
    ) SELECT told || array_agg(id) INTO told FROM made;"""


def replace_function(sql: str) -> str:
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def note_articles(columns: str) -> str:
    """Return SQL that replaces what notes that an article was altered in one of `columns`."""
    made = VERSIONS.trigger("sources_article", "update", [(columns, NOTED)]).sql
    return replace_function(made.split("CREATE TRIGGER")[0])


def add_source_changes() -> str:
    """Return SQL that replaces claims_documents: corrected and retracted articles say so."""
    before, after = re.sub(r"'wikidata', \w+\.wikidata_id, ", "", DOCUMENTS_BEFORE).split(LAST_FIELD)
    start = "'article', json_build_object("
    fields = before.rpartition(start)[2] + LAST_FIELD
    head = before.removesuffix(fields.removesuffix(LAST_FIELD)).removesuffix(start)
    plain = f"json_build_object({fields})"
    told = f"json_build_object({fields}, 'corrected_on', a.corrected_on, 'retracted_on', a.retracted_on)"
    choice = f"CASE WHEN COALESCE(a.corrected_on, a.retracted_on) IS NULL THEN {plain} ELSE {told} END"
    return f"{head}'article', {choice}{after.removeprefix(')')}"


def list_source_changes() -> str:
    before, after = LIST_BEFORE.split(LISTED)
    return before + LISTED + LIST_SOURCES + after


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0050_words_that_recur_in_the_history"),
        ("sources", "0012_after_publication"),
    ]
    operations = [
        migrations.AddField(
            "change",
            "article",
            models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=models.DO_NOTHING,
                related_name="+",
                to="sources.article",
            ),
        ),
        migrations.AlterField("change", "kind", models.CharField(choices=KINDS, max_length=11)),
        migrations.AlterField("changetopic", "kind", models.CharField(choices=KINDS, max_length=11)),
        migrations.RemoveConstraint("change", "change_kind_is_known"),
        migrations.AddConstraint(
            "change",
            models.CheckConstraint(
                name="change_kind_is_known",
                condition=models.Q(kind__in=[kind for kind, _words in KINDS]),
                violation_error_message="Choose a known kind of change.",
            ),
        ),
        migrations.RunSQL(
            note_articles(f"{COLUMNS}, corrected_on, retracted_on"), note_articles(COLUMNS)
        ),
        migrations.RunSQL(add_source_changes(), DOCUMENTS_BEFORE),
        migrations.RunSQL(ALTERED, "DROP FUNCTION claims_altered_sources(jsonb, jsonb);"),
        migrations.RunSQL(WITH_SOURCES, "DROP FUNCTION claims_with_sources(jsonb);"),
        migrations.RunSQL(list_source_changes(), LIST_BEFORE),
    ]
