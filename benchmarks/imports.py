"""Rate, processor time by phase, and memory of imports, beside the generator's rate in the same run.

python -m benchmarks.imports [--rows N ...] [--generated N]
"""

import argparse
import random
import re
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

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
    *("--default=party_kind=government", "--values=stance:pro=affirms,contra=denies", "--keep-going"),
)
HEADS = ["", "claims", "claims/s", "claims/s of processor time", "MB"]
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
    parser.add_argument("--rows", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
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

    get_user_model().objects.create(username="importer", is_superuser=True)
    began = time.perf_counter()
    call_command("generate", claims=generated, verbosity=0)
    rate = generated / (time.perf_counter() - began)
    rates = [["`generate`, two writers", f"{generated:,}", f"{rate:,.0f}", "", f"{read_memory():,}"]]
    phases = watch_phases()
    costs = []
    for size in sizes:
        path = folder / f"claims{size}.tsv"
        write_table(path, size)
        phases.own.clear()
        phases.server.clear()
        began = time.perf_counter()
        own, server = time.process_time(), read_processor_time(phases.process) or 0
        call_command(
            "import_claims", str(path), "--user=importer", f"--dataset=d{size}", *OPTIONS, verbosity=0
        )
        seconds = time.perf_counter() - began
        own, server = time.process_time() - own, (read_processor_time(phases.process) or 0) - server
        rate, alone = size / seconds, size / (own + server)
        rates.append(["import", f"{size:,}", f"{rate:,.0f}", f"{alone:,.0f}", f"{read_memory():,}"])
        for phase in PHASES:
            own_share, server_share = (part[phase] / size * 1e6 for part in (phases.own, phases.server))
            costs.append([phase, f"{size:,}", f"{own_share:,.0f}", f"{server_share:,.0f}"])
        costs.append(["all", f"{size:,}", f"{own / size * 1e6:,.0f}", f"{server / size * 1e6:,.0f}"])
    return (
        "A table with claimant, party, date and one address a row, as drafts, 5,000 rows a transaction, one "
        f"writer, into a record of {generated:,} synthetic claims. The third figure is by processor time, of "
        "command and server together, which other work on the machine does not lengthen. MB: the most memory "
        f"that the process ever had, without the server's.\n\n{format_table(HEADS, rates)}\n\n"
        f"Processor time in µs a row.\n\n{format_table(['phase', 'rows', 'command', 'server'], costs)}"
    )


def watch_phases() -> Phases:
    from exchange.importing.rows import RowReader
    from exchange.importing.storing import plan, writing
    from exchange.management.commands import import_claims

    phases = Phases()
    phases.watch(import_claims, "open_source", "survey")
    phases.watch(import_claims, "settle_date_order", "survey")
    phases.watch(RowReader, "read", "read", asks_server=False)
    phases.watch(writing, "load_known_rows", "look up")
    phases.watch(plan.Plan, "add", "decide", asks_server=False)
    phases.watch(writing, "copy_rows", "copy")
    phases.watch(writing, "check_deferred_constraints", "check")
    return phases


def write_table(path: Path, size: int) -> None:
    """Write a made-up table: as many claims as rows, a twentieth as many claimants, at most 20,000."""
    rng = random.Random(size)  # noqa: S311 - made-up rows
    people = min(max(size // 20, 10), 20_000)
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADING)
        for number in range(size):
            person = rng.randrange(people)
            words = " ".join(rng.choices(WORDS, k=12))
            file.write(
                f"{number}\tThe {words} in {size} {number}.\tPerson {person}\tperson\t"
                f"Minister {person % 50}\tCountry {person % 190}\t"
                f"{2000 + number % 20}-{number % 12 + 1:02}-{number % 28 + 1:02}\t"
                f"{rng.choice(('pro', 'contra'))}\thttps://www.example{number % 300}.org/{size}/{number}\t"
                f"Title of piece {number}\tOutlet {number % 300}\n"
            )


def read_memory() -> int:
    """Read the most memory that this process ever had, in MB."""
    [most] = re.findall(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())
    return int(most) // 1024


if __name__ == "__main__":
    sys.exit(main())
