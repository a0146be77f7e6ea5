"""The only HTTP client of this site: public addresses only, within a deadline.

requests-hardened resolves a name once, refuses private addresses, and connects to the very
address that it judged, so that a name that resolves differently a moment later gains nothing.
Added here: more kinds of address that are no public site, a deadline that no slow server can
extend, and exceptions that a setting makes for development and tests.
"""

import contextlib
import ipaddress
import socket
import threading
import time
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from typing import Any
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
    """The end of all waiting for one fetch, and the connections that are cut then."""

    def __init__(self, seconds: float):
        self.seconds = seconds
        self._ends = time.monotonic() + seconds
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()
        self._cut = False

    @property
    def remaining(self) -> float:
        """Seconds until the deadline, at least a thousandth."""
        return max(self._ends - time.monotonic(), 0.001)

    @property
    def is_over(self) -> bool:
        return self._cut or time.monotonic() >= self._ends

    def watch(self, connected: socket.socket) -> None:
        """Remember an open socket for `cut`.

        Keeps a duplicate of it, since TLS takes the socket over.
        """
        with self._lock:
            self._sockets.append(connected.dup())
        if self._cut:
            self.cut()

    def cut(self) -> None:
        """Close every connection now.

        A read in progress stops at once, however slow its server is.
        """
        with self._lock:
            self._cut = True
            for watched in self._sockets:
                with contextlib.suppress(OSError):  # the other side was quicker
                    watched.shutdown(socket.SHUT_RDWR)
                watched.close()
            self._sockets.clear()


class _WatchedConnection(HTTPConnection):
    """A connection whose sockets the deadline watches."""

    def __init__(self, *args: Any, deadline: Deadline, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self._deadline = deadline

    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        self._deadline.watch(connected)
        return connected


class _WatchedTLSConnection(_WatchedConnection, HTTPSConnection):
    """A connection over TLS that the deadline can cut."""


class _Session(HTTPSession):
    """A session that leaves redirects to us."""

    def resolve_redirects(self, resp, req, *args, **kwargs):
        """Follow none.

        Even when told not to follow, requests would look one step ahead, and for that decompress the
        redirect's own page into memory, however large a bomb it is.
        """
        return iter(())


class _PublicOnly(IPFilterAdapter):
    """An adapter that connects to public addresses only.

    Hosts in `FETCH_PRIVATE_HOSTS` are excepted.
    """

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
        # Any: requests' types know only the pool's base class, which has no ConnectionCls.
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        kind = _WatchedTLSConnection if self._is_https_proto else _WatchedConnection
        pool.ConnectionCls = partial(kind, deadline=self._deadline)
        return pool


def check_public(address: str) -> None:
    """Refuse an IP address that no public site has. Raises InvalidIPAddress.

    IPv6 may be in brackets.

    That is: private, loopback, link-local (cloud metadata among it), shared by a provider's
    customers, multicast, reserved, or an IPv4 address written as IPv6.
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


def names_private_host(url: str) -> bool:
    """Tell whether a URL plainly leads to a private address: by its number, or as localhost.

    A name may lead to one all the same: that is found out when it is asked for.
    """
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        check_public(host)
    except InvalidIPAddress:
        return True
    except ValueError:  # a name
        return f".{host}".endswith(".localhost")
    return False


def is_private_exception(url: str) -> bool:
    """Tell whether a setting allows this host and port although they are private."""
    return name_host(url) in settings.FETCH_PRIVATE_HOSTS


def name_host(url: str) -> str:
    """Return host and port of a URL, as that setting names them."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
    return f"{parts.hostname}:{port}"


def make_session(deadline: Deadline) -> requests.Session:
    """Make a session for one fetch.

    It keeps no cookies, and takes no proxies or passwords from the environment.
    """
    session = _Session(
        Config(
            ip_filter_enable=True,
            ip_filter_allow_loopback_ips=False,
            never_redirect=True,  # redirects are followed one by one, each checked again
            default_timeout=(deadline.remaining, deadline.remaining),
            user_agent_override=build_user_agent(),
        )
    )
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    session.mount("http://", _PublicOnly(deadline, is_https_proto=False))
    session.mount("https://", _PublicOnly(deadline, is_https_proto=True))
    return session


def build_user_agent() -> str:
    """Name the project and an address of its editors, for the User-Agent header."""
    contact = f"; contact: {settings.CONTACT_EMAIL}" if settings.CONTACT_EMAIL else ""
    return f"OnTheRecord/1 (fact-claim tracker{contact})"
