"""A small disk of our own: a file that is mounted as one, whose power can be cut and which can be full.

Only root may mount; for others, and where the machine cannot, the part is skipped.
"""

import fcntl
import os
import shutil
import struct
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from project.checkout import CHECKOUT
from project.embedded.account import choose_account
from project.embedded.cluster import find_programs

from .programs import DrillError, SkippedError

# linux/fs/ext4: everything that is not on the disk yet is lost, as without power (EXT4_IOC_SHUTDOWN).
SHUTDOWN, WITHOUT_FLUSHING = 0x8004587D, 2
MEGABYTE = 1 << 20
SECONDS_TO_UNMOUNT = 20


class Disk:
    """A file system in a file, mounted on `folder`."""

    def __init__(self, image: Path, folder: Path) -> None:
        self.image, self.folder = image, folder
        self.ballast = folder / "ballast"

    def make(self, megabytes: int) -> None:
        """Make the file system and mount it."""
        with self.image.open("wb") as file:
            file.truncate(megabytes * MEGABYTE)
        run("mkfs.ext4", "-q", "-F", "-m", "0", self.image)
        self.mount()
        choose_account(CHECKOUT, self.folder, find_programs() / "postgres").take_ownership(self.folder)

    def mount(self) -> None:
        run("mount", "-o", "loop", self.image, self.folder)

    def cut_power(self) -> None:
        """Let nothing more get onto the disk that was written and not flushed. It cannot be read either."""
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            fcntl.ioctl(folder, SHUTDOWN, struct.pack("I", WITHOUT_FLUSHING))
        finally:
            os.close(folder)

    def restore_power(self) -> None:
        """Mount the disk as it was when its power was cut. Nobody may use it."""
        self.unmount()
        self.mount()

    def fill(self, spare: int) -> None:
        """Fill the disk but for so many bytes."""
        free = shutil.disk_usage(self.folder).free
        with self.ballast.open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, free - spare)

    def make_room(self) -> None:
        self.ballast.unlink()

    def unmount(self) -> None:
        deadline = time.monotonic() + SECONDS_TO_UNMOUNT
        while True:
            try:
                return run("umount", self.folder)
            except DrillError:
                if time.monotonic() > deadline:
                    raise
            time.sleep(0.1)


def run(*command: str | Path) -> None:
    """Run a program. Raises DrillError, with what it says."""
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise DrillError(f"{command[0]}: {done.stderr.strip()}")


@contextmanager
def mounted_disk(megabytes: int) -> Iterator[Disk]:
    """Make a disk, and mount it inside the block. Raises SkippedError where that cannot be."""
    if os.geteuid():
        raise SkippedError("only root can mount a disk of its own")
    if not (shutil.which("mkfs.ext4") and shutil.which("losetup")):
        raise SkippedError("there is no mkfs.ext4 or no losetup here")
    with tempfile.TemporaryDirectory(prefix="otr-drill-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        disk = Disk(folder / "image", folder / "disk")
        disk.folder.mkdir()
        try:
            disk.make(megabytes)
        except DrillError as error:
            raise SkippedError(f"a disk of its own cannot be mounted here: {error}") from error
        try:
            yield disk
        finally:
            disk.unmount()
