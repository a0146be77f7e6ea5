"""Statuses of new claims are compared with the rule for all rows of a statement at once.

claims_derive_status()
    Asks the rule for each row by itself, which is an eighth of the cost of publishing many. Whoever writes many new
    claims may give their statuses along and say so: `SET LOCAL claims.status_is_given = on`. Then it leaves them be,
    because of the next.
claims_check_new_statuses()
    After every INSERT the statuses of its published claims are compared with the rule, together, whoever says what:
    what differs is corrected, as after any other write.
"""

from django.db import migrations

STATUSES = """
CREATE OR REPLACE FUNCTION claims_derive_status() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET enable_indexscan = off SET enable_indexonlyscan = off
    SET jit = off AS $$
BEGIN
    IF NEW.state <> 'published' THEN
        NEW.status := 'open';
    ELSIF TG_OP = 'INSERT' AND current_setting('claims.status_is_given', true) = 'on' THEN
        RETURN NEW;
    ELSIF pg_trigger_depth() = 1
          OR (OLD.state, OLD.id) IS DISTINCT FROM (NEW.state, NEW.id) THEN
        SELECT status INTO NEW.status FROM claims_status(ARRAY[NEW.id]);
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION claims_check_new_statuses() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    ids bigint[] := ARRAY(SELECT id FROM new_rows WHERE state = 'published' ORDER BY id);
BEGIN
    FOR place IN 1..cardinality(ids) BY 5000 LOOP
        PERFORM claims_refresh_status(ids[place:place + 4999]);
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER status_after_insert AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION claims_check_new_statuses();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0132_publishing_by_set")]
    operations = [migrations.RunSQL(STATUSES, migrations.RunSQL.noop)]
