"""Which database server the default connection of a thread leads to.

A site may have replicas of its database (project/replicas/). A request that only reads is then answered from
one of them: its default connection leads there until it is answered, for models and for plain SQL alike.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_primary: ContextVar[BaseDatabaseWrapper | None] = ContextVar("primary", default=None)
_is_silent: ContextVar[bool] = ContextVar("is_silent", default=False)


class PrimaryIsAway(Exception):
    """The primary does not answer while a replica is read: nothing can be written, and reading goes on."""


@contextmanager
def use_replica(replica: BaseDatabaseWrapper, *, is_primary_silent: bool = False) -> Iterator[None]:
    """Have the default connection of this thread lead to a replica inside the block.

    With `is_primary_silent` use_primary does not try, for that would take the seconds of a timeout.
    """
    primary = connections[DEFAULT_DB_ALIAS]
    token, silent_token = _primary.set(primary), _is_silent.set(is_primary_silent)
    connections[DEFAULT_DB_ALIAS] = replica
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
        _primary.reset(token)
        _is_silent.reset(silent_token)


@contextmanager
def use_primary() -> Iterator[None]:
    """Have it lead to the primary inside the block, for what is to be written while a replica is read.

    Raises PrimaryIsAway if a replica is read and the primary does not answer.
    """
    primary = _primary.get()
    if primary is None:
        yield
        return
    if _is_silent.get():
        raise PrimaryIsAway
    replica = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = primary
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise PrimaryIsAway from error
    finally:
        connections[DEFAULT_DB_ALIAS] = replica
