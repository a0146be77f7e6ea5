"""The history compared with its chain: which row was altered, removed, put in or put elsewhere.

Everything is read as it is at one moment, and row by row: PostgreSQL sorts on disk what it must sort.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

from claims.models import Change, ClaimVersion
from core.history import has_history
from core.models import get_event_model
from core.sql_statements import stream_rows
from sources.models import Addition

from .heads import ChainHead

CLAIMS_AT_ONCE = 200

SEALS = """
SELECT s.number, encode(s.previous, 'hex'), encode(s.head, 'hex'), s.sealed_at, s.statements, s.rows,
    s.rows_in_all, encode(sources_chain_head(s.previous, s.number, s.sealed_at, held.digests), 'hex'),
    held.statements, held.rows
FROM sources_historyseal s CROSS JOIN LATERAL (
    SELECT string_agg(encode(digest, 'hex'), E'\\n' ORDER BY id) AS digests, count(*) AS statements,
        coalesce(sum(cardinality(ids)), 0) AS rows
    FROM sources_historyleaves WHERE seal = s.number) held
ORDER BY s.number
"""
LEAVES = """
SELECT l.id, l.table_name, l.ids[1], l.seal, s.number IS NULL FROM sources_historyleaves l
LEFT JOIN sources_historyseal s ON s.number = l.seal
WHERE l.seal IS NOT NULL AND (s.number IS NULL OR l.digest IS DISTINCT FROM
    sources_leaves_digest(l.table_name, l.operation, l.made_in, l.ids, l.leaves))
ORDER BY l.id
"""
# The last leaf of each row says how it must be. Columns: `lost` went with a migration, `later` came with one.
ROWS = """
WITH columns AS (
    SELECT attname::text AS name FROM pg_attribute
    WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped
), shapes AS MATERIALIZED (
    SELECT id, private, ARRAY(SELECT name FROM columns EXCEPT SELECT unnest(s.columns)) AS later,
        array_to_string(ARRAY(SELECT unnest(s.columns) EXCEPT SELECT name FROM columns), ', ') AS lost
    FROM sources_historyshape s WHERE table_name = '{table}'
), known AS (
    SELECT DISTINCT ON (row_id) * FROM (
        SELECT u.row_id, u.leaf, l.id AS note, l.operation, l.seal, l.salt, l.shape, l.written_at,
            l.made_in = lag(l.made_in) OVER (PARTITION BY u.row_id ORDER BY l.id) AS is_same_transaction
        FROM sources_historyleaves l, unnest(l.ids, l.leaves) AS u (row_id, leaf)
        WHERE l.table_name = '{table}') every
    ORDER BY row_id, note DESC
), compared AS (
    SELECT coalesce(k.row_id, t.{id_column}) AS id, k.seal, k.written_at, k.operation, s.lost,
        to_jsonb(t) AS content,
        CASE
            WHEN k.row_id IS NULL THEN 'inserted'
            WHEN t.{id_column} IS NULL AND k.operation <> 'delete' THEN 'removed'
            WHEN t.{id_column} IS NULL AND ({may_be_deleted} OR is_same_transaction) THEN ''
            WHEN t.{id_column} IS NULL THEN 'deleted'
            WHEN k.operation = 'delete' THEN 'inserted'
            WHEN s.lost <> '' THEN 'lost'
            WHEN s.id IS NULL OR k.leaf IS DISTINCT FROM
                sources_leaf(k.salt, '{table}', t.{id_column}, to_jsonb(t) - s.later, s.private)
                THEN 'altered'
            ELSE ''
        END AS fault
    FROM known k LEFT JOIN shapes s ON s.id = k.shape FULL JOIN {table} t ON t.{id_column} = k.row_id
)
SELECT c.id, coalesce(content ->> 'key', (SELECT key FROM claims_claim
    WHERE id = (content ->> 'claim_id')::bigint), ''), fault, seal, written_at, lost
FROM compared c WHERE fault <> '' AND NOT (fault = 'inserted' AND c.operation IS NULL AND EXISTS (
    SELECT FROM sources_historybacklog b
    WHERE b.table_name = '{table}' AND c.id BETWEEN b.next_id AND b.last_id))
ORDER BY c.id
"""
ROW_FAULTS = {
    "altered": "was altered: it is not what was hashed on {day} ({seal}).",
    "deleted": "was deleted on {day} ({seal}); the chain knows of it, but no row of this table ever goes.",
    "inserted": "was put in past the triggers: the chain does not know of it.",
    "lost": "cannot be compared: it was hashed with columns that the table has no more ({lost}).",
    "removed": "was removed: it was hashed on {day} ({seal}).",
}
TRIGGERS = """
SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname LIKE 'chain\\_after\\_%%' AND t.tgenabled IN ('O', 'A') AND c.relname = ANY (%s)
EXCEPT SELECT DISTINCT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE t.tgname LIKE 'chain\\_after\\_%%' AND t.tgenabled NOT IN ('O', 'A')
"""
CLAIMS = """
SELECT id FROM claims_claim WHERE state <> 'draft' AND id > %s ORDER BY id LIMIT %s
"""
DOCUMENTS = """
SELECT c.id, c.key, last.number FROM claims_snapshots(%s) s JOIN claims_claim c ON c.id = s.claim_id
LEFT JOIN LATERAL (SELECT v.number, v.snapshot FROM claims_claimversion v
                   WHERE v.claim_id = s.claim_id ORDER BY v.number DESC LIMIT 1) last ON true
