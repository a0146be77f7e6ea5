"""Fetching one page from its URL, or sending something there, with a sentence for editors where that fails.

The limits: http and https on their usual ports; public addresses only, after every redirect as
well; at most five redirects; ten seconds and five megabytes (decompressed) in all; HTML or plain
text. Other ports than 80 and 443 are refused: newspapers do not use them, and port scanners do.
"""

import re
import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urljoin, urlsplit

import requests
from requests_hardened.ip_filter import InvalidIPAddress
from urllib3.response import HTTPResponse

from sources.extraction.charsets import decode
from sources.extraction.filetypes import HTML_TYPES, READABLE_TYPES, describe_binary, describe_media_type

from . import errors
from .errors import FetchError
from .http_client import Deadline, is_private_exception, make_session

__all__ = [
    "MAX_BYTES",
    "MAX_REDIRECTS",
    "TIMEOUT_SECONDS",
    "FetchError",
    "FetchedPage",
    "check_url",
    "fetch",
    "post",
]

TIMEOUT_SECONDS = 10.0
MAX_BYTES = 5 * 1024 * 1024
"""Of a page after decompression."""
MAX_REDIRECTS = 5
_CHUNK = 16 * 1024
_LONGEST_ADDRESS = 2000
_PACKINGS = {"br", "zstd", "compress", "x-compress", "bzip2", "xz", "lzma", "dcb", "dcz", "exi", "aes128gcm"}
"""Content codings (RFC 9110) that cannot be unpacked without a further library, which may be there."""
_USUAL_PORTS = {None, 80, 443}
T = TypeVar("T")
ACCEPT = {
    "Accept": "text/html,application/xhtml+xml,text/plain;q=0.9",
    "Accept-Encoding": "gzip, deflate",
}
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FetchedPage:
    """A page as its server sent it."""

    url: str
    """The address that was requested."""
    final_url: str
    """The address that answered, after redirects."""
    status: int
    content_type: str
    """Without parameters, in lowercase: `text/html`."""
    body: str
    """The decoded page, without NUL. HTML is raw: extract the article from it, never show it."""
    length: int
    """Bytes after decompression."""


def fetch(url: str, *, seconds: float = TIMEOUT_SECONDS) -> FetchedPage:
    """Fetch the page at `url`.

    Raises FetchError, and nothing else, within about `seconds`.
    """
    return _work_within(seconds, lambda deadline: _follow_redirects(url.strip(), deadline))


def post(url: str, body: bytes, headers: dict[str, str], *, seconds: float = TIMEOUT_SECONDS) -> int:
    """Send `body` to a program at `url`; return the status of its answer, of which nothing else is read.

    A redirect is an answer like any other, and not followed. Raises FetchError as `fetch`.
    """
    return _work_within(seconds, lambda deadline: _post(url, body, headers, deadline))


def _post(url: str, body: bytes, headers: dict[str, str], deadline: Deadline) -> int:
    check_url(url)
    with (
        make_session(deadline) as client,
        _request(client, url, deadline, first=True, method="POST", headers=headers, data=body) as answer,
    ):
        return answer.status_code


def _work_within(seconds: float, work: Callable[[Deadline], T]) -> T:
    """Do something on the network, and raise FetchError, and nothing else, if that fails or takes too long.

    The work is done in a thread of its own: a DNS lookup cannot be interrupted, and this function
    returns in time all the same.
    """
    deadline = Deadline(seconds)
    future: Future[T] = Future()
    threading.Thread(target=_work_into, args=(work, deadline, future), daemon=True).start()
    try:
        return future.result(timeout=deadline.remaining)
    except TimeoutError:
        raise errors.timeout(seconds) from None
    finally:
        deadline.cut()


def _work_into(work: Callable[[Deadline], T], deadline: Deadline, future: Future[T]) -> None:
    try:
        future.set_result(work(deadline))
    except FetchError as error:
        future.set_exception(error)
    except Exception as error:
        future.set_exception(errors.translate_error(error, deadline.seconds, late=deadline.is_over))


