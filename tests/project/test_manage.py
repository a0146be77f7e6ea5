"""What manage.py and any process in development find or create in the checkout."""

import os
import stat
import subprocess
import sys

from .conftest import run_python

SHOW_KEY = "from project import settings; print(settings.SECRET_KEY)"


def test_development_keeps_one_secret_key_that_only_its_owner_reads(checkout):
    asking = [
        subprocess.Popen(
            [sys.executable, "-c", SHOW_KEY],
            cwd=checkout,
            env={"PATH": os.defpath},
            stdout=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    keys = {process.communicate()[0] for process in asking}
    assert len(keys) == 1
    assert len(keys.pop().strip()) >= 50
    (kept,) = (checkout / ".data").iterdir()
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600


NEED_NONE = (["check"], ["help"], ["--version"], ["migrate", "--help"], ["find_quotations", "manage.py"], [])
# One process runs them all, and prints for each how it ended and whether there is a database.
RUN_EACH = f"""
import contextlib, io, pathlib, runpy, sys
for arguments in {NEED_NONE}:
    sys.argv, code = ["manage.py", *arguments], None
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            runpy.run_path("manage.py", run_name="__main__")
        except SystemExit as end:
            code = end.code
    print(*arguments, code or 0, pathlib.Path(".data/postgres").exists())
"""


def test_commands_that_need_no_database_start_none(checkout):
    done = run_python("-c", RUN_EACH, folder=checkout)
    assert done.stdout.splitlines() == [" ".join([*arguments, "0 False"]) for arguments in NEED_NONE]


def test_other_commands_have_a_database_for_as_long_as_they_run(checkout):
    where = "from django.db import connection as c; print(c.cursor().execute('SELECT user').fetchone())"
    done = run_python("manage.py", "shell", "-v0", "-c", where, folder=checkout)
    assert (done.stdout, done.stderr) == ("('record_site',)\n", "")
    assert (checkout / ".data" / "postgres").is_dir()
    assert not (checkout / ".data" / "postgres" / "postmaster.pid").exists()
    done = run_python("manage.py", "check", "--database", "default", folder=checkout)
    assert (done.stdout, done.stderr) == ("System check identified no issues (0 silenced).\n", "")
