"""The demo as in production: `make nginx` runs the site's processes as docs/operations.md says, behind nginx.

The database is the demo's own. Everything else runs with the settings of production, in processes of its own.
"""

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

from django.conf import settings
from django.db import connections

from project.checkout import CHECKOUT

from . import port
from .nginx import run_nginx
from .run import main, prepare_site, print_line
from .worker import exit_with_parent, stop

STATIC = CHECKOUT / "staticfiles"
SECONDS_BETWEEN_LOOKS = 0.5


def run(number: str) -> None:
    """Serve on port `number` until stopped, or until a process ends.

    Raises PortError, EmbeddedError, NginxError.
    """
    port.bind_port(number).close()
    with ExitStack() as stack:
        stack.enter_context(prepare_site())
        environment = build_environment()
        collect_static_files(environment)
        inner = port.find_free_port()
        site = [sys.executable, "-m", "gunicorn", "project.wsgi", f"--bind={port.ADDRESS}:{inner}"]
        children = {
            "site": stack.enter_context(keep(site, environment)),
            "worker": stack.enter_context(
                keep([sys.executable, "manage.py", "procrastinate", "worker"], environment)
            ),
            "nginx": stack.enter_context(
                run_nginx(int(number), f"{port.ADDRESS}:{inner}", STATIC, https=True)
            ),
        }
        is_ready = False
        while not (ended := [name for name, child in children.items() if child.poll() is not None]):
            if not is_ready and (is_ready := is_answering(inner)):
                print_line(
                    f"On the Record, behind nginx: https://{port.ADDRESS}:{number}   (Ctrl-C stops it)"
                )
            time.sleep(SECONDS_BETWEEN_LOOKS)
        sys.exit(f"demo: the {ended[0]} has stopped by itself; so everything stops.")


def is_answering(number: int) -> bool:
    """Tell whether the site itself answers on port `number`."""
    connection = HTTPConnection(port.ADDRESS, number, timeout=5)
    try:
        connection.request("HEAD", "/robots.txt")
        return bool(connection.getresponse().status)  # that it asks for HTTPS will do
    except OSError:
        return False
    finally:
        connection.close()


def collect_static_files(environment: dict[str, str]) -> None:
    """Put the static files where production serves them from."""
    call = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    subprocess.run(call, cwd=CHECKOUT, env=environment, check=True)


def build_environment() -> dict[str, str]:
    """Return the environment in which production runs on the database that is open."""
    given = connections["default"].settings_dict
    role = settings.SITE_ROLE
    account = f"{role}:{given['PASSWORD']}" if given["PASSWORD"] else role
    return os.environ | {
        "DATABASE_URL": f"postgresql://{account}@/{given['NAME']}?host={given['HOST']}&port={given['PORT']}",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": f"{port.ADDRESS} localhost",
        "BEHIND_PROXY": "1",
        "SECOND_FACTOR": "0",  # nobody else reaches this machine's demo
        "EXPORT_FOLDER": str(settings.EXPORT_FOLDER),
    }


@contextmanager
def keep(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command inside the block; it ends with this process, however that ends."""
    child = subprocess.Popen(
        command, cwd=CHECKOUT, env=environment, stdin=subprocess.DEVNULL, preexec_fn=exit_with_parent
    )
    try:
        yield child
    finally:
        stop(child)


if __name__ == "__main__":
    main(run)
