"""Binding a port of this machine, or saying in one line why that fails.

Also a program, `python3 project/demo/port.py 8000`, which the Makefile runs before anything slow,
with any Python that the machine has: standard library only.
"""

import errno
import socket
import sys

ADDRESS = "127.0.0.1"  # other machines cannot reach it


class PortError(Exception):
    """A port that is not available; the text is one line that says why."""


def bind_port(port):
    """Bind a socket to `port`, a number or its text, on this machine only.

    Raises PortError.
    """
    if not (str(port).isascii() and str(port).isdigit() and 0 < int(port) < 65536):
        raise PortError(f"PORT is a number from 1 to 65535, and not {port!r}.")
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((ADDRESS, int(port)))
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise PortError(
                f"Port {port} is busy: stop what uses it, or choose another with PORT="
                f"{int(port) % 65535 + 1}."
            ) from None
        raise PortError(f"Port {port} cannot be used: {error.strerror}. Choose another with PORT=.") from None
    return listener


def find_free_port():
    """Return the number of a port that nothing uses just now."""
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        return probe.getsockname()[1]


if __name__ == "__main__":
    try:
        bind_port(sys.argv[1]).close()
    except PortError as error:
        sys.exit(str(error))
