"""The nearest of many vectors: how many the index misses, how long it takes, how large everything is.

    python -m benchmarks.embeddings [--claims N] [--seed S]

A million sentences cannot be written, and embedding as many takes hours. So the vectors are those of some
two thousand real sentences (this repository's documentation, and the invented claims of benchmarks.meaning),
and for the rest points around them: each is a sentence's vector with a step in a random direction of the
differences between its nearest sentences, 0.6 to 1.2 times as long as the mean distance to them. Between the
vectors of 20,000 sentences of other texts, such points were a little harder to tell apart by their signs than
real ones. The queries are real sentences that no point was made of. The claims are drafts with made-up texts.

Recall: the share of the 10 truly nearest claims, by reading all vectors, that are among the 10 that are
found. Times of the database are processor times of its process: other work on the machine does not count.
Ends with 1 if a goal is missed.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING

from django.core.management import call_command
from django.db import connection

from .meaning.sets import SETS, read_pairs, read_propositions
from .processor import time_run
from .results import format_table, write_section
from .scratch import scratch_database

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

QUERIES = 100
FOUND = 10
NEIGHBOURS = 15
SHORTEST, LONGEST = 0.6, 1.2
AT_ONCE = 20_000
BACKFILL = 2_000
LEAST_RECALL, MOST_MS, MOST_GB, LEAST_RATE = 0.97, 60, 1.6, 100

PAGES = ("*.md", "docs/**/*.md")
# Without the triggers, that of the queue too: the vectors are there already.
CLAIMS = (
    "ALTER TABLE claims_claim DISABLE TRIGGER USER",
    """
    INSERT INTO claims_claim (state, retraction_reason, text, nature, context, public_note, status)
    SELECT 'draft', '', 'Made-up claim ' || n || ' says ' || md5(n::text), 'fact', '', '', 'open'
    FROM generate_series(1, {claims}) n
    """,
    "ALTER TABLE claims_claim ENABLE TRIGGER USER",
    "DROP INDEX claims_embedding_signs",
)
# A claim for each vector of the side table, in its random order.
FILL = """
INSERT INTO claims_embedding (claim_id, version, wording, vector)
SELECT c.id, %s, md5(c.text)::uuid, v.vector
FROM (SELECT id, text, row_number() OVER (ORDER BY md5(text)) AS n FROM claims_claim) c
JOIN (SELECT vector, row_number() OVER () AS n FROM side_vector) v USING (n)
"""
EXACT = "SELECT claim_id FROM claims_embedding ORDER BY vector <=> %s::halfvec(384), claim_id LIMIT %s"
SIZES = """
SELECT pg_table_size('claims_embedding') / 1e9, pg_relation_size('claims_embedding_signs') / 1e9,
       pg_total_relation_size('claims_embedding') / 1e9
"""


def main() -> str | None:
    """Measure, and write the results; say which goals are missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.embeddings")
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with scratch_database():
        figures, missed = measure(options.claims, options.seed)
        heading = f"The nearest of {options.claims:,} vectors"
        write_section(heading, f"python -m benchmarks.embeddings --claims {options.claims}", figures)
    sys.stdout.write(f"{figures}\n")
    return f"Missed: {', '.join(missed)}." if missed else None


