"""What the page of a claim reads of its document, where that is very long.

claims_bounded(document, most)
    The document. With more statements than `most`, only so many of them, and left_out: how many are missing. Those
    held now come first, then the newest; those known only second-hand are the last, so that no party is taken to
    be known in no other way because the rest is missing.
"""

from django.db import migrations

BOUNDED = """
CREATE FUNCTION claims_bounded(p_document jsonb, p_most integer) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
    everything jsonb := p_document -> 'statements';
    number integer := jsonb_array_length(everything);
BEGIN
    IF number <= p_most THEN
        RETURN p_document;
    END IF;
    RETURN p_document || jsonb_build_object('left_out', number - p_most, 'statements', (
        SELECT jsonb_agg(s ORDER BY (s ->> 'id')::bigint) FROM (
            SELECT s FROM jsonb_array_elements(everything) s
            ORDER BY CASE s ->> 'standing' WHEN 'current' THEN 0 WHEN 'second_hand' THEN 2 ELSE 1 END,
                     s ->> 'said_on' DESC, (s ->> 'id')::bigint DESC
            LIMIT p_most) kept));
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0037_versions_unpacked_once")]
    operations = [migrations.RunSQL(BOUNDED, "DROP FUNCTION claims_bounded(jsonb, integer);")]
