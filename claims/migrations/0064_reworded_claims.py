"""A position that was recorded under another wording of its claim says so, and silence says how much was read.

claims_reworded(claim, wording)
    {"reworded": {statement: version}} of the positions that readers first saw when the claim had another wording:
    the last version with that one. {} where there are none. The history tells when a wording ended; only the
    versions before those moments are opened.
claims_documents
    The document of a claim also has reworded, if it is not empty. Other documents are as they were, so no version
    is made for them; 0069 makes those of claims that were reworded before anew.
claims_around
    outlets also have words: of the articles that were read in full, null where the length of one is not recorded.
"""

from importlib import import_module

from django.db import migrations

BY_INDEX = import_module("claims.migrations._0027_documents").BY_INDEX
COPIES = import_module("claims.migrations.0062_agency_copy")
DOCUMENTS = COPIES.change(COPIES.DOCUMENTS_BEFORE, COPIES.DOCUMENTS_CHANGES)
AROUND = COPIES.NAMES.name_by_day("around")

REWORDED_TEMPLATE = """
CREATE FUNCTION claims_reworded(p_claim bigint, p_wording text) RETURNS jsonb LANGUAGE plpgsql STABLE {by_index} AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM claims_claimevent e WHERE e.pgh_obj_id = p_claim AND e.text <> p_wording) THEN
        RETURN '{{}}';
    END IF;
    RETURN COALESCE((
        WITH states AS (
            SELECT e.text, e.pgh_created_at AS ended,
                   lead(e.text, 1, p_wording) OVER (ORDER BY e.pgh_created_at, e.pgh_id) AS next
            FROM claims_claimevent e WHERE e.pgh_obj_id = p_claim
        ), wordings AS (
            SELECT s.text, (SELECT max(v.number) FROM claims_claimversion v
                            WHERE v.claim_id = p_claim AND v.made_at < s.ended) AS number
            FROM states s WHERE s.text <> s.next
        ), first AS (
            SELECT DISTINCT ON (statement.id) statement.id, w.number, w.text
            FROM wordings w
            JOIN claims_claimversion v ON v.claim_id = p_claim AND v.number = w.number
            CROSS JOIN LATERAL jsonb_path_query(v.snapshot, '$.statements[*].id') AS statement (id)
            ORDER BY statement.id, w.number
        )
        SELECT jsonb_build_object('reworded', jsonb_object_agg(f.id::text, f.number))
        FROM first f WHERE f.text <> p_wording HAVING count(*) > 0), '{{}}');
END $$;
"""
REWORDED = REWORDED_TEMPLATE.format(by_index=BY_INDEX)
END = "END::jsonb\nFROM claims_claim c"
ALSO_REWORDED = (
    "END::jsonb || CASE WHEN c.state = 'published' THEN claims_reworded(c.id, c.text) ELSE '{}' END\n"
    "FROM claims_claim c"
)
READ = "count(DISTINCT article_id) FILTER (WHERE read_in_full_at IS NOT NULL) AS read_in_full"
WORDS = """'read_in_full', read_in_full, 'words', (
                SELECT CASE WHEN bool_and(k.words IS NOT NULL) THEN sum(k.words) END
                FROM unnest(articles) AS read (id) LEFT JOIN LATERAL (
                    SELECT c.words FROM sources_capture c
                    WHERE c.article_id = read.id ORDER BY c.captured_at DESC, c.id DESC LIMIT 1) k ON true)"""
CHANGES = {
    READ: READ + ",\n                     array_agg(DISTINCT article_id)"
    " FILTER (WHERE read_in_full_at IS NOT NULL) AS articles",
    "v.read_in_full,": "v.read_in_full, v.articles,",
    "'read_in_full', read_in_full": WORDS,
}


def make_documents() -> str:
    """Return SQL that replaces claims_documents: positions under another wording say so."""
    before, after = DOCUMENTS.split(END)
    return before + ALSO_REWORDED + after


def make_around() -> str:
    """Return SQL that replaces claims_around: silence says how much was read."""
    function = AROUND
    for old, new in CHANGES.items():
        before, after = function.split(old)
        function = before + new + after
    return function


class Migration(migrations.Migration):
    dependencies = [("claims", "0063_order_of_prominence"), ("sources", "0014_words_of_captures")]
    operations = [
        migrations.RunSQL(REWORDED, "DROP FUNCTION claims_reworded(bigint, text);"),
        migrations.RunSQL(make_documents(), DOCUMENTS),
        migrations.RunSQL(make_around(), AROUND),
    ]
