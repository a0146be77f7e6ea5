"""What follows when the state of many claims changes at once is worked out for all of them together.

claims_search_state()
    The search is refreshed once for a statement, not once for each claim. Of claims that are published for the
    first time there is no version yet, so that it finds nothing; for each claim alone that took a quarter of the
    time of publishing.
claims_stamp_claims()
    What differs is found by EXCEPT, as in 0004_status_rule: a plan is kept for the session, and a join that was
    planned for a few rows compares every row of a large update with every other.
"""

from django.db import migrations

SEARCH = """
DROP TRIGGER search_after_state ON claims_claim;
CREATE OR REPLACE FUNCTION claims_search_state() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(
        SELECT id FROM (
            (SELECT id, state FROM old_rows EXCEPT SELECT id, state FROM new_rows)
            UNION ALL (SELECT id, state FROM new_rows EXCEPT SELECT id, state FROM old_rows)) changed
        WHERE state = 'published' ORDER BY id);
BEGIN
    FOR place IN 1..cardinality(ids) BY 1000 LOOP
        PERFORM claims_refresh_search(ids[place:place + 999]);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER search_after_state AFTER UPDATE ON claims_claim
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_search_state();
"""
STAMPS = """
CREATE OR REPLACE FUNCTION claims_stamp_claims() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        PERFORM claims_raise_claims(ARRAY(
            SELECT id FROM (
                (SELECT id, state, status FROM old_rows EXCEPT SELECT id, state, status FROM new_rows)
                UNION ALL (SELECT id, state, status FROM new_rows EXCEPT SELECT id, state, status FROM old_rows)
            ) changed GROUP BY id HAVING bool_or(state <> 'draft')));
    ELSE
        PERFORM claims_raise_claims(ARRAY(SELECT id FROM old_rows WHERE state <> 'draft'));
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0131_stamps_of_things")]
    operations = [
        migrations.RunSQL(SEARCH, migrations.RunSQL.noop),
        migrations.RunSQL(STAMPS, migrations.RunSQL.noop),
    ]
