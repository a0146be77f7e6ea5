"""The hash chain of the history, in PostgreSQL: what writes it and what it is computed from.

sources_note_leaves()
    The trigger on every table of the history. It hashes the rows that a statement wrote, in its transaction: a leaf for
    each. At most 1,000 rows stand in a row of sources_historyleaves. Its arguments: the column of the id, and the
    columns that no reader may ever see.
sources_leaf(salt, table, id, row, private)
    SHA-256 of the row as JSON in UTC, behind a salt that is another one for each row: whoever has the leaf alone cannot
    try out what the row may say. Private columns are hashed first, with a salt of their own, so that the rest can be
    shown, and checked, without them.
sources_leaves_digest(...), sources_chain_head(...)
    What a seal is made of: texts of lines, so that twenty lines of any language compute them again (docs/data.md).
sources_seal_history(at most)
    Links everything that is committed and not sealed yet as the next seal. One at a time does so: it looks for what to
    seal in a statement that begins after it has the lock, and what is still running then comes with a later seal.
sources_take_in_history(at most)
    Leaves of rows that were there before their table's triggers, a batch of one table at a time; 0 once there are
    none. sources_historybacklog says which.

They belong to the owner of the tables and write with the owner's rights: whoever may write to the record need not be
allowed to write to the chain.
"""

from django.db import migrations

SAFE = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET timezone = 'UTC'"

LEAF_TEXT = """
CREATE FUNCTION sources_leaf_text(p_salt bytea, p_table text, p_id bigint, p_row jsonb, p_private text[])
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_private = '{}' THEN p_row::text ELSE (
        p_row - p_private || jsonb_build_object('private', encode(sha256(
            sha256(p_salt || convert_to('private ' || p_table || ' ' || p_id, 'UTF8'))
            || convert_to((p_row - ARRAY(SELECT jsonb_object_keys(p_row - p_private)))::text, 'UTF8')), 'hex'))
        )::text END
$$;

CREATE FUNCTION sources_leaves_digest(
    p_table text, p_operation text, p_made_in bigint, p_ids bigint[], p_leaves bytea[])
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(concat(p_table, ' ', p_operation, ' ', p_made_in, E'\\n', (
        SELECT string_agg(u.id || ' ' || encode(u.leaf, 'hex'), E'\\n' ORDER BY u.place)
        FROM unnest(p_ids, p_leaves) WITH ORDINALITY AS u (id, leaf, place))), 'UTF8'))
$$;

-- Two transactions that find none at the same time make one each, rather than wait for each other.
CREATE FUNCTION sources_history_shape(p_table oid, p_private text[]) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    names text[] := ARRAY(SELECT attname::text FROM pg_attribute
                          WHERE attrelid = p_table AND attnum > 0 AND NOT attisdropped ORDER BY attnum);
    called text := (SELECT relname FROM pg_class WHERE oid = p_table);
    shape bigint;
BEGIN
    SELECT min(id) INTO shape FROM sources_historyshape
    WHERE table_name = called AND columns = names AND private = p_private;
    IF shape IS NULL THEN
        INSERT INTO sources_historyshape (table_name, columns, private) VALUES (called, names, p_private)
        RETURNING id INTO shape;
    END IF;
    RETURN shape;
END $$;
"""

LEAF_AND_HEAD = """
CREATE FUNCTION sources_leaf(p_salt bytea, p_table text, p_id bigint, p_row jsonb, p_private text[])
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(sha256(p_salt || convert_to(p_table || ' ' || p_id, 'UTF8')) || convert_to(
        sources_leaf_text(p_salt, p_table, p_id, p_row, p_private), 'UTF8'))
$$;

CREATE FUNCTION sources_chain_head(p_previous bytea, p_number bigint, p_sealed_at timestamptz, p_digests text)
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(convert_to(concat(
        encode(p_previous, 'hex'), E'\\n', p_number, ' ',
        to_char(p_sealed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), E'\\n', p_digests), 'UTF8'))
$$;
"""

