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


def test_commands_that_need_no_database_start_none(checkout):
    for arguments in NEED_NONE:
        assert run_python("manage.py", *arguments, folder=checkout).returncode == 0, arguments
        assert not (checkout / ".data" / "postgres").exists(), arguments


def test_other_commands_have_a_database_for_as_long_as_they_run(checkout):
    where = "from django.db import connection as c; print(c.cursor().execute('SELECT 7').fetchone())"
    done = run_python("manage.py", "shell", "-v0", "-c", where, folder=checkout)
    assert (done.stdout, done.stderr) == ("(7,)\n", "")
    assert (checkout / ".data" / "postgres").is_dir()
    assert not (checkout / ".data" / "postgres" / "postmaster.pid").exists()
    done = run_python("manage.py", "check", "--database", "default", folder=checkout)
    assert (done.stdout, done.stderr) == ("System check identified no issues (0 silenced).\n", "")
