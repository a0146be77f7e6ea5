"""Reading foreign pages in a process of its own, which may take little time and memory, and may die.

A page of half a megabyte can cost a parser minutes, and nothing that is looked at before parsing tells. So
each process of ours has one child that reads pages (`python -m sources.extraction.isolation`), started for
the first page, and ended when none comes for a minute. The system ends it when a page takes too long; the
next page has a new one.
"""

import atexit
import base64
import contextlib
import json
import resource
import select
import signal
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import IO, Any

from .article import ExtractedArticle, extract_from_file, extract_from_html
from .errors import ADVICE, ExtractionError

PROCESSOR_SECONDS = 4.0
"""Of processor time for one page. Most take a tenth of one."""
SECONDS = 60
"""Until an answer is given up, on a machine that has too much to do; and until a child without work ends."""
MEMORY = 1024 * 1024 * 1024
"""Bytes that a child may have. Reading a page of 5 MB takes a quarter of them."""
MAX_ANSWER = 32 * 1024 * 1024
"""Bytes that a child may answer."""
TOO_INTRICATE = f"This page is too intricate to be read here. {ADVICE}"

_ROOT = Path(__file__).resolve().parents[2]
_LENGTH = struct.Struct(">I")
_READERS: dict[str, Callable[..., ExtractedArticle]] = {
    "html": lambda html, url: extract_from_html(html, url=url),
    "file": lambda name, data: extract_from_file(name, base64.b64decode(data)),
}


def read_html_apart(html: str, *, url: str = "") -> ExtractedArticle:
    """Do as `extract_from_html`, in the child. Raises ExtractionError, also where the page costs too much."""
    return _READER.ask("html", html, url)


def read_file_apart(name: str, data: bytes) -> ExtractedArticle:
    """Do as `extract_from_file`, in the child. Raises ExtractionError, also where the page costs too much."""
    return _READER.ask("file", name, base64.b64encode(data).decode())


class Reader:
    """The child of this process, and whose turn it is."""

    def __init__(self) -> None:
        self.turn = threading.Lock()
        self.child: subprocess.Popen[bytes] | None = None

    def ask(self, *question: str) -> ExtractedArticle:
        """Have a page read. Raises ExtractionError."""
        with self.turn:
            if self.child is None or self.child.poll() is not None:
                self._start()
            answer = self._ask(question)
            if answer is None and self._has_ended_idle():
                self._start()
                answer = self._ask(question)
            if answer is None:
                self.stop()
                raise ExtractionError("too_intricate", TOO_INTRICATE)
        if "error" in answer:
            raise ExtractionError(*answer["error"])
        return _restore(answer["article"])

    def stop(self) -> None:
        """End the child, if there is one."""
        child, self.child = self.child, None
        if child is None:
            return
        child.kill()
        # Closes its pipes, and waits. What it was never sent goes with it.
        with contextlib.suppress(BrokenPipeError), child:
            pass

    def _has_ended_idle(self) -> bool:
        """Tell whether the child has ended by itself, for want of work, just as it was asked."""
        try:
            return self.child is not None and self.child.wait(1) == 0
        except subprocess.TimeoutExpired:
            return False

    def _start(self) -> None:
        self.stop()
        self.child = subprocess.Popen(
            [sys.executable, "-m", __name__, str(PROCESSOR_SECONDS)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )

    def _ask(self, question: tuple[str, ...]) -> dict[str, Any] | None:
        """Return the child's answer; None if it has died, or says nothing for too long."""
        child = self.child
        if child is None or child.stdin is None or child.stdout is None:
            return None
        try:
            _write(child.stdin, json.dumps(question).encode())
            if not select.select([child.stdout], [], [], SECONDS)[0]:
                return None
            answer = _read(child.stdout, MAX_ANSWER)
        except OSError:
            return None
        return json.loads(answer) if answer else None


_READER = Reader()
atexit.register(_READER.stop)


def _write(stream: IO[bytes], message: bytes) -> None:
    stream.write(_LENGTH.pack(len(message)) + message)
    stream.flush()


def _read(stream: IO[bytes], most: int) -> bytes:
    """Return the next message; nothing at the end, or if it is longer than `most` bytes."""
    head = stream.read(_LENGTH.size)
    length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
    message = stream.read(length) if length <= most else b""
    return message if len(message) == length else b""


def _restore(fields: dict[str, Any]) -> ExtractedArticle:
    fields["published_on"] = date.fromisoformat(fields["published_on"]) if fields["published_on"] else None
    return ExtractedArticle(**fields | {name: tuple(fields[name]) for name in ("captions", "warnings")})


def _answer(question: list[str]) -> dict[str, Any]:
    kind, *about = question
    try:
        article = asdict(_READERS[kind](*about))
    except ExtractionError as error:
        return {"error": (error.reason, error.sentence)}
    except MemoryError:
        return {"error": ("too_intricate", TOO_INTRICATE)}
    article["published_on"] = article["published_on"] and article["published_on"].isoformat()
    return {"article": article}


def main(processor_seconds: float) -> None:
    """Read pages until nobody asks any more. The system ends this process if one page takes too long."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes our input
    incoming, outgoing = sys.stdin.buffer, sys.stdout.buffer
    while select.select([incoming], [], [], SECONDS)[0]:
        question = _read(incoming, 2**32)
        if not question:
            return
        signal.setitimer(signal.ITIMER_PROF, processor_seconds)  # SIGPROF ends a process
        answer = json.dumps(_answer(json.loads(question))).encode()
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(outgoing, answer)


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):
        main(float(sys.argv[1]))