WHERE CASE WHEN last.snapshot IS NULL THEN true
    WHEN last.snapshot ? 'schema' THEN s.snapshot <> last.snapshot
    ELSE last.snapshot <> (SELECT f.snapshot FROM claims_first_snapshots(ARRAY[s.claim_id]) f) END
ORDER BY c.id
"""
SEALED_HEADS = (
    "SELECT number, encode(head, 'hex'), encode(previous, 'hex') FROM sources_historyseal ORDER BY number"
)


@dataclass(frozen=True)
class Finding:
    """Something that is not as the chain says. `row_id` and `key` where it is about one row of `table`."""

    table: str
    row_id: int | None
    key: str
    sentence: str

    def __str__(self) -> str:
        name = f" {self.row_id}" if self.row_id is not None else ""
        return f"{self.table}{name}{f' ({self.key})' if self.key else ''} {self.sentence}"


def list_chained_tables() -> dict[str, str]:
    """Return the tables of the history, with the column of the id of each."""
    labels = ("sources", "claims")
    events = [
        get_event_model(model)
        for label in labels
        for model in apps.get_app_config(label).get_models()
        if has_history(model)
    ]
    chained: list[type[Any]] = [Addition, *events, Change, ClaimVersion]
    return {model._meta.db_table: model._meta.pk.column for model in chained}


def verify_history(heads: Iterable[ChainHead] = (), *, with_claims: bool = True) -> Iterator[Finding]:
    """Yield everything that is not as the chain, and these heads from outside, say.

    `with_claims`: also whether the rows of each claim say what its last version does, which takes longest.
    """
    is_whole = not connection.in_atomic_block
    with transaction.atomic():
        with connection.cursor() as cursor:
            if is_whole:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL jit = off")
        yield from _check_triggers()
        yield from _check_seals()
        yield from _check_leaves()
        for table, id_column in list_chained_tables().items():
            yield from _check_rows(table, id_column)
        yield from _check_heads(heads)
        if with_claims:
            yield from _check_claims()


def _check_triggers() -> Iterator[Finding]:
    tables = [*list_chained_tables()]
    watched = {name for (name,) in stream_rows(TRIGGERS, [tables])}
    for table in tables:
        if table not in watched:
            yield Finding(table, None, "", "is not watched: its triggers for the chain are off or gone.")


def _check_seals() -> Iterator[Finding]:
    number, head, in_all = 0, "", 0
    for seal, previous, sealed, at, statements, rows, total, computed, held, held_rows in stream_rows(SEALS):
        if seal != number + 1:
            gone = f"{number + 1} is" if seal == number + 2 else f"{number + 1} to {seal - 1} are"
            yield _find_seal(seal, f"does not follow seal {number}: seal {gone} gone.")
        elif number and (previous != head or total != in_all + rows):
            yield _find_seal(seal, "does not follow from the seal before it: one of the two was altered.")
        if (held, held_rows) != (statements, rows):
            yield _find_seal(
                seal,
                f"of {at:%Y-%m-%d} held {statements:,} statements with {rows:,} rows; there are {held:,}"
                f" with {held_rows:,}.",
            )
        elif computed != sealed:
            yield _find_seal(
                seal,
                f"of {at:%Y-%m-%d} is not what it was computed from: it, or what it holds, was altered"
                " or put into another order.",
            )
        number, head, in_all = seal, sealed, total


def _find_seal(number: int, sentence: str) -> Finding:
    return Finding("sources_historyseal", number, "", sentence)


def _check_leaves() -> Iterator[Finding]:
    for note, table, first, seal, is_orphan in stream_rows(LEAVES):
        why = f"is of seal {seal}, which is gone" if is_orphan else "is not as it was sealed: it was altered"
        yield Finding(
            "sources_historyleaves", note, "", f"{why}. It has the hashes of {table} from id {first} on."
        )


def _check_rows(table: str, id_column: str) -> Iterator[Finding]:
    names = {"table": table, "id_column": id_column}
    deletable = table == Change._meta.db_table
    for pk, key, fault, seal, written_at, lost in stream_rows(ROWS.format(may_be_deleted=deletable, **names)):
        told = f"seal {seal}" if seal else "not sealed yet"
        day = f"{written_at:%Y-%m-%d}" if written_at else ""
        yield Finding(table, pk, key, ROW_FAULTS[fault].format(day=day, seal=told, lost=lost))


def _check_heads(heads: Iterable[ChainHead]) -> Iterator[Finding]:
    """Walk along the heads and the seals together."""
    seals = stream_rows(SEALED_HEADS)
    origin, number, head = "", 0, ""
    for known in heads:
        while number < known.seal and (row := next(seals, None)) is not None:
            number, head = row[:2]
            origin = origin or row[2]
        if fault := _compare_head(known, origin, number, head):
            yield _find_seal(known.seal, fault)
    for _rest in seals:  # a cursor that is not read to its end stays open
        pass


def _compare_head(known: ChainHead, origin: str, number: int, head: str) -> str:
    day = known.sealed_at[:10]
    if known.origin != origin:
        return f"of {day} is in the file of heads, as one of another chain."
    if number < known.seal:
        return f"of {day} is in the file of heads and not in the database, which ends with seal {number}."
    if head != known.head:
        return f"had another head on {day}: the chain was written anew since."
    return ""


def _check_claims() -> Iterator[Finding]:
    last = 0
    while ids := [pk for (pk,) in stream_rows(CLAIMS, [last, CLAIMS_AT_ONCE])]:
        for pk, key, number in stream_rows(DOCUMENTS, [ids]):
            says = f"version {number}, its last, says" if number else "any version says, as it has none"
            yield Finding("claims_claim", pk, key, f"has rows that say something else than {says}.")
        last = ids[-1]
