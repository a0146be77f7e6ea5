"""Fetching from public addresses only, which are checked when it connects."""

import socket

import pytest

from sources.fetching.errors import FetchError
from sources.fetching.fetch import fetch
from sources.fetching.http_client import names_private_host


def reason(url: str) -> str:
    with pytest.raises(FetchError) as caught:
        fetch(url, seconds=3)
    return caught.value.reason


@pytest.fixture
def resolves(monkeypatch):
    """Let names resolve as the test says, to one address after another.

    `resolves(NAME=[ADDRESS, ...])` returns the list of the names that were looked up.
    """
    real, asked = socket.getaddrinfo, []

    def set_answers(**answers: list[str]):
        def resolve(host, port, *args, **kwargs):
            name = host.decode() if isinstance(host, bytes) else host
            if name.partition(".")[0] not in answers:
                return real(host, port, *args, **kwargs)
            asked.append(name)
            given = answers[name.partition(".")[0]]
            address = given[min(len(asked), len(given)) - 1]
            family = socket.AF_INET6 if ":" in address else socket.AF_INET
            return [(family, socket.SOCK_STREAM, 6, "", (address, port))]

        monkeypatch.setattr(socket, "getaddrinfo", resolve)
        return asked

    return set_answers


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org/article",
        "ftp://example.org/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "http://",
        "http:///a",
        "http://[::1/",
        "https://example.org:99999/",
        "https://example.org:x/",
        "http://a b.example/",
        "http://example.org/a\nHost: other.example",
        "http://example.org\\@127.0.0.1/",
        "http://ada:secret@example.org/",
        "http://ada@example.org/",
        "http://example.org:22/",
        "http://example.org:8080/",
        f"http://{'a' * 64}.example/",
        f"http://example.org/{'a' * 2000}",
        "http://exa\u0000mple.org/",
    ],
)
def test_what_is_no_plain_public_address_is_not_asked(url):
    assert reason(url) == "not_an_address"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "0.0.0.0",
        "localhost",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "192.0.0.1",
        "198.18.0.1",
        "224.0.0.1",
        "240.0.0.1",
        "255.255.255.255",
        "[::1]",
        "[::]",
        "[fe80::1]",
        "[fec0::1]",
        "[fc00::1]",
        "[fd00:ec2::254]",
        "[ff02::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:169.254.169.254]",
        "[::127.0.0.1]",
        "[::ffff:0:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[2001:db8::1]",
    ],
)
def test_no_private_address_in_any_spelling(host):
    assert reason(f"http://{host}/") == "private_address"
    assert reason(f"https://{host}/") == "private_address"


def test_a_public_name_that_resolves_to_a_private_address(resolves):
    resolves(paper=["10.0.0.1"])
    assert reason("http://paper.example/") == "private_address"


@pytest.mark.parametrize(
    "to", ["http://127.0.0.1/", "http://[::1]/", "//169.254.169.254/latest", "http://2130706433/"]
)
def test_no_private_address_after_a_redirect(site, to):
    assert reason(site.redirect("/a", to)) == "private_address"


@pytest.mark.parametrize(
    "to", ["file:///etc/passwd", "ftp://example.org/", "http://ada:s@example.org/", "http://example.org:25/"]
)
def test_nothing_but_the_web_after_a_redirect(site, to):
    assert reason(site.redirect("/a", to)) == "not_an_address"


def test_the_connection_goes_to_the_address_that_was_judged(resolves, monkeypatch):
    """The name is public when checked and private a moment later (DNS rebinding)."""
    asked = resolves(rebound=["203.0.114.7", "127.0.0.1"])
    connected = []

    def connect(self, address):
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket.socket, "connect", connect)
    assert reason("http://rebound.example/") == "cannot_connect"
    assert (asked, connected) == (["rebound.example"], ["203.0.114.7"])


def test_every_redirect_is_judged_anew(site, resolves):
    asked = resolves(rebound=["127.0.0.1"])
    assert reason(site.redirect("/a", "http://rebound.example/")) == "private_address"
    assert asked == ["rebound.example"]


def test_a_name_that_nobody_has(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchError, match=r"There is no site called nobody\.example\.") as caught:
        fetch("https://nobody.example/a")
    assert caught.value.reason == "no_such_host"


def test_the_exception_holds_for_exactly_that_host_and_port(site, settings):
    site.put("/a", "<p>Here</p>")
    assert fetch(site.url("/a")).status == 200
    settings.FETCH_PRIVATE_HOSTS = []
    assert reason(site.url("/a")) == "not_an_address"  # for its port
    settings.FETCH_PRIVATE_HOSTS = ["127.0.0.1:1", "localhost:" + site.host.partition(":")[2]]
    assert reason(site.url("/a")) == "not_an_address"
    settings.FETCH_PRIVATE_HOSTS = [site.host]
    assert reason("http://127.0.0.1/a") == "private_address"


@pytest.mark.parametrize(
    ("url", "is_private"),
    [
        ("https://127.0.0.1:9000/x", True),
        ("https://[::1]/x", True),
        ("https://10.1.2.3/", True),
        ("https://LOCALHOST./x", True),
        ("https://hook.localhost/", True),
        ("https://8.8.8.8/", False),
        ("https://example.org/localhost", False),
        ("https://notlocalhost/", False),
    ],
)
def test_a_private_host_is_known_by_its_name(url, is_private):
    assert names_private_host(url) == is_private
