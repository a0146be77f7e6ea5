"""Claims that say the same in other words: vectors of their wordings, and the nearest ones to a text.

A worker makes the vectors (`embed_waiting_claims`) of what the database has noted as new, reworded or
deleted (claims/migrations/0098_embeddings.py). Nothing waits for it: without the sentence model, pgvector or
a vector, a claim is found by its words as before, and `explain_why_not` says why in one sentence.
"""

import logging
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.db import connection, transaction

from claims.versions.stamps import raise_record
from core.sql_statements import SqlStatement
from meaning.model import VERSION, ModelError, encode, is_installed

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

AT_ONCE = 200
"""Claims whose vectors are made together. No transaction is open meanwhile, and nobody waits for it."""
DIGITS = 5
"""Decimal places of a vector's numbers on their way to PostgreSQL, which keeps about three of them."""
MANY = 10_000
"""How many vectors must be missing before their index is dropped, to be made after them."""
BUILD_MEMORY = "1GB"
"""Memory for building the index. With less than it takes, a build lasts many times as long."""
LOCK = 7_305_810_446_871_220_002
"""The advisory lock of those who drop or build the index: any number that nothing else takes."""

BY_WORDS = "Claims are compared by words only: {}"
NO_MODEL = "the sentence model is not installed. `make install` or `uv sync` installs it."
NO_EXTENSION = (
    "this database has no vectors. Install pgvector 0.7 or newer on its server, let a superuser run"
    " `CREATE EXTENSION vector` in the database, then run `manage.py embed_claims`."
)
NO_INDEX = "the index of their vectors is not finished. Run `manage.py embed_claims`."

logger = logging.getLogger(__name__)

# Rows of deleted claims have no text, and those of claims with a vector of an older version no event.
READ_EVENTS = """
SELECT e.id, e.claim_id, c.text
FROM (SELECT id, claim_id FROM claims_toembed ORDER BY id LIMIT %s) e
LEFT JOIN claims_claim c ON c.id = e.claim_id
"""
READ_OUTDATED = """
SELECT NULL, e.claim_id, c.text
FROM (SELECT claim_id FROM claims_embedding WHERE version < %s ORDER BY version LIMIT %s) e
LEFT JOIN claims_claim c ON c.id = e.claim_id
"""
# What was read is not locked: neither what was reworded meanwhile, nor what another worker has stored.
STORE = """
INSERT INTO claims_embedding (claim_id, version, wording, vector)
SELECT c.id, %s, md5(c.text)::uuid, n.vector::halfvec(384)
FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS n (claim_id, text, vector)
JOIN claims_claim c ON c.id = n.claim_id AND c.text = n.text
ORDER BY c.id
ON CONFLICT (claim_id) DO UPDATE
SET version = EXCLUDED.version, wording = EXCLUDED.wording, vector = EXCLUDED.vector
WHERE claims_embedding.version < EXCLUDED.version
   OR (claims_embedding.version = EXCLUDED.version AND claims_embedding.wording <> EXCLUDED.wording)
"""
# What is deleted has no text.
FORGET = """
DELETE FROM claims_embedding e
USING unnest(%s::bigint[], %s::text[]) AS n (claim_id, text) LEFT JOIN claims_claim c ON c.id = n.claim_id
WHERE e.claim_id = n.claim_id AND c.text IS NOT DISTINCT FROM n.text
"""
DONE = "DELETE FROM claims_toembed WHERE id = ANY (%s)"
COUNT_MISSING = """
SELECT (SELECT count(*) FROM claims_toembed) + (SELECT count(*) FROM claims_embedding WHERE version < %s)
"""
COUNT_READY = "SELECT count(*) FROM claims_embedding WHERE version = %s"
HAS_INDEX = "SELECT to_regclass('claims_embedding_signs') IS NOT NULL"
FACTS = """
SELECT to_regproc('claims_has_embeddings') IS NOT NULL,
       EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass('claims_embedding')
               AND attname = 'vector' AND NOT attisdropped),
       to_regclass('claims_embedding_signs') IS NOT NULL
"""
NEAREST = "SELECT place, claim_id, cosine FROM claims_nearest(%s, %s, %s, %s)"


def is_available() -> bool:
    """Return whether claims can be compared by meaning now. Queries: 1, or none without the model."""
    return is_installed() and _ask("SELECT claims_can_compare(%s)", VERSION)


def find_nearest(
    texts: Sequence[str], *, limit: int, published_only: bool = False
) -> list[list[tuple[int, float]]]:
    """Return for each text the ids of the claims nearest in meaning, and their cosines, the nearest first.

    At most `limit` for each; drafts are found unless `published_only`, retracted or merged claims never. A
    text that the model cannot read finds nothing, and neither does any text where something is missing.
    Claims that are new or reworded are found once a worker has made their vector. Queries: 2 for any number
    of texts, 1 or none where something is missing.
    """
    nearest: list[list[tuple[int, float]]] = [[] for _ in texts]
    if not texts or not is_available():
        return nearest
    vectors = _encode(texts)
    asked = [number for number, vector in enumerate(vectors) if vector.any()] if vectors is not None else []
    if vectors is not None and asked:
        with connection.cursor() as cursor:
            cursor.execute(NEAREST, [format_vectors(vectors[asked]), VERSION, limit, published_only])
            for place, pk, cosine in cursor.fetchall():
                nearest[asked[place - 1]].append((pk, cosine))
    return nearest


