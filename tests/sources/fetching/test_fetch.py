"""Fetching every kind of page and address from a real server."""

import gzip
import socket
import time
import tracemalloc
import zlib

import pytest
from urllib3.response import HTTPResponse

from sources.fetching.errors import ADVICE, FetchError
from sources.fetching.fetch import MAX_BYTES, fetch

TEXT = "<p>The minister said “no” in Zürich.</p>"


def refusal(url: str, **options) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetch(url, **options)
    assert caught.value.sentence == str(caught.value)
    assert caught.value.sentence.endswith(ADVICE)
    return caught.value


def test_a_page_arrives_as_text_with_where_it_came_from(site):
    site.put("/a", TEXT)
    site.redirect("/old", "/a", 301)
    got = fetch(f"  {site.url('/old')} ")
    assert (got.url, got.final_url) == (site.url("/old"), site.url("/a"))
    assert (got.status, got.content_type, got.body, got.length) == (
        200,
        "text/html",
        TEXT,
        len(TEXT.encode()),
    )


def test_says_who_asks_and_keeps_no_cookies(site, settings):
    settings.CONTACT_EMAIL = "desk@example.org"
    site.put("/b", TEXT)
    site.put("/a", status=302, Location="/b", Set_Cookie="who=you; Path=/")
    fetch(site.url("/a"))
    assert [path for path, _ in site.asked] == ["/a", "/b"]
    for _, headers in site.asked:
        assert headers["User-Agent"] == "OnTheRecord/1 (fact-claim tracker; contact: desk@example.org)"
        assert headers["Host"] == site.host
        assert "Cookie" not in headers


def test_takes_no_proxy_and_no_password_from_the_environment(site, monkeypatch, tmp_path):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login who password secret\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    fetch(site.put("/a", TEXT))
    assert "Authorization" not in site.asked[0][1]


@pytest.mark.parametrize(
    ("status", "reason", "temporary"),
    [
        (404, "not_found", False),
        (410, "not_found", False),
        (401, "forbidden", False),
        (403, "forbidden", False),
        (451, "forbidden", False),
        (402, "paywall", False),
        (400, "server_error", False),
        (304, "server_error", False),
        (429, "server_error", True),
        (500, "server_error", True),
        (503, "server_error", True),
    ],
)
def test_each_status_has_its_reason(site, status, reason, temporary):
    error = refusal(site.put("/a", TEXT, status=status))
    assert (error.reason, error.status, error.is_temporary) == (reason, status, temporary)
    assert f"({status})" in error.sentence


@pytest.mark.parametrize(
    ("kind", "body", "what"),
    [
        ("application/pdf", b"%PDF-1.7", "a PDF document"),
        ("text/html", b"%PDF-1.7 and so on", "a PDF document"),
        ("image/jpeg", b"\xff\xd8\xff", "a picture"),
        ("text/html", b"\x89PNG\r\n\x1a\n", "a picture"),
        ("application/json", b"{}", "data for programs (JSON)"),
        ("video/mp4", b"", "a video"),
        ("application/x-unheard-of", b"x", "a file of another kind"),
        ("text/plain", bytes(range(32)) * 50, "a file that is not a text"),
    ],
)
def test_what_is_no_page_is_called_by_its_name(site, kind, body, what):
    error = refusal(site.put("/a", body, Content_Type=kind))
    assert error.reason == "wrong_type"
    assert error.sentence == f"This address leads to {what}, and only web pages can be read. {ADVICE}"


@pytest.mark.parametrize("body", ["", "  \n ", "\0\0"])
def test_an_empty_page_says_so(site, body):
    assert refusal(site.put("/a", body)).reason in {"empty", "wrong_type"}
    assert refusal(site.put("/b", "")).reason == "empty"


def test_five_redirects_are_followed_and_no_sixth(site):
    site.put("/0", TEXT)
    for number in range(1, 7):
        site.redirect(f"/{number}", f"/{number - 1}")
    assert fetch(site.url("/5")).body == TEXT
    assert refusal(site.url("/6")).reason == "too_many_redirects"


@pytest.mark.parametrize("packed", ["gzip", "deflate", ""])
def test_a_page_that_unpacks_to_more_than_the_limit_is_given_up(site, packed):
    bomb = b"a" * (40 * MAX_BYTES if packed else MAX_BYTES + 1)
    data = {"gzip": gzip.compress, "deflate": zlib.compress, "": bytes}[packed](bomb)
    headers = (
        {"Content_Type": "text/html", "Content_Length": "10"} if packed else {"Content_Type": "text/html"}
    )
    if packed:
        headers |= {"Content_Encoding": packed, "Content_Length": str(len(data))}
    started = time.monotonic()
    assert refusal(site.put("/a", data, **headers)).reason == "too_big"
    assert time.monotonic() - started < 5


