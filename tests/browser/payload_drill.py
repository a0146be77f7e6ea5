"""Payloads in through every form and import, and out on every page and in every format: `make payloads`.

Not collected as a test: it takes minutes. tests/payloads/ has the payloads and the ways in; a short form of
this is tests/payloads/test_payloads.py. While developing, `PAYLOADS_SHARE=10 make payloads` types a tenth.
"""

import csv
import io
import json
import logging
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from playwright.sync_api import BrowserContext

from claims.models import (
    Change,
    Citation,
    Claim,
    Claimant,
    ClaimRelation,
    ClaimVersion,
    Correction,
    FactCheck,
    Statement,
    Topic,
)
from exchange.exporting.package import export_record
from project.monitoring.logs import LineFormatter
from public.follow.answers import answer_requests
from public.follow.digests import send_digests
from sources.models import Article, Outlet
from subscriptions.models import Delivery, Subject
from subscriptions.webhooks import make_webhook, queue_deliveries
from tests import factories as make
from tests.payloads import entries
from tests.payloads.detection import Watched, watch
from tests.payloads.forms import Typist
from tests.payloads.texts import CSS, KINDS, PLAIN, PRODUCT, SHARE
from tests.public.test_leaks import list_addresses
from tests.support.databases import copied_database
from tests.support.local_site import local_site
from tests.support.page_list import PAGES as PUBLIC_PAGES
from tests.support.page_list import public_pages
from tests.support.permissions import PAGES
from tests.support.second_factors import PASSWORD, sign_in

WRITES_THE_RECORD = ("add ", "change ", "the desk", "a report", "POST ", "PATCH ")
"""Beginnings of the names of forms that have to take text; other forms are of decisions, made once."""
MAY_BE_REFUSED = {"PATCH citations"}
"""Words that are not in the text of the article are no excerpt."""
FORGED = ("2026-01-01 00:00:00 CRITICAL pwn", "ERROR pwn", "CRITICAL pwn", "X-Pwn", "Bcc:", "Set-Cookie")
FORMULA_STARTS = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def say(*words: object) -> None:
    sys.stderr.write(" ".join(map(str, words)) + "\n")


@dataclass
class Attacked:
    """The record after everything was typed in, and what came back."""

    typists: dict[str, Typist]
    log: io.StringIO
    pages: dict[str, str] = field(default_factory=dict)
    """The addresses of readers, as they were before names changed."""
    texts: list[str] = field(default_factory=list)
    """What could be read on the pages that were opened."""


def join_desk(name: str) -> Typist:
    """Make somebody of a group, who signs in by the form."""
    user = make.UserFactory(username=name.lower(), is_staff=True, email=f"{name.lower()}@example.org")
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(Group.objects.get(name=name))
    client = Client(raise_request_exception=False)
    assert sign_in(client, name.lower()).status_code == 302
    return Typist(client)


def follow(reader: Typist, pages: dict[str, str]) -> None:
    """Follow things by mail, as a reader does."""
    for number, page in enumerate((pages["follow_row"], pages["follow_search"], "/follow/")):
        sent = {"address": f"reader{number}@example.org", "rhythm": "daily", "subject": ""}
        reader.client.post(page, sent)
        answer_requests(now=timezone.now())
        confirm = next(line for line in mail.outbox[-1].body.split() if "/follow/confirm/" in line)
        reader.client.post(confirm.partition("/follow")[1] + confirm.partition("/follow")[2])


@pytest.fixture(scope="module")
def attacked(server, moscow, django_db_blocker, tmp_path_factory) -> Iterator[Attacked]:
    folder = tmp_path_factory.mktemp("payloads")
    settings.IMPORT_FOLDER, settings.EXPORT_FOLDER = folder / "import", folder / "export"
    settings.API_REQUESTS_AN_HOUR = settings.REPORTS_AN_HOUR = settings.FOLLOWS_AN_HOUR = 10**6
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    handler.setFormatter(LineFormatter("{asctime} {levelname} {name}{number}: {message}", style="{"))
    logging.getLogger().addHandler(handler)
    with django_db_blocker.unblock(), copied_database(moscow, f"{moscow}_payloads"), local_site() as site:
        settings.FETCH_PRIVATE_HOSTS = [site.host]
        publisher, editor, reader = (
            join_desk("Publisher"),
            join_desk("Editor"),
            Typist(Client(raise_request_exception=False)),
        )
        found = Attacked({"publisher": publisher, "editor": editor, "reader": reader}, log, public_pages())
        follow(reader, found.pages)
        user = Group.objects.get(name="Editor").user_set.get()
        token = make.TokenFactory(user=user)
        make_webhook(address="https://hook.example/", subject=Subject("all"), by=user, now=timezone.now())
        steps = {
            "the record": lambda: entries.rewrite_record(publisher),
            "captures": lambda: entries.capture_texts(editor),
            "files": lambda: entries.import_files(publisher),
            "programs": lambda: entries.send_as_program(editor, token.secret),
            "the desk": lambda: entries.work_at_the_desk(editor, site),
            "readers": lambda: entries.ask_as_reader(reader),
            "every form": lambda: entries.send_every_form(publisher),
            "every form of an editor": lambda: entries.send_every_form(editor),
        }
        if SHARE > 1:
            say(f"Not all: one payload and one row in {SHARE}.")
        for name, step in steps.items():
            began = time.monotonic()
            step()
            say(f"{name}: {time.monotonic() - began:.0f} s")
        yield found
    logging.getLogger().removeHandler(handler)


