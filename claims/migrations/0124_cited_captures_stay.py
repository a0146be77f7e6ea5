"""A capture from which words were ever cited is never deleted: it says which text they came from.

What is cited today is kept by the foreign key; here its history is asked, too, by the index of the next migration.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION claims_keep_cited_capture() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM claims_citationevent e WHERE e.capture_id = OLD.id) THEN
        RAISE EXCEPTION 'Words of this capture were cited: it stays.'
        USING ERRCODE = '23514', CONSTRAINT = 'capture_cited_stays';
    END IF;
    RETURN OLD;
END $$;
CREATE TRIGGER cited_capture_stays BEFORE DELETE ON sources_capture
FOR EACH ROW EXECUTE FUNCTION claims_keep_cited_capture();
"""
BACK = """
DROP TRIGGER cited_capture_stays ON sources_capture;
DROP FUNCTION claims_keep_cited_capture();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0123_changes_by_editors"), ("sources", "0018_removed_texts_say_why")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
