"""Readers and editors who use a site through its proxy all the time, and note what happens to them."""

import random
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from project.demo.port import ADDRESS

SECONDS_TO_ANSWER = 60
PATHS = (
    "/",
    "/claims/",
    "/claims/?q=chemical",
    "/topics/",
    "/outlets/",
    "/claimants/",
    "/feeds/changes.atom",
)
SIGN_IN = "/admin/login/"
NEW_ROW = "/admin/claims/topic/add/"


@dataclass(frozen=True)
class Asked:
    """What was asked, when (seconds of the monotonic clock), and whether it was answered as it should be."""

    began: float
    ended: float
    works: bool
    what: str


def find_outage(requests: Iterable[Asked]) -> float:
    """Return the longest time in seconds in which nobody was answered as they should be.

    It lasts from the beginning of the first request that fails to the end of the next that works, or of all.
    """
    longest, since, ended = 0.0, None, 0.0
    for request in sorted(requests, key=lambda request: request.ended):
        ended = request.ended
        if not request.works:
            since = request.began if since is None else min(since, request.began)
        elif since is not None:
            longest, since = max(longest, request.ended - since), None
    return longest if since is None else max(longest, ended - since)


class Form(HTMLParser):
    """The fields of the page's forms, as a browser would send them untouched."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._open = ""
        """The field whose element is open: a text area, or a list to choose one from."""
        self._has_choice = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        is_sent = given.get("type") not in ("checkbox", "radio", "submit", "button") or "checked" in given
        if tag == "input" and name and is_sent:
            self.fields[name] = value
        elif tag in ("textarea", "select") and name and "multiple" not in given:
            self._open, self._has_choice, self.fields[name] = name, False, ""
        elif tag == "option" and self._open and ("selected" in given or not self._has_choice):
            self._has_choice, self.fields[self._open] = True, value

    def handle_data(self, data: str) -> None:
        if self._open and self.lasttag == "textarea":
            self.fields[self._open] += data.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._open = ""


@dataclass(frozen=True)
class Reply:
    """What a request was answered. `location`: where it leads, or ""."""

    status: int
    text: str
    location: str


class Visitor:
    """A browser without anything but cookies, on a proxy that tells the site that it speaks HTTPS.

    `headers` go with every request: they stand for such a proxy where there is none.
    """

    def __init__(self, port: int, **headers: str) -> None:
        self.port = port
        self.headers = {"Referer": f"https://{ADDRESS}:{port}/", **headers}
        self.cookies: dict[str, str] = {}

    def ask(self, method: str, path: str, fields: dict[str, str] | None = None) -> Reply:
        """Ask for a page, or send a form. Raises OSError, HTTPException."""
        if fields is None:
            return self.send(method, path)
        return self.send(method, path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def send(self, method: str, path: str, body: bytes | None = None, kind: str = "", **more: str) -> Reply:
        """Send a body of that content type, and `more` headers. Raises OSError, HTTPException."""
        connection = HTTPConnection(ADDRESS, self.port, timeout=SECONDS_TO_ANSWER)
        headers = self.headers | more | ({"Content-Type": kind} if kind else {})
        if self.cookies:
            headers["Cookie"] = "; ".join("=".join(pair) for pair in self.cookies.items())
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Reply(response.status, text, response.headers.get("Location", ""))

    def read(self, path: str) -> bool:
        """Fetch a page; tell whether it came."""
        return self.ask("GET", path).status == 200

    def fill_in(self, path: str, **values: str) -> Reply:
        """Fetch a page with a form, and send it with these values; return how the site answers.

        It has taken the form if it redirects.
        """
        page = self.ask("GET", path)
        if page.status != 200:
            return page
        form = Form()
        form.feed(page.text)
        return self.ask("POST", path, form.fields | values)

    def sign_in(self, name: str, password: str) -> bool:
        """Sign in at the desk; tell whether the site let it."""
        return self.fill_in(SIGN_IN, login=name, password=password, next="/admin/").status == 302


def save_topic(visitor: Visitor, name: str) -> bool:
    """Add a topic in the admin; tell whether the site says that it is saved."""
    return visitor.fill_in(NEW_ROW, name=name).status == 302


class Load:
    """Readers and editors, each a thread. `saved`: the rows of which editors were told that they are."""

    def __init__(self, port: int, password: str, readers: int = 4, editors: int = 2) -> None:
        self.port = port
        self.readers, self.editors, self.saved = list[Asked](), list[Asked](), list[str]()
        self._stopped = threading.Event()
        home = Visitor(port).ask("GET", "/claims/").text
        self.paths = [*PATHS, *sorted(set(re.findall(r'href="(/claims/\d+/[^"?#]*)"', home)))]
        self._threads = [threading.Thread(target=self._read) for _reader in range(readers)]
        self._threads += [threading.Thread(target=self._edit, args=[password]) for _editor in range(editors)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopped.set()
        for thread in self._threads:
            thread.join()

    def _read(self) -> None:
        visitor = Visitor(self.port)
        while not self._stopped.wait(0.1):
            path = random.choice(self.paths)  # noqa: S311 - no secret
            if "/claims/" in path and path[-1] == "/" and random.random() < 0.5:  # noqa: S311 - the same
                path += f"?as_of=2017-{random.randint(1, 12):02}-{random.randint(1, 28):02}"  # noqa: S311 - as above
            self._note(self.readers, path, partial(visitor.read, path))

    def _edit(self, password: str) -> None:
        visitor = Visitor(self.port)
        sign_in = partial(visitor.sign_in, "editor", password)
        while not self._note(self.editors, SIGN_IN, sign_in):
            if self._stopped.wait(1):
                return
        while not self._stopped.wait(0.3):
            name = f"Drill {secrets.token_hex(8)}"
            if self._note(self.editors, name, partial(save_topic, visitor, name)):
                self.saved.append(name)

    def _note(self, requests: list[Asked], what: str, ask: Callable[[], bool]) -> bool:
        began = time.monotonic()
        try:
            works = ask()
        except (OSError, HTTPException):
            works = False
        requests.append(Asked(began, time.monotonic(), works, what))
        return works