# An array of one row needs no window, and most statements write one.
NOTE_ROWS = """
        INSERT INTO sources_historyleaves (table_name, operation, shape, salt, ids, leaves, made_in)
        SELECT TG_TABLE_NAME, lower(TG_OP), shape, salt, array_agg(id ORDER BY id),
            array_agg({leaf} ORDER BY id), made_in
        FROM (SELECT r.id, r.content, (row_number() OVER (ORDER BY r.id) - 1) / 1000 AS batch
              FROM (SELECT (to_jsonb(w) ->> TG_ARGV[0])::bigint AS id, to_jsonb(w) AS content
                    FROM {rows} w OFFSET 0) r) written
        GROUP BY batch ORDER BY batch;"""
LEAF = "sources_leaf(salt, TG_TABLE_NAME, id, content, hidden)"
GONE = "sha256(salt || convert_to('deleted ' || id, 'UTF8'))"
NOTE = f"""
CREATE FUNCTION sources_note_leaves() RETURNS trigger LANGUAGE plpgsql {SAFE} AS $$
DECLARE
    hidden text[] := TG_ARGV[1];
    salt bytea := uuid_send(gen_random_uuid());
    shape bigint := sources_history_shape(TG_RELID, hidden);
    made_in bigint := pg_current_xact_id()::text::bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN{NOTE_ROWS.format(leaf=GONE, rows="old_rows")}
    ELSE{NOTE_ROWS.format(leaf=LEAF, rows="new_rows")}
    END IF;
    RETURN NULL;
END $$;
"""

SEAL = f"""
CREATE FUNCTION sources_seal_history(p_most integer) RETURNS integer LANGUAGE plpgsql {SAFE} AS $$
DECLARE
    last sources_historyseal;
    now_on timestamptz;
    sealed record;
BEGIN
    IF current_setting('transaction_isolation') IN ('repeatable read', 'serializable') THEN
        RAISE EXCEPTION 'The history is sealed under READ COMMITTED only.'
        USING ERRCODE = 'feature_not_supported';
    END IF;
    PERFORM pg_advisory_xact_lock(7238551284);
    SELECT * INTO last FROM sources_historyseal ORDER BY number DESC LIMIT 1;
    IF last.number IS NULL THEN
        last.number := 0;
        last.rows_in_all := 0;
        last.head := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    END IF;
    WITH due AS (
        SELECT id FROM sources_historyleaves WHERE seal IS NULL ORDER BY id LIMIT p_most
    ), taken AS (
        UPDATE sources_historyleaves l SET seal = last.number + 1,
            digest = sources_leaves_digest(l.table_name, l.operation, l.made_in, l.ids, l.leaves)
        FROM due WHERE l.id = due.id RETURNING l.id, l.digest, cardinality(l.ids) AS rows
    )
    SELECT string_agg(encode(digest, 'hex'), E'\\n' ORDER BY id) AS digests, count(*) AS statements,
        sum(rows) AS rows INTO sealed FROM taken;
    IF sealed.statements > 0 THEN
        now_on := clock_timestamp();
        INSERT INTO sources_historyseal (number, sealed_at, previous, head, statements, rows, rows_in_all)
        VALUES (last.number + 1, now_on, last.head,
            sources_chain_head(last.head, last.number + 1, now_on, sealed.digests),
            sealed.statements, sealed.rows, last.rows_in_all + sealed.rows);
    END IF;
    RETURN sealed.statements;
END $$;
"""  # noqa: S608 - ours

