"""Read files in a process of its own: `python -m tests.exchange.read_alone FILE...`.

Prints for each what is said of it, and the most memory that was used, in MB.
"""

import json
import re
import sys
from pathlib import Path

import django

django.setup()

# ruff: noqa: E402 - Django is set up first
from exchange.importing.mapping import ColumnMapping
from exchange.importing.problems import Unclear
from exchange.importing.reading.sources import open_source

MAPPING = ColumnMapping("bad", {"claim": "s"}, {"nature": "fact"}, delimiter=",", quoting="minimal")


def read(path: Path) -> list[str]:
    try:
        source = open_source(path, MAPPING)
        return [
            f"{each.line}: {each.problem or source.find(each.values, 's')[:40]}" for each in source.read()
        ]
    except Unclear as error:
        return [str(error)]


if __name__ == "__main__":
    said = {Path(name).name: read(Path(name)) for name in sys.argv[1:]}
    [most] = re.findall(
        r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text()
    )  # rusage has the parent's
    memory = int(most) // 1024
    json.dump({"said": said, "memory": memory}, sys.stdout)
