"""Vectors by which claims are compared that say the same in other words, where PostgreSQL has pgvector.

claims_prepare_embeddings()
    Makes what the vectors need, unless it is there, and returns whether it is: the extension (if this role may),
    claims_embedding, its index, claims_toembed, and the triggers that fill that. False without pgvector, or with
    one older than 0.7, which has no half-precision vectors; then there is nothing, and claims are compared by words.
    `manage.py embed_claims` calls it again.
claims_embedding
    The vector of a claim's wording by a version of the model, made outside the database (claims.duplicates.embeddings).
    `wording` is the MD5 of the text: a row whose claim has another text by now is never used. It does not refer to
    claims_claim, so that nobody waits for anybody.
claims_toembed
    Claims that are new, reworded or deleted since their vector was made. A claim may stand in it several times: an
    event is one row, so that whoever writes claims never waits for a worker that takes events away.
claims_can_compare(version)
    Whether there are vectors of this version, none of another, and their index.
claims_nearest(vectors, version, number, is_published)
    The claims nearest to each vector (as text: "[0.1, ...]"), by its place from 1, with the cosine. Only claims with
    an up-to-date vector, neither retracted nor merged; only published ones if asked for. The index has the signs of the
    numbers alone, 48 bytes instead of 776, and finds candidates; their order is by the vectors themselves.
    pgvector 0.8 goes on searching where many candidates are left out; an older one may find fewer.

Every function is made whether or not there is the extension, and names what it needs only when that is there.
"""

from django.db import migrations

PREPARE = """
CREATE FUNCTION claims_prepare_embeddings() RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF to_regtype('halfvec') IS NULL AND EXISTS (
            SELECT FROM pg_available_extensions WHERE name = 'vector' AND installed_version IS NULL) THEN
        BEGIN
            CREATE EXTENSION vector;
        EXCEPTION WHEN insufficient_privilege THEN
            RETURN false;
        END;
    END IF;
    IF to_regtype('halfvec') IS NULL THEN
        RETURN false;
    END IF;
    IF claims_has_embeddings() THEN
        RETURN true;
    END IF;
    DROP TABLE IF EXISTS claims_embedding, claims_toembed;
    CREATE TABLE claims_embedding (
        claim_id bigint PRIMARY KEY,
        version integer NOT NULL,
        wording uuid NOT NULL,
        vector halfvec(384) NOT NULL
    );
    -- The worker: rows of another version of the model.
    CREATE INDEX claims_embedding_version ON claims_embedding (version);
    CREATE TABLE claims_toembed (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        claim_id bigint NOT NULL
    );
    PERFORM claims_index_embeddings();
    CREATE OR REPLACE TRIGGER claim_embeddings_on_insert AFTER INSERT ON claims_claim REFERENCING NEW TABLE AS changed_rows
        FOR EACH STATEMENT EXECUTE FUNCTION claims_queue_embeddings();
    CREATE OR REPLACE TRIGGER claim_embeddings_on_delete AFTER DELETE ON claims_claim REFERENCING OLD TABLE AS changed_rows
        FOR EACH STATEMENT EXECUTE FUNCTION claims_queue_embeddings();
    CREATE OR REPLACE TRIGGER claim_embeddings_on_update AFTER UPDATE ON claims_claim FOR EACH ROW
        WHEN (OLD.text IS DISTINCT FROM NEW.text) EXECUTE FUNCTION claims_queue_embedding();
    CREATE OR REPLACE TRIGGER claim_embeddings_on_truncate AFTER TRUNCATE ON claims_claim
        FOR EACH STATEMENT EXECUTE FUNCTION claims_empty_embeddings();
    INSERT INTO claims_toembed (claim_id) SELECT id FROM claims_claim ORDER BY id;
    RETURN true;
END $$;

-- DROP EXTENSION takes a column away and leaves the table.
CREATE FUNCTION claims_has_embeddings() RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('claims_embedding')
                   AND attname = 'vector' AND NOT attisdropped);
END $$;

-- A backfill of many claims drops the index before, and calls this afterwards, which is several times as fast.
CREATE FUNCTION claims_index_embeddings() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    -- What is like a claim or a text.
    CREATE INDEX IF NOT EXISTS claims_embedding_signs ON claims_embedding
        USING hnsw ((binary_quantize(vector)::bit(384)) bit_hamming_ops) WITH (m = 16, ef_construction = 64);
END $$;
"""

