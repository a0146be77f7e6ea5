"""The cost of claim versions for writers, with their triggers on and off.

    python -m benchmarks.versions [--claims N] [--batch N] [--repetitions N]

Two things are timed, the arms in turn: `manage.py generate` on an empty record (one writer), and
publishing drafts (claims with all their statements) by one UPDATE of each table in each transaction. Off:
the triggers `version_*`. History, the status rule and every other rule are on in both arms. Then one party's
name is altered, with the versions of every claim where it is read. Ends with 1 if publishing takes more
than 2.0 times the processor time.
"""

import argparse
import sys
import time
from statistics import median

from django.core.management import call_command
from django.db import connection, transaction

from .processor import Run, time_run
from .results import format_table, write_section
from .scratch import scratch_database

MOST = 2.0
SEED = "versions"
HEADS = ["", "off, s", "runs", "processor", "on, s", "runs", "processor", "ratio", "of processor time"]
BACK_TO_DRAFTS = (
    "UPDATE claims_statement SET state = 'draft' WHERE state = 'published'",
    "UPDATE claims_claim SET state = 'draft', published_at = NULL, published_by_id = NULL"
    " WHERE state = 'published'",
)
KEPT = "claims_claimversion, claims_claimevent, claims_statementevent"
PUBLISH = """
UPDATE claims_statement SET state = 'published' WHERE state = 'draft' AND claim_id BETWEEN %(a)s AND %(b)s
    AND claim_id IN (SELECT id FROM drafts);
UPDATE claims_claim SET state = 'published', published_at = now(),
    published_by_id = (SELECT min(id) FROM auth_user)
    WHERE id BETWEEN %(a)s AND %(b)s AND id IN (SELECT id FROM drafts);
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, default=20_000)
    parser.add_argument("--batch", type=int, default=5_000)
    parser.add_argument("--repetitions", type=int, default=3)
    given = parser.parse_args()
    with scratch_database():
        generated = run_arms(given.repetitions, lambda: None, lambda: generate(given.claims))
        generate(given.claims)
        with connection.cursor() as cursor:
            cursor.execute("CREATE TABLE drafts AS SELECT id FROM claims_claim WHERE state = 'published'")
        published = run_arms(given.repetitions, reset_to_drafts, lambda: publish(given.claims, given.batch))
        renamed = rename_busiest_party()
        rows = [row("manage.py generate", generated), row("publishing drafts in bulk", published)]
        command = "python -m benchmarks.versions"
        write_section("The cost of versions", command, report(given, rows, renamed))
    return int(ratio(published, "processor") > MOST)


def run_arms(repetitions: int, prepare, work) -> dict[str, list[Run]]:
    """Run both arms in turn; the first of each warms up and does not count."""
    runs: dict[str, list[Run]] = {"off": [], "on": []}
    for repetition in range(repetitions + 1):
        for arm in ("off", "on") if repetition % 2 == 0 else ("on", "off"):
            switch_triggers(arm)
            prepare()
            run = time_run(work)
            sys.stderr.write(f"{arm} {run.seconds:.1f} s, processor {run.processor or 0:.1f} s\n")
            if repetition:
                runs[arm].append(run)
    switch_triggers("on")
    return runs


def switch_triggers(arm: str) -> None:
    """Switch the triggers that note changes on or off."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %%s %%s TRIGGER %%I', tgrelid::regclass, %s::text, tgname)"
            " FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE 'version\\_after\\_%%'",
            ["ENABLE" if arm == "on" else "DISABLE"],
        )
        commands = [command for (command,) in cursor.fetchall()]
        if len(commands) < 20:
            raise RuntimeError(f"Only {commands}: nothing would be compared.")
        for command in commands:
            cursor.execute(command)


def generate(claims: int) -> None:
    call_command("generate", claims=claims, seed=SEED, replace=True, writers=1, verbosity=0)


def reset_to_drafts() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        for command in BACK_TO_DRAFTS:
            cursor.execute(command)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {KEPT}")
        cursor.execute("VACUUM ANALYZE claims_claim, claims_statement")


def publish(claims: int, batch: int) -> None:
    for first in range(1, claims + 1, batch):
        with transaction.atomic(), connection.cursor() as cursor:
            for command in PUBLISH.split(";\n")[:-1]:
                cursor.execute(command, {"a": first, "b": first + batch - 1})


def rename_busiest_party() -> tuple[float, int]:
    """Rename the busiest party; returns the seconds and the claims affected.

    The claims are those on which the name is read.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM claims_claimversion")
        [(before,)] = cursor.fetchall()
        began = time.perf_counter()
        cursor.execute(
            "UPDATE claims_claimant SET name = 'Renamed' WHERE id = (SELECT party_id"
            " FROM claims_statement GROUP BY party_id ORDER BY count(DISTINCT claim_id) DESC LIMIT 1)"
        )
        took = time.perf_counter() - began
        cursor.execute("SELECT count(*) FROM claims_claimversion")
        [(after,)] = cursor.fetchall()
    return took, after - before


def median_of(runs: list[Run], what: str) -> float:
    return median(getattr(run, what) or 0 for run in runs)


def ratio(runs: dict[str, list[Run]], what: str = "seconds") -> float:
    return median_of(runs["on"], what) / (median_of(runs["off"], what) or 1)


def row(name: str, runs: dict[str, list[Run]]) -> list[str]:
    cells = []
    for arm in ("off", "on"):
        seconds = [run.seconds for run in runs[arm]]
        cells += [f"{median(seconds):.2f}", f"{min(seconds):.1f} to {max(seconds):.1f}"]
        cells.append(f"{median_of(runs[arm], 'processor'):.2f}")
    return [name, *cells, f"**{ratio(runs):.2f}**", f"{ratio(runs, 'processor'):.2f}"]


def report(given, rows, renamed: tuple[float, int]) -> str:
    took, claims = renamed
    return (
        f"{given.claims:,} claims; publishing goes in transactions of {given.batch:,}."
        f" {given.repetitions} runs of each arm in turn, after one of each that does not count. Medians in"
        " seconds, commit included, with the shortest and the longest run, and of the server process's own"
        " processor time, which other work on the machine does not lengthen. Off means without the triggers"
        f" `version_*`; all else is on in both arms. The ratio of publishing may be {MOST} at most. Altering"
        f" the name of the busiest party made {claims:,} versions in {took:.1f} seconds.\n\n"
        + format_table(HEADS, rows)
    )


if __name__ == "__main__":
    sys.exit(main())
