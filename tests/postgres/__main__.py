"""Run a command with the system's PostgreSQL for its database.

python -m tests.postgres [--version 15] [--locale icu] COMMAND...

`make test-postgres` runs the tests so.
"""

import argparse
import os
import signal
import subprocess
import sys

from project.embedded import EmbeddedError
from tests.postgres.server import LOCALES, ServerError, run_server


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--version", default="", help="Of PostgreSQL, 15 for example. Default: the newest one."
    )
    parser.add_argument("--locale", choices=LOCALES, default="C.UTF-8")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # the server has to be stopped
    try:
        with run_server(options.version, options.locale) as url:
            environment = {**os.environ, "DEVELOPMENT_DATABASE_URL": url}
            environment.pop("DATABASE_URL", None)
            return subprocess.run(options.command, env=environment, check=False).returncode
    except (ServerError, EmbeddedError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
