"""The checkout of this process, and its data folder, which git ignores."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
DATA = CHECKOUT / ".data"


def keep_with_checkout(path: int | str | Path) -> None:
    """Give a file that root made to the owner of the checkout.

    The owner will want to use it too. Does nothing for other users.
    """
    if os.geteuid() == 0:
        owner = CHECKOUT.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
