"""The stored search vectors: which text search they were made with, and making them anew.

Whether "ЛАВРОВ" and "Лавров" are one word depends on the database's LC_CTYPE, and which accents are left out
on PostgreSQL's version. Vectors that were made under one and are searched under another miss words. So a
comment on the text search configuration says what they were made with, which `pg_dump` takes along
(`docs/decisions/0053-where-search-vectors-come-from.md`).
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import connection, connections, transaction
from django.db.backends.utils import CursorWrapper

# The columns of pg_database differ by version: that of the locale had another name before 17.
SERVER = """
SELECT format('PostgreSQL %s, LC_CTYPE %s', split_part(current_setting('server_version'), ' ', 1), d.datctype)
       || COALESCE(', locale ' || COALESCE(j ->> 'datlocale', j ->> 'daticulocale'), '')
FROM pg_ts_config c, pg_database d, to_jsonb(d) j
WHERE c.cfgname = 'english_unaccent' AND pg_ts_config_is_visible(c.oid)
  AND d.datname = current_database() AND getdatabaseencoding() = 'UTF8'
"""
# Every Latin, Greek and Cyrillic letter that is not ASCII, each inside a word. Four are no letters (× and ÷).
FINGERPRINT = """
SELECT md5(to_tsvector('english_unaccent', string_agg('q' || chr(letter) || 'z', ' ' ORDER BY letter))::text)
FROM (SELECT generate_series(192, 591) UNION ALL SELECT generate_series(913, 974)
      UNION ALL SELECT generate_series(1024, 1327) UNION ALL SELECT generate_series(7680, 7935)) n (letter)
WHERE letter NOT IN (215, 247, 930, 1154)
"""
NOTE = "Search vectors were made with {server} ({fingerprint})"
NOTED = re.compile(r"Search vectors were made with (.+) \(([0-9a-f]{32})\)")
READ_NOTE = """
SELECT obj_description(oid, 'pg_ts_config') FROM pg_ts_config
WHERE cfgname = 'english_unaccent' AND pg_ts_config_is_visible(oid)
"""
MAY_TAKE_NOTE = """
SELECT EXISTS (SELECT FROM pg_ts_config WHERE cfgname = 'english_unaccent' AND pg_ts_config_is_visible(oid)
               AND pg_has_role(cfgowner, 'USAGE'))
"""
TAKE_NOTE = "COMMENT ON TEXT SEARCH CONFIGURATION english_unaccent IS %s"

LAST_OF_NEXT = "SELECT max(id) FROM (SELECT id FROM claims_claim WHERE id > %s ORDER BY id LIMIT 1000) next"
# The rows' locks come first, in the order that everybody keeps. Writing a column makes those anew that are
# generated from it; a row that stays equal leaves no trace in the history.
REBUILD = (
    "SELECT FROM claims_claim WHERE id > %(after)s AND id <= %(last)s ORDER BY id FOR NO KEY UPDATE",
    "UPDATE claims_claim SET text = text WHERE id > %(after)s AND id <= %(last)s",
    """
    INSERT INTO claims_word (word) SELECT word FROM (
        SELECT DISTINCT unnest(tsvector_to_array(search)) FROM claims_claim
        WHERE id > %(after)s AND id <= %(last)s) each (word)
    WHERE NOT EXISTS (SELECT FROM claims_word w WHERE w.word = each.word)
    """,
    "SELECT claims_fill_search(%(after)s)",
)
# Those over functions of ours, also over the words of a column. An interrupted REINDEX CONCURRENTLY leaves an
# index behind that is not valid, and nobody's.
INDEXES_OVER_FUNCTIONS = """
SELECT DISTINCT i.indexrelid::regclass::text, i.indisvalid
FROM pg_index i JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = i.indexrelid
LEFT JOIN pg_proc p ON d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid
LEFT JOIN pg_ts_config t ON d.refclassid = 'pg_ts_config'::regclass AND d.refobjid = t.oid
WHERE current_schema()::regnamespace IN (p.pronamespace, t.cfgnamespace)
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = p.oid AND e.deptype = 'e')
ORDER BY 1
"""


@dataclass(frozen=True)
class TextSearch:
    """A database's text search: a description for people, and how it treats letters as one number."""

    server: str
    fingerprint: str

    @property
    def note(self) -> str:
        return NOTE.format(server=self.server, fingerprint=self.fingerprint)


def read_text_search(using: str) -> TextSearch | None:
    """Return the text search that the database has; None before it is set up, or if it is not Unicode."""
    with connections[using].cursor() as cursor:
        cursor.execute(SERVER)
        if (row := cursor.fetchone()) is None:
            return None
        cursor.execute(FINGERPRINT)
        return TextSearch(row[0], cursor.fetchone()[0])


def read_origin(using: str) -> TextSearch | None:
    """Return the text search that the stored vectors were made with; None if that is not noted."""
    with connections[using].cursor() as cursor:
        cursor.execute(READ_NOTE)
        row = cursor.fetchone()
    match = NOTED.fullmatch(row[0] or "") if row else None
    return TextSearch(*match.groups()) if match else None


def note_origin(using: str, **_signal: Any) -> None:
    """Note with which text search vectors are made here, unless something is noted or we may not."""
    if read_origin(using) is None and (here := read_text_search(using)):
        with connections[using].cursor() as cursor:
            cursor.execute(MAY_TAKE_NOTE)
            if cursor.fetchone() == (True,):
                cursor.execute(TAKE_NOTE, [here.note])


def rebuild_vectors() -> int:
    """Make the search vectors of all claims anew, and note with what; return how many claims there are.

    Also makes the indexes of names and texts anew, whose functions fold letters. Each thousand claims are a
    transaction of their own: readers and editors go on meanwhile. After an interruption it begins again.
    Not to be called in a transaction.
    """
    here = read_text_search("default")
    with connection.cursor() as cursor:
        after, last = 0, _find_last(cursor, 0)
        while last is not None:
            with transaction.atomic():
                for statement in REBUILD:
                    cursor.execute(statement, {"after": after, "last": last})
            after, last = last, _find_last(cursor, last)
        cursor.execute(INDEXES_OVER_FUNCTIONS)
        for index, is_valid in cursor.fetchall():
            cursor.execute(f"{'REINDEX' if is_valid else 'DROP'} INDEX CONCURRENTLY {index}")
        if here:
            cursor.execute(TAKE_NOTE, [here.note])
        cursor.execute("SELECT count(*) FROM claims_claim")
        return cursor.fetchone()[0]


def _find_last(cursor: CursorWrapper, after: int) -> int | None:
    """Return the last id of the next thousand claims; None if there are none."""
    cursor.execute(LAST_OF_NEXT, [after])
    return cursor.fetchone()[0]
