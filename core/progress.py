"""Progress of a long piece of work, on a terminal or in a log."""

import time
from typing import TextIO

WIDTH = 30
SECONDS_BETWEEN_LINES = 10


class Progress:
    """A progress bar that is redrawn on a terminal.

    On other streams it is a line every ten seconds; without a stream nothing is written. `noun`: of what.
    """

    def __init__(self, stream: TextIO | None, *, total: int, noun: str = "claims") -> None:
        self.stream = stream
        self.total = total
        self.noun = noun
        self.began = self.last_line = time.monotonic()

    def show(self, done: int) -> None:
        """Say that `done` of the total are done."""
        if self.stream is None:
            return
        now = time.monotonic()
        if self.stream.isatty():
            filled = WIDTH * done // self.total
            bar = "█" * filled + "░" * (WIDTH - filled)
            self._write(f"\r{bar} {self._words(done, now)}\x1b[K")
        elif now - self.last_line >= SECONDS_BETWEEN_LINES:
            self.last_line = now
            self._write(f"{self._words(done, now)}\n")

    def finish(self) -> None:
        """Move on to the line after the bar."""
        if self.stream is not None and self.stream.isatty():
            self._write("\n")

    def _words(self, done: int, now: float) -> str:
        seconds = now - self.began
        left = seconds * (self.total - done) / done if done else 0
        return (
            f"{done:,} of {self.total:,} {self.noun} ({done * 100 // self.total} %), "
            f"{_clock(seconds)} gone, about {_clock(left)} left"
        )

    def _write(self, text: str) -> None:
        if self.stream is not None:
            self.stream.write(text)
            self.stream.flush()


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"
