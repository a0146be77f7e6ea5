"""A pytest plugin that checks that every mutation makes a test fail.

It runs the same tests once for each mutation.

A database is migrated once. For each mutation a copy of it is made, the mutation is made in the copy,
and a child process runs the tests there until one fails. The copy is dropped afterwards, so nothing
that is broken stays behind. The first copy is left as it is: in it, every test has to pass.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import psycopg
import pytest

from tests.mutations import database
from tests.mutations.mutation import Mutation, MutationError

SECONDS_FOR_ALL_TESTS = 300
CACHE = "mutations/noticed_by"


@dataclass(frozen=True)
class Failure:
    """The first test that failed, and why."""

    test: str
    reason: str
    is_broken_sql: bool
    """The database could not even read the mutation, so any test would have failed."""


class Runner:
    """The plugin. `missed` holds what went wrong, once pytest is done."""

    def __init__(self, mutations: Sequence[Mutation]):
        self.mutations = mutations
        self.items: list[pytest.Item] = []
        self.noticed_by: dict[str, str] = {}
        self.last_test = ""
        self.failure: Failure | None = None
        self.is_broken_sql = False
        self.missed: list[str] = []

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(database)  # after pytest-django, so that this one is used

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if session.testsfailed:
            raise session.Interrupted("the tests cannot be collected")
        begun, self.items = time.monotonic(), list(session.items)
        self.noticed_by = session.config.cache.get(CACHE, {})
        with database.original_database() as server:
            if self._passes_without_mutation(session, server):
                for mutation in self.mutations:
                    self._try(session, server, mutation)
                noticed = len(self.mutations) - len(self.missed)
                seconds = time.monotonic() - begun
                _say(f"{noticed} of {len(self.mutations)} mutations noticed, in {seconds:.0f} seconds")
        session.config.cache.set(CACHE, self.noticed_by)
        session.testsfailed = len(self.missed)
        return True

    def _passes_without_mutation(self, session: pytest.Session, server: psycopg.Connection) -> bool:
        begun = time.monotonic()
        with database.mutated_database(server, None):
            failure = self._first_failure(session)
        if failure:
            self.missed.append("without a mutation")
            _say(f"Without a mutation {failure.test} fails already:\n{failure.reason}")
            return False
        _say(f"{len(self.items)} tests pass without a mutation, in {time.monotonic() - begun:.0f} seconds")
        return True

    def _try(self, session: pytest.Session, server: psycopg.Connection, mutation: Mutation) -> None:
        try:
            self.items = _begin_with(self.noticed_by.get(mutation.name, self.last_test), session.items)
            with database.mutated_database(server, mutation):
                failure = self._first_failure(session)
            if failure is None:
                raise MutationError(f"NOT NOTICED by any test: {mutation.rule}")
            if failure.is_broken_sql:
                raise MutationError(f"this is not SQL that can be run: {failure.reason}")
        except MutationError as error:
            self.missed.append(mutation.name)
            _say(f"{mutation.name}: {error}")
        else:
            _say(f"{mutation.name}: noticed by {failure.test}")
            self.noticed_by[mutation.name] = self.last_test = failure.test

    def _first_failure(self, session: pytest.Session) -> Failure | None:
        """Run the tests in a child process until one fails; return the failure or None.

        Raises MutationError if the child process does not end properly: that is no failure of a test.
        """
        readable, writable = os.pipe()
        child = os.fork()
        if child == 0:
            self._run_as_child(session, writable)
        os.close(writable)
        with os.fdopen(readable, encoding="utf-8") as pipe:
            answer = pipe.read()
        _, status = os.waitpid(child, 0)
        if status != 0:
            raise MutationError(f"the tests ended with status {os.waitstatus_to_exitcode(status)}")
        fields = json.loads(answer)
        return Failure(**fields) if fields else None

    def _run_as_child(self, session: pytest.Session, writable: int) -> None:
        signal.alarm(SECONDS_FOR_ALL_TESTS)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        code = 1
        try:
            for item, following in zip(self.items, [*self.items[1:], None], strict=True):
                item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failure:
                    break
            session.config.hook.pytest_sessionfinish(session=session, exitstatus=0)  # fixtures end
            os.write(writable, json.dumps(vars(self.failure) if self.failure else {}).encode())
            code = 0
        finally:
            os._exit(code)

    def pytest_exception_interact(self, call: pytest.CallInfo) -> None:
        error = call.excinfo and call.excinfo.value
        while error:
            self.is_broken_sql |= isinstance(error, psycopg.errors.SyntaxErrorOrAccessRuleViolation)
            error = error.__cause__ or error.__context__

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failure:
            self.failure = Failure(report.nodeid, report.longreprtext[-2000:], self.is_broken_sql)


def _begin_with(test: str, items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """Put the test that likely fails first, then the rest of its file.

    This saves time; the other tests still follow.
    """
    path, _, _ = test.partition("::")
    return sorted(items, key=lambda item: (item.nodeid != test, not item.nodeid.startswith(f"{path}::")))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
