"""Pages depend on a thing of any kind; what is lost of stamps and of the store is made anew by itself.

As claims/migrations/0121_stored_pages.py, which tells what the functions do, with these differences:

claims_storedpage
    `thing` and `thing_id` instead of the claim: what the page depends on besides names, as in claims_stamp. The table
    is a cache and was not filled by anybody, so it is made anew.
claims_read_stamps(thing, id)
    `record` and 0 for the whole record.
claims_ask_page(thing, id, address, tags, turn, is_asked, leases)
    Where claims_stamp was emptied, the epoch is made anew at once. A page that a reader is given (`is_asked`) is counted
    as new when it has not been for ten minutes: so those that nobody asks for go first. Where the server has no store,
    because it is a replica or the store fails, `turn` is NULL.
claims_keep_page(address, turn, stamps, tag, head, body, url, thing, id, is_asked, most)
    False if the store fails (a full disk): then its row goes, so that nobody waits for it.
claims_mend_store()
    Makes the store anew if its table or one of its sequences is gone or is not what is expected. Tells whether it did.
"""

from django.db import migrations, models

INDEXES_ONLY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off"
# What processes of the release before still call: they get stamps, and keep nothing.
BEFORE = """
DROP FUNCTION claims_read_stamps(bigint);
CREATE OR REPLACE FUNCTION claims_ask_page(
    p_claim bigint, p_address bytea, p_tags text[], p_turn bigint, p_leases boolean,
    OUT names text, OUT words text, OUT turn bigint, OUT is_mine boolean, OUT tag text, OUT head text, OUT body bytea)
    LANGUAGE sql AS $$
    SELECT s.names, s.words, NULL::bigint, NULL::boolean, NULL::text, NULL::text, NULL::bytea
    FROM claims_read_stamps(CASE WHEN p_claim IS NULL THEN 'record' ELSE 'claim' END, coalesce(p_claim, 0)) s;
$$;
"""
STORE = """
CREATE FUNCTION claims_mend_store() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    BEGIN
        PERFORM address, stamps, turn, tag, head, body, url, thing, thing_id, leased_turn, leased_until, kept_at, place
        FROM claims_storedpage LIMIT 0;
        PERFORM a.last_value + b.last_value FROM claims_page_turns a, claims_page_places b;
        RETURN false;
    EXCEPTION WHEN undefined_table OR undefined_column THEN
        NULL;
    END;
    DROP TABLE IF EXISTS claims_storedpage;
    DROP INDEX IF EXISTS stored_page_by_place;
    DROP SEQUENCE IF EXISTS claims_page_turns, claims_page_places;
    CREATE UNLOGGED TABLE claims_storedpage (
        address bytea PRIMARY KEY,
        stamps text NOT NULL DEFAULT '',
        turn bigint,
        tag text NOT NULL DEFAULT '',
        head text NOT NULL DEFAULT '',
        body bytea,
        url text NOT NULL DEFAULT '',
        thing text NOT NULL DEFAULT 'record',
        thing_id bigint NOT NULL DEFAULT 0,
        leased_turn bigint NOT NULL,
        leased_until timestamptz,
        kept_at timestamptz,
        place bigint
    );
    ALTER TABLE claims_storedpage ALTER COLUMN body SET STORAGE EXTERNAL;  -- within the table only since PostgreSQL 16
    CREATE INDEX stored_page_by_place ON claims_storedpage (place);
    CREATE UNLOGGED SEQUENCE claims_page_turns;
    CREATE UNLOGGED SEQUENCE claims_page_places;
    RETURN true;
END $$;
SELECT claims_mend_store();
"""
FUNCTIONS = """
CREATE FUNCTION claims_read_stamps(p_thing text, p_id bigint, OUT names text, OUT words text, OUT gathered bigint)
    LANGUAGE plpgsql STABLE INDEXES_ONLY AS $$
DECLARE
    epoch text;
BEGIN
    SELECT min(t.raised) FILTER (WHERE t.thing = 'epoch'), min(t.raised) FILTER (WHERE t.thing = 'names'),
        string_agg(t.thing || t.thing_id || ':' || t.raised, ',' ORDER BY t.thing, t.thing_id), sum(t.rows)
    INTO epoch, names, words, gathered
    FROM (
        SELECT s.thing, s.thing_id, sum(s.raised)::text AS raised, count(*) AS rows FROM (
            SELECT 'epoch' AS thing, 0::bigint AS id
            UNION ALL SELECT 'names', 0
            UNION ALL SELECT p_thing, p_id
            UNION SELECT 'claim', x.other_id FROM claims_claimrelation x WHERE p_thing = 'claim' AND x.claim_id = p_id
            UNION SELECT 'claim', x.claim_id FROM claims_claimrelation x WHERE p_thing = 'claim' AND x.other_id = p_id
            UNION SELECT 'topic', x.topic_id FROM claims_claim_topics x WHERE p_thing = 'claim' AND x.claim_id = p_id
        ) a JOIN claims_stamp s ON s.thing = a.thing AND s.thing_id = a.id
        GROUP BY s.thing, s.thing_id
    ) t;
    names := epoch || ':' || coalesce(names, '');
    IF epoch IS NULL THEN
        words := NULL;
    END IF;
END $$;

CREATE FUNCTION claims_ask_page(
    p_thing text, p_id bigint, p_address bytea, p_tags text[], p_turn bigint, p_is_asked boolean, p_leases boolean,
    OUT names text, OUT words text, OUT turn bigint, OUT is_mine boolean, OUT tag text, OUT head text, OUT body bytea)
    LANGUAGE plpgsql INDEXES_ONLY AS $$
DECLARE
    gathered bigint;
    last_asked timestamptz;
BEGIN
    SELECT s.names, s.words, s.gathered INTO names, words, gathered FROM claims_read_stamps(p_thing, p_id) s;
    IF pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean THEN
        RETURN;
    END IF;
    IF (words IS NULL OR gathered > 500) AND pg_try_advisory_xact_lock(20170413) THEN
        PERFORM claims_fold_stamps(20000);
        IF words IS NULL THEN
            SELECT s.names, s.words INTO names, words FROM claims_read_stamps(p_thing, p_id) s;
        END IF;
    END IF;
    IF words IS NULL OR p_address IS NULL THEN
        RETURN;
    END IF;
    BEGIN
        SELECT p.tag, p.head, CASE WHEN p.tag <> ALL (p_tags) THEN p.body END, p.kept_at
        INTO tag, head, body, last_asked
        FROM claims_storedpage p
        WHERE p.address = p_address AND (p.stamps = words OR p.turn > p_turn);
        IF tag IS NOT NULL THEN
            IF p_is_asked AND last_asked < clock_timestamp() - interval '10 minutes' THEN
                UPDATE claims_storedpage p SET kept_at = clock_timestamp(), place = nextval('claims_page_places')
                WHERE p.address = p_address AND p.kept_at = last_asked;
            END IF;
            RETURN;
        END IF;
        turn := nextval('claims_page_turns');
        IF NOT p_leases THEN
            RETURN;
        END IF;
        INSERT INTO claims_storedpage AS p (address, leased_turn, leased_until)
        VALUES (p_address, turn, clock_timestamp() + interval '5 seconds')
        ON CONFLICT (address) DO UPDATE
            SET leased_turn = excluded.leased_turn, leased_until = excluded.leased_until
            WHERE p.stamps IS DISTINCT FROM words AND (p.leased_until BETWEEN clock_timestamp()
                AND clock_timestamp() + interval '5 seconds') IS NOT true
        RETURNING true INTO is_mine;
        IF is_mine THEN
            SELECT s.names, s.words INTO names, words FROM claims_read_stamps(p_thing, p_id) s;
        ELSE
            is_mine := false;
            turn := coalesce(p_turn, turn);
        END IF;
    EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'pages are made without the store: %', SQLERRM;
        turn := NULL;
        is_mine := NULL;
    END;
END $$;

CREATE FUNCTION claims_keep_page(
    p_address bytea, p_turn bigint, p_stamps text, p_tag text, p_head text, p_body bytea, p_url text, p_thing text,
    p_id bigint, p_is_asked boolean, p_most bigint) RETURNS boolean LANGUAGE plpgsql INDEXES_ONLY AS $$
DECLARE
    kept bigint;
BEGIN
    UPDATE claims_storedpage p
    SET stamps = p_stamps, turn = p_turn, tag = p_tag, head = p_head, body = p_body, url = p_url,
        thing = p_thing, thing_id = p_id, leased_until = NULL,
        place = CASE WHEN p.place IS NULL OR p_is_asked AND p.kept_at < clock_timestamp() - interval '10 minutes'
            THEN nextval('claims_page_places') ELSE p.place END,
        kept_at = CASE WHEN p_is_asked OR p.kept_at IS NULL THEN clock_timestamp() ELSE p.kept_at END
    WHERE p.address = p_address AND p.leased_turn = p_turn
    RETURNING p.place INTO kept;
    DELETE FROM claims_storedpage WHERE address IN (
        SELECT p.address FROM claims_storedpage p WHERE p.place <= kept - p_most ORDER BY p.place LIMIT 100
        FOR UPDATE SKIP LOCKED);
    RETURN true;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'a page is not stored: %', SQLERRM;
    PERFORM claims_leave_page(p_address, p_turn);
    RETURN false;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0121_stored_pages")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveField("storedpage", "claim_id"),
                migrations.AddField(
                    "storedpage", "thing", models.TextField(default="record", db_default="record")
                ),
                migrations.AddField("storedpage", "thing_id", models.BigIntegerField(default=0, db_default=0)),
            ],
        ),
        migrations.RunSQL(STORE, migrations.RunSQL.noop),
        migrations.RunSQL(FUNCTIONS.replace("INDEXES_ONLY", INDEXES_ONLY), migrations.RunSQL.noop),
        migrations.RunSQL(BEFORE, migrations.RunSQL.noop),
    ]
