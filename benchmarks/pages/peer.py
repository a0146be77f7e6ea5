"""Datasette on the same claims, asked through its ASGI application: all but the network.

Its own test client makes an HTTP client for every request, which costs more than many pages; so the
application is asked directly, to its advantage.
"""

import asyncio
import time
from pathlib import Path
from urllib.parse import unquote

from datasette.app import Datasette

from .answers import Answer

SETTINGS = {"default_cache_ttl": 0}
"""All else as it comes."""


class Peer:
    """Datasette over one SQLite file, which it may not alter."""

    def __init__(self, path: Path):
        self._loop = asyncio.new_event_loop()
        datasette = Datasette([str(path)], settings=SETTINGS)
        self._loop.run_until_complete(datasette.invoke_startup())
        self._application = datasette.app()

    def get(self, path: str) -> Answer:
        return self._loop.run_until_complete(self._ask(path))

    async def _ask(self, path: str) -> Answer:
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
        await self._application(scope, receive, send)
        return Answer(status[0], b"".join(parts), time.perf_counter() - began)

    def close(self) -> None:
        self._loop.run_until_complete(self._loop.shutdown_default_executor())
        self._loop.close()
