"""The site can be used by everybody: the menu, paper. See test_every_page.py as well."""

import pytest
from playwright.sync_api import expect

from tests.support.axe import COLOURS, violations
from tests.support.examples import IS_DEEP
from tests.support.layout import ENLARGE_TEXT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
]


def test_axe_sees_what_is_wrong(opened):
    page = opened("/about/")
    page.evaluate("document.querySelector('main h1').insertAdjacentHTML('afterend', '<img src=\"x.png\">')")
    assert any(fault.startswith("image-alt") for fault in violations(page))
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.querySelector('main h1').style.color = '#333'")
    assert [fault.partition(":")[0] for fault in violations(page, COLOURS)] == ["color-contrast"]


def test_on_a_phone_the_menu_opens_and_closes_by_keys(opened):
    page = opened("/topics/", width=390)
    menu = page.get_by_role("button", name="Menu")
    claims = page.get_by_role("navigation", name="Main").get_by_role("link", name="Claims", exact=True)
    expect(claims).not_to_be_visible()
    menu.focus()
    page.keyboard.press("Enter")
    expect(claims).to_be_visible()
    page.keyboard.press("Tab")
    expect(claims).to_be_focused()
    page.keyboard.press("Escape")
    expect(claims).not_to_be_visible()
    expect(menu).to_be_focused()


def test_on_a_phone_the_menu_stays_on_the_screen_with_text_of_twice_the_size(opened, every_page):
    for path in (*list(every_page.values())[:: 1 if IS_DEEP else 8], "/claims/0/"):
        page = opened(path, width=390)
        page.evaluate(ENLARGE_TEXT)
        button = page.get_by_role("button", name="Menu")
        button.click()
        box = page.get_by_role("navigation", name="Main").bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390, path
        assert box["y"] > button.bounding_box()["y"] and box["y"] + box["height"] <= 800, path


def test_without_scripts_the_menu_opens_too(chromium, site):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/about/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Topics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Topics")
    context.close()


@pytest.mark.parametrize(
    "name", ["claim_detail", "claim_list_searched", "topic_detail", "changes", "compare"]
)
def test_on_paper_there_is_nothing_to_use(opened, every_page, name):
    page = opened(every_page[name])
    page.emulate_media(media="print")
    for role in ("navigation", "searchbox", "button", "combobox"):
        assert page.get_by_role(role).all_text_contents() == [], role
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("heading", level=1)).to_be_visible()
