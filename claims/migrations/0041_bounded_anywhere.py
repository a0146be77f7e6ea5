"""Long documents are bounded wherever they are read, and the reason of the status stays that of the whole.

claims_bounded(document, most, kept)
    The document. With more statements than `most`, only so many of them: those held now, then the newest of each
    other party (of its own, if any is, before those known only second-hand), then the newest; and those with the
    ids `kept` in any case. Also
    left_out           how many are missing
    telling_left_out   how many of these say who stands where: without them no reason can be given
claims_shared(claims, a, b, as_of, statements, topics)
    As in 0036_reporting; of statements that both cite also the two excerpts.
"""

from importlib import import_module

from django.db import migrations

bounded_documents = import_module("claims.migrations.0038_bounded_documents")
reporting = import_module("claims.migrations.0036_reporting")

# Only places in the array are sorted: the statements themselves would not fit into work_mem.
BOUNDED = """
CREATE FUNCTION claims_bounded(p_document jsonb, p_most integer, p_kept bigint[]) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    everything jsonb := p_document -> 'statements';
BEGIN
    IF jsonb_array_length(everything) > p_most THEN
        RETURN (
            WITH listed AS MATERIALIZED (
                SELECT place::integer - 1 AS place, (s ->> 'id')::bigint AS id, s ->> 'said_on' AS said_on,
                       s -> 'party' ->> 'id' AS party,
                       CASE s ->> 'standing' WHEN 'current' THEN 0 WHEN 'second_hand' THEN 2
                                             ELSE 1 END AS rank
                FROM jsonb_array_elements(everything) WITH ORDINALITY AS elements (s, place)
            ), telling AS (
                SELECT l.*, rank = 0 OR row_number() OVER (
                    PARTITION BY party ORDER BY rank, said_on DESC, id DESC) = 1 AS is_telling
                FROM listed l
            ), ordered AS (
                SELECT t.*, id <> ALL (p_kept) AND p_most < row_number() OVER (
                    ORDER BY rank > 0, NOT is_telling, said_on DESC, id DESC) AS is_left_out
                FROM telling t
            )
            SELECT p_document || jsonb_build_object(
                'statements', jsonb_agg(everything -> place ORDER BY place) FILTER (WHERE NOT is_left_out),
                'left_out', count(*) FILTER (WHERE is_left_out),
                'telling_left_out', count(*) FILTER (WHERE is_left_out AND is_telling))
            FROM ordered);
    END IF;
    RETURN p_document;
END $$;
"""

SHARED = reporting.SHARED.format(by_index=reporting.BY_INDEX, known=reporting.KNOWN).replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
EXCERPT = "(SELECT e.excerpt FROM claims_citation e WHERE e.id = cited.{}_citation)"
SHARED_WITH_EXCERPTS = SHARED.replace(
    "cited.b_citation)", f"cited.b_citation, {EXCERPT.format('a')}, {EXCERPT.format('b')})"
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0040_facets_added_up")]
    operations = [
        migrations.RunSQL("DROP FUNCTION claims_bounded(jsonb, integer);", bounded_documents.BOUNDED),
        migrations.RunSQL(BOUNDED, "DROP FUNCTION claims_bounded(jsonb, integer, bigint[]);"),
        migrations.RunSQL(SHARED_WITH_EXCERPTS, SHARED),
    ]
