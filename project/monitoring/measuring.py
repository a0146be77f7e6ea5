"""Where requests, jobs and statements are counted: instruments.py says what is counted of them."""

import time
from collections.abc import Awaitable, Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_only_middleware
from procrastinate import JobContext

from claims.versions.stored_pages import FOR_NOBODY

from .instruments import get_instruments


@sync_only_middleware
def measure_requests(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Count each request, and how long its answer took to be there; not what a worker asks for by itself."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if FOR_NOBODY in request.META:
            return get_response(request)
        began = time.perf_counter()
        response = get_response(request)
        view = request.resolver_match.view_name if request.resolver_match else "none"
        source = "store" if getattr(request, "is_from_store", False) else "view"
        instruments = get_instruments()
        instruments.requests.labels(view, response.status_code, source).inc()
        instruments.request_seconds.labels(view).observe(time.perf_counter() - began)
        return response

    return respond


async def measure_job(call_next: Callable[[], Awaitable[Any]], context: JobContext, _worker: object) -> Any:
    """Middleware of workers: count each job, and how long it took."""
    began, outcome = time.perf_counter(), "failed"
    try:
        result = await call_next()
        outcome = "succeeded"
        return result
    finally:
        seconds = get_instruments().job_seconds.labels(context.job.task_name, outcome)
        seconds.observe(time.perf_counter() - began)


def measure_query(server: str, seconds: float) -> None:
    """Count a statement."""
    get_instruments().query_seconds.labels(server).observe(seconds)
