"""The number of a request: the same in the proxy's log, in ours, in the worker's, and on the error page."""

import re
import uuid
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_only_middleware
from procrastinate import JobContext
from procrastinate.jobs import Job
from procrastinate.manager import JobManager

REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")
"""32 hexadecimal digits: of the request or job that is under way here; "" if none is."""

HEADER = "X-Request-ID"
ARGUMENT = "request_id"
"""Where a waiting job keeps the number of the request that deferred it: among the task's arguments."""

is_request_id = re.compile(r"[0-9a-f]{32}").fullmatch


def choose_request_id(given: object) -> str:
    """Return what was given if it is such a number, else a new one: anybody can send anything."""
    return given if isinstance(given, str) and is_request_id(given) else uuid.uuid4().hex


@sync_only_middleware
def identify_request(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Take the number that the proxy gave a request, or give it one."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        token = REQUEST_ID.set(choose_request_id(request.headers.get(HEADER)))
        try:
            return get_response(request)
        finally:
            REQUEST_ID.reset(token)

    return respond


async def identify_job(call_next: Callable[[], Awaitable[Any]], context: JobContext, _worker: object) -> Any:
    """Middleware of workers: give a job the number of the request that deferred it, or a new one.

    It stays: how a job has ended is logged in the same context, after this.
    """
    REQUEST_ID.set(choose_request_id(context.job.task_kwargs.pop(ARGUMENT, None)))
    return await call_next()


class IdentifyingJobManager(JobManager):
    """What writes jobs into the queue: with the number of the request that is under way."""

    def batch_defer_jobs(self, jobs: list[Job], connection: Any | None = None) -> list[Job]:
        return super().batch_defer_jobs([_identify(job) for job in jobs], connection)

    async def batch_defer_jobs_async(self, jobs: list[Job], connection: Any | None = None) -> list[Job]:
        return await super().batch_defer_jobs_async([_identify(job) for job in jobs], connection)


def _identify(job: Job) -> Job:
    number = REQUEST_ID.get()
    return job.evolve(task_kwargs=job.task_kwargs | {ARGUMENT: number}) if number else job
