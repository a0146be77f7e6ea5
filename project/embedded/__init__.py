"""PostgreSQL from a wheel, for development and tests.

Its lifetime, its folder and its sockets.
"""


class EmbeddedError(Exception):
    """An embedded database that is not available; the text says in one line what to do."""
