"""The operating-system account that the embedded PostgreSQL runs as.

PostgreSQL refuses to run as root. When root starts it, it runs as the checkout's owner, or as
`nobody` where root owns the checkout too. If that account cannot enter the folders above the
checkout (one below /root, for example), it gets the single capability that allows it: no folder's
permissions are ever changed.
"""

import os
import pwd
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from project.embedded import EmbeddedError

# Either lets a process enter folders that are closed to its account; the first allows less.
CAPABILITIES = ("dac_read_search", "dac_override")


class Detached(subprocess.Popen):
    """A process that is meant to outlive this one.

    Python does not warn when its object is deleted.
    """

    def __del__(self, _warn=None) -> None:
        pass


@dataclass(frozen=True)
class Account:
    """The account that runs PostgreSQL.

    A user id, and the command to put before PostgreSQL's own.

    `switch` is true when children have to be moved to that account, which only root can do.
    """

    uid: int
    gid: int
    switch: bool = False
    prefix: tuple[str, ...] = ()

    def popen(self, command: Sequence[str | Path], **options) -> Detached:
        """Start `command` as this account, with a small environment of its own."""
        if self.switch and not self.prefix:
            options.update(user=self.uid, group=self.gid, extra_groups=[])
        return Detached(
            [*self.prefix, *map(str, command)],
            stdin=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            **options,
        )

    def take_ownership(self, path: Path) -> None:
        """Make this account the owner of `path` and of all below it."""
        if not self.switch or path.lstat().st_uid == self.uid:
            return
        for below in path.rglob("*"):
            os.lchown(below, self.uid, self.gid)
        os.lchown(path, self.uid, self.gid)

    def can_run(self, folder: Path, program: Path) -> bool:
        """Return whether this account can enter `folder` and run `program`."""
        probe: list[str | Path] = ["/bin/sh", "-c", 'cd "$1" && exec "$2" --version', "sh", folder, program]
        with self.popen(probe, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as child:
            return child.wait() == 0


def lend_capability(uid: int, gid: int, capability: str) -> Account:
    """Return the account `uid` with one of root's capabilities lent to it."""
    setpriv = [
        shutil.which("setpriv") or "setpriv",
        f"--reuid={uid}",
        f"--regid={gid}",
        "--clear-groups",
        f"--inh-caps=-all,+{capability}",
        f"--ambient-caps=-all,+{capability}",
        f"--bounding-set=-all,+{capability}",
        "--securebits=+no_setuid_fixup",  # or access(2), which PostgreSQL asks, knows nothing of it
    ]
    # The shell is where the lent capability takes effect; PostgreSQL itself may lie out of reach.
    return Account(uid, gid, True, (*setpriv, "/bin/sh", "-c", 'exec "$0" "$@"'))


def choose_account(checkout: Path, folder: Path, program: Path) -> Account:
    """Choose the account to run `program` as.

    Its data is in `folder` of `checkout`. Raises EmbeddedError if there is none that could.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    owner = checkout.stat().st_uid
    try:
        entry = pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL refuses to run as root, and this machine knows no account to run it as "
            f"({'nobody' if not owner else f'user id {owner}'}). Run this as an ordinary user."
        ) from None
    uid, gid = entry.pw_uid, entry.pw_gid
    candidates = [Account(uid, gid, True)]
    if shutil.which("setpriv"):
        candidates += [lend_capability(uid, gid, capability) for capability in CAPABILITIES]
    for account in candidates:
        if account.can_run(folder, program):
            return account
    raise EmbeddedError(
        f"PostgreSQL refuses to run as root, and {entry.pw_name} cannot reach {folder}. "
        "Put the checkout where other accounts can enter, or run this as an ordinary user."
    )
