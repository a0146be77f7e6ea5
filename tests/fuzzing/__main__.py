"""`make fuzz`: readers of foreign text and files, given whatever comes closest to breaking them.

`make fuzz ARGS="--minutes 5 pages imports"` chooses. Prints how many inputs were tried, and each way to fail
that was found, with the file that holds the input. What is mended goes into findings.py, and is tried with
the other tests.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from project.checkout import DATA
from tests.fuzzing.fuzzer import SHARES

NICE = 10


def main(names: list[str], minutes: float, folder: Path) -> int:
    """Fuzz these targets, or all, one after another; return how many have found something."""
    chosen = {name: SHARES[name] for name in names or SHARES}
    found = 0
    for name, share in chosen.items():
        seconds = minutes * 60 * share / sum(chosen.values())
        own = folder / name
        own.mkdir(parents=True, exist_ok=True)
        with (own / "log").open("w") as log:
            command = [sys.executable, "-m", "tests.fuzzing.fuzzer", name, f"{seconds:.0f}", str(own)]
            ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=log, text=True, check=False)
        sys.stdout.write(ended.stdout or f"{name}: ended with {ended.returncode}, see {own / 'log'}\n")
        sys.stdout.flush()
        found += ended.returncode != 0
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"Of {', '.join(SHARES)}. Default: all.")
    parser.add_argument("--minutes", type=float, default=30, help="Of processor time, for all together.")
    parser.add_argument("--folder", type=Path, default=DATA / "fuzz", help="For inputs and findings.")
    options = parser.parse_args()
    if unknown := [name for name in options.names if name not in SHARES]:
        parser.error(f"there is no target {unknown[0]}: choose of {', '.join(SHARES)}")
    os.nice(NICE)
    sys.exit(bool(main(options.names, options.minutes, options.folder)))
