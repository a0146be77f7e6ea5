"""Datasette on the same claims, asked through its ASGI application.

All but the network. Its own test client makes an HTTP client for every request, which costs more than many
pages; so the application is asked directly, to its advantage.
"""

import asyncio
import time
from pathlib import Path
from urllib.parse import unquote

from datasette.app import Datasette

from .answers import Answer

SETTINGS = {"default_cache_ttl": 0}
"""Everything else is at its default."""
PATIENT = {**SETTINGS, "sql_time_limit_ms": 60_000}
"""For pages that it refuses to answer otherwise: its own limit is a second."""


INTERRUPTED = b"SQL Interrupted"


class Peer:
    """Datasette over one SQLite file, which it may not alter."""

    def __init__(self, path: Path):
        self._loop = asyncio.new_event_loop()
        self._usual, self._patient = (self._served(path, settings) for settings in (SETTINGS, PATIENT))
        self._given_up: set[str] = set()

    def get(self, path: str) -> Answer:
        """Return its answer.

        Where it gave up after a second, now or before, that of one with more patience.
        """
        if path not in self._given_up:
            answer = self._loop.run_until_complete(self._ask(self._usual, path))
            if answer.status != 400 or INTERRUPTED not in answer.body:
                return answer
            self._given_up.add(path)
        return self._loop.run_until_complete(self._ask(self._patient, path))

    def gave_up(self, path: str) -> bool:
        return path in self._given_up

    def _served(self, path: Path, settings: dict):
        datasette = Datasette([str(path)], settings=settings)
        self._loop.run_until_complete(datasette.invoke_startup())
        return datasette.app()

    async def _ask(self, application, path: str) -> Answer:
        raw, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": unquote(raw),
            "raw_path": raw.encode("ascii"),
            "query_string": query.encode("ascii"),
            "headers": [(b"host", b"localhost")],
            "server": ("localhost", 80),
            "client": ("127.0.0.1", 1),
        }
        status, parts = [], []

        async def receive():
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message):
            if message["type"] == "http.response.start":
                status.append(message["status"])
            else:
                parts.append(message.get("body", b""))

        began = time.perf_counter()
        await application(scope, receive, send)
        return Answer(status[0], b"".join(parts), time.perf_counter() - began)

    def close(self) -> None:
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
