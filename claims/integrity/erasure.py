"""Words taken out of the whole database, and of the history as well, which goes on proving itself.

The history is written once, and its hash chain has a hash of each row. Where words have to go for good, the
owner of the tables rewrites the rows that hold them, and adds to the chain what they say from now on, as
"erased". So the chain tells which rows were rewritten, and when; of the words it keeps hashes, as before.
"""

import json
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, quote_plus

from django.db import connection, transaction

from .verification import list_chained_tables

MARK = "[removed]"
"""What stands in the place of the words."""
LEFT_ALONE = (
    "auth_",
    "account_",
    "mfa_",
    "usersessions_",
    "django_",
    "sources_history",
    "sources_capturetext",
)
"""What the names of tables begin with that hold no words of the record, or those that publishers remove."""
LOGGED = "django_admin_log"
ROWS_AT_ONCE = 1_000

COLUMNS = """
SELECT c.relname, p.attname, array_agg(a.attname::text ORDER BY a.attnum),
    array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute p ON p.attrelid = c.oid AND p.attnum = i.indkey[0]
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
    AND a.attgenerated = '' AND a.attname <> 'key'
    AND a.atttypid = ANY ('{text,varchar,json,jsonb,text[],varchar[]}'::regtype[])
GROUP BY 1, 2 ORDER BY 1
"""
SPELLINGS = "unnest(%(words)s::text[], %(json)s::text[]) AS s (words, json)"
NOTE_ERASED = """
INSERT INTO sources_historyleaves (table_name, operation, shape, salt, ids, leaves, made_in)
SELECT %(table)s, 'erased', sources_history_shape(%(table)s::regclass, n.private), n.salt,
    array_agg(t.{pk} ORDER BY t.{pk}),
    array_agg(sources_leaf(n.salt, %(table)s, t.{pk}, to_jsonb(t), n.private) ORDER BY t.{pk}),
    pg_current_xact_id()::text::bigint
FROM {table} t, (SELECT uuid_send(gen_random_uuid()) AS salt, coalesce((
    SELECT private FROM sources_historyshape WHERE table_name = %(table)s ORDER BY id DESC LIMIT 1), '{{}}')
    AS private) n
WHERE t.{pk} = ANY (%(ids)s) GROUP BY n.salt, n.private
"""
# The words by which mistyped ones are corrected: those of the phrases that no claim has any more.
FORGET_WORDS = """
DELETE FROM claims_searchword w
WHERE w.word = ANY (tsvector_to_array(to_tsvector('english_unaccent', %s)))
    AND NOT EXISTS (SELECT FROM claims_claimsearch s WHERE s.words @@ quote_literal(w.word)::tsquery)
"""


class TextTable(NamedTuple):
    """A table with its columns that hold text, and the type of each."""

    name: str
    pk: str
    columns: dict[str, str]

    def hold(self) -> str:
        """Return SQL: whether a row holds one of `%(words)s`, or of `%(json)s` where it is JSON."""
        held = (
            f"strpos({_as_text(self.name, name, kind)}, {_find_parameter(kind)}) > 0"
            for name, kind in self.columns.items()
        )
        return f"EXISTS (SELECT FROM {SPELLINGS} WHERE {' OR '.join(held)})"

    def replace(self, spellings: int) -> str:
        """Return SQL: the assignments that put the mark in the place of so many spellings."""
        columns = self.columns.items()
        return ", ".join(f'"{name}" = {_replaced(name, kind, spellings)}' for name, kind in columns)


def list_spellings(words: str) -> list[tuple[str, str]]:
    """Return how words may be written in a text, with how each is written inside JSON, the longest first."""
    spellings = {words, _escape(words), json.dumps(words)[1:-1], quote(words), quote_plus(words)}
    return [(each, _escape(each)) for each in sorted(spellings, key=len, reverse=True)]


