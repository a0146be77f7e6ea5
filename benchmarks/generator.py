"""Time to make a synthetic record, its size by table and index, and a check of its statuses.

python -m benchmarks.generator [--claims N]
"""

import argparse
import sys
import time

from django.core.management import call_command
from django.db import connection

from .results import format_table, write_section
from .scratch import scratch_database

COUNTED = (
    "sources_outlet",
    "sources_article",
    "sources_capture",
    "claims_claimant",
    "claims_topic",
    "claims_claim",
    "claims_statement",
    "claims_citation",
)
BUSIEST = "SELECT count(*) FROM claims_statement GROUP BY claimant_id ORDER BY 1 DESC LIMIT 1"
SIZES = """
SELECT pg_size_pretty(pg_database_size(current_database())),
       pg_size_pretty(sum(pg_total_relation_size(oid)) FILTER (WHERE relname ~ 'event$|_addition$'))
FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
LARGEST = """
SELECT relname, pg_relation_size(oid) + COALESCE(pg_relation_size(NULLIF(reltoastrelid, 0)), 0)
FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace
ORDER BY 2 DESC LIMIT 40
"""
STATUSES = "SELECT status, count(*) FROM claims_claim WHERE state = 'published' GROUP BY 1 ORDER BY 1"
WRONG = """
SELECT count(*) FROM claims_claim c JOIN claims_status(%(ids)s) n ON n.claim_id = c.id
WHERE c.status <> CASE c.state WHEN 'published' THEN n.status ELSE 'open' END
"""
AT_ONCE = 10_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, default=1_000_000)
    claims = parser.parse_args().claims
    with scratch_database():
        began = time.perf_counter()
        call_command("generate", claims=claims)
        seconds = time.perf_counter() - began
        computed = time.process_time()
        wrong = count_wrong_statuses(claims)
        body = describe(claims, seconds, computed, wrong)
        sys.stdout.write(body + "\n")
        write_section(
            f"A synthetic record of {claims:,} claims",
            f"python -m benchmarks.generator --claims {claims}",
            body,
        )
    return int(wrong > 0)


def count_wrong_statuses(claims: int) -> int:
    """How many claims have another status than the rule gives them. Ids run from 1."""
    wrong = 0
    with connection.cursor() as cursor:
        for first in range(1, claims + 1, AT_ONCE):
            ids = list(range(first, min(first + AT_ONCE, claims + 1)))
            cursor.execute(WRONG, {"ids": ids})
            wrong += cursor.fetchone()[0]
    return wrong


def describe(claims: int, seconds: float, computed: float, wrong: int) -> str:
    """Describe the time, the sizes and the numbers of rows.

    `computed`: seconds of processor time of the command itself.
    """
    with connection.cursor() as cursor:
        rows = []
        for name in COUNTED:
            cursor.execute(f"SELECT count(*) FROM {name}")  # noqa: S608 - a name from above
            rows.append([name, f"{cursor.fetchone()[0]:,}"])
        cursor.execute(BUSIEST)
        rows.append(["statements of the busiest claimant", f"{cursor.fetchone()[0]:,}"])
        cursor.execute(STATUSES)
        rows += [[f"published claims that are {status}", f"{n:,}"] for status, n in cursor.fetchall()]
        cursor.execute(SIZES)
        size, history = cursor.fetchone()
        cursor.execute(LARGEST)
        largest = [[name, f"{size / claims:,.0f}"] for name, size in cursor.fetchall()]
    return (
        f"{seconds:,.0f} seconds ({seconds / 60:.1f} minutes, {seconds / claims * 1e6:,.0f} µs a claim), "
        f"one run, all triggers on, two writers; the command itself computed for {computed:,.0f} seconds "
        f"of them. The database is {size}, of which history {history}. Claims whose stored status is not "
        f"what the rule says: {wrong}.\n\n{format_table(['', 'rows'], rows)}\n\n"
        f"{format_table(['largest tables and indexes', 'bytes a claim'], largest)}"
    )


if __name__ == "__main__":
    sys.exit(main())
