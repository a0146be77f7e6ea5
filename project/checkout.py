"""The checkout that this process runs from, and the folder of data that git ignores."""

import os
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
DATA = CHECKOUT / ".data"


def keep_with_checkout(path: int | str | Path) -> None:
    """When root made this file, give it to the checkout's owner, who will want to use it too."""
    if os.geteuid() == 0:
        owner = CHECKOUT.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
