"""People and programs who save all the time, and write down what they were told.

At the desk, in the admin, by the API and by imports, each a thread. What came of it is compared afterwards:
what was acknowledged is there, and of what was not, all is there or nothing.
"""

import json
import random
import re
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPException
from typing import Any

import psycopg

from project.cluster.load import NEW_ROW, Reply, Visitor
from project.cluster.servers import ClusterServer

from .programs import DrillError, require
from .site import Site

DESK, KEPT, ADMIN, PUBLISHED, API, IMPORT = "desk", "kept rows", "admin", "publication", "API", "import"
BEHIND_PROXY = {"X-Forwarded-Proto": "https"}
ROWS = 20
"""Claims in a file."""
WORKS_TO_A_KEPT_ONE = 5
SECONDS_TO_WAIT = 240
"""A job whose worker died is begun again within two minutes."""
SECONDS_TO_RETRY = 0.2
BUSY = (409, 429, 502, 503)
LETTERS = "bdfgklmnprstvz", "aeiou"

NOTHING: dict[str, int] = {}
ARTICLE = {"article": 1, "text": 1}
EVIDENCE = {"statement": 2, "citation": 2, "finished work": 1}
OUTCOMES = {
    DESK: (NOTHING, ARTICLE, {**ARTICLE, **EVIDENCE, "claim": 2}),
    KEPT: (NOTHING, ARTICLE, {**ARTICLE, "kept work": 1}),
    API: (NOTHING, {**ARTICLE, **EVIDENCE, "claim": 1}),
    ADMIN: (NOTHING, {"topic": 1}),
    PUBLISHED: (NOTHING, {"published": 2, "version": 1, "change": 1}),
    IMPORT: (NOTHING, {"claim": ROWS, "origin": ROWS}),
}
"""What may be there of a save that was not acknowledged; of one that was, the last. By who saves."""
COUNTED = {name for outcomes in OUTCOMES.values() for outcome in outcomes for name in outcome}
MARK = re.compile(r"mark[0-9a-f]{12}")
ROWS_OF = {
    "article": "SELECT title FROM sources_article",
    "text": """SELECT a.title FROM sources_article a JOIN sources_capture c ON c.article_id = a.id
        JOIN sources_capturetext t ON t.capture_id = c.id""",
    "finished work": "SELECT brought ->> 'title' FROM claims_coverage WHERE finished_at IS NOT NULL",
    "kept work": "SELECT substring(rows::text FROM 'mark[0-9a-f]{12}') FROM claims_coverage "
    "WHERE finished_at IS NULL AND rows::text ~ 'mark[0-9a-f]{12}'",
    "claim": "SELECT text FROM claims_claim",
    "statement": "SELECT c.text FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id",
    "citation": """SELECT c.text FROM claims_citation x JOIN claims_statement s ON s.id = x.statement_id
        JOIN claims_claim c ON c.id = s.claim_id WHERE x.proved_at IS NOT NULL""",
    "published": """SELECT c.text FROM claims_statement s JOIN claims_claim c ON c.id = s.claim_id
        JOIN claims_claimsearch USING (claim_id) WHERE c.state = 'published' AND s.state = 'published'""",
    "version": "SELECT c.text FROM claims_claimversion v JOIN claims_claim c ON c.id = v.claim_id",
    "change": "SELECT c.text FROM claims_change JOIN claims_claim c ON c.id = claim_id WHERE kind = 'new'",
    "topic": "SELECT name FROM claims_topic",
    "origin": "SELECT identity FROM claims_origin",
}
"""Queries for texts with the mark of a save in them, one for each row."""


class NotSavedError(Exception):
    """An answer that is no acknowledgement, and no refusal either."""


class SignedOutError(Exception):
    """An answer that asks to sign in again, as after a day without a sign of life."""


class Ledger:
    """What was begun, and of what the site said that it is saved: (who saves, mark), with the time."""

    def __init__(self) -> None:
        self.begun: dict[tuple[str, str], float] = {}
        self.saved: dict[tuple[str, str], float] = {}
        self.refused: list[str] = []
        self.unpublished: list[tuple[str, int]] = []
        """Marks and ids of claims that nobody has published yet."""

    def begin(self, way: str, mark: str) -> None:
        self.begun[way, mark] = time.monotonic()

    def acknowledge(self, way: str, mark: str) -> None:
        self.saved[way, mark] = time.monotonic()

    def find_longest_wait(self, faults: list[float], *ways: str) -> float:
        """Return the longest time in seconds from a fault until something that was begun later is saved."""
        begun = {key: when for key, when in self.begun.items() if key in self.saved and key[0] in ways}
        waits = [
            min((self.saved[key] - fault for key, when in begun.items() if when > fault), default=0.0)
            for fault in faults
        ]
        return max(waits, default=0.0)


