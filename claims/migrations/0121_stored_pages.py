"""Pages that were made lie in a table, and are found by the query that reads their stamps.

claims_storedpage
    A page as it was sent, by its address: all that it depends on besides the stamps. UNLOGGED: it is empty after a
    crash, and not there on a replica. Whoever makes a page has the row for five seconds (`leased_until`); a lock of
    the session would be lost in PgBouncer, and one of a transaction would hold the whole view in it.
claims_read_stamps(claim)
    The stamps of what the page of a claim depends on: of the claim, those that it is related to, and its topics. Of the
    whole record where the claim is NULL. `words` is NULL where nothing is known; `gathered` is how many rows they
    were added up from.
claims_ask_page(claim, address, tags, turn, leases)
    The stamps, and the page if it has these. Or, if it was begun after `turn`, when whoever asks was there already:
    then it is as good as one made for them. Without its body if its tag is among `tags`. Else, with `leases`,
    the page is to be made: by whoever gets `is_mine`, with the stamps that are read anew then. The others ask again,
    with the turn that they are given. If the table fails, there is no turn, and pages are made without it.
    What is gathered of stamps is added up here, too, if the worker does not.
claims_keep_page(address, turn, stamps, tag, head, body, url, claim, is_asked, most)
    Keeps what was made, if whoever made it still has the row, and when a reader asked for it last. Of more than `most` pages, those that came first go.
claims_leave_page(address, turn)
    Gives the row up: there is nothing to keep.
"""

from importlib import import_module

from django.db import migrations, models

READ_BEFORE = import_module("claims.migrations.0118_read_stamps").READ

