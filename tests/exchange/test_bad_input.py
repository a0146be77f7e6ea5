"""Files of any bytes: a message for each, never a crash, and little memory.

They are read in one process of its own: a parser that crashes would take this one along.
"""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

GOOD = '{"s": "Good."}'
MOST_MEMORY = 250  # MB, of which Django takes 90
LONG = b"x" * 60_000_000
NO_WAY = "The file can be read as a table with the columns s in no way that is known here."

CASES = {
    "digits": (f'{GOOD}\n{{"s": {"9" * 5000}}}\n', ["1: Good.", "2: is no valid JSON (number is infinity"]),
    "point": (
        '{"s": 12345678.1234567}\n{"s": 0.00123456789012345}\n{"s": 123456789.123456788}',
        ["1: 12345678.1234567", "2: 0.00123456789012345", "3: has a number of more digits"],
    ),
    "nested": (f'{GOOD}\n{{"s": {"[" * 100_000}\n', ["1: Good.", "2: is nested more than 64 deep"]),
    "nested list": (f"[{GOOD}, {'[' * 100_000}", ["1: Good.", "2: is cut off by the end of the file"]),
    "deep": (f"[{'[' * 70}{']' * 70}, {GOOD}]", ["1: is nested more than 64 deep", "2: Good."]),
    "surrogate": (f'{GOOD}\n{{"s": "\\ud800"}}', ["1: Good.", "2: is no valid JSON (no low surrogate"]),
    "double key": (f'{GOOD}\n{{"s": "a", "s": "b"}}', ["1: Good.", "2: has a key twice in one object (“s”)"]),
    "not a number": (f'{GOOD}\n{{"s": NaN}}', ["1: Good.", "2: is no valid JSON"]),
    "null": (f"[{GOOD}, null, []]", ["1: Good.", "2: is no JSON object", "3: is no JSON object"]),
    "truncated": (f'[{GOOD}, {{"s": "Go', ["1: Good.", "2: is cut off by the end of the file"]),
    "escape": (f'[{GOOD}, "\\', ["1: Good.", "2: is cut off by the end of the file"]),
    "after": (f"[{GOOD}] x", ["1: Good.", "2: stands after the end of the list"]),
    "unbalanced": (f"[{GOOD}, {GOOD}}}, 1]", ["1: Good.", "2: closes an object"]),
    "empty list": ("[ ]", ["No item of"]),
    "comma at the end": (f"[{GOOD},]", ["1: Good.", "2: is no valid JSON"]),
    "mixed": (f"{GOOD}\n".encode() + b'{"s": "\xff"}\n', ["The file is not UTF-8."]),
    "wide": (f"{GOOD}\n".encode("utf-16-le"), ["The file looks like UTF-16"]),
    "wide, cut": ("s,t\na,b\nc,d".encode("utf-16")[:-1], ["The file is not utf-16: byte 23 does"]),
    "wide, broken": (
        '[{"s": "'.encode("utf-16") + b"\x00\xd8" + GOOD.encode("utf-16-le"),
        ["The file is not utf"],
    ),
    "stray mark": (
        '"s"x,t\na,b\n',
        [f"{NO_WAY} Its first row has text after a closing"],
    ),
    "long heading": (
        b"s," + LONG + b"\na,b\n",
        [f"{NO_WAY} Its first row is longer"],
    ),
    "refused again": (
        'refused_because,s,t\nx,a,b\nx,c\nx,"d"e,f\n',
        ["2: a", "3: has not the 3 fields", "4: has text after"],
    ),
    "returns": ("s,t\ra,b\rc", ["2: a", "3: has not the 2 fields of a row (1)"]),
    "null character": ("s,t\na\0,b\n", ["2: a\0"]),
    "unclosed": ('s,t\na,b\n"c,d\ne,f\n', ["2: a", "3: opens a quotation mark that is never closed (up"]),
    "long line": (b"s,t\n" + LONG + b"\na,b\n", ["2: is longer than the 8 million", "3: a"]),
    "long item": (b'[{"s": "' + LONG + b'"}, {"s": "a"}]', ["1: is longer than the 8 million", "2: a"]),
    "gzip": (b"\x1f\x8b\x08\x00" + b"\0" * 99, [""]),
}


@pytest.fixture(scope="module")
def said(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bad")
    for name, (content, _expected) in CASES.items():
        (folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    command = [sys.executable, "-m", "tests.exchange.read_alone", *sorted(map(str, folder.iterdir()))]
    run = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, timeout=120, check=False)
    assert (run.returncode, run.stderr.decode()) == (0, "")
    answer = json.loads(run.stdout)
    assert answer["memory"] < MOST_MEMORY
    return answer["said"]


@pytest.mark.parametrize("name", CASES)
def test_bad_bytes_are_told(said, name):
    expected = CASES[name][1]
    assert len(said[name]) == len(expected)
    assert [
        line for line, begin in zip(said[name], expected, strict=True) if not line.startswith(begin)
    ] == []


def test_what_is_no_file_is_told(said):
    assert "no plain file" in said["pipe"][0]
    assert "no plain file" in said["folder"][0]