QUEUE = """
CREATE FUNCTION claims_queue_embeddings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_toembed (claim_id) SELECT id FROM changed_rows;
    RETURN NULL;
END $$;
CREATE FUNCTION claims_queue_embedding() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO claims_toembed (claim_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION claims_empty_embeddings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    TRUNCATE claims_toembed;
    IF claims_has_embeddings() THEN
        TRUNCATE claims_embedding;
    END IF;
    RETURN NULL;
END $$;
"""

COMPARE = """
CREATE FUNCTION claims_can_compare(p_version integer) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF NOT claims_has_embeddings() OR to_regclass('claims_embedding_signs') IS NULL THEN
        RETURN false;
    END IF;
    RETURN (SELECT min(version) = p_version AND max(version) = p_version FROM claims_embedding);
END $$;

CREATE FUNCTION claims_nearest(p_vectors text[], p_version integer, p_number integer, p_is_published boolean)
RETURNS TABLE (place integer, claim_id bigint, cosine double precision) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_nestloop = on AS $$
BEGIN
    IF NOT claims_can_compare(p_version) THEN
        RETURN;
    END IF;
    -- Loads the library, which names its settings.
    PERFORM p_vectors[1]::halfvec(384);
    PERFORM set_config('hnsw.ef_search', '{candidates}', true);
    IF current_setting('hnsw.iterative_scan', true) IS NOT NULL THEN
        PERFORM set_config('hnsw.iterative_scan', 'relaxed_order', true);
    END IF;
    RETURN QUERY
    WITH asked AS MATERIALIZED (
        SELECT u.place::integer AS place, u.vector::halfvec(384) AS vector
        FROM unnest(p_vectors) WITH ORDINALITY AS u (vector, place)
    )
    SELECT a.place, n.claim_id, n.cosine
    FROM asked a CROSS JOIN LATERAL (
        SELECT c.claim_id, 1 - (c.vector <=> a.vector) AS cosine
        FROM (
            SELECT e.claim_id, e.vector FROM claims_embedding e
            WHERE e.version = p_version AND (
                SELECT e.wording = md5(k.text)::uuid
                   AND k.state <> 'retracted' AND (k.state = 'published' OR NOT p_is_published)
                   AND NOT EXISTS (SELECT FROM claims_merge m WHERE m.claim_from_id = k.id AND m.undone_at IS NULL)
                FROM claims_claim k WHERE k.id = e.claim_id)
            ORDER BY binary_quantize(e.vector)::bit(384) <~> binary_quantize(a.vector)::bit(384)
            LIMIT greatest({candidates}, p_number)
        ) c
        ORDER BY c.vector <=> a.vector, c.claim_id LIMIT p_number
    ) n
    ORDER BY a.place, n.cosine DESC, n.claim_id;
END $$;
""".replace("{candidates}", "500")  # measured: docs/decisions/0147-vectors-in-the-database.md

def prepare(apps, schema_editor) -> None:
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT claims_prepare_embeddings()")


class Migration(migrations.Migration):
    dependencies = [("claims", "0097_last_send")]
    operations = [
        migrations.RunSQL(PREPARE, migrations.RunSQL.noop),
        migrations.RunSQL(QUEUE, migrations.RunSQL.noop),
        migrations.RunSQL(COMPARE, migrations.RunSQL.noop),
        migrations.RunPython(prepare, migrations.RunPython.noop),
    ]
