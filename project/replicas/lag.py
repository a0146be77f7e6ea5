"""Which replicas are near enough to the primary to be read, as this process sees it.

A thread for each server asks it every second how far its write-ahead log has come (its LSN). Nothing is
compared but these numbers and when this process has read them: no server's clock matters.
"""

import logging
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

SECONDS_BETWEEN_LOOKS = 1
SECONDS_TO_TRUST = 3
"""How long a replica is read after it has answered for the last time."""
LAG_IN_NEED = 600
"""How many seconds a replica may be behind if it is read or nothing, and how long replicas are read while the
primary is silent: as `stale-if-error` lets proxies do."""

IN_TIME = {"connect_timeout": 2, "tcp_user_timeout": 2000, "keepalives_idle": 2, "keepalives_interval": 1}
"""Parameters of libpq: a machine that is suddenly gone is noticed within seconds, and not after a quarter of
an hour, in which nobody would know how far the primary is."""

READ_LSN = """
SELECT (CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END
        - '0/0'::pg_lsn)::bigint
"""
"""Up to which byte a server has the log: a primary what it has written, a replica what it has replayed."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class LogPosition:
    """How far a server's log had come, in bytes, when it was asked, in seconds of the monotonic clock."""

    lsn: int
    asked_at: float


class Replicas:
    """The replicas of this process: which of them may be read now.

    One may be if it has all that the primary had `lag` seconds ago; or, where the primary has just failed
    somebody, LAG_IN_NEED seconds ago. What the primary has had is known as long as it answers; while it does
    not, nothing is added, and whoever has what it had last may be read, for LAG_IN_NEED seconds: by then
    another may have taken its place, which neither this process nor its replicas have heard of. Before it has
    been asked for the first time, none may.
    """

    def __init__(
        self, aliases: Sequence[str], lag: float, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.aliases = aliases
        self.lag = lag
        self.clock = clock
        self._primary: deque[LogPosition] = deque(maxlen=LAG_IN_NEED // SECONDS_BETWEEN_LOOKS)
        self._has_asked_primary = False
        self._has_primary_failed = False
        self._primary_answered_at = clock()
        self._replicas: dict[str, LogPosition] = {}
        self._started = threading.Lock()

    def choose(self, but: Collection[str] = (), *, in_need: bool = False) -> list[str]:
        """Return the replicas that may be read, in random order, but those."""
        if not (self._has_asked_primary or in_need):
            return []
        now = self.clock()
        if now - self._primary_answered_at >= LAG_IN_NEED:
            return []
        needed = self._find_needed(now - (LAG_IN_NEED if in_need else self.lag))
        trusted = LAG_IN_NEED if in_need else SECONDS_TO_TRUST
        usable = [
            alias
            for alias, position in list(self._replicas.items())
            if position.lsn >= needed and now - position.asked_at < trusted and alias not in but
        ]
        return random.sample(usable, len(usable))

    def _find_needed(self, since: float) -> int:
        """Return how far the primary had come when first asked since then, or else when last asked."""
        seen = list(self._primary)
        recent = (position.lsn for position in seen if position.asked_at >= since)
        return next(recent, seen[-1].lsn if seen else 0)

    def is_primary_silent(self) -> bool:
        """Tell whether the primary has not answered when it was asked last, or for SECONDS_TO_TRUST."""
        seen = list(self._primary)
        return self._has_primary_failed or bool(seen and self.clock() - seen[-1].asked_at >= SECONDS_TO_TRUST)

    def find_lags(self) -> dict[str, float | None]:
        """Return how many seconds ago the primary had what each replica has.

        None: one of the two does not answer.
        """
        now, seen = self.clock(), list(self._primary)
        lags: dict[str, float | None] = dict.fromkeys(self.aliases)
        for alias, position in list(self._replicas.items()):
            if seen and now - position.asked_at < SECONDS_TO_TRUST:
                missed = (later.asked_at for later in seen if later.lsn > position.lsn)
                lags[alias] = round(now - next(missed, now), 1)
        return lags

    def note(self, alias: str, position: LogPosition) -> None:
        """Take in how far a server has come."""
        if alias != DEFAULT_DB_ALIAS:
            self._replicas[alias] = position
            return
        self._has_asked_primary, self._has_primary_failed = True, False
        self._primary_answered_at = position.asked_at
        if self._primary and position.lsn < self._primary[-1].lsn:
            self._primary.clear()  # it is another server, and has less than the former one had at last
        self._primary.append(position)

    def drop(self, alias: str) -> None:
        """Read a replica no more until it has answered again; note that the primary has been asked."""
        if alias == DEFAULT_DB_ALIAS:
            self._has_asked_primary = self._has_primary_failed = True
        self._replicas.pop(alias, None)

    def start(self) -> None:
        """Begin to ask the servers, once in a process: to be called after it has forked."""
        if self._started.acquire(blocking=False):
            self._primary_answered_at = self.clock()  # from now on it is asked
            for alias in (DEFAULT_DB_ALIAS, *self.aliases):
                threading.Thread(target=self._watch, args=[alias], name=f"lag {alias}", daemon=True).start()

    def _watch(self, alias: str) -> None:
        answers = True
        while True:
            try:
                with connect(connections[alias]) as connection:
                    while True:
                        self.note(alias, read_position(connection, self.clock))
                        if not answers:
                            log.warning("The database server %s answers again.", alias)
                            answers = True
                        time.sleep(SECONDS_BETWEEN_LOOKS)
            except psycopg.Error as error:
                self.drop(alias)
                if answers:
                    log.warning("The database server %s does not answer: %s", alias, error)
                    answers = False
            time.sleep(SECONDS_BETWEEN_LOOKS)


def connect(server: BaseDatabaseWrapper) -> psycopg.Connection[Any]:
    """Connect to a server outside its pool, whose connections may all be in use."""
    return psycopg.connect(**server.get_connection_params() | IN_TIME, autocommit=True)


def read_position(
    connection: psycopg.Connection[Any], clock: Callable[[], float] = time.monotonic
) -> LogPosition:
    """Ask a server how far it has come."""
    asked_at = clock()
    row = connection.execute(READ_LSN).fetchone()
    return LogPosition(row[0] if row else 0, asked_at)
