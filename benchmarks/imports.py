"""Rate, processor time by phase, and memory of imports, beside the generator's rate in the same run.

python -m benchmarks.imports [--rows N ...] [--generated N]
"""

import argparse
import gzip
import multiprocessing
import random
import re
import shutil
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import Any

import orjson

from project.database.owner import close_connections

from .processor import find_server_process, read_processor_time
from .results import format_table, write_section
from .scratch import scratch_database

WORDS = [
    "bridge",
    "harbour",
    "council",
    "vote",
    "tax",
    "river",
    "school",
    "ferry",
    "mayor",
    "plan",
    "report",
    "budget",
    "line",
    "road",
    "water",
    "price",
    "rent",
    "union",
    "court",
    "police",
    "energy",
    "coal",
    "gas",
    "border",
    "treaty",
    "army",
    "peace",
    "talks",
    "aid",
    "food",
    "market",
    "rail",
    "border",
    "village",
]
HEADING = "nr\tstatement\twho\twhat\trole\tparty\tsaid\tview\tlink\ttitle\toutlet\n"
OPTIONS = (
    *("--map=id=nr", "--map=claim=statement", "--map=claimant=who", "--map=claimant_kind=what"),
    *("--map=role=role", "--map=party=party", "--map=said_on=said", "--map=stance=view"),
    *("--map=address=link", "--map=title=title", "--map=outlet=outlet", "--default=nature=fact"),
    *("--default=party_kind=government", "--values=stance:pro=affirms,contra=denies"),
)
OWN_BY_TWO = "our own, one position each, published, two writers"
TABLE_BY_TWO = "table, drafts, two writers"
HEADS = ["", "claims", "claims/s by the clock", "claims/s of processor time", "MB"]
EXPLANATION = """\
Into an empty record: synthetic claims from a file of our own, with all their positions (2.5 a
claim, 3.6 citations); then claims of one position and one citation; then a table with claimant,
party, date and one address a row, as drafts. One writer where nothing else is said; two writers are
two commands at the same time, each with half of the rows. 5,000 rows a transaction, of our own files
2,000. The third figure is by processor time, of command and server together, which other work on
the machine does not lengthen. MB: the most memory that the command had meanwhile, without the
server's."""
PHASES = ("survey", "read", "look up", "decide", "copy", "check")


class Phases:
    """Processor time of this process and of the server's, by phase, in seconds."""

    def __init__(self) -> None:
        self.own: dict[str, float] = defaultdict(float)
        self.server: dict[str, float] = defaultdict(float)
        self.process = find_server_process()

    def watch(self, holder: Any, name: str, phase: str, *, asks_server: bool = True) -> None:
        """Count the time of a function from now on; that of the server only if it asks it."""
        work: Callable[..., Any] = getattr(holder, name)

        @wraps(work)
        def timed_alone(*args: Any, **kwargs: Any) -> Any:
            own = time.process_time()
            try:
                return work(*args, **kwargs)
            finally:
                self.own[phase] += time.process_time() - own

        @wraps(work)
        def timed(*args: Any, **kwargs: Any) -> Any:
            own, server = time.process_time(), read_processor_time(self.process) or 0
            try:
                return work(*args, **kwargs)
            finally:
                self.own[phase] += time.process_time() - own
                self.server[phase] += (read_processor_time(self.process) or 0) - server

        setattr(holder, name, timed if asks_server else timed_alone)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--generated", type=int, default=100_000)
    options = parser.parse_args()
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        body = measure(Path(folder), options.rows, options.generated)
        sys.stdout.write(body + "\n")
        sizes = " ".join(map(str, options.rows))
        command = f"python -m benchmarks.imports --rows {sizes} --generated {options.generated}"
        write_section("Imports of claims", command, body)
    return 0


