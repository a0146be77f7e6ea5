"""The demo on many machines: `make cluster` runs it on loopback until it is stopped.

A primary and two replicas, PgBouncer before the primary, two web processes that read from the replicas, two
workers, and nginx. All of it is new each time, in .data/cluster.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from project.checkout import CHECKOUT, DATA
from project.demo.nginx import TEMPORARY, run_nginx
from project.demo.port import ADDRESS, find_free_port
from project.demo.production import STATIC, collect_static_files, is_answering
from project.demo.run import print_line
from project.demo.worker import exit_with_parent, stop
from project.embedded import EmbeddedError
from project.embedded.cluster import SITE_ROLE, Cluster
from project.embedded.cluster import stop as stop_server

from .servers import NAME, ClusterServer, Pooler, kill_family

FOLDER = DATA / "cluster"
SERVERS = ("primary", "replica_1", "replica_2")
PREPARE = """
from project.demo.run import ACCOUNTS, load_record, print_line, reset_account
load_record()
for name, group in ACCOUNTS.items():
    print_line(reset_account(name, group))
"""
SECONDS_TO_START = 120
SECONDS_TO_STOP = 120
SECONDS_TO_END = 5
"""How long a process of a cluster that was killed may take to end when asked to."""


class Process:
    """A process of the site, that can be killed and started again."""

    def __init__(self, name: str, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.name, self.command, self.environment, self.log = name, command, environment, log
        self.child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("ab") as output:
            self.child = subprocess.Popen(
                [sys.executable, *self.command],
                cwd=CHECKOUT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                preexec_fn=exit_with_parent,
            )
        note_process(self.log.with_suffix(".pid"), self.child.pid)

    def has_ended(self) -> bool:
        return self.child is not None and self.child.poll() is not None

    def kill(self) -> None:
        """End it and all that it has started, at once."""
        if self.child is not None:
            kill_family(self.child)

    def stop(self) -> None:
        if self.child is not None:
            stop(self.child)


class Machines:
    """All that runs."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        password = secrets.token_urlsafe()
        self.servers = {name: ClusterServer(name, folder / name, password) for name in SERVERS}
        self.primary = self.servers["primary"]
        self.pooler = Pooler(folder / "pgbouncer", password)
        addresses = ",".join(ADDRESS for _server in SERVERS)
        ports = ",".join(str(server.port) for server in self.servers.values())
        self.environment = os.environ | {
            "DATABASE_URL": self.pooler.build_url(),
            "DATABASE_REPLICA_URLS": " ".join(
                self.servers[name].build_url(SITE_ROLE) for name in SERVERS[1:]
            ),
            "SECRET_KEY": secrets.token_urlsafe(50),
            "ALLOWED_HOSTS": f"{ADDRESS} localhost",
            "SECOND_FACTOR": "0",  # nobody else reaches it
            "BEHIND_PROXY": "1",
        }
        # Workers and `migrate` speak to the server itself, whichever can be written to.
        anywhere = f"@/{NAME}?host={addresses}&port={ports}&target_session_attrs=read-write"
        self.direct = self.environment | {
            "DATABASE_URL": f"postgresql://{SITE_ROLE}:{password}{anywhere}",
            "MIGRATE_DATABASE_URL": f"postgresql://{NAME}:{password}{anywhere}",
        }
        self.ports = [find_free_port() for _web in range(2)]
        self.web = [
            Process(
                f"web_{port}",
                ["-m", "gunicorn", "project.wsgi", f"--bind={ADDRESS}:{port}", "--workers=1"],
                self.environment,
                folder / f"web_{place}.log",
            )
            for place, port in enumerate(self.ports, 1)
        ]
        self.workers = [
            Process(
                f"worker_{place}",
                ["manage.py", "procrastinate", "worker"],
                self.direct,
                folder / f"worker_{place}.log",
            )
            for place in (1, 2)
        ]

    def manage(self, *arguments: str) -> str:
        """Run a command of Django's on the primary; return what it prints."""
        call = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            call, cwd=CHECKOUT, env=self.direct, check=True, stdout=subprocess.PIPE, text=True
        ).stdout

    def others(self, server: ClusterServer) -> list[str]:
        """Return the names of the servers besides this one."""
        return [name for name in self.servers if name != server.name]

    def prepare(self) -> str:
        """Bring up the servers with the record, replicated; return how to sign in."""
        print_line("Starting the primary, and making the tables")
        self.primary.make()
        self.manage("migrate", "--verbosity=0")
        lines = self.manage("shell", "--no-imports", "--command", PREPARE)
        print_line("Copying it to two replicas")
        for name in self.others(self.primary):
            self.servers[name].copy(self.primary)
        self.primary.wait_for(*self.others(self.primary))
        self.pooler.point_at(self.primary)
        self.pooler.start()
        collect_static_files(self.environment)
        return lines

    def serve(self) -> None:
        """Start the processes of the site, and wait until they answer."""
        print_line("Starting two web processes and two workers")
        for process in (*self.web, *self.workers):
            process.start()
        deadline = time.monotonic() + SECONDS_TO_START
        while not all(is_answering(port) for port in self.ports):
            if time.monotonic() > deadline:
                raise EmbeddedError(f"The site does not answer. Its logs are in {self.folder}.")
            time.sleep(0.5)

    def revive_workers(self) -> None:
        """Start workers that have ended, as systemd does: a worker ends when its database goes away."""
        for worker in self.workers:
            if worker.has_ended():
                worker.start()

    def fail_over(self) -> ClusterServer:
        """Make a primary of the replica that has most of the log, and have all others follow it; return it.

        Whatever was acknowledged, one of the two has: the one that has more has all of it.
        """
        replicas = [self.servers[name] for name in self.others(self.primary)]
        chosen = max(replicas, key=ClusterServer.find_received)
        chosen.promote(*self.others(chosen))
        for server in replicas:
            if server is not chosen and server.is_running():
                server.follow(chosen)
        self.primary = chosen
        self.pooler.point_at(chosen)
        return chosen

    def stop(self) -> None:
        for process in (*self.workers, *self.web):
            process.stop()
        self.pooler.stop()
        for server in self.servers.values():
            server.stop()