class Savers:
    """All who save, each a thread, until they are stopped."""

    def __init__(self, site: Site, cast: dict[str, Any]) -> None:
        self.site, self.cast, self.ledger = site, cast, Ledger()
        self._stopped = threading.Event()
        self._random = random.Random(1)
        self.works = 0
        self.copied: set[str] = set()
        """The marks that somebody has who keeps a copy of the published record."""
        self._next = "/api/v1/claims?changed_since=&page_size=100"
        work = (*(self.save_at_desk, self.save_in_admin), *(self.save_by_api, self.save_by_import), self.copy)
        self._threads = [threading.Thread(target=self._run, args=[each], daemon=True) for each in work]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop, once everybody has ended what they are at."""
        self._stopped.set()
        for thread in self._threads:
            thread.join(SECONDS_TO_WAIT + 60)
        require(
            not any(each.is_alive() for each in self._threads), "somebody who saves does not come to an end"
        )

    def check(self) -> None:
        """Raise DrillError if something was refused, or the copy lacks what was published."""
        require(not self.ledger.refused, f"refused: {self.ledger.refused[:3]}")
        visitor = Visitor(self.site.port, **BEHIND_PROXY)
        while self.copy(visitor):
            pass
        published = {mark for way, mark in self.ledger.saved if way == PUBLISHED}
        lacking = published - self.copied
        require(not lacking, f"{len(lacking)} published claims never came to who keeps a copy: {lacking}")

    def wait_for(self, number: int) -> None:
        """Wait until so many saves more are acknowledged."""
        most = len(self.ledger.saved) + number

        def is_there() -> bool:
            require(not self.ledger.refused, f"what was saved was refused: {self.ledger.refused[:3]}")
            return len(self.ledger.saved) >= most

        self.site.wait_until(is_there, f"{number} saves take too long")

    def _run(self, save: Callable[[Visitor], object]) -> None:
        visitor = Visitor(self.site.port, **BEHIND_PROXY)
        name = "publisher" if save == self.save_in_admin else "editor"
        while not self._stopped.is_set():
            try:
                is_out = save in (self.save_at_desk, self.save_in_admin) and not visitor.cookies
                if is_out and not visitor.sign_in(name, self.cast["passwords"][name]):
                    raise SignedOutError
                save(visitor)
            except (OSError, HTTPException, NotSavedError):
                time.sleep(SECONDS_TO_RETRY)
            except SignedOutError:
                visitor.cookies.clear()
                time.sleep(SECONDS_TO_RETRY)
            except Exception as error:  # a thread that dies would save no more, and nobody would know
                self.ledger.refused.append(repr(error))
                return

    # --- at the desk -------------------------------------------------------------------------

    def save_at_desk(self, visitor: Visitor) -> None:
        """Add coverage of an article; of every fifth, only keep what was typed."""
        self.works += 1
        is_kept = self.works % WORKS_TO_A_KEPT_ONE == 0
        way, mark = KEPT if is_kept else DESK, make_mark()
        excerpts = [self.say(), self.say()]
        self.ledger.begin(way, mark)
        sent = {"way": "text", "title": f"Talks {mark}", "text": self.write_article(mark, excerpts)}
        check = follow(visitor.fill_in("/admin/claims/coverage/", **sent), "/check/")
        sent = {
            **{"title": f"Talks {mark}", "published_on": "2017-04-13", "language": "en", "canonical_url": ""},
            **{"outlet": str(self.cast["outlet"]), "outlet_name": "Harbour Gazette"},
        }
        rows = follow(visitor.fill_in(check, **sent), "/rows/")
        sent = {
            "rows": json.dumps([self.write_row(mark, n, excerpt) for n, excerpt in enumerate(excerpts)]),
            "do": "keep" if is_kept else "save",
        }
        follow(visitor.fill_in(rows, **sent), "/rows/" if is_kept else "/summary/")
        self.ledger.acknowledge(way, mark)

    def write_row(self, mark: str, number: int, excerpt: str) -> dict[str, Any]:
        person, party = (("brook", "freedonia"), ("dane", "sylvania"))[number]
        return {
            **{
                "id": f"r{number + 1}",
                "accepted": True,
                "edited": True,
                "excerpt": excerpt,
                "nature": "fact",
            },
            **{"claimant": self.cast[person], "party": self.cast[party], "capacity": "speaker"},
            **{"stance": "affirms", "said_on": "2017-04-12", "new_claim": f"{self.say()} {mark}"},
        }

    # --- in the admin ------------------------------------------------------------------------

    def save_in_admin(self, visitor: Visitor) -> None:
        """Publish a claim that a program has added, and add a topic."""
        mark = make_mark()
        self.ledger.begin(ADMIN, mark)
        follow(visitor.fill_in(NEW_ROW, name=f"Topic {mark}"), "/topic/")
        self.ledger.acknowledge(ADMIN, mark)
        if self.ledger.unpublished:
            mark, claim = self.ledger.unpublished.pop(0)
            self.ledger.begin(PUBLISHED, mark)
            follow(visitor.fill_in(f"/admin/claims/claim/{claim}/publish/"), f"/{claim}/change/")
            self.ledger.acknowledge(PUBLISHED, mark)
            self.read(f"/claims/{claim}/", mark)

    def read(self, path: str, mark: str) -> None:
        """Read a page as a reader: it is there at once, and shows what has the mark."""
        reader = Visitor(self.site.port, **BEHIND_PROXY)
        answer = reader.ask("GET", path)
        if answer.status in (301, 302):
            answer = reader.ask("GET", answer.location)
        if answer.status >= 500:
            raise NotSavedError(answer.status)
        require(
            answer.status == 200 and mark in answer.text, f"{path} answers {answer.status} without {mark}"
        )

    # --- by programs -------------------------------------------------------------------------

    def save_by_api(self, visitor: Visitor) -> None:
        """Add coverage of an article, and send it again with the same key until it is answered."""
        mark, excerpts = make_mark(), [self.say(), self.say()]
        claim = f"{self.say()} {mark}"
        people = (("brook", "denies"), ("dane", "affirms"))
        body = {
            "article": {
                **{"outlet": self.cast["outlet"], "title": f"Talks {mark}", "published_on": "2017-04-13"},
                "text": self.write_article(mark, excerpts),
            },
            "statements": [
                {
                    **{"new_claim": claim, "nature": "fact", "said_on": "2017-04-12", "stance": stance},
                    **{"claimant": self.cast[person], "citations": [{"excerpt": excerpt}]},
                }
                for (person, stance), excerpt in zip(people, excerpts, strict=True)
            ],
        }
        self.ledger.begin(API, mark)
        content = json.dumps(body).encode()
        added = self.send_until_taken(
            visitor, "/api/v1/coverage", content, "application/json", "editor", mark
        )
        self.ledger.acknowledge(API, mark)
        self.ledger.unpublished.append((mark, added["added"]["claims"][0]["id"]))

    def save_by_import(self, visitor: Visitor) -> None:
        """Have a file imported, and ask until it is."""
        mark = make_mark()
        lines = [f"{mark}-{number}\t{self.say()} {mark}" for number in range(ROWS)]
        file = "\n".join(["nr\tstatement", *lines, ""])
        boundary = secrets.token_hex(16)
        parts = {'name="mapping"': "Drill", f'name="file"; filename="{mark}.tsv"': file}
        content = "".join(
            f"--{boundary}\r\nContent-Disposition: form-data; {name}\r\n\r\n{value}\r\n"
            for name, value in parts.items()
        )
        kind = f"multipart/form-data; boundary={boundary}"
        self.ledger.begin(IMPORT, mark)
        content = f"{content}--{boundary}--\r\n"
        sent = self.send_until_taken(visitor, "/api/v1/imports", content.encode(), kind, "publisher", mark)
        deadline = time.monotonic() + SECONDS_TO_WAIT
        path, headers = f"/api/v1/imports/{sent['id']}", self.show_token("publisher")
        while time.monotonic() < deadline:
            time.sleep(SECONDS_TO_RETRY)
            try:
                answer = visitor.send("GET", path, **headers)
            except (OSError, HTTPException):
                continue
            if answer.status in BUSY:
                continue
            told = json.loads(answer.text)
            if told.get("state") == "finished":
                return self.ledger.acknowledge(IMPORT, mark)
            require(told.get("state") in ("waiting", "running"), f"an import: {answer.text[:300]}")
        raise DrillError(f"the import of {mark} does not end")

    def send_until_taken(
        self, visitor: Visitor, path: str, content: bytes, kind: str, owner: str, key: str
    ) -> Any:
        """Send a request with a key until it is answered; return what the answer says."""
        headers, answer = {**self.show_token(owner), "Idempotency-Key": key}, Reply(0, "", "")
        deadline = time.monotonic() + SECONDS_TO_WAIT
        while time.monotonic() < deadline:
            try:
                answer = visitor.send("POST", path, content, kind, **headers)
            except (OSError, HTTPException):
                time.sleep(SECONDS_TO_RETRY)
                continue
            if answer.status in (201, 202):
                return json.loads(answer.text)
            require(answer.status in BUSY, f"{path}: {answer.status} {answer.text[:300]}")
            time.sleep(SECONDS_TO_RETRY)
        raise DrillError(f"{path} does not take it: {answer.status} {answer.text[:300]}")

    def show_token(self, owner: str) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.cast['tokens'][owner]}"}

    def copy(self, visitor: Visitor) -> bool:
        """Read what was published since the last time; tell whether there was anything."""
        answer = visitor.ask("GET", self._next)
        if answer.status >= 500:
            raise NotSavedError(answer.status)
        require(answer.status == 200, f"{self._next}: {answer.status} {answer.text[:300]}")
        page = json.loads(answer.text)
        for row in page["results"]:
            self.copied.update(MARK.findall(row["text"]))
        before, self._next = self._next, page["next"][page["next"].index("/api/") :]
        if before == self._next:
            time.sleep(SECONDS_TO_RETRY)
        return before != self._next

    # --- words -------------------------------------------------------------------------------

    def say(self, words: int = 7) -> str:
        """Make up a sentence of words that nobody else has used."""
        consonants, vowels = LETTERS
        made = [
            "".join(self._random.choice(letters) for letters in (consonants, vowels) * 4)
            for _word in range(words)
        ]
        return " ".join(made).capitalize()

    def write_article(self, mark: str, excerpts: list[str]) -> str:
        return "\n\n".join([f"Talks {mark}", *(f"{excerpt}. {self.say(20)}." for excerpt in excerpts)])


def make_mark() -> str:
    return f"mark{secrets.token_hex(6)}"


def follow(answer: Reply, part: str) -> str:
    """Return where an answer leads.

    Raises NotSavedError without one, SignedOutError if one has to sign in first, and DrillError if it leads
    elsewhere.
    """
    if answer.status in BUSY or answer.status >= 500:
        raise NotSavedError(answer.status)
    if answer.location.startswith("/admin/login/"):
        raise SignedOutError
    path = answer.location.partition("?")[0]
    is_taken = answer.status == 302 and part in path and "refused" not in answer.location
    require(is_taken, f"{answer.status} {answer.location}, not to {part}: {find_errors(answer.text)}")
    return path


def find_errors(page: str) -> str:
    """Return what a page says that is wrong, roughly."""
    text = re.sub(r"<[^>]+>|\s+", " ", page)
    return text[:300]


@contextmanager
def saving(site: Site, cast: dict[str, Any]) -> Iterator[Savers]:
    """Have everybody save inside the block; afterwards nobody does any more."""
    savers = Savers(site, cast)
    savers.start()
    try:
        yield savers
    finally:
        savers.stop()


def find_differences(server: ClusterServer, ledger: Ledger, until: float | None = None) -> list[str]:
    """Compare a database with what everybody was told until a time; return a sentence for each difference."""
    counts = count_rows(server)
    differences = []
    for way, mark in dict(ledger.begun):
        acknowledged = ledger.saved.get((way, mark))
        is_acknowledged = acknowledged is not None and (until is None or acknowledged <= until)
        outcomes = OUTCOMES[way][-1:] if is_acknowledged else OUTCOMES[way]
        names = {name for outcome in OUTCOMES[way] for name in outcome}
        there = {name: counts[name][mark] for name in names if counts[name][mark]}
        if there not in outcomes:
            told = "acknowledged" if is_acknowledged else "not acknowledged"
            differences.append(f"{way} {mark} was {told}, and there is {there or 'nothing'}")
    return differences


def count_rows(server: ClusterServer) -> dict[str, Counter[str]]:
    """Count rows by the mark in them, and by what they are."""
    with psycopg.connect(server.build_url()) as connection:
        return {
            name: Counter(
                found[0]
                for (text,) in connection.execute(query)
                if text is not None and (found := MARK.search(text))
            )
            for name, query in ROWS_OF.items()
        }