def measure(folder: Path, sizes: list[int], generated: int) -> str:
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    for name in ("importer", "publisher"):
        get_user_model().objects.create(username=name, is_superuser=True)
    began = time.perf_counter()
    call_command("generate", claims=generated, verbosity=0)
    rate = generated / (time.perf_counter() - began)
    rates = [["`generate`, two writers", f"{generated:,}", f"{rate:,.0f}", "", f"{read_memory():,}"]]
    phases = watch_phases()
    costs = []

    def run(name: str, size: int, path: Path, *options: str) -> None:
        phases.own.clear()
        phases.server.clear()
        forget_memory()
        began = time.perf_counter()
        own, server = time.process_time(), read_processor_time(phases.process) or 0
        call_command("import_claims", str(path), "--user=importer", "--keep-going", *options, verbosity=0)
        seconds = time.perf_counter() - began
        own, server = time.process_time() - own, (read_processor_time(phases.process) or 0) - server
        rate, alone = size / seconds, size / (own + server)
        rates.append([name, f"{size:,}", f"{rate:,.0f}", f"{alone:,.0f}", f"{read_memory():,}"])
        for phase in PHASES:
            own_share, server_share = (part[phase] / size * 1e6 for part in (phases.own, phases.server))
            costs.append([name, phase, f"{size:,}", f"{own_share:,.0f}", f"{server_share:,.0f}"])
        costs.append([name, "all", f"{size:,}", f"{own / size * 1e6:,.0f}", f"{server / size * 1e6:,.0f}"])

    own_file, exported = take_out(folder)
    run("our own, of `generate`, published", exported, own_file, "--publish=publisher")
    for size in sizes:
        path = folder / f"claims{size}.jsonl"
        write_own_file(path, size)
        run("our own, one position each, published", size, path, "--publish=publisher")
    for size in sizes:
        path = folder / f"claims{size}.tsv"
        write_table(path, size)
        run("table, drafts", size, path, f"--dataset=d{size}", *OPTIONS)
    rates += time_two_writers(folder, sizes)
    return (
        f"{EXPLANATION}\n\n{format_table(HEADS, rates)}\n\n"
        f"Processor time in µs a row.\n\n{format_table(['', 'phase', 'rows', 'command', 'server'], costs)}"
    )


def time_two_writers(folder: Path, sizes: list[int]) -> list[list[str]]:
    rows = []
    for size in sizes:
        write_own_file(own := folder / f"both{size}.jsonl", size, "both")
        write_table(table := folder / f"both{size}.tsv", size, "both")
        for name, path, options in (
            (OWN_BY_TWO, own, ("--publish=publisher",)),
            (TABLE_BY_TWO, table, (f"--dataset=b{size}", *OPTIONS)),
        ):
            rows.append([name, f"{size:,}", f"{import_by_two(path, *options):,.0f}", "", ""])
    return rows


def import_by_two(path: Path, *options: str) -> float:
    """Import each half of a file by a process of its own, at the same time. Returns rows a second."""
    heading, lines = [], path.read_bytes().splitlines(keepends=True)
    if path.suffix == ".tsv":
        heading, lines = lines[:1], lines[1:]
    halves = [path.with_name(f"{half}-{path.name}") for half in (0, 1)]
    for half, each in enumerate(halves):
        each.write_bytes(b"".join([*heading, *lines[half::2]]))
    close_connections()  # a fork must not share them
    fork = multiprocessing.get_context("fork")
    began = time.perf_counter()
    writers = [fork.Process(target=import_half, args=(each, *options)) for each in halves]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    seconds = time.perf_counter() - began
    if any(writer.exitcode for writer in writers):
        raise SystemExit("A writer of two did not take all rows.")
    return len(lines) / seconds


def import_half(path: Path, *options: str) -> None:
    from django.core.management import call_command

    call_command("import_claims", str(path), "--user=importer", "--keep-going", *options, verbosity=0)


def take_out(folder: Path) -> tuple[Path, int]:
    """Export the record into a file of our own, and empty it. Returns the file, unpacked, and its claims."""
    from claims.synthetic.store import empty_record
    from exchange.exporting.package import export_record

    made = export_record(folder, now=datetime.now(UTC))
    path = folder / "claims.jsonl"
    with gzip.open(made / "claims.jsonl.gz") as packed, path.open("wb") as unpacked:
        shutil.copyfileobj(packed, unpacked)
    empty_record()
    with path.open("rb") as lines:
        return path, sum(1 for _line in lines)