@contextmanager
def run_site(port: int, *, measured: bool = False) -> Iterator[tuple[Machines, str]]:
    """Run the whole cluster inside the block, behind nginx on a port; yields it and how to sign in.

    `measured` as in run_nginx; else it speaks HTTPS. Raises EmbeddedError, NginxError.
    """
    if (running := find_process(FOLDER / "pid")) is not None:
        where = (FOLDER / "port").read_text()
        raise EmbeddedError(
            f"A cluster runs on port {where} (process {running.pid}): stop it with make cluster-down."
        )
    bring_down()
    if FOLDER.exists():
        shutil.rmtree(FOLDER)
    FOLDER.mkdir(parents=True)
    (FOLDER / "port").write_text(str(port))
    note_process(FOLDER / "pid", os.getpid())
    site = Machines()
    with ExitStack() as stack:
        stack.callback(site.stop)
        lines = site.prepare()
        site.serve()
        upstream = " max_fails=0 max_conns=32; server ".join(f"{ADDRESS}:{number}" for number in site.ports)
        nginx = run_nginx(port, upstream, STATIC, https=not measured, measured=measured, within=FOLDER)
        note_process(FOLDER / "nginx.pid", stack.enter_context(nginx).pid)
        yield site, lines


def note_process(file: Path, pid: int) -> None:
    """Write down which process this is, beyond its number, which another may have later."""
    file.write_text(f"{pid} {psutil.Process(pid).create_time()}")


def find_process(file: Path) -> psutil.Process | None:
    """Find the process that was written down in a file, if it still runs."""
    try:
        pid, created = file.read_text().split()
        process = psutil.Process(int(pid))
        is_same = abs(process.create_time() - float(created)) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, psutil.Error):
        return None
    return process if is_same else None


def end(processes: list[psutil.Process], seconds: float) -> None:
    """Ask processes to end, wait, and kill those that have not ended by then."""
    for how in (psutil.Process.terminate, psutil.Process.kill):
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                how(process)
        _ended, processes = psutil.wait_procs(processes, timeout=seconds)


def bring_down() -> None:
    """Stop the cluster, and what is left of one that was killed; say what has been ended.

    All of it has ended, and the key of nginx's certificate is gone, when this returns.
    """
    ended = []
    if (running := find_process(FOLDER / "pid")) is not None:
        end([running], SECONDS_TO_STOP)
        ended.append("the cluster")
    for file in sorted(FOLDER.glob("*.pid")):
        if (left := find_process(file)) is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                end([left, *left.children(recursive=True)], SECONDS_TO_END)
            ended.append(file.stem)
    for name in SERVERS:
        server = Cluster(FOLDER / name)
        if server.find_server():
            stop_server(server)
            ended.append(name)
    with contextlib.suppress(OSError, ValueError, psutil.Error):
        process = psutil.Process(int((FOLDER / "pgbouncer" / "pid").read_text()))
        if process.name() == "pgbouncer":
            end([process], SECONDS_TO_END)
            ended.append("pgbouncer")
    for folder in FOLDER.glob(f"{TEMPORARY}*"):
        shutil.rmtree(folder)
    if ended:
        print_line(f"Ended: {', '.join(ended)}.")


def run(number: str) -> None:
    """Serve on port `number` until stopped."""
    with run_site(int(number)) as (_site, lines):
        print_line(lines.strip())
        print_line(f"On the Record, on many machines: https://{ADDRESS}:{number}   (Ctrl-C stops it)")
        while True:
            time.sleep(3600)
