"""The cost of the history's hash chain for writers, with its triggers on and off.

    python -m benchmarks.history_chain [--imported N] [--claims N] [--repetitions N]

Side by side, the arms in turn: an import, published and as drafts, the publication of some of the drafts one
by one, as publishers do it, and a small edit of each. With the triggers on, sealing is part of the time. Then
everything is verified, with and without the claims. Ends with 1 if importing or publishing takes more than
1.15 times the processor time of program and server together.
"""

import argparse
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median

from .imports import read_memory, take_out
from .processor import find_server_process, read_processor_time
from .results import format_table, write_section
from .scratch import scratch_database

MOST = 1.15
ARMS = ("off", "on")
TASKS = ("import, published", "import as drafts", "publish one by one", "edit one by one")
HEADS = ["", "off, ms a claim", "runs", "on, ms a claim", "runs", "ratio"]
SWITCH = """
DO $$ DECLARE each record; BEGIN
    FOR each IN SELECT tgrelid::regclass AS name, tgname FROM pg_trigger
                WHERE tgname LIKE 'chain\\_after\\_%' LOOP
        EXECUTE format('ALTER TABLE %s {how} TRIGGER %I', each.name, each.tgname);
    END LOOP;
END $$
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--imported", type=int, default=4_000, help="claims of each import")
    parser.add_argument("--claims", type=int, default=400, help="published and edited one by one after it")
    parser.add_argument("--repetitions", type=int, default=5)
    given = parser.parse_args()
    with scratch_database(), tempfile.TemporaryDirectory() as folder:
        runs = run_arms(Path(folder), given)
        ratios = {task: median(runs[task, "on"]) / median(runs[task, "off"]) for task in TASKS}
        body = report(given, runs, ratios, verify())
    sys.stdout.write(f"{body}\n")
    write_section("The cost of the history's chain", "python -m benchmarks.history_chain", body)
    return int(max(ratios[task] for task in TASKS[:3]) > MOST)


def run_arms(folder: Path, given: argparse.Namespace) -> dict[tuple[str, str], list[float]]:
    """Run both arms in turn; the first of each warms up. Milliseconds a claim. The last one has triggers."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    for name in ("importer", "publisher"):
        get_user_model().objects.create(username=name, is_superuser=True)
    call_command("generate", claims=given.imported, verbosity=0)
    path, imported = take_out(folder)
    runs: dict[tuple[str, str], list[float]] = defaultdict(list)
    for repetition in range(given.repetitions + 1):
        for arm in ARMS if repetition % 2 == given.repetitions % 2 else reversed(ARMS):
            switch_triggers(arm)
            seconds = run_arm(path, given, arm)
            sys.stderr.write(f"{arm}: {', '.join(f'{each:.2f} s' for each in seconds)}\n")
            numbers = (imported, imported, given.claims, given.claims)
            for task, each, number in zip(TASKS, seconds, numbers, strict=True):
                if repetition:
                    runs[task, arm].append(each / number * 1000)
    return runs


def run_arm(path: Path, given: argparse.Namespace, arm: str) -> list[float]:
    """Import, published and as drafts, then publish and edit some; each import into an empty record."""
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.utils import timezone

    from claims.actions import publish_claim
    from claims.models import Claim
    from claims.synthetic.store import empty_record

    by = get_user_model().objects.get(username="publisher")
    command = ["import_claims", str(path), "--user=importer", "--keep-going"]
    seconds = []
    for options in (["--publish=publisher"], []):
        empty_record()
        arguments = [*command, *options]
        seconds.append(time_both(lambda a=arguments: call_command(*a, verbosity=0), arm))  # type: ignore[misc]
    claims = list(Claim.objects.order_by("pk")[: given.claims])

    def publish() -> None:
        for claim in claims:
            publish_claim(claim=claim, by=by, now=timezone.now())

    def edit() -> None:
        for claim in claims:
            Claim.objects.filter(pk=claim.pk).update(public_note="Looked at again.")

    return [*seconds, time_both(publish, arm), time_both(edit, arm)]


def switch_triggers(arm: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SWITCH.format(how="ENABLE" if arm == "on" else "DISABLE"))


def time_both(work: Callable[[], object], arm: str) -> float:
    """Return the processor time of this process and the server's, in seconds, with that of sealing."""
    from claims.integrity.sealing import seal_history

    process = find_server_process()
    own, server = time.process_time(), read_processor_time(process) or 0
    work()
    if arm == "on":
        seal_history()
    return time.process_time() - own + (read_processor_time(process) or 0) - server


def verify() -> list[list[str]]:
    """Verify everything; rows: what, findings, seconds, and the most memory so far in MB."""
    from claims.integrity.sealing import load_chain_state
    from claims.integrity.verification import verify_history

    rows = []
    state = load_chain_state()
    for name, with_claims in (("the chain alone", False), ("with the claims", True)):
        began, before = time.perf_counter(), read_memory()
        findings = sum(1 for _ in verify_history(with_claims=with_claims))
        seconds = time.perf_counter() - began
        sealed = f"{state.last.rows_in_all:,}" if state.last else "0"
        rows.append([name, sealed, f"{findings:,}", f"{seconds:.1f}", f"{read_memory() - before:,}"])
    return rows


def report(given, runs, ratios, verified) -> str:
    cells = []
    for task in TASKS:
        row = [task]
        for arm in ARMS:
            times = runs[task, arm]
            row += [f"{median(times):.2f}", f"{min(times):.2f} to {max(times):.2f}"]
        cells.append([*row, f"**{ratios[task]:.2f}**"])
    heads = ["verify_history", "rows in the chain", "findings", "seconds", "MB more"]
    return (
        f"Imports of {given.imported:,} synthetic claims from a file of our own into an empty record, once "
        f"published, once as drafts, of which {given.claims:,} are then published and edited one by one; "
        f"{given.repetitions} runs of each arm in turn, after one of each that does not count. Processor "
        "time of program and server together, with the sealing: other work does not lengthen it. Off: "
        f"without the triggers `chain_after_*`. The ratio of the first three may be {MOST} at most.\n\n"
        f"{format_table(HEADS, cells)}\n\nThen what the last run left was verified.\n\n"
        f"{format_table(heads, verified)}"
    )


if __name__ == "__main__":
    sys.exit(main())
