"""Reviewing in a real browser: ticked, asked, published, undone; without JavaScript on a phone as well."""

import re

import pytest
from django.db import transaction
from playwright.sync_api import expect

from claims.models import Claim
from tests import factories as make
from tests.support.input_devices import Keyboard, Mouse

from .test_desk import button, complaints, enter

__all__ = ["complaints", "enter"]  # fixtures
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Negotiations about the denuclearisation of the Korean Peninsula succeeded. " * 3


@pytest.fixture
def drafts() -> list[Claim]:
    """Make two draft claims that one article is cited for, one with a long wording."""
    with transaction.atomic():
        article = make.ArticleFactory()
        citations = [
            make.CitationFactory(article=article, statement__claim__text=text, excerpt=excerpt)
            for text, excerpt in ((LONG, "they have succeeded"), ("The bridge was closed", "it was shut"))
        ]
    return [citation.statement.claim for citation in citations]


@pytest.mark.parametrize(
    ("use", "width", "script"), [(Mouse, 1280, True), (Keyboard, 390, False)], ids=["mouse", "phone"]
)
def test_ticked_drafts_are_published_and_taken_back(enter, drafts, complaints, use, width, script):
    article = drafts[0].statements.get().citations.get().article_id
    page = enter("Publisher", f"sources/article/{article}/review/", width, java_script_enabled=script)
    hands = use(page)
    for box in page.locator("[name=row]").all():
        hands.press(box) if use is Mouse else (box.focus(), page.keyboard.press("Space"))
    hands.press(button(page, "Publish the ticked ones…"))
    if script:  # what was ticked still is
        hands.press(page.get_by_role("link", name="Cancel"))
        expect(page.locator("[name=row]:checked")).to_have_count(2)
        hands.press(button(page, "Publish the ticked ones…"))
    expect(page.get_by_role("heading", name="Publish 2 positions?")).to_be_visible()
    expect(page.locator("mark", has_text="it was shut").first).to_be_visible()
    tick = page.locator("[name=unverified]")
    hands.press(tick) if use is Mouse else (tick.focus(), page.keyboard.press("Space"))
    hands.press(button(page, "Publish"))
    page.locator(".messagelist .success").first.wait_for()
    assert Claim.objects.filter(state="published").count() == 2
    hands.press(page.get_by_role("link", name="Undo this"))
    hands.press(button(page, "Undo"))
    expect(page.get_by_text("Undone: 2 positions are drafts again.")).to_be_visible()
    assert Claim.objects.filter(state="draft").count() == 2
    assert complaints == []


def test_cancel_goes_back_to_the_list_as_it_was(enter, drafts):
    with transaction.atomic():
        make.TopicFactory(name="The bridge")
    page = enter("Publisher", "claims/claim/?q=bridge")
    for path, action in (("claim", "Publish selected claims…"), ("topic", "Delete selected topics…")):
        address = re.sub("/claim/[?]", f"/{path}/?", page.url)
        page.goto(address)
        box = page.locator("[name=_selected_action]")
        box.check()
        page.locator("[name=action]").select_option(label=action)
        page.get_by_role("button", name=re.compile("^(Go|Run)")).click()
        page.locator("a[data-ticks]").click()
        expect(box).to_be_checked()
        expect(page.locator(".action-counter")).to_have_text("1 of 1 selected")
        assert page.url == address