def _follow_redirects(url: str, deadline: Deadline) -> FetchedPage:
    address = url
    with make_session(deadline) as client:
        for _ in range(MAX_REDIRECTS + 1):
            check_url(address)
            with _request(client, address, deadline, first=address == url, headers=ACCEPT) as answer:
                target = client.get_redirect_target(answer)
                if target is None:
                    return _read_response(url, answer, deadline)
            address = urljoin(address, target)
    raise errors.too_many_redirects(MAX_REDIRECTS)


def check_url(address: str) -> None:
    """Refuse everything but a plain public web address. Raises FetchError."""
    if any(ord(char) <= 32 or char in "\\\x7f" for char in address) or len(address) > _LONGEST_ADDRESS:
        raise errors.invalid_url()
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        raise errors.invalid_url() from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise errors.invalid_url()
    if parts.username is not None or parts.password is not None:
        raise errors.invalid_url("It holds a user name, which the address of a public page never does.")
    if port not in _USUAL_PORTS and not is_private_exception(address):
        raise errors.invalid_url("It names a port; public pages are fetched from the usual ones only.")


def _request(
    client: requests.Session,
    address: str,
    deadline: Deadline,
    *,
    first: bool,
    headers: dict[str, str],
    method: str = "GET",
    data: bytes | None = None,
) -> requests.Response:
    if deadline.is_over:
        raise TimeoutError
    limits = (deadline.remaining, deadline.remaining)
    try:
        return client.request(
            method, address, stream=True, timeout=limits, headers=headers, data=data, allow_redirects=False
        )
    except InvalidIPAddress:
        raise errors.private_host(redirected=not first) from None
    except requests.ConnectionError as error:
        if isinstance(error.__cause__, socket.gaierror):
            raise errors.unknown_host(urlsplit(address).hostname or "") from None
        raise


def _read_response(url: str, answer: requests.Response, deadline: Deadline) -> FetchedPage:
    errors.check_status(answer.status_code)
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind and kind not in READABLE_TYPES:
        raise errors.wrong_type(describe_media_type(kind))
    _choose_decoder(answer)
    data = _read_body(answer, deadline)
    if description := describe_binary(data):
        raise errors.wrong_type(description)
    charset = _CHARSET.search(answer.headers.get("Content-Type", ""))
    body = decode(data, charset[1] if charset else "")
    if not body.strip():
        raise errors.empty()
    if not kind:
        kind = "text/html" if "<" in body[:1000] else "text/plain"
    kind = "text/html" if kind in HTML_TYPES else kind
    return FetchedPage(url, answer.url, answer.status_code, kind, body, len(data))


def _choose_decoder(answer: requests.Response) -> None:
    """Leave in the header only codings that can be unpacked: some servers write "none" or "utf-8" there.

    Raises FetchError for one that cannot.
    """
    readable = HTTPResponse.CONTENT_DECODERS
    named = [name.strip().lower() for name in answer.headers.get("Content-Encoding", "").split(",")]
    if unreadable := [name for name in named if name in _PACKINGS and name not in readable]:
        raise errors.unknown_packing(unreadable[0])
    answer.raw.headers["Content-Encoding"] = ", ".join(name for name in named if name in readable)


def _read_body(answer: requests.Response, deadline: Deadline) -> bytes:
    """Read the whole body, up to MAX_BYTES after decompression.

    Counts the bytes itself: Content-Length is not trusted. Raises FetchError for a larger body, and
    TimeoutError after the deadline.
    """
    pieces, length = [], 0
    for piece in answer.iter_content(_CHUNK):
        length += len(piece)
        if length > MAX_BYTES:
            raise errors.too_big(MAX_BYTES)
        if deadline.is_over:
            raise TimeoutError
        pieces.append(piece)
    return b"".join(pieces)
