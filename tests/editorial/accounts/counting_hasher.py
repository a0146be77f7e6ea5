"""A hasher that counts how often it runs."""

from typing import ClassVar

from django.contrib.auth.hashers import MD5PasswordHasher


class CountingHasher(MD5PasswordHasher):
    """The fastest hasher, under a name of its own."""

    algorithm = "counting"
    runs: ClassVar[int] = 0

    def encode(self, password, salt):
        type(self).runs += 1
        return super().encode(password, salt)
