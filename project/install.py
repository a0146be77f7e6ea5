"""Make .venv and put into it exactly what uv.lock says.

Run by the Makefile with any Python that the machine has: standard library only, and
syntax that an old Python can parse, so the script can say that it is too old.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
VENV = BASE_DIR / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed-from"
UV = "uv==0.13.9"  # pip cannot read uv.lock
OLDEST = (3, 11)
LOCALE = BASE_DIR / "locale"


class InstallError(Exception):
    """A problem for the user to fix; the text says what it is."""


def check_python(version=sys.version_info):
    """Refuse a Python that is too old, or one that cannot make a virtual environment."""
    if tuple(version[:2]) < OLDEST:
        raise InstallError(
            "Python {}.{} or newer is needed, and this is {}.{}. Install one and say: "
            "make PYTHON=python{}.{} ...".format(*OLDEST, *version[:2], *OLDEST)
        )
    try:
        import ensurepip  # noqa: F401  (imported to see whether it is there)
        import venv  # noqa: F401  (the same)
    except ImportError:
        raise InstallError(
            "This Python cannot make a virtual environment: its venv module is not all there. "
            "On Debian or Ubuntu: apt-get install python3-venv (as root). Then run this again."
        ) from None


def fingerprint():
    """Return what .venv depends on, as one line.

    When it differs, .venv is installed again.
    """
    digest = hashlib.sha256()
    for name in ("pyproject.toml", "uv.lock"):
        digest.update((BASE_DIR / name).read_bytes())
    return "{} {} {}".format(UV, VENV, digest.hexdigest())


def is_installed():
    """Return whether .venv works and matches the present lock file and place."""
    try:
        if STAMP.read_text() != fingerprint():
            return False
    except OSError:
        return False
    return venv_works()


def venv_works():
    """Return whether the Python of .venv still exists and is new enough."""
    if not VENV_PYTHON.exists():
        return False
    probe = "import sys; sys.exit(sys.version_info[:2] < {!r})".format(OLDEST)
    return subprocess.call([str(VENV_PYTHON), "-c", probe], stderr=subprocess.DEVNULL) == 0


def run(command, failure):
    """Run a command quietly; if it fails, show its output.

    Then raises InstallError with `failure`, the one line that matters.
    """
    environment = dict(os.environ, UV_PROJECT_ENVIRONMENT=str(VENV), UV_PYTHON_DOWNLOADS="never")
    environment["PIP_USER"] = "0"  # some have it at 1, which pip refuses in a venv
    environment.pop("VIRTUAL_ENV", None)
    done = subprocess.run(
        command, cwd=str(BASE_DIR), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if done.returncode:
        sys.stderr.write(done.stdout.decode(errors="replace"))
        raise InstallError(failure)


def install():
    """Bring .venv in line with uv.lock."""
    if not venv_works():
        print("Making .venv", flush=True)
        check_python()
        run(
            [sys.executable, "-I", "-m", "venv", "--clear", str(VENV)],
            "Could not make {}. Is the disk full, or the folder somebody else's?".format(VENV),
        )
    print("Installing what uv.lock says", flush=True)
    python = str(VENV_PYTHON)
    run(
        [python, "-I", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", UV],
        "Could not install {}. Is the package index reachable?".format(UV),
    )
    run(
        [python, "-I", "-m", "uv", "sync", "--quiet", "--frozen", "--inexact", "--python", python],
        "Could not install the packages in uv.lock. Is the package index reachable?",
    )
    STAMP.write_text(fingerprint())


def find_uncompiled():
    """Return the files of translations that are newer than their compiled form, or have none."""
    files = sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))
    compiled = [path.with_suffix(".mo") for path in files]
    return [
        path
        for path, result in zip(files, compiled)  # noqa: B905  (an old Python does not know `strict`)
        if not result.exists() or result.stat().st_mtime < path.stat().st_mtime
    ]


def compile_translations():
    """Compile what find_uncompiled lists, with the packages in .venv."""
    run(
        [str(VENV_PYTHON), "-m", "project.translations"],
        "Could not compile the translations in {}.".format(LOCALE),
    )


def main():
    try:
        check_python()
        if not is_installed():
            install()
        if find_uncompiled():
            compile_translations()
    except InstallError as error:
        sys.exit("install: {}".format(error))
    except OSError as error:
        sys.exit("install: {}: {}".format(error.filename or VENV, error.strerror))


if __name__ == "__main__":
    main()
