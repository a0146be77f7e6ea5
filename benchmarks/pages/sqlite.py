"""The published claims in SQLite, as one who knows Datasette would put them there.

One table of claims with an FTS5 table over their words, a table each for topics, parties, claimants and
outlets, and who or what belongs to which claim in tables between them; an index for everything that pages
filter and sort by. SQLite has counted its rows (ANALYZE).
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import reduce
from pathlib import Path
from zlib import crc32

from django.db import connection

AT_ONCE = 20_000
ISO = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
COUNT, INSERT, CLAIMS_OF = "SELECT count(*) FROM", "INSERT INTO", "SELECT claim_id FROM"
LINKS = {
    "topic": ("claim_topics", "topic_id"),
    "party": ("claim_parties", "party_id"),
    "claimant": ("claim_claimants", "claimant_id"),
    "outlet": ("claim_outlets", "outlet_id"),
    "stance": ("claim_stances", "stance"),
    "year": ("claim_years", "year"),
}
"""By facet: the table that holds which claims have it, and the column that says what it is."""

SPOKEN = """
    FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
    JOIN claims_claimant p ON p.id = s.party_id WHERE s.state = 'published'"""
COVERED = """
    FROM claims_citation e JOIN claims_statement s ON s.id = e.statement_id AND s.state = 'published'
    JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
    JOIN sources_article a ON a.id = e.article_id"""
QUERIES = {
    "topics": "SELECT id, name FROM claims_topic",
    "outlets": "SELECT id, name FROM sources_outlet",
    "parties": "SELECT id, name FROM claims_claimant WHERE is_party AND kind <> 'outlet'",
    "claimants": "SELECT id, name FROM claims_claimant",
    "claims": """
        SELECT c.id, text, context, status, nature,
               {at} c.published_at {utc}, {at} e.changed_at {utc},
               COALESCE(n.outlets, 0), COALESCE(n.verified, 0), (e.covered = 1)::int,
               row_number() OVER (ORDER BY e.contested, e.covered, e.published_at, c.id)
        FROM claims_claim c JOIN claims_claimsearch e ON e.claim_id = c.id LEFT JOIN
            (SELECT c.id, count(DISTINCT a.outlet_id) AS outlets,
                    bool_and(e.proved_at IS NOT NULL)::int AS verified {covered} GROUP BY c.id) n USING (id)
        WHERE state = 'published' ORDER BY c.id""",
    "claim_topics": "SELECT t.claim_id, t.topic_id FROM claims_claim_topics t"
    " JOIN claims_claim c ON c.id = t.claim_id AND c.state = 'published'",
    "claim_parties": "SELECT DISTINCT s.claim_id, s.party_id {spoken} AND p.kind <> 'outlet'",
    "claim_claimants": "SELECT DISTINCT s.claim_id, s.claimant_id {spoken}",
    "claim_outlets": "SELECT DISTINCT s.claim_id, a.outlet_id {covered}",
    "claim_stances": "SELECT DISTINCT s.claim_id, s.stance {spoken}",
    "claim_years": "SELECT DISTINCT s.claim_id, EXTRACT(year FROM s.said_on)::int {spoken}",
}
PARTS = {
    "{spoken}": SPOKEN,
    "{covered}": COVERED,
    "{at}": "to_char(",
    "{utc}": f"AT TIME ZONE 'UTC', '{ISO}')",
}
ROWS = {
    table: reduce(lambda text, part: text.replace(*part), PARTS.items(), query)
    for table, query in QUERIES.items()
}
"""In the order of writing; the columns in the order of TABLES."""

TABLES = """
CREATE TABLE claims (id INTEGER PRIMARY KEY, proposition TEXT, context TEXT, status TEXT, nature TEXT,
    published_at TEXT, changed_at TEXT, outlets INTEGER, verified INTEGER, single_outlet INTEGER,
    prominence INTEGER);
