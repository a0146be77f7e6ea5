"""The suggestions under a search box, by keyboard and by hand, and the box without them."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.axe import violations

pytestmark = pytest.mark.browser


def type_into(page, text):
    """Type into the search box and return it with its suggestions, once these are there."""
    box = page.get_by_role("combobox", name="Search the claims")
    box.press_sequentially(text, delay=10)
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    expect(options.first).to_be_visible()
    return box, options


def test_by_keyboard(opened):
    page = opened("/")
    box, options = type_into(page, "lavr")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(page.locator("form [role=status]")).to_have_text(re.compile(r"^\d+ suggestions$"))
    expect(options.first).to_have_text("Sergei Lavrov claimant")
    box.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    expect(box).to_be_focused()
    box.press("ArrowUp")
    expect(box).not_to_have_attribute("aria-activedescendant", re.compile("."))
    box.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    box.press("ArrowDown")
    box.press("ArrowDown")
    box.press("Escape")
    expect(options.first).to_be_hidden()
    expect(box).to_have_value("lavr")
    expect(box).to_have_attribute("aria-expanded", "false")
    box.press("ArrowDown")
    expect(options.first).to_be_visible()
    box.press("ArrowDown")
    box.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Sergei Lavrov")
    assert page.complaints == []


def test_enter_searches_unless_a_suggestion_is_chosen(opened):
    page = opened("/about/")
    box, _options = type_into(page, "ukraine")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/claims/\?q=ukraine$"))


def test_by_hand_and_away(opened):
    page = opened("/", width=390)
    box, options = type_into(page, "chemical")
    page.get_by_role("heading", level=1).click()
    expect(options.first).to_be_hidden()
    box.fill("")
    _box, options = type_into(page, "chemical att")
    options.filter(has_text="topic").first.click()
    expect(page).to_have_url(re.compile("/topics/"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("path", "width"), [("/", 390), ("/about/", 1280)])
def test_axe_finds_nothing_and_nothing_is_cut_off(opened, path, width, scheme):
    page = opened(path, width=width, scheme=scheme)
    box, options = type_into(page, "investig")
    box.press("ArrowDown")
    assert violations(page) == []
    frame = options.first.bounding_box()
    assert frame["x"] >= 0 and frame["x"] + frame["width"] <= width


def test_without_javascript_it_is_a_form(chromium, site):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.get_by_role("searchbox", name="Search the claims").fill("sarin")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/claims/\?q=sarin$"))
    context.close()
