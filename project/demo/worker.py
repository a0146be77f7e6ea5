"""The background worker of the demo.

It starts and ends with the demo's site, and is restarted when it dies.

A keeper process, `python -m project.demo.worker PARENT`, runs between the two. Gunicorn then never
sees a worker end, which it would mistake for the end of one of its own children; and the keeper
stops the worker when the demo is killed.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

from project.checkout import CHECKOUT

WORKER = (sys.executable, "manage.py", "procrastinate", "worker", "--shutdown-graceful-timeout=1")
SECONDS_TO_STOP = 3
SECONDS_BEFORE_NEXT = 5
PR_SET_PDEATHSIG = 1  # prctl(2)
SECONDS_BETWEEN_LOOKS = 0.2  # seconds between two checks whether the demo still runs


@contextlib.contextmanager
def run_worker() -> Iterator[None]:
    """Keep a worker running inside the `with` block.

    Leaving the block in a forked child changes nothing.
    """
    owner = os.getpid()
    keeper = subprocess.Popen(
        [sys.executable, "-m", "project.demo.worker", str(owner)], cwd=CHECKOUT, stdin=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        if os.getpid() == owner:
            stop(keeper)


def stop(process: subprocess.Popen) -> None:
    """Terminate `process`; kill it if it does not end within SECONDS_TO_STOP."""
    process.terminate()
    try:
        process.wait(timeout=SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def exit_with_parent() -> None:
    """Have Linux end this process when its parent ends, even by SIGKILL."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def supervise_worker(parent: int) -> None:
    """Run a worker for as long as `parent`, the process that started this one, runs."""
    signals = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda number, frame: signals.append(number))

    def should_run() -> bool:
        return not signals and os.getppid() == parent

    while should_run():
        worker = subprocess.Popen(WORKER, cwd=CHECKOUT, stdin=subprocess.DEVNULL, preexec_fn=exit_with_parent)
        try:
            while should_run() and worker.poll() is None:
                time.sleep(SECONDS_BETWEEN_LOOKS)
        finally:
            crashed = should_run()
            stop(worker)
        if crashed:
            sys.stderr.write(
                f"The background worker stopped by itself ({worker.returncode}). The site goes on; "
                f"another worker starts in {SECONDS_BEFORE_NEXT} seconds.\n"
            )
            pause = time.monotonic() + SECONDS_BEFORE_NEXT
            while should_run() and time.monotonic() < pause:
                time.sleep(SECONDS_BETWEEN_LOOKS)


if __name__ == "__main__":
    supervise_worker(int(sys.argv[1]))