def test_every_form_takes_text(attacked):
    outcomes = {}
    for typist in attacked.typists.values():
        for (name, outcome), count in typist.outcomes.items():
            outcomes.setdefault(name, {}).setdefault(outcome, count)
    assert len(outcomes) > 50
    never = {name for name, each in outcomes.items() if set(each) == {"refused"}}
    assert {name for name in never if name.startswith(WRITES_THE_RECORD)} <= MAY_BE_REFUSED


@pytest.fixture(scope="module")
def watched(attacked, chromium, server) -> Iterator[Watched]:
    """Provide a browser in which scripts run whatever the policy says, with the session of a publisher."""
    context = chromium.new_context(bypass_csp=True)
    sign_in_browser(context, attacked.typists["publisher"], server.url)
    yield watch(context, server.url)
    context.close()


def sign_in_browser(context: BrowserContext, typist: Typist, url: str) -> None:
    cookie = typist.client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])


def report(faults: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what is wrong with each address, once for each kind of fault."""
    seen, found = set(), {}
    for address, each in faults.items():
        new = [fault for fault in each if fault[:80] not in seen]
        seen.update(fault[:80] for fault in new)
        if new:
            found[address] = new
    return found


def test_the_detector_notices_what_it_is_for(chromium):
    """Put into a page as they are, payloads of HTML do something, or make something; styles do always."""
    styles = [payload for payload in CSS if payload.startswith("<") and "style" in payload]
    payloads = [
        payload
        for kind in ("script", "event handler", "SVG and MathML", "element")
        for payload in KINDS[kind]
        if payload.startswith("<")
    ][::3] + styles
    unnoticed = []
    with local_site() as site:
        context = chromium.new_context()
        watched = watch(context, site.url().rstrip("/"))
        for number, payload in enumerate(payloads):
            site.put(f"/{number}", f"<!doctype html><body>{payload}")
            if not watched.open(f"/{number}")[0]:
                unnoticed.append(payload)
        context.close()
    assert len(payloads) > 25 and len(unnoticed) < len(payloads) / 10, unnoticed
    assert len(styles) > 7 and set(styles).isdisjoint(unnoticed), unnoticed


def test_what_was_answered_is_text(attacked, watched):
    watched.page.goto("about:blank")
    faults = {
        address: watched.read(html)[0]
        for typist in attacked.typists.values()
        for address, html in typist.pages
    }
    assert report(faults) == {}


def list_reader_addresses(pages: dict[str, str]) -> list[str]:
    def take(model, count: int, **condition: object) -> list[int]:
        rows = model._base_manager.filter(**condition).order_by("pk").values_list("pk", flat=True)
        return [*rows[:count], *rows.reverse()[: count // 2]]

    ids = {
        "claims": take(Claim, 6, state="published"),
        "statements": take(Statement, 4, state="published"),
        "citations": take(Citation, 4, statement__state="published"),
        "articles": take(Article, 30),
        "outlets": take(Outlet, 16),
        "claimants": take(Claimant, 30),
        "topics": take(Topic, 12),
        "versions": take(ClaimVersion, 2),
        "changes": take(Change, 2),
        "fact-checks": take(FactCheck, 4),
        "relations": take(ClaimRelation, 4),
        "corrections": take(Correction, 4),
        "imports": [],
    }
    ids["follow"] = [*ids["claims"][:2], *ids["topics"][:2], *ids["claimants"][:2]]
    lists = [
        f"{page}?page={number}" for page in ("/claims/", "/claimants/", "/changes/") for number in range(1, 9)
    ]
    return list(dict.fromkeys([*pages.values(), *lists, *list_addresses(ids)]))


@pytest.fixture(scope="module")
def answers(attacked) -> dict[str, tuple[str, bytes]]:
    """Provide what readers and programs get at each address: its type and its content."""
    export_record(settings.EXPORT_FOLDER, now=timezone.now())
    reader, found = attacked.typists["reader"], {}
    for address in list_reader_addresses(attacked.pages):
        response = reader.get(address)
        content = b"".join(response) if response.streaming else response.content
        found[address] = response.headers.get("Content-Type", "").partition(";")[0], content
    return found


def test_pages_for_readers_are_text(attacked, answers, watched):
    pages = [address for address, (kind, _content) in answers.items() if kind == "text/html"]
    assert len(pages) > 150
    faults = {}
    for address in pages[::SHARE]:
        faults[address], text = watched.open(address)
        attacked.texts.append(text)
        if PRODUCT in text:
            faults[address].append("a template was worked out")
    assert report(faults) == {}


def test_pages_of_the_desk_are_text(attacked, watched):
    pages = [
        page for name in PAGES for page in entries.list_pages(name) if not name.endswith(("_csv", "jsi18n"))
    ]
    faults = open_pages(pages[::SHARE], attacked.typists["publisher"], watched)
    assert len(faults) > 100 // SHARE
    assert report(faults) == {}


def open_pages(pages: Iterable[str], typist: Typist, watched: Watched) -> dict[str, list[str]]:
    """Open those of these addresses that are pages; return what is wrong with each."""
    faults = {}
    for address in pages:
        response = typist.client.get(address)
        response.close()  # a file that is sent
        if response.headers.get("Content-Type", "").startswith("text/html") and response.status_code == 200:
            faults[address] = watched.open(address)[0]
        elif response.status_code >= 500:
            faults[address] = [str(response.status_code)]
    return faults


@pytest.mark.parametrize(
    ("name", "begin", "end"),
    [("editor", "coverage_begin", "/rows/"), ("publisher", "import_begin", "/report/")],
)
def test_pages_of_work_of_ones_own_are_text(attacked, chromium, server, name, begin, end):
    """Of articles at the desk, and of files: shown to those only who brought them in."""
    context, typist = chromium.new_context(bypass_csp=True), attacked.typists[name]
    sign_in_browser(context, typist, server.url)
    met = dict.fromkeys(page for page, _html in typist.pages if page.startswith(reverse(f"admin:{begin}")))
    faults = open_pages(met, typist, watch(context, server.url))
    context.close()
    assert sum(page.endswith(end) for page in faults) > 1
    assert report(faults) == {}


def test_what_was_typed_can_be_read(attacked):
    """So the pages that were looked at are those with the payloads on them."""
    text = " ".join(" ".join(attacked.texts).split())
    missing = [payload for payload in PLAIN if " ".join(payload.split()) not in text]
    assert len(missing) < len(PLAIN) / 4, missing


def test_pages_ask_nobody_else_and_keep_to_the_policy(attacked, chromium, server):
    """An address may have led to another since, and a list may be for administrators; none is gone."""
    context, publisher = chromium.new_context(), attacked.typists["publisher"]
    sign_in_browser(context, publisher, server.url)
    watched = watch(context, server.url)
    watched.refused_from = 400
    watched.page.on(
        "console", lambda message: watched.noticed.append(message.text) if message.type == "error" else 0
    )
    pages = [
        *attacked.pages.values(),
        *(page for name in PAGES if name.endswith("changelist") for page in entries.list_pages(name)),
    ]
    answers = {address: publisher.client.get(address, follow=True).status_code for address in pages}
    assert {address: status for address, status in answers.items() if status not in (200, 403)} == {}
    faults = {address: watched.open(address)[0] for address, status in answers.items() if status == 200}
    context.close()
    assert len(faults) > len(PUBLIC_PAGES) + 20
    assert report(faults) == {}


def test_files_and_answers_for_programs_are_whole(answers, watched):
    watched.page.goto("about:blank")
    faults = {
        address: list(READERS.get(kind, read_nothing)(content, watched))
        for address, (kind, content) in answers.items()
    }
    assert report({address: each for address, each in faults.items() if each}) == {}


def read_nothing(content: bytes, watched: Watched) -> Iterator[str]:
    yield from ()


def read_json(content: bytes, watched: Watched) -> Iterator[str]:
    try:
        found = json.loads(content)
    except ValueError as error:
        yield f"no JSON: {error}"
        return
    yield from (f"a key {key}" for key in list_keys(found) if "pwn" in key)
    for html in find_html(found):
        if "<iframe" not in html:
            yield from watched.read(html)[0]


def find_html(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if name in ("html", "content_html") and isinstance(part, str) and not part.startswith("http"):
                yield part
            yield from find_html(part)
    elif isinstance(value, list):
        for part in value:
            yield from find_html(part)


def list_keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            yield name
            yield from list_keys(part)
    elif isinstance(value, list):
        for part in value:
            yield from list_keys(part)


def read_lines(content: bytes, watched: Watched) -> Iterator[str]:
    for line in content.splitlines():
        yield from read_json(line, watched)


def read_xml(content: bytes, watched: Watched) -> Iterator[str]:
    try:
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        yield f"no XML: {error}"
        return
    for element in root.iter():
        if not isinstance(element.tag, str):
            yield f"an instruction or a comment: {element}"
            continue
        yield from (f"{name} in {element.tag}" for name in (element.tag, *element.attrib) if "pwn" in name)
        address = element.get("href") or ""
        if address and not address.startswith("http"):
            yield f"an address {address}"
        if element.get("type") == "html":
            yield from watched.read(element.text or "")[0]


def read_table(content: bytes, watched: Watched) -> Iterator[str]:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True))
    yield from (f"a row of {len(row)} cells" for row in rows if len(row) != len(rows[0]))
    yield from (f"a formula: {cell[:60]}" for row in rows for cell in row if cell.startswith(FORMULA_STARTS))


def read_bibtex(content: bytes, watched: Watched) -> Iterator[str]:
    lines = content.decode().splitlines()
    if len(lines) != 9 or sum(line.startswith("@") for line in lines) != 1:
        yield f"{len(lines)} lines of BibTeX"


READERS = {
    **dict.fromkeys(("application/json", "application/feed+json", "application/ld+json"), read_json),
    **dict.fromkeys(("application/vnd.citationstyles.csl+json", "application/json+oembed"), read_json),
    **dict.fromkeys(("application/jsonl", "application/x-ndjson"), read_lines),
    **dict.fromkeys(("application/atom+xml", "application/xml", "text/xml"), read_xml),
    "text/csv": read_table,
    "application/x-bibtex": read_bibtex,
}


def test_lists_of_the_desk_hold_no_formula(attacked, watched):
    pages = [page for name in PAGES if name.endswith("_csv") for page in entries.list_pages(name)]
    client = attacked.typists["publisher"].client
    faults = {page: list(read_table(b"".join(client.get(page)), watched)) for page in pages}
    assert len(faults) > 15
    assert report(faults) == {}


def test_mails_are_text(attacked, watched):
    watched.page.goto("about:blank")
    for number, pk in enumerate(Claim.objects.published().order_by("pk").values_list("pk", flat=True)[:8]):
        sent = {"address": f"other{number}@example.org", "rhythm": "daily", "subject": ""}
        Client(REMOTE_ADDR=f"203.0.113.{number}").post(f"/follow/claims/{pk}/", sent)
    answer_requests(now=timezone.now())
    send_digests(now=timezone.now() + timezone.timedelta(days=1))
    assert mail.outbox
    faults = {}
    for number, message in enumerate(mail.outbox):
        sent = message.message()
        assert message.to == message.recipients() and not sent["Bcc"]
        assert {name.lower() for name in sent} <= KNOWN_HEADERS
        faults[str(number)] = [
            fault for html, _kind in message.alternatives for fault in watched.read(html)[0]
        ]
    assert report(faults) == {}
    assert SHARE > 1 or any("pwn" in message.body for message in mail.outbox)


KNOWN_HEADERS = {
    *(
        "content-type",
        "content-transfer-encoding",
        "mime-version",
        "subject",
        "from",
        "to",
        "reply-to",
        "date",
    ),
    *("message-id", "auto-submitted", "list-id", "list-unsubscribe", "list-unsubscribe-post"),
}


def test_webhooks_tell_no_words(attacked):
    queue_deliveries(now=timezone.now())
    bodies = list(Delivery.objects.values_list("body", flat=True))
    assert bodies and [body for body in bodies if "pwn" in body or not json.loads(body)] == []


def test_no_answer_was_an_error_or_had_a_header_of_ours(attacked):
    assert [line for typist in attacked.typists.values() for line in typist.broken] == []


def test_nobody_has_written_a_line_of_the_log(attacked):
    lines = attacked.log.getvalue().split("\n")
    assert [line for line in lines if line.strip().startswith(FORGED)] == []
    assert [line for line in lines if any(ord(sign) < 32 and sign != "\t" for sign in line)] == []
