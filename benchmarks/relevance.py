"""The best matches for common words: how many of the true best are shown, and at what cost.

python -m benchmarks.relevance [--claims N] [--copies N]

The true best are found by ordering all matches: once by the rule that the list has (see
claims/search/ranking.py), once by PostgreSQL's ts_rank, which counts how often a word occurs in any text of
a claim. Rows of the search are copied, with other dates and numbers of outlets, because a record of a
million claims takes long to make.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from django.core.management import call_command
from django.db import connection

from .processor import find_server_process
from .results import format_table, write_section
from .scratch import scratch_database

WORDS = 10
BEST = 25
REPETITIONS = 5

COPY = """
ALTER TABLE claims_claimsearch DISABLE TRIGGER USER;
INSERT INTO claims_claimsearch
SELECT claim_id + copy::bigint * 100000000, published_at + random() * interval '300 days', changed_at,
       contested, greatest(1, covered + round(random() * 2 - 1)::int), words, facets
FROM claims_claimsearch CROSS JOIN generate_series(1, %s - 1) copy ORDER BY random();
ALTER TABLE claims_claimsearch ENABLE TRIGGER USER;
"""
FOREIGN_KEYS = """
SELECT conname FROM pg_constraint WHERE conrelid = 'claims_claimsearch'::regclass AND contype = 'f'
"""
# The words of propositions that most claims have anywhere.
COMMON_WORDS = """
SELECT word FROM ts_stat('SELECT words FROM claims_claimsearch WHERE claim_id % 7 = 0') everywhere
JOIN ts_stat('SELECT ts_filter(words, ''{a}'') FROM claims_claimsearch WHERE claim_id % 7 = 0') proposition
USING (word) WHERE word ~ '^[a-z]+$' AND proposition.ndoc * 20 > everywhere.ndoc
ORDER BY everywhere.ndoc DESC, word
"""
MATCHES = "SELECT count(*) FROM claims_claimsearch WHERE words @@ %s::tsquery"
BY_RULE = """
SELECT claim_id FROM claims_claimsearch WHERE words @@ %(query)s::tsquery
ORDER BY CASE WHEN ts_filter(words, '{a}') @@ %(query)s::tsquery THEN 1
              WHEN ts_filter(words, '{a,c}') @@ %(query)s::tsquery THEN 2 ELSE 3 END,
         contested DESC, covered DESC, published_at DESC, claim_id DESC LIMIT %(number)s
"""
BY_TS_RANK = """
SELECT claim_id FROM claims_claimsearch WHERE words @@ %(query)s::tsquery
ORDER BY ts_rank('{0.1, 0.3, 0.4, 1.0}', words, %(query)s::tsquery) DESC, published_at DESC, claim_id DESC
LIMIT %(number)s
"""
HEADS = [
    "word",
    "matches",
    f"of the best {BEST} by the rule",
    "by ts_rank",
    "first page, ms",
    "of processor time",
    "page 20, ms",
]


def main() -> int:
    """Measure, and write the results; 1 if a list holds fewer than 20 of the true best."""
    with copied_record(__doc__.partition("\n")[0]) as options:
        rows = [measure(word) for word in find_common_words()]
        report("The best matches", "relevance", options, f"\n\n{format_table(HEADS, rows)}")
    return int(any(row[2] < 20 for row in rows))


@contextmanager
def copied_record(description: str) -> Iterator[argparse.Namespace]:
    """Make a record for the block as the command line says, with its rows in the search copied."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--claims", type=int, default=10_000)
    parser.add_argument("--copies", type=int, default=30)
    options = parser.parse_args()
    with scratch_database():
        call_command("generate", claims=options.claims)
        copy_rows(options.copies)
        yield options


def report(title: str, module: str, options: argparse.Namespace, findings: str) -> None:
    """Print what was found in a copied record, and write it into the results."""
    body = (
        f"{options.claims:,} claims, whose rows in the search are there {options.copies} times. Medians"
        f" of {REPETITIONS} runs of the ranking alone.{findings}"
    )
    sys.stdout.write(body + "\n")
    command = f"python -m benchmarks.{module} --claims {options.claims} --copies {options.copies}"
    write_section(f"{title} at {options.claims * options.copies:,} claims", command, body)


def copy_rows(copies: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FOREIGN_KEYS)
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE claims_claimsearch DROP CONSTRAINT {name}")
        cursor.execute(COPY, [copies])
        cursor.execute("VACUUM ANALYZE claims_claimsearch")


def find_common_words() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(COMMON_WORDS)
        return [word for (word,) in cursor.fetchmany(WORDS)]


def measure(word: str) -> list:
    """Compare the list for a word with the true best. Returns a row of the table."""
    from claims.models import ClaimSearch  # noqa: PLC0415 - once Django is set up
    from claims.search.query_parser import parse_query  # noqa: PLC0415 - once Django is set up
    from claims.search.ranking import rank_by_relevance  # noqa: PLC0415 - once Django is set up

    parsed = parse_query(word)
    entries = ClaimSearch.objects.matching(parsed)
    given: dict[str, str | int] = {"query": parsed.query, "number": BEST}
    with connection.cursor() as cursor:
        cursor.execute(MATCHES, [parsed.query])
        [(matches,)] = cursor.fetchall()
        best = []
        for order in (BY_RULE, BY_TS_RANK):
            cursor.execute(order, given)
            best.append({pk for (pk,) in cursor.fetchall()})
    shown = set(rank_by_relevance(entries, parsed, BEST)[0][:BEST])
    first, processor = time_runs(lambda: rank_by_relevance(entries, parsed, BEST))
    last, _ = time_runs(lambda: rank_by_relevance(entries, parsed, 20 * BEST))
    agreement = [len(shown & expected) for expected in best]
    return [word, f"{matches:,}", *agreement, f"{first:.1f}", f"{processor:.1f}", f"{last:.1f}"]


def time_runs(run: Callable[[], object]) -> tuple[float, float]:
    """Return the milliseconds that a run takes, and those of the server's processor."""
    schedule = Path(f"/proc/{find_server_process()}/schedstat")
    seconds, processor = [], []
    for _ in range(REPETITIONS + 1):
        computed, began = int(schedule.read_text().split()[0]), time.perf_counter()
        run()
        seconds.append((time.perf_counter() - began) * 1000)
        processor.append((int(schedule.read_text().split()[0]) - computed) / 1e6)
    return median(seconds[1:]), median(processor[1:])


if __name__ == "__main__":
    sys.exit(main())
