"""The one door through which this site reaches out: public addresses only, and only for so long.

requests-hardened resolves a name once, refuses private addresses, and connects to the very
address that it judged, so that a name that resolves differently a moment later gains nothing.
Added here: more kinds of address that are nobody's public site, an end to waiting that no slow
server can put off, and the exceptions that a setting makes for development and tests.
"""

import contextlib
import ipaddress
import socket
import threading
import time
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from urllib.parse import urlsplit

import requests
from django.conf import settings
from requests.adapters import HTTPAdapter
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress
from requests_hardened.ip_filter_adapter import IPFilterAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection

# Deprecated ways to write an IPv4 address as IPv6, which lead to it all the same on some systems.
_EMBEDDING = [ipaddress.ip_network(net) for net in ("::/96", "::ffff:0:0:0/96")]


class Deadline:
    """A moment after which nothing is waited for; the connections that it watches are cut then."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._sockets = []
        self._lock = threading.Lock()
        self._cut = False

    @property
    def left(self) -> float:
        """Seconds until the deadline, at least a thousandth."""
        return max(self._ends - time.monotonic(), 0.001)

    @property
    def passed(self) -> bool:
        return self._cut or time.monotonic() >= self._ends

    def watch(self, connected) -> None:
        """Cut `connected`, a socket, when told to; a copy is kept, for TLS takes the socket over."""
        with self._lock:
            self._sockets.append(connected.dup())
        if self._cut:
            self.cut()

    def cut(self) -> None:
        """End every connection now: whoever reads from one stops at once, however slow the other side."""
        with self._lock:
            self._cut = True
            for watched in self._sockets:
                with contextlib.suppress(OSError):  # the other side was quicker
                    watched.shutdown(socket.SHUT_RDWR)
                watched.close()
            self._sockets.clear()


class _Watched:
    """Mixed into urllib3's connections: the deadline watches whatever they open."""

    def __init__(self, *args, deadline: Deadline, **kwargs):
        super().__init__(*args, **kwargs)
        self._deadline = deadline

    def _new_conn(self):
        connected = super()._new_conn()
        self._deadline.watch(connected)
        return connected


class _WatchedConnection(_Watched, HTTPConnection):
    pass


class _WatchedTLSConnection(_Watched, HTTPSConnection):
    pass


class _Session(HTTPSession):
    """Leaves redirects wholly to us."""

    def resolve_redirects(self, resp, req, **kwargs):
        """None. Even told not to follow, requests would look one step ahead, and for that unpack all
        of the redirect's own page into memory, however large a bomb it is."""
        return iter(())


class _PublicOnly(IPFilterAdapter):
    """Connects to public addresses, and to those that `FETCH_PRIVATE_HOSTS` names exactly."""

    def __init__(self, deadline: Deadline, *, is_https_proto: bool):
        super().__init__(is_https_proto=is_https_proto)
        self._deadline = deadline

    def build_connection_pool_key_attributes(self, request, verify, cert=None):
        if is_private_exception(request.url):
            return HTTPAdapter.build_connection_pool_key_attributes(self, request, verify, cert)
        host, pool = super().build_connection_pool_key_attributes(request, verify, cert)
        check_public(host["host"])
        return host, pool

    def get_connection_with_tls_context(self, *args, **kwargs):
        pool = super().get_connection_with_tls_context(*args, **kwargs)
        kind = _WatchedTLSConnection if self._is_https_proto else _WatchedConnection
        pool.ConnectionCls = partial(kind, deadline=self._deadline)
        return pool


def check_public(address: str) -> None:
    """InvalidIPAddress for a numeric address (IPv6 may stand in brackets) that is no public site's.

    Nothing is left that is private, loopback, link-local (cloud metadata among it), shared by a
    provider's customers, multicast, reserved, or an IPv4 address dressed up as IPv6.
    """
    ip = ipaddress.ip_address(address.strip("[]"))
    embedded = ip.version == 6 and any(ip in net for net in _EMBEDDING)
    if (
        embedded
        or not ip.is_global
        or ip.is_multicast
        or ip.is_reserved
        or ip.is_unspecified
        or getattr(ip, "is_site_local", False)
    ):
        raise InvalidIPAddress(ip)


def is_private_exception(url: str) -> bool:
    """Whether the setting lets this host and port be reached though they are private."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.hostname}:{port}" in settings.FETCH_PRIVATE_HOSTS


def make_session(deadline: Deadline) -> requests.Session:
    """A session for one fetch: no cookies kept, no proxies or passwords from the environment."""
    made = _Session(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,  # redirects are followed one by one, each judged anew
            default_timeout=(deadline.left, deadline.left),
            user_agent_override=build_user_agent(),
        )
    )
    made.trust_env = False
    made.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    made.mount("http://", _PublicOnly(deadline, is_https_proto=False))
    made.mount("https://", _PublicOnly(deadline, is_https_proto=True))
    return made


def build_user_agent() -> str:
    """Who we say we are: the project, and where its editors can be written to."""
    contact = f"; contact: {settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return f"OnTheRecord/1 (fact-claim tracker{contact})"
