"""The demo: `make demo` sets up and serves the whole site on this machine.

Prepares the database, loads the record if there is none, makes three accounts, and serves the site
with a background worker. Stops, with its database, on Ctrl-C, SIGTERM and the closing of its terminal.
"""

import os
import secrets
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from project.database.owner import close_connections, connect_as_owner
from project.embedded import EmbeddedError, lifetime

from . import port, worker
from .nginx import NginxError
from .server import serve

FIXTURE = "moscow_2017"
NO_SECOND_FACTOR = "No second factors here: with one of these passwords alone one may publish"
ACCOUNTS = {"editor": "Editor", "publisher": "Publisher", "administrator": "Administrator"}


def print_line(line: str) -> None:
    """Print a line to the terminal and flush it."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def stop(number: int, frame: object) -> None:
    """Exit, running every `finally`.

    The handler is set explicitly: the background jobs of a shell script ignore SIGINT.
    """
    raise SystemExit(0)


def run(number: str) -> None:
    """Serve on port `number` until stopped. Raises PortError, EmbeddedError."""
    with ExitStack() as stack:
        listener = stack.enter_context(port.bind_port(number))
        stack.enter_context(prepare_site())
        stack.enter_context(worker.run_worker())
        serve(
            listener, lambda: print_line(f"On the Record: http://{port.ADDRESS}:{number}   (Ctrl-C stops it)")
        )


@contextmanager
def prepare_site() -> Iterator[None]:
    """Bring up the database inside the block, with the record and the accounts, and print how to sign in.

    Raises EmbeddedError, ImproperlyConfigured.
    """
    if settings.PRODUCTION:
        raise ImproperlyConfigured(
            "The demo resets passwords, so it keeps away from production: unset DATABASE_URL."
        )
    with ExitStack() as stack:
        if settings.EMBEDDED_DATABASE:
            print_line("Starting PostgreSQL")
            stack.enter_context(lifetime.use_development_server())
        django.setup()
        print_line("Bringing the tables up to date")
        with connect_as_owner():
            call_command("migrate", verbosity=0, interactive=False)
        load_record()
        if not settings.SECOND_FACTOR:
            print_line(NO_SECOND_FACTOR)
        for line in [reset_account(name, group) for name, group in ACCOUNTS.items()]:
            print_line(line)
        close_connections()  # the processes that serve must open connections of their own
        yield


def load_record() -> None:
    """Load the reference case, unless somebody has begun to edit."""
    from claims.models import Claim

    if Claim.objects.exists():
        print_line("Keeping the record that is there")
        return
    print_line(f"Loading the record ({FIXTURE})")
    call_command("loaddata", FIXTURE, verbosity=0)
    call_command("export", verbosity=0)  # what the worker does every night


def reset_account(name: str, group: str) -> str:
    """Create or reset the demo account `name` in `group`.

    Returns a line with its new password.
    """
    from allauth.mfa.models import Authenticator
    from django.contrib.auth.models import Group, User

    password = secrets.token_urlsafe(9)
    user, _ = User.objects.get_or_create(username=name)
    user.is_staff, user.is_active, user.is_superuser = True, True, False
    user.set_password(password)
    user.save()
    user.groups.set([Group.objects.get(name=group)])
    Authenticator.objects.filter(user=user).delete()  # of somebody who tried them out
    return f"Sign in at /admin/ as {name}, password {password}"


def main(serve_site: Callable[[str], None] = run) -> None:
    """Serve on the port that the command line names, until stopped by a signal."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    os.environ.setdefault("SITE_URL", f"http://{port.ADDRESS}:{sys.argv[1]}")  # for links in mails
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:  # nohup's wish
            signal.signal(number, stop)
    try:
        serve_site(sys.argv[1])
    except (port.PortError, EmbeddedError, ImproperlyConfigured, NginxError) as error:
        sys.exit(f"demo: {error}")
