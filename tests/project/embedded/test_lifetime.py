"""The embedded server runs exactly as long as a process uses it."""

import os
import shutil
import stat
import subprocess
import sys

import psutil
import psycopg
import pytest

from project.checkout import CHECKOUT
from project.embedded import lifetime
from project.embedded.cluster import Cluster
from tests.project.conftest import eventually, query


def is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def watchers(cluster: Cluster) -> list[psutil.Process]:
    commands = [(p, p.info["cmdline"] or ()) for p in psutil.process_iter(["cmdline"])]
    wanted = {"project.embedded.lifetime", str(cluster.folder)}
    return [process for process, command in commands if wanted <= set(command)]


def kill_watcher(cluster: Cluster) -> None:
    assert eventually(lambda: len(watchers(cluster)) == 1)
    watchers(cluster)[0].kill()


def test_runs_while_it_is_used_and_leaves_nothing_behind(cluster):
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT current_user::text, current_database()::text") == ("record", "record")
        pid = cluster.find_server().pid
        assert is_alive(pid)
    assert not is_alive(pid)
    assert not sockets.exists()
    assert cluster.find_server() is None


def test_only_its_account_reaches_it(cluster):
    with lifetime.use_server(cluster) as sockets:
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert stat.S_IMODE(cluster.folder.stat().st_mode) == 0o700
        server = psutil.Process(cluster.find_server().pid)
        assert server.uids().effective != 0
        assert server.net_connections(kind="inet") == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can try as somebody else")
def test_nobody_is_not_let_in_even_with_a_way_to_the_socket(cluster):
    as_nobody = (
        "import os, sys, psycopg; os.setgroups([]); os.setgid(65534); os.setuid(65534);"
        "psycopg.connect(host=sys.argv[1], port=5432, user='record', dbname='record')"
    )
    with lifetime.use_server(cluster) as sockets:
        done = subprocess.run([sys.executable, "-c", as_nobody, sockets], capture_output=True, text=True)
    assert 'Peer authentication failed for user "record"' in done.stderr


def test_the_site_s_role_is_no_superuser(cluster):
    with lifetime.use_server(cluster) as sockets:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            query(sockets, "COPY (SELECT 1) TO PROGRAM 'true'")
        query(sockets, "CREATE EXTENSION pg_trgm")
        query(sockets, "CREATE EXTENSION unaccent")


def test_text_is_compared_the_same_way_everywhere(cluster):
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT lower('ÉLYSÉE'), 'a' < 'B', getdatabaseencoding()::text") == (
            "élysée",
            False,
            "UTF8",
        )


def test_the_last_of_two_users_stops_it(cluster, join):
    first, second = join(), join()
    pid, sockets = first.wait_until_joined()
    assert second.wait_until_joined() == (pid, sockets)
    first.leave()
    assert query(sockets, "SELECT 1") == (1,)
    second.leave()
    assert not is_alive(pid)


def test_many_at_once_share_one_server(cluster, join):
    users = [join() for _ in range(5)]
    assert len({user.wait_until_joined() for user in users}) == 1
    pid = cluster.find_server().pid
    for user in users:
        user.process.stdin.close()
        user.process.stdin = None
    for user in users:
        user.leave()
    assert not is_alive(pid)


def test_a_forked_child_that_leaves_changes_nothing(cluster):
    fork = f"""
import os, pathlib
from project.embedded.cluster import Cluster
from project.embedded.lifetime import use_server
cluster = Cluster(pathlib.Path({str(cluster.folder)!r}))
with use_server(cluster):
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        print(cluster.find_server() is not None)
"""
    done = subprocess.run([sys.executable, "-c", fork], cwd=CHECKOUT, capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("True\n", "")
    assert cluster.find_server() is None


def test_killing_its_only_user_stops_it(cluster, join):
    user = join()
    pid, sockets = user.wait_until_joined()
    user.kill()
    assert eventually(lambda: not is_alive(pid))
    assert eventually(lambda: not sockets.exists())


def test_killing_user_and_watcher_leaves_a_server_that_the_next_user_takes_over(cluster, join):
    user = join()
    found = user.wait_until_joined()
    kill_watcher(cluster)
    user.kill()
    assert is_alive(found[0])
    following = join()
    assert following.wait_until_joined() == found
    following.leave()
    assert not is_alive(found[0])


def test_a_killed_server_comes_back_at_the_same_address(cluster):
    with lifetime.use_server(cluster) as sockets:
        query(sockets, "CREATE TABLE kept AS SELECT 7 AS number")
        killed = cluster.find_server().pid
        psutil.Process(killed).kill()
        assert eventually(lambda: (now := cluster.find_server()) and now.ready and now.pid != killed)
        assert query(sockets, "SELECT number FROM kept") == (7,)


def test_a_server_killed_with_its_user_is_mended_by_the_next(cluster, join):
    user = join()
    pid, sockets = user.wait_until_joined()
    query(sockets, "CREATE TABLE kept AS SELECT 7 AS number")
    kill_watcher(cluster)
    psutil.Process(pid).kill()
    assert eventually(lambda: not is_alive(pid))  # or the next user may still meet it
    user.kill()
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT number FROM kept") == (7,)


def test_a_process_id_that_somebody_else_has_by_now_is_left_alone(cluster, join):
    user = join()
    user.wait_until_joined()
    written = (cluster.folder / "postmaster.pid").read_text().splitlines(keepends=True)
    user.leave()
    stranger = psutil.Popen(["sleep", "60"])
    (cluster.folder / "postmaster.pid").write_text("".join([f"{stranger.pid}\n", *written[1:]]))
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT 1") == (1,)
    assert stranger.is_running()
    stranger.kill()
    stranger.wait()


def test_another_postgres_with_that_process_id_is_left_alone(cluster, initialised, tmp_path, join):
    other = Cluster(tmp_path / "other" / "postgres")
    shutil.copytree(initialised, other.folder)
    pid, sockets = join(other).wait_until_joined()
    shutil.copy(other.folder / "postmaster.pid", cluster.folder)
    with lifetime.use_server(cluster) as ours:
        assert ours != sockets
        assert cluster.find_server().pid != pid
    assert query(sockets, "SELECT 1") == (1,)


@pytest.mark.parametrize("written", ["", "\n", "not a number\n", "99999999999999999999\n", "0\n"])
def test_a_garbled_pid_file_does_no_harm(cluster, written):
    (cluster.folder / "postmaster.pid").write_text(written)
    with lifetime.use_server(cluster) as sockets:
        assert query(sockets, "SELECT 1") == (1,)
