"""Claimants, outlets and articles in a browser: on a phone, by keyboard, and through axe-core."""

import re

import pytest
from playwright.sync_api import expect

from claims.models import Claimant
from sources.models import Article, Outlet
from tests.support.axe import COLOURS, RULES, violations
from tests.support.examples import IS_DEEP

pytestmark = pytest.mark.browser

PHONE = 390
# Links and buttons that a finger would miss: smaller than 24 px both ways, and not inside a sentence.
TOO_SMALL = """() => [...document.querySelectorAll(
    'main :is(.facets-list, .bars, .chips, .letters, .by-topic td) a')]
  .filter(link => link.checkVisibility()).filter(link => {
    const box = link.getBoundingClientRect();
    return box.height < 24 || box.width < 16;
  }).map(link => link.outerHTML.slice(0, 120))"""


@pytest.fixture
def paths(site) -> dict[str, str]:
    """Provide the pages of this file by name, each in the state with most on it."""
    russia, lavrov = (Claimant.objects.get(name=name) for name in ("Russia", "Sergei Lavrov"))
    states = Claimant.objects.get(name="United States")
    sputnik = Outlet.objects.get(name="Sputnik")
    return {
        "party": russia.get_absolute_url(),
        "person": lavrov.get_absolute_url(),
        "narrowed": f"{russia.get_absolute_url()}?against={states.pk}&status=disputed",
        "past": f"{russia.get_absolute_url()}?as_of=2017-04-13",
        "voice": Claimant.objects.get(outlet=sputnik).get_absolute_url(),
        "claimants": "/claimants/",
        "found": "/claimants/?q=lav",
        "not found": "/claimants/?q=nobody",
        "outlet": sputnik.get_absolute_url(),
        "outlets": "/outlets/",
        "article": Article.objects.get(outlet=sputnik).get_absolute_url(),
    }


def test_they_fit_a_phone_and_a_finger(opened, paths):
    for name, path in paths.items():
        page = opened(path, width=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE, name
        assert page.evaluate(TOO_SMALL) == [], name
        assert page.complaints == [], name


@pytest.mark.slow
@pytest.mark.parametrize("name", ["narrowed", "past", "voice", "found", "not found"])
def test_axe_finds_nothing_in_other_states(opened, paths, name):
    """The states that test_every_page.py does not know."""
    page = opened(paths[name])
    for scheme, rules in (("light", RULES), ("dark", COLOURS))[: 2 if IS_DEEP else 1]:
        page.emulate_media(color_scheme=scheme)
        assert violations(page, rules) == [], scheme


def test_from_a_party_to_what_another_contradicts_by_keys_alone(opened, paths):
    page = opened(paths["party"])
    link = page.get_by_role("link", name="4 claims on which United States is contradicted")
    link.focus()
    page.keyboard.press("Enter")
    expect(
        page.get_by_role("heading", name="Positions that the United States contradicts")
    ).to_be_in_viewport()
    rows = page.locator(".position-row")
    assert rows.count() >= 4
    expect(rows.first).to_contain_text("Disputed")
    page.get_by_role("link", name="Show everything").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Who agrees, and who contradicts")).to_be_visible()


def test_from_a_topic_and_status_to_the_words_in_an_article(opened, paths):
    page = opened(paths["person"], width=PHONE)
    page.locator(".by-topic > summary").click()
    page.get_by_role("link", name="1 disputed: The events near Idlib of 4 April 2017").click()
    row = page.locator(".position-row", has_text="Syrian forces carried out the 4 April attack.").first
    expect(row.locator("blockquote")).to_be_visible()
    row.get_by_role("link", name="Syrian forces carried out the 4 April attack.").click()
    expect(page.locator(":target")).to_be_in_viewport()


def test_a_past_day_stays_chosen_from_page_to_page(opened, paths):
    page = opened(paths["past"])
    page.get_by_text("Who speaks for it").click()
    page.get_by_role("link", name="Sergei Lavrov").first.click()
    expect(page).to_have_url(re.compile("as_of=2017-04-13"))
    expect(page.get_by_text("As things stood at the end of 13 April 2017.")).to_be_visible()


def test_finding_a_person_by_the_beginning_of_a_surname(opened):
    page = opened("/claimants/")
    page.get_by_role("searchbox", name="Name or its beginning").fill("lavr")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Sergei Lavrov").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sergei Lavrov")


def test_from_an_outlet_to_its_article_and_to_comparing(opened, paths):
    page = opened(paths["outlet"])
    page.locator("section", has=page.locator("#articles")).get_by_role("link").first.click()
    expect(page.get_by_role("img", name="The article from its first word to its last")).to_be_visible()
    page.get_by_role("link", name="Compare Sputnik with another outlet").click()
    expect(page).to_have_url(re.compile(r"/compare/\?a="))
