"""The process that stops an embedded server when whoever used it was killed.

Started by `project.embedded` beside each server: `python -m project.embedded_watcher FOLDER`.
"""

import argparse
import sys
from pathlib import Path

from project.embedded import watch
from project.embedded_cluster import Cluster
from project.embedded_errors import EmbeddedError


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--disposable", action="store_true")
    given = parser.parse_args()
    try:
        watch(Cluster(given.folder, given.disposable))
    except (EmbeddedError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