# A plan made on empty tables is kept for the session; these settings leave only what finds rows by an index.
INDEXES_ONLY = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off"
FUNCTIONS = """
CREATE FUNCTION claims_read_stamps(p_claim bigint, OUT names text, OUT words text, OUT gathered bigint)
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
            UNION ALL SELECT 'record', 0 WHERE p_claim IS NULL
            UNION SELECT 'claim', p_claim
            UNION SELECT 'claim', x.other_id FROM claims_claimrelation x WHERE x.claim_id = p_claim
            UNION SELECT 'claim', x.claim_id FROM claims_claimrelation x WHERE x.other_id = p_claim
            UNION SELECT 'topic', x.topic_id FROM claims_claim_topics x WHERE x.claim_id = p_claim
        ) a JOIN claims_stamp s ON s.thing = a.thing AND s.thing_id = a.id
        GROUP BY s.thing, s.thing_id
    ) t;
    names := epoch || ':' || coalesce(names, '');
    IF epoch IS NULL THEN
        words := NULL;
    END IF;
END $$;

CREATE FUNCTION claims_ask_page(
    p_claim bigint, p_address bytea, p_tags text[], p_turn bigint, p_leases boolean,
    OUT names text, OUT words text, OUT turn bigint, OUT is_mine boolean, OUT tag text, OUT head text, OUT body bytea)
    LANGUAGE plpgsql INDEXES_ONLY AS $$
DECLARE
    gathered bigint;
BEGIN
    SELECT s.names, s.words, s.gathered INTO names, words, gathered FROM claims_read_stamps(p_claim) s;
    IF words IS NULL OR pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean THEN
        RETURN;
    END IF;
    IF gathered > 500 AND pg_try_advisory_xact_lock(20170413) THEN
        PERFORM claims_fold_stamps(20000);
    END IF;
    IF p_address IS NULL THEN
        RETURN;
    END IF;
    BEGIN
        SELECT p.tag, p.head, CASE WHEN p.tag <> ALL (p_tags) THEN p.body END INTO tag, head, body
        FROM claims_storedpage p
        WHERE p.address = p_address AND (p.stamps = words OR p.turn > p_turn);
        IF tag IS NOT NULL OR NOT p_leases THEN
            RETURN;
        END IF;
        turn := nextval('claims_page_turns');
        INSERT INTO claims_storedpage AS p (address, leased_turn, leased_until)
        VALUES (p_address, turn, clock_timestamp() + interval '5 seconds')
        ON CONFLICT (address) DO UPDATE
            SET leased_turn = excluded.leased_turn, leased_until = excluded.leased_until
            WHERE p.stamps IS DISTINCT FROM words AND (p.leased_until BETWEEN clock_timestamp()
                AND clock_timestamp() + interval '5 seconds') IS NOT true
        RETURNING true INTO is_mine;
        IF is_mine THEN
            SELECT s.names, s.words INTO names, words FROM claims_read_stamps(p_claim) s;
        ELSE
            is_mine := false;
            turn := coalesce(p_turn, turn);
        END IF;
    EXCEPTION WHEN OTHERS THEN
        RAISE WARNING 'pages are made without the store: %', SQLERRM;
        turn := NULL;
    END;
END $$;

CREATE FUNCTION claims_keep_page(
    p_address bytea, p_turn bigint, p_stamps text, p_tag text, p_head text, p_body bytea, p_url text, p_claim bigint,
    p_is_asked boolean, p_most bigint) RETURNS boolean LANGUAGE plpgsql INDEXES_ONLY AS $$
DECLARE
    kept bigint;
BEGIN
    UPDATE claims_storedpage p
    SET stamps = p_stamps, turn = p_turn, tag = p_tag, head = p_head, body = p_body, url = p_url, claim_id = p_claim,
        leased_until = NULL, place = coalesce(p.place, nextval('claims_page_places')),
        kept_at = CASE WHEN p_is_asked OR p.kept_at IS NULL THEN clock_timestamp() ELSE p.kept_at END
    WHERE p.address = p_address AND p.leased_turn = p_turn
    RETURNING p.place INTO kept;
    DELETE FROM claims_storedpage WHERE address IN (
        SELECT p.address FROM claims_storedpage p WHERE p.place <= kept - p_most ORDER BY p.place LIMIT 100
        FOR UPDATE SKIP LOCKED);
    RETURN kept IS NOT NULL;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'a page is not stored: %', SQLERRM;
    RETURN false;
END $$;

CREATE FUNCTION claims_leave_page(p_address bytea, p_turn bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM claims_storedpage WHERE address = p_address AND leased_turn = p_turn;
EXCEPTION WHEN OTHERS THEN
    RAISE WARNING 'a page is not given up: %', SQLERRM;
END $$;
"""
DROP_FUNCTIONS = """
DROP FUNCTION claims_leave_page(bytea, bigint);
DROP FUNCTION claims_keep_page(bytea, bigint, text, text, text, bytea, text, bigint, boolean, bigint);
DROP FUNCTION claims_ask_page(bigint, bytea, text[], bigint, boolean);
DROP FUNCTION claims_read_stamps(bigint);
"""
UNLOGGED = """
ALTER TABLE claims_storedpage SET UNLOGGED;
ALTER TABLE claims_storedpage ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE UNLOGGED SEQUENCE claims_page_turns;
CREATE UNLOGGED SEQUENCE claims_page_places;
"""
LOGGED = "DROP SEQUENCE claims_page_places; DROP SEQUENCE claims_page_turns;"


class Migration(migrations.Migration):
    dependencies = [("claims", "0120_search_changed_in_part")]
    operations = [
        migrations.CreateModel(
            name="StoredPage",
            fields=[
                ("address", models.BinaryField(primary_key=True, serialize=False)),
                ("stamps", models.TextField(blank=True, default="", db_default="")),
                ("turn", models.BigIntegerField(blank=True, null=True)),
                ("tag", models.TextField(blank=True, default="", db_default="")),
                ("head", models.TextField(blank=True, default="", db_default="")),
                ("body", models.BinaryField(blank=True, null=True)),
                ("url", models.TextField(blank=True, default="", db_default="")),
                ("claim_id", models.BigIntegerField(blank=True, null=True)),
                ("leased_turn", models.BigIntegerField()),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("kept_at", models.DateTimeField(blank=True, null=True)),
                ("place", models.BigIntegerField(blank=True, null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["place"], name="stored_page_by_place")],
            },
        ),
        migrations.RunSQL(UNLOGGED, LOGGED),
        migrations.RunSQL(FUNCTIONS.replace("INDEXES_ONLY", INDEXES_ONLY), DROP_FUNCTIONS),
        migrations.RunSQL("DROP FUNCTION claims_stamps_of(bigint)", READ_BEFORE),
    ]
