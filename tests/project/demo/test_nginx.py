"""nginx as deploy/nginx/ configures it, in front of a site that does one thing at a time.

`make proxy` installs nginx.
"""

import gzip
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from select import select
from threading import Event, Thread

import pytest
import yaml

from api.writing.parser import MAX_BYTES
from project.checkout import CHECKOUT
from project.demo import port
from project.demo.nginx import MAIN, PROGRAM, TYPES, NginxError, fill_in, make_certificate, run_nginx

CONTAINER = CHECKOUT / "deploy" / "container"
WORDS = "Words that take more room than the buffers of a connection have. " * 130_000
FOR_ALL = {"Cache-Control": "public, max-age=0, s-maxage=60, stale-if-error=600", "Vary": "Accept-Encoding"}
ANSWERS: dict[str, dict[str, str]] = {
    "/": FOR_ALL,
    "/once/": {"Cache-Control": "public, s-maxage=1, stale-if-error=600"},
    "/a-while/": {"Cache-Control": "public, s-maxage=1, stale-while-revalidate=60"},
    "/with-cookie/": FOR_ALL | {"Set-Cookie": "csrftoken=1"},
    "/varies/": FOR_ALL | {"Vary": "Accept, Cookie"},
    "/private/": {"Cache-Control": "private, no-store"},
    "/packed/": FOR_ALL | {"Content-Encoding": "gzip"},
    "/long/": {},
}
"""What the site sends with each of its pages; with any other nothing special."""
READERS_AT_ONCE = 32
DESK = (
    ("/admin/", ""),
    ("/api/v1/claims", "Authorization: Bearer 1\r\n"),
    ("/healthz", ""),
    ("/readyz", ""),
)
"""What is answered however many readers come: addresses, and lines of headers."""
OUT_OF_DATE = 2.1
"""Seconds until what may be kept for one is out of date: nginx counts whole ones."""


class Site(HTTPServer):
    """A site with one thread, which remembers what it was asked."""

    request_queue_size = 256

    def __init__(self) -> None:
        super().__init__((port.ADDRESS, 0), Handler)
        self.asked: list[tuple[str, http.client.HTTPMessage, bytes]] = []
        self.is_free = Event()

    def times(self, path: str) -> int:
        return sum(asked == path for asked, *_ in self.asked)


