"""A few payloads of each kind, through a few forms, stay text. `make payloads` tries all, everywhere."""

from itertools import islice

import pytest
from django.test import Client
from lxml.html import HtmlElement

from claims.models import Claim, Report
from tests.editorial.conftest import in_group, signed_in
from tests.support.admin_html import address
from tests.support.html import parse_page

from .entries import find_form
from .forms import Typist, encode, read_form
from .texts import FORMULAS, KINDS, PAYLOADS, PLAIN, STRANGE, SWALLOWING, join

FEW = tuple(payload for kind in KINDS.values() for payload in islice(kind, 2))


def find_made(page: str) -> list[str]:
    """Return the elements of a page that a payload has made."""
    return [
        element.tag
        for element in parse_page(page).iter()
        if isinstance(element, HtmlElement) and is_made(element)
    ]


def is_made(element: HtmlElement) -> bool:
    is_script = (
        element.tag == "script" and not element.get("src") and "json" not in (element.get("type") or "")
    )
    names = [element.tag, *element.attrib]
    address = "".join((element.get("href") or element.get("src") or "").split()).lower()
    runs = address.startswith(("javascript:", "data:", "vbscript:", "//", "/\\", "\\"))
    return is_script or runs or any("pwn" in name or name.startswith("on") for name in names)


def test_there_are_payloads_of_every_kind():
    assert len(PAYLOADS) >= 200
    assert len(PAYLOADS) == len(set(PAYLOADS)) == len(PLAIN) + len(STRANGE)
    assert min(map(len, KINDS.values())) >= 5


@pytest.mark.parametrize("most", [60, 300, 2000])
def test_texts_hold_every_payload_where_it_works(most):
    texts = list(join(PLAIN, most))
    assert max(map(len, texts)) <= most
    assert [payload for payload in PLAIN if not any(payload[:most] in text for text in texts)] == []
    for payload in PLAIN:
        if payload in FORMULAS:
            assert any(text.startswith(payload) for text in texts)
        if payload in SWALLOWING:
            assert any(text.endswith(payload) for text in texts)


@pytest.mark.parametrize(
    "payload",
    ["<script>pwn()</script>", "<img src=x onerror=pwn()>", "<a href=javascript:pwn()>x</a>", "<pwn-a>"],
)
def test_what_is_no_text_is_noticed(payload):
    assert find_made(f"<p>{payload}</p>") and not find_made(f"<p title='{payload}'>x</p>")


@pytest.mark.django_db
def test_a_few_of_each_kind_stay_text():
    desk = Typist(signed_in(in_group("Publisher")))
    few = [payload for payload in FEW if payload in PLAIN]
    strange = [payload for payload in FEW if payload in STRANGE]
    page = address(Claim, "add")
    chosen = read_form(find_form(desk, page)) | {"nature": "fact"}
    for text in join(few, 300):
        desk.post(page, chosen | dict.fromkeys(("text", "context", "public_note"), text))
    for text in strange[:5]:
        desk.post(page, chosen | {"text": text})
    assert Claim.objects.count() > 5
    reader = Typist(Client(raise_request_exception=False), pages=desk.pages, broken=desk.broken)
    for text in [*join(few, 1500), *strange]:
        sent = dict.fromkeys(("message", "source_url", "contact"), text)
        reader.post("/report/", sent | {"kind": "error", "subject": ""})
        reader.get("/claims/", q=encode(text))
    reader.post("/report/", {"kind": "error", "message": " ".join(few), "subject": ""})
    for model in (Claim, Report):
        desk.get(address(model, "changelist"))
        desk.get(address(model, "change", model.objects.first().pk))
    assert desk.broken == []
    assert {where: found for where, page in desk.pages if (found := find_made(page))} == {}
