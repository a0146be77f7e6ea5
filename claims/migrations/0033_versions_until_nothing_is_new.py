"""Versions of claims that first mention, while they are made, what the transaction has altered.

claims_make_versions asked once which claims a transaction touches. A rename that many claims name takes minutes
from there to its commit, and a claim that somebody committed meanwhile kept the old name. It asks again now, until
nothing is new. What is left is a commit between the last time that it asks and its own.

claims_snapshot(claim) had no caller.
"""

from importlib import import_module

from django.db import migrations

DOCUMENTS = import_module("claims.migrations.0027_documents")
SNAPSHOT = "CREATE FUNCTION claims_snapshot("
BEFORE = DOCUMENTS.make_versions(DOCUMENTS.DIFFERS)

MAKE = """
CREATE OR REPLACE FUNCTION claims_make_versions() RETURNS trigger LANGUAGE plpgsql
    SET enable_seqscan = off SET jit = off AS $$
DECLARE
    why jsonb := NULLIF(current_setting('pghistory.context_metadata', true), '');
    who integer;
    touched bigint[];
    done bigint[] := '{}';
    these bigint[];
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'What readers see is written under READ COMMITTED only.'
        USING ERRCODE = 'feature_not_supported';
    END IF;
    IF why ->> 'user' ~ '^[0-9]{1,9}$' THEN
        SELECT id INTO who FROM auth_user WHERE id = (why ->> 'user')::integer;
    END IF;
    LOOP
        touched := ARRAY(SELECT unnest(claims_touched(NEW.transaction)) EXCEPT SELECT unnest(done) ORDER BY 1);
        EXIT WHEN touched = '{}';
        FOR place IN 1..cardinality(touched) BY 1000 LOOP
            these := touched[place:place + 999];
            PERFORM FROM claims_claim WHERE id = ANY (these) ORDER BY id FOR NO KEY UPDATE;
            IF current_setting('claims.versions_of', true) = NEW.transaction::text THEN
                DELETE FROM claims_claimversion WHERE claim_id = ANY (these)
                    AND made_in = NEW.transaction::text::bigint AND made_at = now();
            END IF;
            INSERT INTO claims_claimversion (claim_id, number, made_at, made_by_id, reason, snapshot, made_in)
            SELECT s.claim_id, COALESCE(last.number, 0) + 1, now(), who, COALESCE(why ->> 'reason', ''),
                   s.snapshot, NEW.transaction::text::bigint
            FROM claims_snapshots(these) s
            LEFT JOIN LATERAL (SELECT v.number, v.snapshot FROM claims_claimversion v
                               WHERE v.claim_id = s.claim_id ORDER BY v.number DESC LIMIT 1) last ON true
            WHERE CASE
                WHEN last.snapshot IS NULL THEN true
                WHEN last.snapshot ? 'schema' THEN s.snapshot <> last.snapshot
                ELSE last.snapshot <> (SELECT f.snapshot FROM claims_first_snapshots(ARRAY[s.claim_id]) f) END;
        END LOOP;
        done := done || touched;
    END LOOP;
    DELETE FROM claims_versionnote WHERE transaction = NEW.transaction;
    DELETE FROM claims_versiondue WHERE transaction = NEW.transaction;
    PERFORM set_config('claims.versions_of', NEW.transaction::text, true);
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0032_narrow_topics")]
    operations = [
        migrations.RunSQL(MAKE, BEFORE),
        migrations.RunSQL(
            "DROP FUNCTION claims_snapshot(bigint);",
            SNAPSHOT + DOCUMENTS.VERSIONS.SNAPSHOTS.partition(SNAPSHOT)[2],
        ),
    ]