def list_text_tables() -> list[TextTable]:
    """List the tables in which words are looked for, those of the record first. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        tables = [
            TextTable(name, pk, dict(zip(names, kinds, strict=True)))
            for name, pk, names, kinds in cursor.fetchall()
        ]
    return [table for table in tables if table.name == LOGGED or not table.name.startswith(LEFT_ALONE)]


def count_words(phrases: Sequence[str]) -> Counter[str]:
    """Count the rows of each table that hold one of these phrases. Queries: 2."""
    parts = (
        f"SELECT '{table.name}', count(*) FROM \"{table.name}\" WHERE {table.hold()}"  # noqa: S608 - names of ours alone
        for table in list_text_tables()
    )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), _list_parameters(phrases))
        return +Counter(dict(cursor.fetchall()))


@transaction.atomic
def erase_words(phrases: Sequence[str]) -> Counter[str]:
    """Put a mark in the place of these phrases wherever they stand; return how many rows of each table.

    The rows of the record first: what these were goes into the history once more, which comes after them.
    Nobody else writes to the tables concerned meanwhile. To be called as the owner of the tables, inside a
    context of the history that says who and why. Raises IntegrityError where a rule of the record forbids it.
    """
    chained, tables = list_chained_tables(), list_text_tables()
    counts: Counter[str] = Counter()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL timezone = 'UTC'")
    held = count_words(phrases)
    for table in tables:
        if table.name in held and table.name not in chained:
            counts[table.name] = len(_rewrite(table, phrases))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    held = count_words(phrases)
    for table in tables:
        if table.name in held and table.name in chained:
            counts[table.name] = _rewrite_history(table, phrases)
    with connection.cursor() as cursor:
        cursor.execute(FORGET_WORDS, [" ".join(phrases)])
        # What was made of them is made anew, also pages of old versions.
        cursor.execute("DELETE FROM claims_storedpage; SELECT claims_raise_once('record')")
    return counts


def _rewrite_history(table: TextTable, phrases: Sequence[str]) -> int:
    """Rewrite rows of the history past the triggers that forbid it, and tell the chain."""
    note = NOTE_ERASED.format(table=f'"{table.name}"', pk=f'"{table.pk}"')
    with connection.cursor() as cursor:
        cursor.execute(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
        ids = sorted(_rewrite(table, phrases))
        cursor.execute(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
        for start in range(0, len(ids), ROWS_AT_ONCE):
            cursor.execute(note, {"table": table.name, "ids": ids[start : start + ROWS_AT_ONCE]})
    return len(ids)


def _rewrite(table: TextTable, phrases: Sequence[str]) -> list[int]:
    """Rewrite the rows of a table that hold the words, and return their ids."""
    parameters = _list_parameters(phrases)
    spellings = len(parameters["words"])
    update = f'UPDATE "{table.name}" SET {table.replace(spellings)}'  # noqa: S608 - names of ours alone
    with connection.cursor() as cursor:
        cursor.execute(f'{update} WHERE {table.hold()} RETURNING "{table.pk}"', parameters)
        return [pk for (pk,) in cursor.fetchall()]


def _list_parameters(phrases: Sequence[str]) -> dict[str, list[str]]:
    spellings = [each for phrase in phrases for each in list_spellings(phrase)]
    return {
        "words": [words for words, _json in spellings],
        "json": [escaped for _words, escaped in spellings],
    }


def _find_parameter(kind: str) -> str:
    return "s.json" if kind in {"json", "jsonb"} else "s.words"


def _as_text(table: str, name: str, kind: str) -> str:
    column = f'"{table}"."{name}"'
    text = f"array_to_string({column}, E'\\n')" if kind.endswith("[]") else f"{column}::text"
    return f"coalesce({text}, '')"


def _replaced(name: str, kind: str, spellings: int) -> str:
    """Return SQL: the value of a column with the mark in the place of each spelling, one after another."""
    is_array = kind.endswith("[]")
    value, given = (
        ("each", "words") if is_array else (f'"{name}"::text', "json" if "json" in kind else "words")
    )
    for place in range(1, spellings + 1):
        value = f"replace({value}, (%({given})s::text[])[{place}], '{MARK}')"
    if is_array:
        replaced = f'ARRAY(SELECT {value} FROM unnest("{name}") each)::{kind}'  # noqa: S608 - as above
        return f'CASE WHEN "{name}" IS NOT NULL THEN {replaced} END'
    return f"({value})::{kind}" if given == "json" else value


def _escape(words: str) -> str:
    """Write words as they stand inside a string of JSON, and in PostgreSQL's own text of it."""
    return json.dumps(words, ensure_ascii=False)[1:-1]
