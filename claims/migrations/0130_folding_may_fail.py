"""Readers get their page though stamps cannot be folded, because the disk is full.

claims_ask_page(thing, id, address, tags, turn, is_asked, leases)
    As claims/migrations/0122_pages_by_thing.py, which tells what it does; folding has a block of its own for errors.
"""

from django.db import migrations

INDEXES_ONLY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off"
FUNCTION = """
CREATE OR REPLACE FUNCTION claims_ask_page(
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
        BEGIN
            PERFORM claims_fold_stamps(20000);
        EXCEPTION WHEN OTHERS THEN
            RAISE WARNING 'stamps are not folded: %', SQLERRM;
        END;
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
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0126_history_chain")]
    operations = [
        migrations.RunSQL(FUNCTION.replace("INDEXES_ONLY", INDEXES_ONLY), migrations.RunSQL.noop),
    ]
