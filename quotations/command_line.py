"""The finder's command line, for `python -m quotations` and `manage.py` alike."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from .finder import find_quotations

DESCRIPTION = (
    "Print the quotations and paraphrases in each FILE, one JSON object a line: kind (quote or "
    "paraphrase), start and end (in code points, between the quotation marks), text, speaker (the "
    "fullest name that the text gives, or null) and cue (the reporting word). With several files "
    "each line also names its file. Needs no database. Exits 1 when a file cannot be read."
)
FIELDS = ("kind", "start", "end", "text", "speaker", "cue")


class UnreadFilesError(Exception):
    """Files that could not be read, after the quotations in all others were printed."""


class Stream(Protocol):
    """A text stream, or what Django wraps around one."""

    def write(self, text: str, /) -> object: ...


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", type=Path, help="An article's text, in UTF-8.")


def print_quotations(paths: list[Path], output: Stream, errors: Stream) -> None:
    """Print the quotations in each file as JSON Lines.

    Why a file cannot be read goes to `errors`, and at the end raises `UnreadFilesError`.
    """
    unread = 0
    for path in paths:
        try:
            # Not read_text, which changes line ends: offsets count what the file holds.
            text = path.read_bytes().decode("utf-8")
        except (OSError, ValueError) as error:
            unread += 1
            errors.write(f"{_explain(path, error)}\n")
            continue
        extra = {"file": str(path)} if len(paths) > 1 else {}
        for line in _format_lines(text, extra, escape=not _takes_unicode(output)):
            output.write(line)
    if unread:
        raise UnreadFilesError("1 file was not read." if unread == 1 else f"{unread} files were not read.")


def _format_lines(text: str, extra: dict[str, str], *, escape: bool) -> Iterable[str]:
    for quotation in find_quotations(text):
        values = {name: getattr(quotation, name) for name in FIELDS}
        yield json.dumps(values | extra, ensure_ascii=escape) + "\n"


def _explain(path: Path, error: OSError | ValueError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"{path} is not UTF-8 text (byte {error.start})."
    return f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."


def _takes_unicode(output: Stream) -> bool:
    """Return False if the output takes fewer characters than UTF-8 has."""
    return (getattr(output, "encoding", None) or "utf-8").lower().startswith("utf")
