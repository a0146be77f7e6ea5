"""What the pages cost, beside Datasette and beside the least that they could cost.

python -m benchmarks.pages [--claims N] [--database NAME] [--export FOLDER] [--repetitions N] [--only PATTERN]
"""

import argparse
import shlex
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from benchmarks.scratch import kept_database, scratch_database


def main() -> int:
    options = _arguments()
    with ExitStack() as stack:
        stack.enter_context(kept_database(options.database) if options.database else scratch_database())
        from benchmarks.pages import running

        folder = options.export or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        command = shlex.join(["python", "-m", "benchmarks.pages", "--claims", str(options.claims)])
        return running.run_benchmark(options, folder, command)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--claims", type=int, default=100_000)
    parser.add_argument(
        "--database",
        default="",
        help="Keep the record in this database, and use it again if it is there: a million claims take long."
        " It gets the migrations that it lacks, and an account for editors. Default: one that is dropped.",
    )
    parser.add_argument(
        "--export", type=Path, help="Keep Datasette's SQLite file in this folder. Default: it goes."
    )
    parser.add_argument("--repetitions", type=int, default=30)
    parser.add_argument(
        "--only",
        default="",
        help="Pages and edits whose names match this pattern, to look at: the results stay as they are.",
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
