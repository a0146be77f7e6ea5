"""The private folder that holds a server's socket.

Its path is short, because a socket's path must be.
"""

import os
import shutil
import stat
import tempfile
from pathlib import Path

from .account import Account

PREFIX = "otr-"
PORT = "5432"  # only names the socket: the server listens on no network address


def make_folder(account: Account) -> Path:
    """Make a new folder that only `account` may enter."""
    parent = "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else None  # noqa: S108 (mkdtemp is private)
    sockets = Path(tempfile.mkdtemp(prefix=PREFIX, dir=parent))
    account.take_ownership(sockets)
    return sockets


def clear_folder(sockets: Path, account: Account) -> bool:
    """Delete a dead server's files in `sockets`.

    Returns False if the folder is not safe to use again.
    """
    try:
        status = sockets.lstat()
    except OSError:
        return False
    ours = sockets.name.startswith(PREFIX) and stat.S_ISDIR(status.st_mode) and status.st_uid == account.uid
    if not ours or stat.S_IMODE(status.st_mode) != 0o700:
        return False
    for file in sockets.iterdir():
        file.unlink()
    return True


def remove_folder(sockets: Path) -> None:
    """Remove the folder, if it is one of ours."""
    if sockets.name.startswith(PREFIX):
        shutil.rmtree(sockets, ignore_errors=True)


def socket_path(sockets: Path) -> Path:
    """Return the path of the socket."""
    return sockets / f".s.PGSQL.{PORT}"