# At most 1,000 rows of one table at a time, without any lock but that of rows of the backlog.
TAKE_IN = f"""
CREATE FUNCTION sources_take_in_history(p_most integer) RETURNS integer LANGUAGE plpgsql {SAFE} AS $$
DECLARE
    task sources_historybacklog;
    taken record;
    salt bytea := uuid_send(gen_random_uuid());
BEGIN
    SELECT * INTO task FROM sources_historybacklog WHERE next_id <= last_id
    ORDER BY table_name LIMIT 1 FOR UPDATE SKIP LOCKED;
    IF task.table_name IS NULL THEN
        RETURN 0;
    END IF;
    EXECUTE format($of_table$
        SELECT array_agg(id ORDER BY id) AS ids, max(id) AS last,
            array_agg(sources_leaf($1, %1$L, id, content, $2) ORDER BY id) AS leaves
        FROM (SELECT %2$I::bigint AS id, to_jsonb(t) AS content FROM %1$I t
              WHERE %2$I BETWEEN $3 AND $4 ORDER BY %2$I LIMIT $5) r
        $of_table$, task.table_name, task.id_column)
    INTO taken USING salt, task.private, task.next_id, task.last_id, least(p_most, 1000);
    IF taken.last IS NOT NULL THEN
        INSERT INTO sources_historyleaves (table_name, operation, shape, salt, ids, leaves, made_in)
        VALUES (task.table_name, 'found', sources_history_shape(task.table_name::regclass, task.private), salt,
            taken.ids, taken.leaves, pg_current_xact_id()::text::bigint);
    END IF;
    UPDATE sources_historybacklog SET next_id = coalesce(taken.last, task.last_id) + 1
    WHERE table_name = task.table_name;
    RETURN greatest(cardinality(taken.ids), 1);
END $$;
"""  # noqa: S608 - ours
FUNCTIONS = LEAF_TEXT + LEAF_AND_HEAD + NOTE + SEAL + TAKE_IN
DROP = """
DROP FUNCTION sources_take_in_history(integer);
DROP FUNCTION sources_seal_history(integer);
DROP FUNCTION sources_note_leaves();
DROP FUNCTION sources_history_shape(oid, text[]);
DROP FUNCTION sources_chain_head(bytea, bigint, timestamptz, text);
DROP FUNCTION sources_leaves_digest(text, text, bigint, bigint[], bytea[]);
DROP FUNCTION sources_leaf(bytea, text, bigint, jsonb, text[]);
DROP FUNCTION sources_leaf_text(bytea, text, bigint, jsonb, text[]);
"""

ROWS = {
    "insert": "NEW TABLE AS new_rows",
    "update": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "delete": "OLD TABLE AS old_rows",
}
TRIGGER = """
CREATE OR REPLACE TRIGGER chain_after_{operation} AFTER {operation} ON {table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION sources_note_leaves('{id_column}', '{private}');"""
BACKLOG = """
INSERT INTO sources_historybacklog (table_name, id_column, private, next_id, last_id)
SELECT '{table}', '{id_column}', '{private}', min({id_column}), max({id_column}) FROM {table}
HAVING max({id_column}) IS NOT NULL ON CONFLICT DO NOTHING;
"""


def chain(
    table: str, id_column: str, *, private: str = "{}", operations: tuple[str, ...] = ("insert",)
) -> migrations.RunSQL:
    """Return the operation that puts the rows of a table into the chain, those that are there as well.

    `private`: columns of which readers get no more than a hash. `operations`: what may happen to its rows;
    anything else that happens is a finding. The triggers are made and the last id is read in one transaction, which
    nobody's writing can come between: it waits for whoever writes to the table, and holds it for a moment.
    """
    names = {"table": table, "id_column": id_column, "private": private}
    made = [TRIGGER.format(operation=each, rows=ROWS[each], **names) for each in operations]
    dropped = [f"DROP TRIGGER chain_after_{each} ON {table};" for each in operations]
    return migrations.RunSQL(
        "".join([*made, BACKLOG.format(**names)]),
        "".join([*dropped, f"DELETE FROM sources_historybacklog WHERE table_name = '{table}';"]),  # noqa: S608 - ours
    )
