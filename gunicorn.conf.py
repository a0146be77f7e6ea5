"""How `python -m gunicorn project.wsgi` serves the site; the command line says otherwise where it has to."""

from project.settings import BEHIND_PROXY, LOGGING, SECOND_FACTOR

bind = "127.0.0.1:8001"
worker_class = "gthread"
workers = 2
threads = 8  # not more than DATABASE_POOL_SIZE
keepalive = 75  # seconds; nginx closes idle connections after 60, so no form meets one just closed
graceful_timeout = 15  # seconds for requests in progress, after a stop signal
max_requests = 10_000  # a worker is replaced then: whatever memory it has lost comes back
max_requests_jitter = 1_000
control_socket_disable = True
# gunicorn's own lines look like ours, and as little stands in them. Those of requests are nginx's to write.
logconfig_dict = {
    **{name: LOGGING[name] for name in ("formatters", "filters", "handlers")},
    "root": {"handlers": [], "level": "INFO"},
    "loggers": {"gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False}},
}


def when_ready(server):
    """Say so where nothing stands between visitors and the threads, or a password is enough to publish."""
    if not SECOND_FACTOR:
        server.log.warning("Second factors are switched off: a password is enough to publish.")
    if not BEHIND_PROXY:
        server.log.warning(
            "No proxy is in front of the site (BEHIND_PROXY is not set): %s connections on which nothing is "
            "sent stop it for everybody. Put nginx in front, as docs/operations.md says.",
            workers * threads,
        )