def build_nearest(text: str, *, limit: int, published_only: bool = False) -> SqlStatement | None:
    """Return the query for the `claim_id` and `cosine` of what `find_nearest` finds for one text.

    None if the model is missing or cannot read the text. It has no rows where something else is missing.
    """
    vectors = _encode([text]) if is_installed() else None
    if vectors is None or not vectors.any():
        return None
    return NEAREST, [format_vectors(vectors), VERSION, limit, published_only]


def embed_waiting_claims(*, seconds: float, report: Callable[[int], None] | None = None) -> int:
    """Make the vectors of claims that are new or reworded, and remove those of deleted ones.

    Takes no others after so many seconds. Any number of processes may do this at once, but two may make the
    same vectors. `report` is told again and again how many are done. Returns that number. Where something is
    missing it is 0, and the log says once in a process that the model is damaged.
    """
    if not is_installed() or not _ask("SELECT claims_has_embeddings()"):
        return 0
    began, done = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        embedded = _embed_some()
        if not embedded:
            break
        done += embedded
        if report is not None:
            report(done)
    return done


def prepare_embeddings() -> bool:
    """Make the table of vectors unless it is there; False if this PostgreSQL has no pgvector for us."""
    return _ask("SELECT claims_prepare_embeddings()")


def drop_index_for_many() -> None:
    """Drop the index if most vectors are missing: it is made several times as fast after them."""
    with transaction.atomic():
        _ask("SELECT pg_advisory_xact_lock(%s)", LOCK)
        missing = count_missing()
        if missing > MANY and missing > _ask(COUNT_READY, VERSION):
            _run("DROP INDEX IF EXISTS claims_embedding_signs")
            raise_record()


def build_index() -> None:
    """Build the index unless it is there. Meanwhile no vector can be stored."""
    with transaction.atomic():
        _ask("SELECT pg_advisory_xact_lock(%s)", LOCK)
        if not _ask(HAS_INDEX):
            _run(f"SET LOCAL maintenance_work_mem = '{BUILD_MEMORY}'")
            _run("SELECT claims_index_embeddings()")
            raise_record()


def count_missing() -> int:
    """Count what is to be embedded or forgotten; what was written several times counts several times."""
    return _ask(COUNT_MISSING, VERSION)


def explain_why_not() -> str:
    """Return the sentence why claims are compared by words only; empty if they are not.

    Empty as well while there are no vectors yet, or no record. It does not read the model: that it is damaged
    is known once it was needed in this process. Queries: 1.
    """
    with connection.cursor() as cursor:
        cursor.execute(FACTS)
        is_migrated, has_embeddings, has_index = cursor.fetchone()
    if not is_migrated:
        return ""
    if not is_installed():
        return BY_WORDS.format(NO_MODEL)
    if _DAMAGE:
        return BY_WORDS.format(_DAMAGE[0])
    if not has_embeddings:
        return BY_WORDS.format(NO_EXTENSION)
    return "" if has_index else BY_WORDS.format(NO_INDEX)


def find_damage() -> str:
    """Read the model, and return the sentence that it cannot be used; empty if it can or is not installed."""
    try:
        if is_installed():
            encode(["A text."])
    except ModelError as error:
        return BY_WORDS.format(error)
    return ""


def format_vectors(vectors: "NDArray[numpy.float32]") -> list[str]:
    """Return each vector as pgvector reads it: "[0.12345,...]"."""
    return [f"[{','.join(f'{number:.{DIGITS}f}' for number in row)}]" for row in vectors.tolist()]


def _embed_some() -> int:
    """Embed some of the waiting claims; return how many rows were dealt with.

    The model works outside of any transaction: it takes seconds on a busy machine, and an open transaction
    would keep its locks for as long, and VACUUM from the rows that were deleted since.
    """
    with connection.cursor() as cursor:
        cursor.execute(READ_EVENTS, [AT_ONCE])
        rows = cursor.fetchall()
        if not rows:
            cursor.execute(READ_OUTDATED, [VERSION, AT_ONCE])
            rows = cursor.fetchall()
    wordings = {pk: text for _, pk, text in rows}
    vectors = _encode([text or "" for text in wordings.values()]) if rows else None
    if vectors is None:
        return 0
    # No direction, no cosine: a wording without a word that the model knows has no vector.
    known = {pk for pk, vector in zip(wordings, vectors, strict=True) if vector.any()}
    stored = [pk for pk in wordings if pk in known]
    forgotten = [pk for pk in wordings if pk not in known]
    chosen = format_vectors(vectors[vectors.any(axis=1)])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STORE, [VERSION, stored, [wordings[pk] for pk in stored], chosen])
        cursor.execute(FORGET, [forgotten, [wordings[pk] for pk in forgotten]])
        cursor.execute(DONE, [[event for event, _, _ in rows if event is not None]])
        raise_record()
    return len(rows)


def _encode(texts: Sequence[str]) -> "NDArray[numpy.float32] | None":
    """Return a vector for each text; None if the model cannot be used, which the log then says once."""
    try:
        return encode(texts)
    except ModelError as error:
        if not _DAMAGE:
            _DAMAGE.append(str(error))
            logger.warning(BY_WORDS.format(error))
        return None


_DAMAGE: list[str] = []
"""Why the model cannot be used, once that was found out. A mended model needs a new process."""


def _ask(sql: str, *params: int):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        [(answer,)] = cursor.fetchall()
        return answer


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
