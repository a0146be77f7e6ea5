"""`make load`: a desk and its readers at work on the documented deployment, then five times as many.

python -m benchmarks.load [--minutes 15] [--overload 120] [--claims 5000] [--rate N] [--port 8000]

The record is a synthetic one, in a database of its own. Locust runs on the same machine, so its processor
time is taken from the same cores; `make load` installs it.
"""

import argparse
import os
import sys

from benchmarks.scratch import kept_database, scratch_database


def main() -> int:
    options = _arguments()
    os.environ["SITE_URL"] = f"https://127.0.0.1:{options.port}"  # pages are stored for this name only
    with kept_database(options.database) if options.database else scratch_database():
        from benchmarks.load.running import run_load

        return run_load(options)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make load", description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=15, help="at the highest rate; default 15")
    parser.add_argument(
        "--overload", type=int, default=120, help="seconds at five times the rate; default 120"
    )
    parser.add_argument(
        "--recovery", type=int, default=40, help="seconds at the rate, after that; default 40"
    )
    parser.add_argument(
        "--step", type=int, default=40, help="seconds for each rate that is tried; default 40"
    )
    parser.add_argument("--rate", type=float, default=0, help="requests a second, instead of the highest")
    parser.add_argument("--claims", type=int, default=5_000)
    parser.add_argument("--database", default="", help="keep the record in this database, and use it again")
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