class Handler(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        if self.path.startswith("/slow/"):
            self.server.is_free.wait(20)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.asked.append((self.path, self.headers, body))
        text = WORDS if self.path == "/long/" else f"Page {self.path}"
        content = gzip.compress(text.encode()) if self.path == "/packed/" else text.encode()
        self.send_response(200)
        for name, value in ANSWERS.get(self.path, {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_POST = do_GET

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving() -> Iterator[Site]:
    site = Site()
    thread = Thread(target=site.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.shutdown()
        site.server_close()
        thread.join()


class Visitor:
    """Somebody at an address of this machine; nginx's limits hold for each address by itself."""

    def __init__(self, number: int, address: str = "127.0.0.1") -> None:
        self.number, self.address = number, address

    def ask(self, path: str, headers: dict[str, str] | None = None, body: bytes | None = None):
        connection = http.client.HTTPConnection(
            port.ADDRESS, self.number, timeout=20, source_address=(self.address, 0)
        )
        connection.request("GET" if body is None else "POST", path, body, headers or {})
        answer = connection.getresponse()
        answer.text = answer.read()
        connection.close()
        return answer

    def open(self, begun: bytes) -> socket.socket:
        """Open a connection, send what is begun, and neither send nor read any more."""
        connection = socket.create_connection(
            (port.ADDRESS, self.number), timeout=20, source_address=(self.address, 0)
        )
        connection.sendall(begun)
        return connection


@pytest.fixture(scope="module")
def static(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    (folder / "errors").symlink_to(CHECKOUT / "static" / "errors")
    (folder / "record.0123456789ab.css").write_text("p { margin: 0 }")
    (folder / "record.css").write_text("p { margin: 0 }")
    (folder / "record.css.gz").write_bytes(gzip.compress(b"p { margin: 0 }"))
    return folder


@pytest.fixture
def log(static, site) -> Iterator[tuple[Visitor, Path]]:
    """Provide a visitor and the log of the nginx that they visit."""
    number = port.find_free_port()
    with run_nginx(number, f"{port.ADDRESS}:{site.server_port}", static) as child:
        yield Visitor(number), Path(child.args[child.args.index("-p") + 1]) / "access.log"


@pytest.fixture(scope="module")
def run(static) -> Iterator[Callable[[Site], Visitor]]:
    with ExitStack() as stack:

        def start(site: Site) -> int:
            number = port.find_free_port()
            stack.enter_context(run_nginx(number, f"{port.ADDRESS}:{site.server_port}", static))
            return number

        yield start


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


@pytest.fixture(scope="module")
def number(run, site) -> int:
    return run(site)


@pytest.fixture
def visitor(number, request) -> Visitor:
    """Somebody from another address for each test, so that no test uses up what another may ask."""
    return Visitor(number, f"127.0.1.{request.node.session.items.index(request.node) % 250 + 1}")


def test_the_site_is_told_who_asks_and_by_which_scheme(visitor, site):
    visitor.ask(
        "/told/", {"X-Forwarded-For": "198.51.100.7", "X-Forwarded-Proto": "https", "X-Request-ID": "mine"}
    )
    headers = next(headers for path, headers, _ in site.asked if path == "/told/")
    assert headers["X-Forwarded-For"] == f"198.51.100.7, {visitor.address}"
    assert headers["X-Forwarded-Proto"] == "http"
    assert headers["Host"] == f"{port.ADDRESS}:{visitor.number}"
    assert len(headers["X-Request-ID"]) == 32


def test_a_page_for_all_is_asked_for_once(visitor, site):
    assert [visitor.ask("/").text for _ in range(3)] == [b"Page /"] * 3
    assert site.times("/") == 1


@pytest.mark.parametrize(
    "headers", [{"Cookie": "sessionid=1"}, {"Cookie": "csrftoken=1"}, {"Authorization": "Bearer 1"}]
)
def test_who_is_signed_in_bypasses_the_cache(visitor, site, headers):
    path = f"/?{next(iter(headers.values()))}"
    ANSWERS[path] = FOR_ALL
    for given in (headers, {}, headers):
        visitor.ask(path.replace(" ", ""), given)
    assert site.times(path.replace(" ", "")) == 3


BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


def test_each_form_of_a_page_is_kept_once(visitor, site):
    """Whatever clients write into Accept and Accept-Encoding; and the site is asked for that form."""
    ANSWERS["/forms/"] = FOR_ALL | {"Vary": "Accept, Accept-Encoding"}
    image = "image/avif,image/webp,image/*,*/*;q=0.8"
    for accept in (
        {},
        *({"Accept": text} for text in ("*/*", BROWSER, "text/html", image, "text/css,*/*;q=0.1")),
    ):
        for encoding in ("gzip", "gzip, deflate, br", "identity"):
            visitor.ask("/forms/", {**accept, "Accept-Encoding": encoding})
    assert site.times("/forms/") == 1
    data = [
        visitor.ask("/forms/", {"Accept": f"application/{name}"}) for name in ("ld+json", "json", "ld+json")
    ]
    assert [answer.headers["X-Cache"] for answer in data] == ["MISS", "HIT", "HIT"]
    odd = "text/html;q=0.1, application/ld+json", "application/JSON,*/*;q=0.1", "*/*;q=0", "image/png"
    for accept in (*odd, *odd):
        assert visitor.ask("/forms/", {"Accept": accept}).headers["X-Cache"] == "BYPASS"
    told = [headers["Accept"] for path, headers, _ in site.asked if path == "/forms/"]
    assert told == ["text/html", "application/ld+json", *odd, *odd]
    visitor.ask("/api/v1/claims", {"Accept": "*/*"})
    assert site.asked[-1][1]["Accept"] == "*/*"


@pytest.mark.parametrize("path", ["/with-cookie/", "/varies/", "/private/", "/says-nothing/"])
def test_what_is_not_for_all_is_not_kept(visitor, site, path):
    visitor.ask(path), visitor.ask(path)
    assert site.times(path) == 2


def test_packed_pages_are_unpacked_for_who_cannot_read_them(visitor):
    assert visitor.ask("/packed/").text == b"Page /packed/"
    packed = visitor.ask("/packed/", {"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.text) == b"Page /packed/"


def test_addresses_out_of_mails_are_not_logged(log):
    visitor, path = log
    account = "/admin/account/password/"
    follow = ("/follow/own/s3cret/", "/ru/follow/unsubscribe/s3cret/", "/follow/confirm/s3cret/")
    for secret in (*follow, f"{account}1a-s3cret-5/"):
        visitor.ask(secret, {"Referer": f"http://{port.ADDRESS}{secret}"})
    visitor.ask("/follow/own/", {"Referer": "http://elsewhere.example/"})
    visitor.ask(f"{account}reset/", {"Referer": "http://elsewhere.example/"})
    deadline = time.monotonic() + 10
    while path.read_text().count("\n") < 6 and time.monotonic() < deadline:  # written once all is sent
        time.sleep(0.05)
    logged = {line["uri"]: line["referer"] for line in map(json.loads, path.read_text().splitlines())}
    here = f"http://{port.ADDRESS}"
    assert logged == {
        "/follow/own/...": f"{here}/follow/own/...",
        "/ru/follow/unsubscribe/...": f"{here}/ru/follow/unsubscribe/...",
        "/follow/confirm/...": f"{here}/follow/confirm/...",
        "/follow/own/": "http://elsewhere.example/",
        f"{account}...": f"{here}{account}...",
        f"{account}reset/": "http://elsewhere.example/",
    }
    assert 429 in {visitor.ask("/claims/?q=bridge").status for _ in range(40)}
    assert (path.parent / "error.log").read_text() == "", "there would be visitors' addresses"


def test_static_files_are_kept_by_name(visitor):
    named = visitor.ask("/static/record.0123456789ab.css")
    assert named.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert named.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    plain = visitor.ask("/static/record.css", {"Accept-Encoding": "gzip"})
    assert plain.headers["Cache-Control"] == "public, max-age=60"
    assert (plain.headers["Content-Encoding"], plain.headers["Vary"]) == ("gzip", "Accept-Encoding")


@pytest.mark.parametrize(
    "path",
    [
        "/claims/?q=bridge",
        "/claims/?%71=bridge",
        "/%63laims/?status=&q=bridge",
        "/ru/claims/?status=agreed&party=3",
        "/claims/?&status=agreed&&party=3",
        "/data/search.csv?q=bridge",
    ],
)
def test_searches_of_one_address_are_limited(visitor, path):
    answers = [visitor.ask(path) for _ in range(40)]
    refused = [answer for answer in answers if answer.status == 429]
    assert 10 <= len(refused) < 20
    assert refused[0].headers["Retry-After"] == "10"
    assert b"Too many requests" in refused[0].text
    for free in (
        "/claims/?status=agreed",
        "/claims/?status=agreed&party=",
        "/claims/?party=%31",
        "/api/v1/claims",
    ):
        assert visitor.ask(free).status == 200, "one filter is no combination"
    assert Visitor(visitor.number, "127.0.9.9").ask(path).status == 200


@pytest.mark.parametrize("path", ["/api/v1/claims?q=bridge", "/v1alpha1/claims:search?query=bridge"])
def test_programs_are_refused_in_their_own_words(visitor, path):
    answers = [visitor.ask(path) for _ in range(40)]
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert json.loads(refused.text)["status"] == 429


def test_what_is_too_long_is_refused_with_a_page(visitor, site):
    assert b"That is too long" in (answer := visitor.ask("/report/", body=b"x" * 70_000)).text
    assert (answer.status, answer.headers["Retry-After"]) == (413, None)
    assert visitor.ask("/admin/claims/coverage/add/", body=b"x" * 3_000_000).status == 200
    assert visitor.ask("/claims/?q=" + "x" * 9000).status in (413, 414)


def test_programs_send_files_of_claims_as_editors_do(visitor):
    assert visitor.ask("/api/v1/imports", body=b"x" * 5_000_000).status == 200
    for path in ("/api/v1/imports/1", "/api/v1/coverage"):
        assert visitor.ask(path, body=b"x" * MAX_BYTES).status == 200, "the site's own limit"
        assert (answer := visitor.ask(path, body=b"x" * (MAX_BYTES + 1))).status == 413
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert f"{MAX_BYTES:,} bytes" in json.loads(answer.text)["detail"]


def test_how_the_site_fares_is_for_this_machine_only(visitor):
    assert visitor.ask("/readyz").status == 403
    assert Visitor(visitor.number).ask("/readyz").status == 200
    assert visitor.ask("/healthz").status == 200


@pytest.mark.parametrize(
    ("number_of_them", "begun"),
    [
        (200, b"GET / HTTP/1.1\r\nHost: x\r\n"),
        (200, b"POST /report/ HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx"),
        (8, b"GET /long/ HTTP/1.1\r\nHost: x\r\n\r\n"),  # one would do, of a site with one thread
    ],
    ids=["headers that do not end", "a body that does not end", "an answer that is not read"],
)
def test_slow_visitors_stop_nobody(visitor, number, number_of_them, begun):
    slow = Visitor(number, "127.0.8.8")
    with ExitStack() as stack:
        for _ in range(number_of_them):
            stack.callback(slow.open(begun).close)
        before = time.monotonic()
        assert visitor.ask("/told/").status == 200
        assert time.monotonic() - before < 9  # sooner than the first of them is dropped


def test_a_site_that_is_away_is_served_from_the_cache_or_told_of(run):
    with serving() as site:
        visitor = Visitor(run(site))
        assert visitor.ask("/once/").text == b"Page /once/"
    time.sleep(OUT_OF_DATE)
    kept = visitor.ask("/once/")
    assert (kept.text, kept.headers["X-Cache"]) == (b"Page /once/", "STALE")
    away = visitor.ask("/not-seen-before/")
    assert (away.status, away.headers["Retry-After"]) == (503, "10")
    assert b"The site does not answer" in away.text
    assert away.headers["Cache-Control"] == "no-store"
    assert visitor.ask("/report/", body=b"sent").status == 503
    problem = visitor.ask("/api/v1/claims")
    assert (problem.status, json.loads(problem.text)["status"]) == (503, 503)


def test_more_readers_than_are_served_stop_no_editor(run):
    """Who is one too many gets what is kept, or is told to come again; editors have places of their own."""
    with serving() as site, ExitStack() as stack:
        stack.callback(site.is_free.set)
        visitor = Visitor(run(site))
        assert visitor.ask("/once/").headers["X-Cache"] == "MISS"
        time.sleep(OUT_OF_DATE)
        readers = [
            stack.enter_context(visitor.open(f"GET /slow/{place}/ HTTP/1.1\r\nHost: x\r\n\r\n".encode()))
            for place in range(READERS_AT_ONCE + 3)
        ]
        deadline = time.monotonic() + 10
        while len(answered := select(readers, [], [], 0.1)[0]) < 3 and time.monotonic() < deadline:
            pass
        assert [reader.recv(12) for reader in answered] == [b"HTTP/1.1 503"] * 3
        assert visitor.ask("/slow/another/").headers["Retry-After"] == "10"
        assert visitor.ask("/api/v1/claims").status == 503
        assert visitor.ask("/once/").headers["X-Cache"] == "STALE"
        editors = [
            stack.enter_context(visitor.open(f"GET {path} HTTP/1.1\r\nHost: x\r\n{header}\r\n".encode()))
            for path, header in DESK
        ]
        assert select(editors, [], [], 0.3)[0] == [], "they wait for the site"
        site.is_free.set()
        assert [editor.recv(12) for editor in editors] == [b"HTTP/1.1 200"] * len(DESK)


def test_a_page_is_served_out_of_date_for_as_long_as_the_site_allows(visitor):
    paths = "/once/", "/a-while/"
    assert [visitor.ask(path).headers["X-Cache"] for path in paths] == ["MISS", "MISS"]
    time.sleep(OUT_OF_DATE)
    assert [visitor.ask(path).headers["X-Cache"] for path in paths] == ["EXPIRED", "STALE"]


def test_it_ends_with_the_process_that_started_it(static, tmp_path):
    """However that ends; the port would stay taken."""
    number = port.find_free_port()
    starting = f"""
import os, signal
from pathlib import Path
from select import select
from project.demo.nginx import run_nginx
with run_nginx({number}, "127.0.0.1:1", Path({str(static)!r})):
    os.kill(os.getpid(), signal.SIGKILL)
"""
    environment = os.environ | {"TMPDIR": str(tmp_path)}  # nobody is left to remove its folder
    killed = subprocess.run([sys.executable, "-c", starting], cwd=CHECKOUT, env=environment)
    assert killed.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 10
    while is_taken(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_taken(number)


def is_taken(number: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((port.ADDRESS, number)) == 0


def test_nginx_of_the_container_takes_its_files(tmp_path, static):
    """The templates that the compose file mounts, filled in with what it gives to nginx there."""
    service = yaml.safe_load((CONTAINER / "compose.yaml").read_text("utf-8"))["services"]["nginx"]
    mounted = [volume.split(":") for volume in service["volumes"] if "/templates/" in volume]
    certificate = dict(re.findall(r"ssl_(\w+) ([^;]+)", make_certificate(tmp_path)))
    names = {name: value.replace("$$", "$") for name, value in service["environment"].items()}
    for name, value in {
        "443": f"{port.ADDRESS}:{port.find_free_port()}",  # what is not root's to take
        "/certificates/fullchain.pem": certificate["certificate"],
        "/certificates/privkey.pem": certificate["certificate_key"],
    }.items():
        assert name in names["RECORD_LISTEN"]
        names["RECORD_LISTEN"] = names["RECORD_LISTEN"].replace(name, value)
    names |= {"RECORD_HOST": "record.example.org", "NGINX_LOCAL_RESOLVERS": port.ADDRESS}
    names |= {"RECORD_STATIC": str(static), "RECORD_CACHE": f"{tmp_path}/cache"}
    # `site` is a name in the container's network; and `resolve` is newer than Debian's nginx.
    names["RECORD_UPSTREAM"] = names["RECORD_UPSTREAM"].replace("site:8001 resolve", "127.0.0.1:8001")
    texts = [fill_in((CONTAINER / file).read_text("utf-8"), names) for file, *_where in mounted]
    assert len(texts) == 2 and not re.search(r"\$\{(?:RECORD|NGINX)", "".join(texts))
    main = MAIN.format(user="", folder=tmp_path, types=TYPES, tls="", log="off")
    included = main.replace(f"include {tmp_path}/record.conf;", "\n".join(texts))
    assert included != main
    (tmp_path / "nginx.conf").write_text(included, "utf-8")
    command = [str(PROGRAM), "-t", "-p", str(tmp_path), "-c", "nginx.conf", "-e", f"{tmp_path}/error.log"]
    tested = subprocess.run(command, capture_output=True, text=True)
    assert tested.returncode == 0, tested.stderr


def test_what_nginx_does_not_start_with_is_told():
    with (
        pytest.raises(NginxError, match=r"(?s)does not start on port 8000:.*invalid number of arguments"),
        run_nginx(8000, "127.0.0.1:1", Path("/with a blank")),
    ):
        pass
