"""The cost of the status rule for writers: inserts with its triggers on and off.

    python -m benchmarks.status_trigger [--statements N] [--batch N] [--repetitions N]

Rows lie ready in side tables and go in by `INSERT ... SELECT`, one transaction for each batch, so
that next to nothing but PostgreSQL's own work is timed; a slower client would only hide the
difference. Off: the triggers `status_*` and `claim_*`. History and every other rule are on in both
arms. The arms take turns, and each run starts from the same rows. Ends with 1 if the ratio of the
medians is above 3.0 in any scenario.
"""

import argparse
import sys
from statistics import median

from django.core.management import call_command
from django.db import connection, transaction

from .processor import Run, time_run
from .results import format_table, write_section
from .scratch import scratch_database

MOST = 3.0
SEED = "benchmark"
CLAIMS_PER_STATEMENT = 1 / 2.2  # a few claims too many; the surplus is cut off

SIDE_TABLES = """
CREATE TABLE side_claim AS SELECT {claim}, 0 AS batch FROM claims_claim WHERE state = 'published';
CREATE TABLE side_statement AS
    SELECT {statement}, ((row_number() OVER (ORDER BY id) - 1) / %(batch)s)::int AS batch
    FROM claims_statement WHERE claim_id IN (SELECT id FROM side_claim) ORDER BY id LIMIT %(statements)s;
CREATE TABLE side_citation AS
    SELECT {citation}, s.batch FROM claims_citation c
    JOIN (SELECT id AS of_statement, batch FROM side_statement) s ON s.of_statement = c.statement_id
    ORDER BY c.id;
UPDATE side_claim k SET batch = s.batch
    FROM (SELECT claim_id, min(batch) AS batch FROM side_statement GROUP BY claim_id) s
    WHERE s.claim_id = k.id;
DELETE FROM side_claim WHERE id NOT IN (SELECT claim_id FROM side_statement);
UPDATE side_claim SET status = 'open';
ALTER TABLE side_claim ADD PRIMARY KEY (id);
CREATE INDEX ON side_claim (batch);
CREATE INDEX ON side_statement (batch);
CREATE INDEX ON side_citation (batch);
CREATE TABLE side_draft AS SELECT * FROM side_statement;
UPDATE side_draft SET state = 'draft', retracted_at = NULL, retracted_by_id = NULL, retraction_reason = '';
CREATE INDEX ON side_draft (batch);
CREATE TABLE side_later_statement AS SELECT * FROM side_statement;
UPDATE side_later_statement
    SET id = id + 10000000, key = key || '-later', said_on = said_on + interval '1 year';
CREATE INDEX ON side_later_statement (batch);
CREATE TABLE side_later_citation AS SELECT * FROM side_citation;
UPDATE side_later_citation
    SET id = id + 10000000, key = key || '-later', statement_id = statement_id + 10000000;
CREATE INDEX ON side_later_citation (batch);
"""

CHANGED_TABLES = (
    "claims_claim, claims_claimevent, claims_statement, claims_statementevent, claims_citation,"
    " claims_citationevent"
)