def watch_phases() -> Phases:
    from exchange.importing import run
    from exchange.importing.own import plan as own_plan
    from exchange.importing.own import storing as own_storing
    from exchange.importing.rows import RowReader
    from exchange.importing.storing import plan, writing

    phases = Phases()
    phases.watch(run, "open_source", "survey")
    phases.watch(run, "settle_date_order", "survey")
    phases.watch(RowReader, "read", "read", asks_server=False)
    phases.watch(writing, "load_known_rows", "look up")
    phases.watch(plan.Plan, "add", "decide", asks_server=False)
    phases.watch(writing, "copy_rows", "copy")
    phases.watch(writing, "check_deferred_constraints", "check")
    phases.watch(own_storing, "read_part", "read", asks_server=False)
    phases.watch(own_storing, "OwnPlan", "look up")
    phases.watch(own_plan.OwnPlan, "add", "decide", asks_server=False)
    phases.watch(own_storing, "copy_rows", "copy")
    phases.watch(own_storing, "check_deferred_constraints", "check")
    return phases


def write_table(path: Path, size: int, name: str = "") -> None:
    """Write a made-up table: as many claims as rows, a twentieth as many claimants, at most 20,000."""
    rng = random.Random(size)  # noqa: S311 - made-up rows
    people = min(max(size // 20, 10), 20_000)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADING)
        for number in range(size):
            person = rng.randrange(people)
            words = " ".join(rng.choices(WORDS, k=12))
            file.write(
                f"{number}\tThe {words} in {size} {number}{name}.\tPerson {person}\tperson\t"
                f"Minister {person % 50}\tCountry {person % 190}\t"
                f"{2000 + number % 20}-{number % 12 + 1:02}-{number % 28 + 1:02}\t"
                f"{rng.choice(('pro', 'contra'))}\t"
                f"https://www.example{number % 300}.org/{size}{name}/{number}\t"
                f"Title of piece {number}\tOutlet {number % 300}\n"
            )


def write_own_file(path: Path, size: int, name: str = "own") -> None:
    """Write made-up claims as our own export has them, each with one position and one citation."""
    rng = random.Random(size)  # noqa: S311 - made-up rows
    people = min(max(size // 20, 10), 20_000)
    with path.open("wb") as file:
        for number in range(size):
            person, stance = rng.randrange(people), rng.choice(("affirms", "denies"))
            day = f"{2000 + number % 20}-{number % 12 + 1:02}-{number % 28 + 1:02}"
            article = {
                **{"title": f"Title of piece {number}", "published_on": day, "language": "en"},
                "address": f"https://www.example{number % 300}.org/{name}/{size}/{number}",
                "outlet": {"name": f"Outlet {number % 300}"},
            }
            citation = {
                **{"kind": "quote", "part": "body", "article": article},
                "excerpt": " ".join(rng.choices(WORDS, k=15)),
            }
            statement = {
                "claimant": {"name": f"Person {person}", "kind": "person", "role": "Minister"},
                "party": {"name": f"Country {person % 190}", "kind": "government"},
                **{"capacity": f"Minister {person % 50}", "stance": stance, "said_on": day},
                **{"precision": "day", "citations": [citation]},
            }
            words = " ".join(rng.choices(WORDS, k=12))
            claim = {
                **{
                    "key": f"{name}-{size}-{number}",
                    "proposition": f"The {words} in {size} {number} {name}.",
                },
                **{"nature": "fact", "topics": [], "statements": [statement], "version": 1},
                "status": "asserted" if stance == "affirms" else "disputed",
            }
            file.write(orjson.dumps(claim, option=orjson.OPT_APPEND_NEWLINE))


def forget_memory() -> None:
    """Have the most memory counted anew (proc(5))."""
    Path("/proc/self/clear_refs").write_text("5")


def read_memory() -> int:
    """Read the most memory that this process had since it was counted anew, in MB."""
    [most] = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(most) // 1024


if __name__ == "__main__":
    sys.exit(main())