def test_the_page_that_comes_with_a_redirect_is_not_unpacked(site):
    """Unpacking a bomb of 200 MB would show in the time and memory that it takes."""
    bomb = gzip.compress(b"a" * (40 * MAX_BYTES))
    headers = {"Content_Encoding": "gzip", "Content_Length": str(len(bomb))}
    site.put("/bomb", bomb, status=302, Location="/a", **headers)
    site.put("/a", TEXT)
    tracemalloc.start()
    try:
        assert fetch(site.url("/bomb")).body == TEXT
        assert tracemalloc.get_traced_memory()[1] < MAX_BYTES
    finally:
        tracemalloc.stop()


def test_a_page_of_exactly_the_limit_is_read(site):
    assert fetch(site.put("/a", b"a" * MAX_BYTES, Content_Type="text/plain")).length == MAX_BYTES


def test_a_packing_that_is_unknown_or_damaged_is_said(site):
    for name in ("compress", "exi", "gzip, compress"):
        unknown = refusal(site.put("/a", b"abc", Content_Type="text/html", Content_Encoding=name))
        assert unknown.summary == (
            f"The site sends this page compressed in a way that cannot be read here ({name.split()[-1]}), "
            "although it was not asked to."
        )
    damaged = site.put("/b", b"not gzip", Content_Type="text/html", Content_Encoding="gzip")
    assert refusal(damaged).summary == "The site sends this page compressed, but damaged."


@pytest.mark.parametrize("named", ["none", "utf-8", "UTF-8", "identity", "binary", "", "text/html", "8bit"])
def test_a_content_encoding_that_is_none_is_no_obstacle(site, named):
    assert fetch(site.put("/a", TEXT, Content_Type="text/html", Content_Encoding=named)).body == TEXT


@pytest.mark.parametrize("named", ["gzip", "GZIP", "x-gzip", "gzip, utf-8", "none, gzip"])
def test_a_packed_page_is_unpacked(site, named):
    packed = gzip.compress(TEXT.encode())
    assert fetch(site.put("/a", packed, Content_Type="text/html", Content_Encoding=named)).body == TEXT


def test_brotli_and_zstandard_are_unpacked_or_named(site):
    for name in ("br", "zstd"):
        if name not in HTTPResponse.CONTENT_DECODERS:
            unknown = refusal(site.put("/a", b"abc", Content_Type="text/html", Content_Encoding=name))
            assert f"cannot be read here ({name})" in unknown.sentence


@pytest.mark.parametrize(
    "beginning",
    [b"", b"HTTP/1.0 200 OK\r\nX-Long: ", b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>"],
    ids=["before the status", "in the headers", "in the page"],
)
def test_a_server_that_drips_is_cut_off(site, beginning):
    dripped = []

    def drip(handler):
        handler.wfile.write(beginning)
        for _ in range(200):
            handler.wfile.write(b"a")
            dripped.append(1)
            time.sleep(0.02)

    started = time.monotonic()
    assert refusal(site.put_raw("/a", drip), seconds=0.4).reason == "timeout"
    assert time.monotonic() - started < 3
    time.sleep(0.2)
    before = len(dripped)
    time.sleep(0.2)
    assert len(dripped) == before < 100  # the connection is gone, not just forgotten


def test_all_redirects_together_have_one_deadline(site):
    def slowly(handler):
        time.sleep(0.3)
        handler.send_response(302)
        handler.send_header("Location", "/a")
        handler.end_headers()

    started = time.monotonic()
    assert refusal(site.put_raw("/a", slowly), seconds=0.5).reason == "timeout"
    assert time.monotonic() - started < 1.7


def test_a_name_that_takes_long_to_look_up_is_not_waited_for(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: time.sleep(4) or [])
    started = time.monotonic()
    assert refusal("https://slow.example/", seconds=0.3).reason == "timeout"
    assert time.monotonic() - started < 3


def test_a_server_that_hangs_up_cannot_be_reached(site):
    def hang_up(handler):
        handler.connection.shutdown(socket.SHUT_RDWR)

    error = refusal(site.put_raw("/a", hang_up))
    assert (error.reason, error.is_temporary) == ("cannot_connect", True)


def test_a_port_where_nobody_listens_cannot_be_reached(settings):
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        host = f"127.0.0.1:{unused.getsockname()[1]}"
    settings.FETCH_PRIVATE_HOSTS = [host]
    assert refusal(f"http://{host}/").reason == "cannot_connect"


def test_a_page_behind_a_certificate_that_is_not_one_is_refused(site):
    assert refusal(site.url("/").replace("http:", "https:")).reason == "cannot_connect"


def test_a_broken_header_is_no_crash(site):
    def write(handler):
        handler.wfile.write(b"HTTP/1.0 302 Found\r\nLocation: http://[::1\r\n\r\n")

    assert refusal(site.put_raw("/a", write)).reason == "not_an_address"
