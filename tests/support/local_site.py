"""A real web site on this machine with pages that a test writes."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

HTML = {"Content-Type": "text/html; charset=utf-8"}


class LocalSite:
    """A site that serves the pages given to `put`.

    `asked` holds (path, headers) of every request, `sent` the body of each that has one.
    """

    def __init__(self, port: int):
        self.host = f"127.0.0.1:{port}"
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.sent: list[bytes] = []
        self.pages: dict[str, Callable] = {}

    def url(self, path: str = "/") -> str:
        return f"http://{self.host}{path}"

    def put(self, path: str, body: str | bytes = b"", status: int = 200, **headers: str) -> str:
        """Answer `path` with this response and return its address.

        The headers are those of HTML unless given (`_` stands for `-`).
        """
        data = body.encode() if isinstance(body, str) else body
        given = {name.replace("_", "-"): value for name, value in headers.items()} or HTML

        def answer(handler: BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            for name, value in given.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(data)

        return self.put_raw(path, answer)

    def put_raw(self, path: str, answer: Callable[[BaseHTTPRequestHandler], None]) -> str:
        """Let `answer` write the response to `path`."""
        self.pages[path] = answer
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        return self.put(path, status=status, Location=to)


@contextlib.contextmanager
def local_site() -> Iterator[LocalSite]:
    """Serve a site that has no pages yet, inside the block."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            site.asked.append((self.path, dict(self.headers)))
            page = site.pages.get(self.path)
            if page is None:
                self.send_error(404)
                return
            with contextlib.suppress(OSError):  # the client may hang up
                page(self)

        def do_POST(self):
            site.sent.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def log_message(self, *arguments) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site = LocalSite(server.server_port)
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    serving.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
