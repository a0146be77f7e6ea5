"""Files as they come: whether they can be read at all, their fingerprint, and their encoding."""

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from ..problems import Unclear, escape_value

AT_ONCE = 1 << 20
MAX_FIELD = 1_000_000
"""Characters of one value."""
MAX_RECORD = 8_000_000
"""Characters of one row."""
TOO_LONG = "is longer than the 8 million characters that one row may have"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "ZIP",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
    b"(\xb5/\xfd": "zstd",
}
_ENCODINGS = re.compile(r"(utf|latin|iso8859|ascii|cp|koi8|mac|gb|big5|shift|euc)")
_WIDE = re.compile(r"utf-(16|32)")
_NOT_DECODED = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True)
class SourceFile:
    """A file that can be read: its fingerprint, its encoding, and how that is known."""

    path: Path
    sha256: str
    size: int
    encoding: str
    encoding_known: str
    has_quotation_marks: bool = True

    @property
    def name(self) -> str:
        """Its name, as it can be stored and shown."""
        return show_path(self.path.name)

    def open_text(self) -> TextIO:
        """Open it as text with its own line ends; bytes that are none in its encoding become surrogates."""
        return self.path.open(encoding=self.encoding, errors=_choose_errors(self.encoding), newline="")


def examine_file(path: Path, encoding: str = "") -> SourceFile:
    """Read a file once, for its fingerprint and to see in which encoding it is.

    A byte order mark decides, else whether all of it is UTF-8. Raises Unclear for what is no plain file, for
    packed files, and where neither helps.
    """
    if not path.exists():
        raise Unclear(f"There is no file {path}.")
    if not path.is_file():
        raise Unclear(f"{path} is no plain file. Save what it holds as a file first.")
    try:
        with path.open("rb") as file:
            head = file.read(AT_ONCE)
            _refuse_packed(path, head)
            given = _check_encoding(encoding, head) if encoding else _find_mark(head)
            return _read_through(path, file, head, given, "as you say" if encoding else "by its first bytes")
    except OSError as error:
        raise Unclear(f"{path} cannot be read: {error.strerror}.") from error


def show_path(path: Path | str) -> str:
    """Return a path as it can be stored and shown: bytes in it that are no text become question marks."""
    return str(path).encode(errors="replace").decode()


def has_broken_bytes(text: str) -> bool:
    """Whether a text read with `open_text` holds bytes that were none in the file's encoding."""
    return not text.isascii() and _NOT_DECODED.search(text) is not None


def _read_through(path: Path, file: io.BufferedReader, head: bytes, given: str, known: str) -> SourceFile:
    digest = hashlib.sha256()
    encoding = given or "utf-8"
    decoder = codecs.getincrementaldecoder(encoding)(_choose_errors(given) if given else "strict")
    size, chunk, quoted = 0, head, False
    while chunk:
        digest.update(chunk)
        quoted = quoted or b'"' in chunk
        _check_encoded(decoder, chunk, given, size)
        size += len(chunk)
        chunk = file.read(AT_ONCE)
    _check_encoded(decoder, b"", given, size, final=True)
    if not size:
        raise Unclear(f"{path} is empty.")
    return SourceFile(path, digest.hexdigest(), size, encoding, known if given else "all of it is", quoted)


def _refuse_packed(path: Path, head: bytes) -> None:
    for magic, name in _PACKED.items():
        if head.startswith(magic):
            raise Unclear(f"{path} is packed ({name}). Unpack it first.")


def _find_mark(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    nulls = head[:4000].count(0)
    if nulls * 5 > len(head[:4000]):
        raise Unclear(
            "The file looks like UTF-16 or UTF-32, without a mark that says which. Say which with "
            "--encoding: utf-16-le, utf-16-be, utf-32-le or utf-32-be."
        )
    return ""


def _check_encoding(encoding: str, head: bytes) -> str:
    try:
        name = codecs.lookup(encoding).name
    except (LookupError, ValueError):
        name = ""
    if not _ENCODINGS.match(name):
        raise Unclear(f"{encoding} is no encoding of texts that is known here. Known are utf-8, cp1252, ...")
    return "utf-8-sig" if name == "utf-8" and head.startswith(codecs.BOM_UTF8) else name


def _choose_errors(encoding: str) -> str:
    return "strict" if _WIDE.match(encoding) else "surrogateescape"


def _check_encoded(
    decoder: codecs.IncrementalDecoder, chunk: bytes, given: str, size: int, *, final: bool = False
) -> None:
    """Decode a chunk that comes after `size` bytes: what this passes can be read to its end."""
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError as error:
        if given:
            at = size + len(chunk) - len(error.object) + error.start
            raise Unclear(f"The file is not {given}: byte {at + 1:,} does not fit.") from error
        broken = error.object[max(0, error.start - 20) : error.start + 20]
        readings = ", ".join(
            f"as {name} {escape_value(broken.decode(name, 'replace'))}" for name in ("cp1252", "koi8-r")
        )
        raise Unclear(
            f"The file is not UTF-8. Around the first byte that does not fit it reads {readings}. Say its "
            "encoding with --encoding; with --encoding utf-8 the rows that do not fit are refused one by one."
        ) from error


class BoundedLines:
    """The lines of a text, with their ends, of which none takes more memory than MAX_RECORD.

    `number` is that of the last line, `taken` what was read since `begin`.
    """

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.number = 0
        self.taken: list[str] = []
        self._size = 0

    def begin(self) -> int:
        """Begin a record, and return the number of its first line."""
        self.taken.clear()
        self._size = 0
        return self.number + 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self.text.readline(MAX_RECORD + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self._size += len(line)
        if len(line) > MAX_RECORD:
            self._skip_rest(line)
        if self._size > MAX_RECORD:
            self.taken.clear()
            raise RecordTooLong
        self.taken.append(line)
        return line

    def _skip_rest(self, line: str) -> None:
        while line and not line.endswith(("\n", "\r")):
            line = self.text.readline(AT_ONCE)


class RecordTooLong(Exception):
    """A row longer than MAX_RECORD. It has been passed over."""
