"""Middleware that has readers' pages, and what programs read, come from replicas of the database."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from http import HTTPStatus
from typing import Any, ClassVar

from django.conf import settings
from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from core.database.primary import use_replica
from project.stamped_pages import PAGES, is_for_everybody

from .lag import Replicas

FOR_PROGRAMS = ("/api/", "/v1alpha1/")
SECONDS_TO_CONNECT = 0.4
"""After so long no other replica is tried: the pool of each waits for half a second (project/settings.py)."""
NEVER_BEHIND = "changed_since"
"""Who follows the record was given a cursor that a replica may not know yet."""


class Attempt:
    """One way to answer a request: from a `replica` or, as long as that is None, from the primary.

    `refusal`: what the primary has said, if it does not answer; then any replica will do.
    """

    def __init__(self, tried: set[str], refusal: HttpResponseBase | None) -> None:
        self.tried, self.refusal = tried, refusal
        self.is_of_record = False
        self.replica: BaseDatabaseWrapper | None = None
        self.has_error = False
        self._until_answered = ExitStack()

    def read_from(self, replica: BaseDatabaseWrapper, *, is_primary_silent: bool) -> None:
        self.replica = replica
        self._until_answered.callback(replica.close)
        self._until_answered.enter_context(use_replica(replica, is_primary_silent=is_primary_silent))
        self._until_answered.enter_context(replica.execute_wrapper(self._note_error))

    def _note_error(self, execute: Callable[..., Any], *arguments: Any) -> Any:
        try:
            return execute(*arguments)
        except Error:
            self.has_error = True
            raise

    def end(self) -> bool:
        """Give the connection back; tell whether it still works."""
        try:
            return not self.has_error or self.replica is None or self.replica.is_usable()
        finally:
            self._until_answered.close()


class ReadReplicas:
    """Middleware: answer from a replica whoever is told the same as everybody, else from the primary.

    What a replica does not answer, because it dies or lacks something, is asked once more from the next one,
    and then of the primary: nothing is lost, because nothing is written. If that is away, a replica that is
    further behind is better than none.
    """

    in_use: ClassVar[Replicas | None] = None
    """Those of this process, of which `/readyz` tells."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.replicas = Replicas(settings.DATABASE_REPLICAS, settings.DATABASE_REPLICA_LAG)
        ReadReplicas.in_use = self.replicas

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_for_everybody(request):
            return self.get_response(request)
        self.replicas.start()
        untouched = dict(vars(request))
        tried: set[str] = set()
        refusal: HttpResponseBase | None = None
        while True:
            vars(request)["attempt"] = attempt = Attempt(tried, refusal)
            works = False
            try:
                response = self.get_response(request)
            finally:
                works = attempt.end()
            if attempt.replica is None:
                is_away = response.status_code == HTTPStatus.SERVICE_UNAVAILABLE and attempt.is_of_record
                if not is_away or refusal is not None or not self.replicas.choose(tried, in_need=True):
                    return response
                refusal = response
            elif not works:
                self.replicas.drop(attempt.replica.alias)
            elif not attempt.has_error or response.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                return response
            vars(request).clear()
            vars(request).update(untouched)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Choose a replica, before anything is read. If none can be reached, the answer is the refusal."""
        attempt = vars(request).get("attempt")
        if attempt is None or not is_of_record(request):
            return None
        attempt.is_of_record = True
        in_need = attempt.refusal is not None
        given_up = time.monotonic() + SECONDS_TO_CONNECT
        for alias in self.replicas.choose(attempt.tried, in_need=in_need):
            if time.monotonic() > given_up:
                break
            attempt.tried.add(alias)
            try:
                connections[alias].ensure_connection()
            except Error:
                self.replicas.drop(alias)
            else:
                is_silent = in_need or self.replicas.is_primary_silent()
                attempt.read_from(connections[alias], is_primary_silent=is_silent)
                return None
        return attempt.refusal


def is_of_record(request: HttpRequest) -> bool:
    """Tell whether a request reads the published record, for readers or for programs."""
    if request.path_info.startswith(FOR_PROGRAMS):
        return NEVER_BEHIND not in request.GET
    return request.resolver_match is not None and request.resolver_match.url_name in PAGES