CREATE TABLE topics (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE parties (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE claimants (id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE outlets (id INTEGER PRIMARY KEY, name TEXT);
""" + "".join(
    f"CREATE TABLE {table} (claim_id INTEGER REFERENCES claims(id), {column} "
    + {"stance": "TEXT", "year": "INTEGER"}.get(
        column, f"INTEGER REFERENCES {table.removeprefix('claim_')}(id)"
    )
    + f", PRIMARY KEY (claim_id, {column}));\n"
    for table, column in LINKS.values()
)
INDEXES = (
    "".join(
        f"CREATE INDEX claims_by_{column} ON claims ({column}, prominence);\n"
        for column in ("status", "nature", "outlets", "verified", "single_outlet")
    )
    + "".join(
        f"CREATE INDEX {table}_of ON {table} ({column}, claim_id);\n" for table, column in LINKS.values()
    )
    + """
CREATE INDEX claims_newest ON claims (published_at);
CREATE INDEX claims_changed ON claims (changed_at);
CREATE INDEX claims_prominent ON claims (prominence);
CREATE VIRTUAL TABLE claims_fts USING fts5(proposition, context, content="claims", content_rowid="id",
    tokenize="porter unicode61 remove_diacritics 2");
INSERT INTO claims_fts (claims_fts) VALUES ('rebuild');
INSERT INTO claims_fts (claims_fts) VALUES ('optimize');
ANALYZE;
"""
)

FINGERPRINT = """
SELECT count(*), sum(id), sum(length(text) * (id % 97)), sum(length(context)),
       count(*) FILTER (WHERE status = 'disputed'), max(published_at)
FROM claims_claim WHERE state = 'published'
"""


def export_record(folder: Path, name: str) -> Path:
    """Export the record as it is now to an SQLite file.

    One that is there already and holds the same is kept.
    """
    path = folder / f"{name}.db"
    fingerprint = _compute_fingerprint()
    if path.exists() and _read_fingerprint(path) == fingerprint:
        return path
    path.unlink(missing_ok=True)
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    _export(unfinished, fingerprint)
    return unfinished.rename(path)


def count_matches(path: Path, words: str) -> int:
    """Count the claims with `words` in proposition or context.

    `words`: of letters and quotation marks.
    """
    with closing(sqlite3.connect(path)) as database:
        query = "SELECT count(*) FROM claims_fts WHERE claims_fts MATCH ?"
        return database.execute(query, [words]).fetchone()[0]


def count_chosen(path: Path, facets: Mapping[str, object]) -> int:
    """Count the claims that have all these facets.

    Kinds and values are those of the list of claims.
    """
    where = " AND ".join(map(make_condition, facets))
    with closing(sqlite3.connect(path)) as database:
        return database.execute(f"{COUNT} claims WHERE {where}", list(facets.values())).fetchone()[0]


def make_condition(kind: str, value: object = "?") -> str:
    """Make the SQL for claims with this facet.

    `value`: a number, or the place of one.
    """
    if kind not in LINKS:
        return f"{kind} = {value}"
    table, column = LINKS[kind]
    has_it = f"{CLAIMS_OF} {table} WHERE {column} = {value}"
    return f"id IN ({has_it})"


def _export(path: Path, fingerprint: int) -> None:
    database = sqlite3.connect(path)
    try:
        database.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + TABLES)
        for table, query in ROWS.items():
            for rows in _read_batches(query):
                holes = ", ".join("?" * len(rows[0]))
                database.executemany(f"{INSERT} {table} VALUES ({holes})", rows)
        database.commit()
        database.executescript(INDEXES)
        # In a place that Datasette does not show.
        database.execute(f"PRAGMA user_version = {fingerprint}")
        database.commit()
    finally:
        database.close()


def _read_batches(query: str) -> Iterator[list[tuple]]:
    """Read all rows of `query`, as texts, AT_ONCE at a time.

    COPY plans for all rows, a cursor for the first.
    """
    rows = []
    with connection.cursor() as cursor, cursor.copy(f"COPY ({query}) TO STDOUT") as copy:
        for row in copy.rows():
            rows.append(row)
            if len(rows) == AT_ONCE:
                yield rows
                rows = []
    if rows:
        yield rows


def _compute_fingerprint() -> int:
    with connection.cursor() as cursor:
        cursor.execute(FINGERPRINT)
        # How it is put into SQLite belongs to it as well.
        return crc32(f"{cursor.fetchone()}{TABLES}{INDEXES}{ROWS}".encode()) >> 1


def _read_fingerprint(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return _fetch_one(database, "PRAGMA user_version")


def _fetch_one(database: sqlite3.Connection, query: str) -> int:
    return database.execute(query).fetchone()[0]
