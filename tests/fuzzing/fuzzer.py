"""One process that fuzzes one target: `python -m tests.fuzzing.fuzzer NAME SECONDS FOLDER`.

With atheris it is guided by the code that inputs reach; without, hypothesis puts inputs together and goes on
from those of which the reader made most. Each way to fail is written down once, as an input in FOLDER, and
does not end the run.
"""

import contextlib
import hashlib
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import django
from hypothesis import HealthCheck, given, settings, target
from hypothesis import strategies as st

if TYPE_CHECKING:
    from tests.fuzzing.targets import Target

SHARES = {
    **{"quotations": 2, "excerpts": 1, "likeness": 1, "queries": 1},
    **{"pages": 2, "imports": 2, "cursors": 1},
}
"""The targets, and how the time is shared out among them."""
WATCHED = [
    *("quotations", "sources.excerpts", "sources.extraction", "claims.duplicates", "claims.search"),
    *("claims.versions.mirror", "exchange.importing", "exchange.cells", "core", "trafilatura"),
]
"""The code of which atheris sees what is reached."""
SECONDS_FOR_ONE = 3.0
"""Of processor time. Watching which code is reached makes all of it some three times slower."""
LONGEST = 4096
"""Bytes of an input."""


class TooSlow(Exception):
    """An input that takes more than SECONDS_FOR_ONE."""


class Findings:
    """The ways to fail that were seen: the kind of error and the line of it, each with its first input."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.seen, self.tried = folder, set[str](), 0

    def try_input(self, check: Callable[[bytes], int], data: bytes) -> int:
        """Let a target check an input. Returns what it says, 0 of a finding."""
        self.tried += 1
        try:
            with limited_time(SECONDS_FOR_ONE):
                return check(data)
        except Exception as error:
            frames = traceback.extract_tb(error.__traceback__)
            self._note(f"{type(error).__name__} {Path(frames[-1].filename).name}:{frames[-1].lineno}", data)
        return 0

    def _note(self, way: str, data: bytes) -> None:
        if way in self.seen:
            return
        self.seen.add(way)
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / f"found-{hashlib.sha256(data).hexdigest()[:12]}"
        path.write_bytes(data)
        path.with_suffix(".txt").write_text(f"{way}\n\n{traceback.format_exc()}", "utf-8")
        sys.stdout.write(f"FOUND {way}: {path}\n")


@contextlib.contextmanager
def limited_time(seconds: float) -> Iterator[None]:
    """Raise TooSlow inside the block once it has taken so much processor time."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow

    usual = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, usual)


def build_inputs(seeds: list[bytes], words: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    """Return inputs that are put together of pieces of seeds, of words and of any bytes."""
    cut = st.sampled_from(seeds).flatmap(
        lambda seed: st.tuples(st.integers(0, len(seed)), st.integers(0, len(seed))).map(
            lambda ends: seed[min(ends) : max(ends)]
        )
    )
    word = st.sampled_from(words).map(lambda each: each.encode("utf-8", "surrogatepass"))
    piece = st.one_of(word, word, cut, st.binary(max_size=4))
    begun = st.sampled_from([*{seed[:1] for seed in seeds}, *seeds])
    return st.tuples(begun, st.lists(piece, max_size=12)).map(lambda parts: parts[0] + b"".join(parts[1]))


def load_target(name: str) -> "Target":
    """Load the code of a target. Not before, or atheris could not see which of it is reached."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    django.setup()
    from tests.fuzzing.targets import TARGETS

    return TARGETS[name]


def run_hypothesis(name: str, seconds: float, findings: Findings) -> None:
    chosen = load_target(name)
    inputs = build_inputs(list(chosen.seeds()), chosen.words)
    until = time.process_time() + seconds
    while time.process_time() < until:

        @settings(max_examples=200, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(inputs)
        def try_some(data: bytes) -> None:
            target(float(findings.try_input(chosen.check, data)))

        try_some()


def run_atheris(name: str, seconds: float, findings: Findings, folder: Path) -> None:
    import atheris

    with atheris.instrument_imports(include=WATCHED):
        chosen = load_target(name)

    until = time.process_time() + seconds

    def try_one(data: bytes) -> None:
        findings.try_input(chosen.check, data)
        if time.process_time() > until:
            finish(name, findings)

    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in chosen.seeds():
        (corpus / hashlib.sha256(seed).hexdigest()[:20]).write_bytes(seed)
    words = folder / "words"
    words.write_text("".join(f'"{quote(word)}"\n' for word in chosen.words), "ascii")
    options = [
        f"-max_len={LONGEST}",
        f"-dict={words}",
        "-timeout=120",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
    ]
    atheris.Setup([sys.argv[0], *options, f"-artifact_prefix={folder}/", str(corpus)], try_one)
    atheris.Fuzz()


def quote(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))


def finish(name: str, findings: Findings) -> None:
    sys.stdout.write(
        f"{name}: {findings.tried:,} inputs, {time.process_time():.0f} s, {len(findings.seen)} found\n"
    )
    sys.stdout.flush()
    os._exit(bool(findings.seen))


def main(name: str, seconds: float, folder: Path) -> None:
    findings = Findings(folder)
    try:
        run_atheris(name, seconds, findings, folder)
    except ImportError:
        sys.stdout.write("Without atheris, which does not install everywhere: by hypothesis.\n")
        run_hypothesis(name, seconds, findings)
    finish(name, findings)


if __name__ == "__main__":
    main(sys.argv[1], float(sys.argv[2]), Path(sys.argv[3]))
