"""The process that stops an embedded server when whoever used it was killed.

Started by `project.embedded.lifetime` beside each server: `python -m project.embedded.watcher FOLDER`.
"""

import argparse
import sys
from pathlib import Path

from .cluster import Cluster
from .errors import EmbeddedError
from .lifetime import watch


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
