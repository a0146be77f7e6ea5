"""Forms of the site, filled in as a browser does: payloads in every field that takes text."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import cycle
from urllib.parse import urljoin, urlsplit

from django.http import HttpResponseBase
from django.test import Client
from lxml.html import FormElement, HtmlElement

from tests.support.html import parse_page

from .texts import PLAIN, STRANGE, join

MOST = 2000
"""Characters typed into a field that sets no limit."""
TEXT_TYPES = {None, "text", "search", "email", "url", "tel"}
NOT_FILLED = {"csrfmiddlewaretoken", "from_page", "seen", "next", "rows"}
NOT_SENT = {"logout-form", "language-form"}

Values = dict[str, str | list[str]]


def list_forms(page: HtmlElement) -> list[FormElement]:
    """List the forms of a page that write something."""
    return [form for form in page.forms if form.method == "POST" and form.get("id") not in NOT_SENT]


def read_form(form: FormElement) -> Values:
    """Return what a browser sends of a form as it is, with the name of its first button."""
    values: Values = {}
    for name, value in form.form_values():
        if name in values:
            before = values[name]
            values[name] = [*(before if isinstance(before, list) else [before]), value]
        else:
            values[name] = value
    values.update({name: "A wrong word." for name in values if name == "change_reason"})
    for button in form.iter("button", "input"):
        if button.get("type", "submit" if button.tag == "button" else "") == "submit" and button.get("name"):
            values.setdefault(button.get("name"), button.get("value", ""))
            break
    return values


def list_text_fields(form: FormElement) -> dict[str, int]:
    """Return the fields of a form that take text, with how much of it."""
    found = {}
    for element in form.iter("input", "textarea"):
        name = element.get("name")
        is_text = element.tag == "textarea" or element.get("type") in TEXT_TYPES
        if name and is_text and name not in NOT_FILLED and "__prefix__" not in name:
            found[name] = min(int(element.get("maxlength") or MOST), MOST)
    return found


def find_refused(page: HtmlElement) -> set[str]:
    """Return the names of the fields that a page complains about."""
    return {
        element.get("name")
        for element in page.iter("input", "textarea", "select")
        if element.get("aria-invalid") == "true" and element.get("name")
    }


def encode(value: object) -> object:
    """Return what was typed as a browser might send it, half a character as bytes that are no UTF-8.

    In a list, as the test client wants bytes.
    """
    texts = value if isinstance(value, list) else [value]
    return [each.encode("utf-8", "surrogatepass") if isinstance(each, str) else each for each in texts]


@dataclass
class Typist:
    """Somebody who fills in forms with payloads, and keeps every page that was answered.

    `pages`: (address, HTML). `outcomes`: how often a form was taken, partly (some fields were refused) or
    refused, by its name. `typed`: fields by form, with how many payloads were taken by each.
    """

    client: Client
    pages: list[tuple[str, str]] = field(default_factory=list)
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    addresses: int = 0
    _texts: dict[tuple[str, str], Iterator[str]] = field(default_factory=dict)

    def get(self, address: str, **query: str) -> HttpResponseBase:
        return self.keep(address, self.client.get(address, query))

    def post(self, address: str, sent: Mapping[str, object]) -> HttpResponseBase:
        """Send a form; of one that is refused by a redirect, return the page that says so."""
        response = self.post_once(address, sent)
        if "refused=" in response.headers.get("Location", ""):
            return self.get(response.headers["Location"])
        return response

    def post_once(self, address: str, sent: Mapping[str, object]) -> HttpResponseBase:
        return self.keep(
            address, self.client.post(address, {name: encode(each) for name, each in sent.items()})
        )

    def keep(self, address: str, response: HttpResponseBase) -> HttpResponseBase:
        """Keep what was answered, and note what nothing may be answered with."""
        if (
            response.status_code >= 500 and response.status_code != HTTPStatus.NOT_IMPLEMENTED
        ):  # said on purpose
            self.broken.append(f"{response.status_code} {address}")
        if response.streaming:  # read at once, so that no file stays open
            content = b"".join(response.streaming_content)
            response.close()
            response.streaming_content = [content]
        elif response.headers.get("Content-Type", "").startswith("text/html"):
            self.pages.append((address, response.content.decode()))
        injected = [name for name in response.headers if "pwn" in name.lower()]
        injected += [name for name in response.cookies if "pwn" in name.lower()]
        if injected or urlsplit(response.headers.get("Location", "")).netloc not in ("", "testserver"):
            self.broken.append(f"{address}: {response.headers} {response.cookies}")
        return response

    def type_in(self, name: str, field: str, most: int) -> str:
        """Return the next text for a field of a form: all payloads come, time after time."""
        key = (name, field)
        if key not in self._texts:
            self._texts[key] = cycle([*join(PLAIN, most), *(payload[:most] for payload in STRANGE)])
        return next(self._texts[key])

    def fill(self, name: str, form: FormElement, given: Mapping[str, object]) -> tuple[Values, set[str]]:
        """Return what is sent of a form with payloads in it, and the fields that have one."""
        values = read_form(form) | dict(given)
        fields = {each: most for each, most in list_text_fields(form).items() if each not in given}
        return values | {each: self.type_in(name, each, most) for each, most in fields.items()}, set(fields)

    def name_address(self, form: FormElement, field: str) -> str:
        """Return what a field gets that is refused as it was: an address where one may be asked for."""
        is_address = any(
            element.get("type") == "url" for element in form.iter("input") if element.get("name") == field
        )
        self.addresses += is_address
        return f"https://reviewer.example/{self.addresses}" if is_address else ""

    def send(self, name: str, address: str, *, number: int = 0, **given: object) -> HttpResponseBase:
        """Open a page and send one of its forms; what is refused of it is sent again as it was."""
        form = list_forms(parse_page(self.get(address)))[number]
        return self.send_form(name, address, form, **given)

    def send_form(self, name: str, address: str, form: FormElement, **given: object) -> HttpResponseBase:
        where = urljoin(address, form.action or address)
        before = read_form(form) | given
        sent, fields = self.fill(name, form, given)
        response = self.post(where, sent)
        outcome = "taken"
        for _attempt in range(3):
            if response.status_code in (301, 302, 303, 307) or not fields:
                break
            refused = find_refused(parse_page(response)) & fields if response.status_code < 500 else fields
            outcome = "partly"
            sent |= {each: before.get(each) or self.name_address(form, each) for each in refused or fields}
            fields = fields - refused if refused else set()
            response = self.post(where, sent)
        if response.status_code not in (301, 302, 303, 307):
            outcome = "refused"
        self.outcomes[name, outcome] += 1
        return response
