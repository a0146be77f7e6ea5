"""Encryption of the files of a backup, by age or GnuPG, where one of them is installed.

Both encrypt for somebody who holds the other half of a key: the machine that makes backups cannot read them.
"""

import shutil
from pathlib import Path

from . import BackupError
from .programs import Command

AGE, GPG = ".age", ".gpg"
FOR_AGE = ("age1", "ssh-ed25519 ", "ssh-rsa ")
"""How recipients begin for whom age encrypts; others are GnuPG's: a fingerprint or an e-mail address."""


def choose_suffix(recipient: str) -> str:
    """Return what the name of a file ends with that is encrypted for `recipient`; "" for nobody."""
    if not recipient:
        return ""
    return AGE if recipient.startswith(FOR_AGE) else GPG


def encrypt_by(recipient: str) -> list[Command]:
    """Return the programs that encrypt what they read for `recipient`. Raises BackupError.

    GnuPG need not trust the key: whoever names it in a command has chosen it.
    """
    suffix = choose_suffix(recipient)
    if suffix == AGE:
        return [[_find("age"), "--encrypt", "--recipient", recipient]]
    if suffix == GPG:
        words = ["--batch", "--trust-model", "always", "--compress-algo", "none"]
        return [[_find("gpg"), *words, "--recipient", recipient, "--encrypt"]]
    return []


def decrypt_by(path: Path, identity: Path | None) -> list[Command]:
    """Return the programs that decrypt what they read of the file `path`. Raises BackupError."""
    if path.suffix == AGE:
        if identity is None:
            raise BackupError(
                f"{path.name} is encrypted by age: name the file with the key, with --identity."
            )
        return [[_find("age"), "--decrypt", "--identity", identity]]
    if path.suffix == GPG:
        return [[_find("gpg"), "--batch", "--quiet", "--decrypt"]]
    return []


def _find(program: str) -> str:
    if (found := shutil.which(program)) is None:
        package = "gnupg" if program == "gpg" else program
        raise BackupError(f"{program} is not installed here, and the backup needs it: install {package}.")
    return found
