"""Fetching one page from its address, or saying in words for editors why that cannot be done.

The limits: http and https on their usual ports; public addresses only, after every redirect as
well; at most five redirects; ten seconds and five megabytes (unpacked) in all; HTML or plain text.
A port other than 80 and 443 is refused: newspapers do not use them, and scanners of ports do.
"""

import re
import socket
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests
from requests_hardened.ip_filter import InvalidIPAddress

from sources.extraction.charsets import decode
from sources.extraction.filetypes import HTML_TYPES, READABLE_TYPES, describe_binary, describe_media_type

from . import errors as why
from .errors import FetchError
from .http_client import Deadline, is_private_exception, make_session

__all__ = ["MAX_BYTES", "MAX_REDIRECTS", "TIMEOUT_SECONDS", "FetchError", "FetchedPage", "fetch"]

TIMEOUT_SECONDS = 10.0
MAX_BYTES = 5 * 1024 * 1024
"""Of a page after unpacking."""
MAX_REDIRECTS = 5
_CHUNK = 16 * 1024
_LONGEST_ADDRESS = 2000
_READABLE_ENCODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}
_USUAL_PORTS = {None, 80, 443}
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as it came."""

    url: str
    """The address that was asked for."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    content_type: str
    """Without parameters, small letters: `text/html`."""
    body: str
    """The page, decoded; without NUL. HTML is raw: read it with `extraction.read_page`, never show it."""
    length: int
    """Bytes after unpacking."""


def fetch(url: str, *, seconds: float = TIMEOUT_SECONDS) -> FetchedPage:
    """The page at `url`. Raises NotFetched, and nothing else, within about `seconds`.

    The work is done in a thread of its own: looking a name up cannot be interrupted, and this
    returns in time all the same.
    """
    deadline, done = Deadline(seconds), Future()
    threading.Thread(target=_fetch_into, args=(url.strip(), deadline, done), daemon=True).start()
    try:
        return done.result(timeout=deadline.left)
    except TimeoutError:
        raise why.timeout(seconds) from None
    finally:
        deadline.cut()


def _fetch_into(url: str, deadline: Deadline, done: Future) -> None:
    try:
        done.set_result(_follow_redirects(url, deadline))
    except FetchError as error:
        done.set_exception(error)
    except Exception as error:
        done.set_exception(why.translate_error(error, deadline.seconds, late=deadline.passed))


def _follow_redirects(url: str, deadline: Deadline) -> FetchedPage:
    address = url
    with make_session(deadline) as client:
        for _ in range(MAX_REDIRECTS + 1):
            _check_url(address)
            with _request(client, address, deadline, first=address == url) as answer:
                target = client.get_redirect_target(answer)
                if target is None:
                    return _read_response(url, answer, deadline)
            address = urljoin(address, target)
    raise why.too_many_redirects(MAX_REDIRECTS)


def _check_url(address: str) -> None:
    """NotFetched for anything but a plain public web address."""
    if any(ord(char) <= 32 or char in "\\\x7f" for char in address) or len(address) > _LONGEST_ADDRESS:
        raise why.invalid_url()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise why.invalid_url() from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise why.invalid_url()
    if parts.username is not None or parts.password is not None:
        raise why.invalid_url("It holds a user name, which the address of a public page never does.")
    if port not in _USUAL_PORTS and not is_private_exception(address):
        raise why.invalid_url("It names a port; public pages are fetched from the usual ones only.")


def _request(client, address: str, deadline: Deadline, *, first: bool) -> requests.Response:
    if deadline.passed:
        raise TimeoutError
    limits = (deadline.left, deadline.left)
    headers = {
        "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9",
        "Accept-Encoding": "gzip, deflate",
    }
    try:
        return client.get(address, stream=True, timeout=limits, headers=headers)
    except InvalidIPAddress:
        raise why.private_host(redirected=not first) from None
    except requests.ConnectionError as error:
        if isinstance(error.__cause__, socket.gaierror):
            raise why.unknown_host(urlsplit(address).hostname) from None
        raise


def _read_response(url: str, answer: requests.Response, deadline: Deadline) -> FetchedPage:
    why.check_status(answer.status_code)
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and kind not in READABLE_TYPES:
        raise why.wrong_type(describe_media_type(kind))
    if answer.headers.get("Content-Encoding", "").strip().lower() not in _READABLE_ENCODINGS:
        raise why.wrong_type("packed in a way that cannot be unpacked here")
    data = _read_body(answer, deadline)
    if found := describe_binary(data):
        raise why.wrong_type(found)
    charset = _CHARSET.search(answer.headers.get("Content-Type", ""))
    body = decode(data, charset[1] if charset else "")
    if not body.strip():
        raise why.empty()
    if not kind:
        kind = "text/html" if "<" in body[:1000] else "text/plain"
    kind = "text/html" if kind in HTML_TYPES else kind
    return FetchedPage(url, answer.url, answer.status_code, kind, body, len(data))


def _read_body(answer: requests.Response, deadline: Deadline) -> bytes:
    """All of it, counted as it is unpacked: what the server says of the length is not trusted."""
    pieces, length = [], 0
    for piece in answer.iter_content(_CHUNK):
        length += len(piece)
        if length > MAX_BYTES:
            raise why.too_big(MAX_BYTES)
        if deadline.passed:
            raise TimeoutError
        pieces.append(piece)
    return b"".join(pieces)
