"""Round trip of everything: out into files, into an emptied database, and out again, byte by byte.

python -m benchmarks.everything [--claims N]
"""

import argparse
import gzip
import hashlib
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from .imports import read_memory
from .processor import find_server_process, read_processor_time
from .results import format_table, write_section
from .scratch import scratch_database

HEADS = ["", "rows", "seconds", "rows/s", "processor: command", "processor: server", "MB"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, default=100_000)
    options = parser.parse_args()
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        body, is_same = measure(Path(folder), options.claims)
        sys.stdout.write(body + "\n")
        write_section(
            "Everything, out and in", f"python -m benchmarks.everything --claims {options.claims}", body
        )
    return 0 if is_same else 1


def measure(folder: Path, claims: int) -> tuple[str, bool]:
    """Measure a round trip. Returns the text, and whether it brought everything back."""
    from django.core.management import call_command
    from django.utils import timezone

    from claims.synthetic.store import analyse_tables, empty_record
    from exchange.everything.loading import LoadResult, load_everything
    from exchange.everything.reading import open_export
    from exchange.everything.writing import export_everything
    from exchange.exporting.package import export_record

    call_command("generate", claims=claims, verbosity=0)
    now = timezone.now()
    public = time_phase(lambda: export_record(folder / "public", now=now))
    out = time_phase(lambda: export_everything(folder / "one", now=now))
    total = open_export(folder / "one").rows
    empty_record()
    results: list[LoadResult] = []
    into = time_phase(lambda: results.append(load_everything(open_export(folder / "one"))))
    analyse_tables()
    statuses, versions = len(results[0].statuses), len(results[0].changed)
    again = time_phase(lambda: export_everything(folder / "two", now=now))
    time_phase(lambda: export_record(folder / "public2", now=now))
    rows = [
        ["`export`, what readers see", f"{claims:,} claims", *show(claims, public)],
        ["`export --everything`", f"{total:,}", *show(total, out)],
        ["`load_everything`", f"{total:,}", *show(total, into)],
        ["`export --everything` again", f"{total:,}", *show(total, again)],
    ]
    size = sum(path.stat().st_size for path in (folder / "one").iterdir()) / 1e6
    is_same = hash_files(folder / "one") == hash_files(folder / "two")
    is_same_public = hash_files(folder / "public") == hash_files(folder / "public2")
    lines = [
        f"{claims:,} generated claims, {total:,} rows, {size:,.0f} MB of packed files, every trigger on. "
        f"All files of both exports are the same: {answer(is_same)}; those for readers too: "
        f"{answer(is_same_public)}. Statuses that differ from the file's: {statuses:,}; claims "
        f"that got a new version: {versions:,}. Processor time in seconds. MB: the most memory "
        "that the command had, without the server's.",
        "",
        format_table(HEADS, rows),
    ]
    return "\n".join(lines), is_same and is_same_public


def time_phase(work: Callable[[], object]) -> tuple[float, float, float, int]:
    """Return seconds, processor time of this process and of the server's, and the most memory in MB."""
    process = find_server_process()
    Path("/proc/self/clear_refs").write_text("5")  # the most memory counts from now on
    began, own, server = time.perf_counter(), time.process_time(), read_processor_time(process) or 0
    work()
    taken = time.perf_counter() - began, time.process_time() - own
    return *taken, (read_processor_time(process) or 0) - server, read_memory()


def show(rows: int, phase: tuple[float, float, float, int]) -> list[str]:
    seconds, own, server, memory = phase
    return [f"{seconds:,.0f}", f"{rows / seconds:,.0f}", f"{own:,.0f}", f"{server:,.0f}", f"{memory:,}"]


def answer(is_so: bool) -> str:
    return "yes" if is_so else "no"


def hash_files(folder: Path) -> dict[str, str]:
    """Hash what is in the compressed files below a folder, by name."""
    found = {}
    for path in sorted(folder.rglob("*.gz")):
        hashed = hashlib.sha256()
        with gzip.open(path) as file:
            while piece := file.read(1 << 20):
                hashed.update(piece)
        found[path.name] = hashed.hexdigest()
    return found


if __name__ == "__main__":
    sys.exit(main())
