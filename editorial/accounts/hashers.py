"""How passwords are hashed."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class DeskArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: the least in OWASP's Password Storage Cheat Sheet.

    Django's own 100 MiB, times the threads of a process, would let a few who guess use up the machine.
    """

    time_cost = 2
    memory_cost = 19 * 1024
    """In KiB."""
    parallelism = 1
