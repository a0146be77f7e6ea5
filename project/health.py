"""What monitors ask: `/healthz`, whether this process answers, and `/readyz`, whether the site works.

They are answered before anything else is done: by any host name, without HTTPS, and `/healthz` without the
database.
"""

from collections.abc import Callable
from functools import cache

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.utils.decorators import sync_only_middleware

from project.replicas.middleware import ReadReplicas

PROBES = ("/healthz", "/readyz")
METHODS = ("GET", "HEAD")

OLDEST_JOB = """
SELECT greatest(0, extract(epoch FROM now() - min(coalesce(job.scheduled_at, event.at))))::integer
FROM procrastinate_jobs job
JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
WHERE job.status = 'todo' AND coalesce(job.scheduled_at, now()) <= now()
"""


@sync_only_middleware
def answer_probes(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Callable:
    """Answer the two addresses, and leave all others to the site."""

    def respond(request: HttpRequest) -> HttpResponseBase:
        if request.path_info not in PROBES:
            return get_response(request)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if request.path_info == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        return _answer_readiness()

    return respond


def _answer_readiness() -> JsonResponse:
    """Say what works: 200 if the site does, 503 if it lacks its database or its tables.

    Members: `database` and `migrations` ("ok" or what is wrong), `oldest_job_seconds` (how long the oldest
    job that is due has waited for a worker; 0: none waits); where there are replicas, `replicas`: how many
    seconds each is behind, as this process sees it, null if it does not answer. Queries: 2.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            missing = sorted(
                f"{app}.{name}" for app, name in list_newest_migrations() - set(cursor.fetchall())
            )
            cursor.execute(OLDEST_JOB)
            (seconds,) = cursor.fetchone()
    except Exception as error:
        return JsonResponse({"database": type(error).__name__}, status=503)
    answer: dict[str, object] = {
        "database": "ok",
        "migrations": "ok" if not missing else f"not applied: {', '.join(missing)}",
        "oldest_job_seconds": seconds,
    }
    if settings.DATABASE_REPLICAS and ReadReplicas.in_use:
        ReadReplicas.in_use.start()
        answer["replicas"] = ReadReplicas.in_use.find_lags()
    return JsonResponse(answer, status=503 if missing else 200)


@cache
def list_newest_migrations() -> frozenset[tuple[str, str]]:
    """Return app and name of each migration of this code on which no other of its app stands."""
    return frozenset(MigrationLoader(None).graph.leaf_nodes())