def measure(claims: int, seed: int) -> tuple[str, list[str]]:
    """Return the table of the figures, and the goals that are missed."""
    from claims.duplicates import embeddings

    sentences = list(read_sentences())
    embeddings.encode(sentences[:1])  # loads the model, which has to come before numpy
    began = time.process_time()
    vectors = embeddings.encode(sentences)
    encoding = (time.process_time() - began) / len(sentences)

    import numpy

    random = numpy.random.default_rng(seed)
    random.shuffle(vectors)
    queries, known = vectors[:QUERIES], vectors[QUERIES:]
    store(make_vectors(known, claims, random), claims)
    building = time_run(embeddings.build_index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE claims_embedding")
        cursor.execute(SIZES)
        table, index, total = map(float, cursor.fetchone())
    ask = ask_by_index(embeddings.format_vectors(queries), embeddings.VERSION)
    recall = mean(measure_recall(embeddings.format_vectors(queries), ask))
    runs = [time_run(partial(ask, number)) for number in range(QUERIES)]
    processor = [1000 * run.processor for run in runs if run.processor is not None]
    rate, processor_rate = measure_backfill(random)
    rows = [
        (f"recall of the {FOUND} nearest (goal: {LEAST_RECALL})", f"{recall:.3f}"),
        (f"database time, median of {QUERIES} (goal: {MOST_MS} ms)", f"{median(processor):.1f} ms"),
        ("the same by the clock", f"{1000 * median(run.seconds for run in runs):.1f} ms"),
        ("vectors and their keys", f"{total - index:.2f} GB, of which the table {table:.2f}"),
        (f"index; with everything (goal: {MOST_GB} GB)", f"{index:.2f} GB; {total:.2f} GB"),
        ("building the index", f"{building.seconds:,.0f} s"),
        ("processor time to embed a sentence", f"{1000 * encoding:.1f} ms"),
        (f"backfill by one process, the index kept up (goal: {LEAST_RATE})", f"{rate:.0f} claims/s"),
        ("the same for a second of its processor time", f"{processor_rate:.0f} claims"),
    ]
    goals = {
        "recall": recall >= LEAST_RECALL,
        "database time": median(processor) <= MOST_MS,
        "size": total <= MOST_GB,
        "backfill": rate >= LEAST_RATE,
    }
    return format_table(["", "measured"], rows), [name for name, is_met in goals.items() if not is_met]


def read_sentences() -> Iterator[str]:
    """Yield the sentences of the documentation and the development half of benchmarks.meaning, each once."""
    folder = Path(__file__).parent.parent
    pages = [page.read_text(encoding="utf-8") for pattern in PAGES for page in sorted(folder.glob(pattern))]
    paragraphs = (" ".join(part.split()) for page in pages for part in re.split(r"\n\s*\n", page))
    sentences = [each for part in paragraphs for each in re.split(r"(?<=[.!?])\s+(?=[A-Z])", part)]
    invented = [pair.text for name in SETS if name != "languages" for pair in read_pairs("development", name)]
    yield from dict.fromkeys(
        [each for each in sentences if 6 <= len(each.split()) <= 40]
        + read_propositions("development")
        + invented
    )


def make_vectors(
    known: "NDArray[numpy.float32]", count: int, random: "numpy.random.Generator"
) -> "Iterator[NDArray[numpy.float32]]":
    """Yield `count` vectors: the known ones, and points around them (see the module)."""
    import numpy

    yield known[:count]
    likeness = known @ known.T
    numpy.fill_diagonal(likeness, -2)
    nearest = numpy.argpartition(-likeness, NEIGHBOURS, axis=1)[:, :NEIGHBOURS]
    for done in range(len(known), count, AT_ONCE):
        size = min(AT_ONCE, count - done)
        origins = random.integers(0, len(known), size)
        around = known[nearest[origins]]
        distance = numpy.linalg.norm(around - known[origins][:, None], axis=2).mean(axis=1)
        weights = random.normal(size=(size, 1, NEIGHBOURS)).astype(numpy.float32)
        steps = (weights @ (around - around.mean(axis=1, keepdims=True)))[:, 0]
        lengths = distance * random.uniform(SHORTEST, LONGEST, size)
        steps *= (lengths / numpy.linalg.norm(steps, axis=1))[:, None]
        points = known[origins] + steps
        yield (points / numpy.linalg.norm(points, axis=1, keepdims=True)).astype(numpy.float32)


def store(parts: "Iterator[NDArray[numpy.float32]]", claims: int) -> None:
    """Store so many claims with these vectors; the index is dropped."""
    import numpy

    from claims.duplicates.embeddings import VERSION

    row = numpy.dtype([("fields", ">i2"), ("size", ">i4"), ("shape", ">i2", 2), ("vector", ">f2", 384)])
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE side_vector (vector halfvec(384))")
        with cursor.copy("COPY side_vector FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(b"PGCOPY\n\xff\r\n\0" + bytes(8))
            for vectors in parts:
                rows = numpy.zeros(len(vectors), row)
                rows["fields"], rows["size"], rows["shape"], rows["vector"] = 1, 772, (384, 0), vectors
                copy.write(rows.tobytes())
            copy.write(b"\xff\xff")
        for statement in CLAIMS:
            cursor.execute(statement.format(claims=claims))
        cursor.execute(FILL, [VERSION])
        cursor.execute("DROP TABLE side_vector")
        cursor.execute("VACUUM ANALYZE claims_claim")


def ask_by_index(queries: Sequence[str], version: int) -> Callable[[int], set[int]]:
    """Return a function that finds the nearest claims of a query, by its number."""

    def ask(number: int) -> set[int]:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT claim_id FROM claims_nearest(%s, %s, %s, false)", [[queries[number]], version, FOUND]
            )
            return {pk for (pk,) in cursor.fetchall()}

    return ask


def measure_recall(queries: Sequence[str], ask: Callable[[int], set[int]]) -> Iterator[float]:
    for number, query in enumerate(queries):
        with connection.cursor() as cursor:
            cursor.execute(EXACT, [query, FOUND])
            exact = {pk for (pk,) in cursor.fetchall()}
        yield len(exact & ask(number)) / FOUND


def measure_backfill(random: "numpy.random.Generator") -> tuple[float, float]:
    """Reword some claims with words of real sentences; return how many a second get their vector.

    A second by the clock, and of our process's processor time, to which PostgreSQL's does not count.
    """
    from claims.models import Claim

    words = " ".join(read_propositions("development")).split()
    claims = list(Claim.objects.order_by("-pk")[:BACKFILL].defer("search"))
    for claim in claims:
        claim.text = " ".join(random.choice(words, 14))[:300]
    Claim.objects.bulk_update(claims, ["text"], batch_size=500)
    began, processor = time.perf_counter(), time.process_time()
    call_command("embed_claims", verbosity=0)
    return len(claims) / (time.perf_counter() - began), len(claims) / (time.process_time() - processor)


if __name__ == "__main__":
    sys.exit(main())