SCENARIOS = {
    "statements alone: drafts, on claims that are drafts": (
        "draft claims",
        [("claims_statement", "side_draft")],
    ),
    "published statements with their citations and new claims": (
        "nothing",
        [
            ("claims_claim", "side_claim"),
            ("claims_statement", "side_statement"),
            ("claims_citation", "side_citation"),
        ],
    ),
    "published statements with their citations, on claims that have as many already": (
        "everything",
        [("claims_statement", "side_later_statement"), ("claims_citation", "side_later_citation")],
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--statements", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=10_000)
    parser.add_argument("--repetitions", type=int, default=5)
    parser.add_argument("--only", type=int, choices=(1, 2, 3), help="one scenario; nothing is recorded")
    options = parser.parse_args()
    with scratch_database():
        return measure(options)


def measure(options: argparse.Namespace) -> int:
    """Run every scenario, say and record the figures; 1 if one costs more than it may."""
    columns = prepare_side_tables(options.statements, options.batch)
    rows, worst = [], 0.0
    for number, (name, (before, inserts)) in enumerate(SCENARIOS.items(), start=1):
        if options.only in (None, number):
            runs = run_arms(columns, before, inserts, options.repetitions)
            ratio = median(run.seconds for run in runs["on"]) / median(run.seconds for run in runs["off"])
            worst = max(worst, ratio)
            rows.append(
                [name, *describe(runs["off"]), *describe(runs["on"]), f"**{ratio:.2f}**", cpu_ratio(runs)]
            )
    heads = ["", "off, s", "runs", "processor", "on, s", "runs", "processor", "ratio", "of processor time"]
    body = (
        f"{options.statements:,} statements, {options.batch:,} in each INSERT and each transaction, "
        f"commit included; {options.repetitions} runs of each arm in turn, after one of each that does "
        f"not count. Medians in seconds, the shortest and the longest run, and the median of the "
        f"server process's own processor time, which other work on the machine does not lengthen. "
        f"History on in both arms; off means without the triggers `status_*` and `claim_*`. The "
        f"ratio may be {MOST} at most.\n\n{format_table(heads, rows)}"
    )
    sys.stdout.write(body + "\n")
    if options.only is None:
        write_section("The cost of the status rule", "python -m benchmarks.status_trigger", body)
    return int(worst > MOST)


def describe(runs: list[Run]) -> list[str]:
    seconds = [run.seconds for run in runs]
    cells = [f"{median(seconds):.2f}", f"{min(seconds):.1f} to {max(seconds):.1f}"]
    known = [run.processor for run in runs if run.processor is not None]
    return [*cells, f"{median(known):.2f}" if known else "-"]


def cpu_ratio(runs: dict[str, list[Run]]) -> str:
    on, off = ([run.processor for run in runs[arm] if run.processor is not None] for arm in ("on", "off"))
    return f"{median(on) / median(off):.2f}" if on and off else "-"


def prepare_side_tables(statements: int, batch: int) -> dict:
    """Generate a record, keep its claims, statements and citations in side tables.

    Returns the columns that can be written, by table, and the number of batches.
    """
    claims = round(statements * CLAIMS_PER_STATEMENT)
    call_command("generate", claims=claims, seed=SEED, verbosity=0)
    columns = {name: _columns(f"claims_{name}") for name in ("claim", "statement", "citation")}
    with connection.cursor() as cursor:
        cursor.execute(SIDE_TABLES.format(**columns) % {"statements": statements, "batch": batch})
        cursor.execute("SELECT count(*), max(batch) FROM side_statement")
        found, last = cursor.fetchone()
        assert found == statements, f"only {found} statements were generated"  # noqa: S101 - or all is wrong
        cursor.execute("ANALYZE")
    return {**columns, "batches": last + 1}


def _columns(table_name: str) -> str:
    """Return the columns of a table that are not generated."""

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute"
            " WHERE attrelid = %s::regclass AND attnum > 0 AND attgenerated = '' AND NOT attisdropped",
            [table_name],
        )
        return cursor.fetchone()[0]


def run_arms(columns, before: str, inserts, repetitions: int) -> dict[str, list[Run]]:
    """Run both arms in turn; they also take turns in going first."""
    runs: dict[str, list[Run]] = {"off": [], "on": []}
    for repetition in range(repetitions + 1):
        arms = ["off", "on"] if repetition % 2 == 0 else ["on", "off"]
        for arm in arms:
            reset_tables(columns, before)
            switch_triggers(arm)
            run = time_run(lambda: insert(columns, inserts))
            switch_triggers("on")
            sys.stderr.write(f"{before}: {arm} {run.seconds:.1f} s, processor {run.processor or 0:.1f} s\n")
            if repetition:  # the first of each warms up
                runs[arm].append(run)
    return runs


def reset_tables(columns, before: str) -> None:
    """Empty the three tables, their history and what refers to them, then fill them for the run.

    `before`: which rows are there before it.
    """

    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {CHANGED_TABLES} CASCADE")
        if before == "draft claims":
            cursor.execute(
                "CREATE TEMP TABLE draft_claim AS SELECT * FROM side_claim;"
                "UPDATE draft_claim SET state = 'draft', published_at = NULL, published_by_id = NULL"
            )
            cursor.execute(_insert("claims_claim", "draft_claim", columns["claim"]))
            cursor.execute("DROP TABLE draft_claim")
    if before == "everything":
        insert(columns, SCENARIOS["published statements with their citations and new claims"][1])
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {CHANGED_TABLES}")


def switch_triggers(arm: str) -> None:
    """Switch the triggers of the status rule on or off."""

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s %%s TRIGGER %%I', tgrelid::regclass, %s::text, tgname)"
            " FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text LIKE 'claims_%%'"
            " AND (tgname LIKE 'status\\_%%' OR tgname LIKE 'claim\\_%%')",
            ["ENABLE" if arm == "on" else "DISABLE"],
        )
        commands = [command for (command,) in cursor.fetchall()]
        assert len(commands) >= 10, commands  # noqa: S101 - else nothing would be compared
        for command in commands:
            cursor.execute(command)


def insert(columns, inserts) -> None:
    """Put all batches in, each in one transaction."""
    for batch in range(columns["batches"]):
        with transaction.atomic(), connection.cursor() as cursor:
            for target, source in inserts:
                names = columns[target.removeprefix("claims_")]
                cursor.execute(f"{_insert(target, source, names)} WHERE batch = %s", [batch])


def _insert(target: str, source: str, names: str) -> str:
    return f"INSERT INTO {target} ({names}) SELECT {names} FROM {source}"  # noqa: S608 - our own names


if __name__ == "__main__":
    sys.exit(main())
