#!/usr/bin/env python
"""Django's command line.

In development the database runs for as long as a command does. Commands that alter tables connect as their
owner.
"""

import os
import sys
from contextlib import ExitStack

WITHOUT_DATABASE = {
    "collectstatic",
    "diffsettings",
    "find_quotations",
    "findstatic",
    "help",
    "version",
}


def needs_database(arguments: list[str]) -> bool:
    """Return whether the command may need a database."""
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    if arguments[0] == "check":
        return any(argument.startswith("--database") for argument in arguments)
    return arguments[0] not in WITHOUT_DATABASE


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from project.database.owner import OWNER_COMMANDS, connect_as_owner
    from project.embedded import EmbeddedError

    try:
        embedded_database = settings.EMBEDDED_DATABASE
    except ImproperlyConfigured as error:
        sys.exit(f"manage.py: {error}")
    try:
        with ExitStack() as stack:
            if embedded_database and needs_database(sys.argv[1:]):
                from project.embedded import lifetime

                stack.enter_context(lifetime.use_development_server())
            if OWNER_COMMANDS.intersection(sys.argv[1:2]):
                stack.enter_context(connect_as_owner())
            execute_from_command_line(sys.argv)
    except EmbeddedError as error:
        sys.exit(f"manage.py: {error}")


if __name__ == "__main__":
    main()
