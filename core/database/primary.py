"""Which database server the default connection of a thread leads to.

A site may have replicas of its database (project/replicas/). A request that only reads is then answered from
one of them: its default connection leads there until it is answered, for models and for plain SQL alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_primary: ContextVar[BaseDatabaseWrapper | None] = ContextVar("primary", default=None)


@contextmanager
def use_replica(replica: BaseDatabaseWrapper) -> Iterator[None]:
    """Have the default connection of this thread lead to a replica inside the block."""
    primary = connections[DEFAULT_DB_ALIAS]
    token = _primary.set(primary)
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
        _primary.reset(token)


@contextmanager
def use_primary() -> Iterator[None]:
    """Have it lead to the primary inside the block, for what is to be written while a replica is read."""
    primary = _primary.get()
    if primary is None:
        yield
        return
    replica = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = primary
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = replica
