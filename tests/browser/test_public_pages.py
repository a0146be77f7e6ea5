"""What only a browser can tell: ways through the site, colours, keys."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_from_the_front_page_to_the_words_in_an_article(opened):
    page = opened("/")
    page.get_by_role("link", name="All disputed claims").click()
    page.get_by_role("link", name="Syrian forces carried out the 4 April attack").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Syrian forces carried out the 4 April attack.")
    page.locator("#reported-by").get_by_role("link", name="Sputnik").click()
    words = page.locator(":target")
    expect(words.locator("blockquote").first).to_be_in_viewport()
    expect(words).to_contain_text("Sputnik")
    assert page.complaints == []


def test_searching_from_any_page(opened):
    page = opened("/about/")
    header = page.get_by_role("banner")
    header.get_by_label("Search the claims").fill("Minsk")
    header.get_by_role("button", name="Search").click()
    expect(
        page.get_by_role("main").get_by_role("link", name="The Minsk agreements must be carried out.")
    ).to_be_visible()


def test_the_dark_scheme_is_dark(opened):
    grounds = [
        opened("/", scheme=scheme).evaluate("getComputedStyle(document.body).backgroundColor")
        for scheme in ("light", "dark")
    ]
    assert grounds == ["rgb(251, 250, 247)", "rgb(20, 23, 26)"]


def test_keys_alone_reach_the_content(opened):
    page = opened("/about/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 1400)])
def test_the_foot_of_a_short_page_is_the_foot_of_the_screen(opened, width, height):
    page = opened("/report/thanks/", width=width)
    page.set_viewport_size({"width": width, "height": height})
    foot = page.get_by_role("contentinfo").bounding_box()
    assert foot["y"] + foot["height"] == pytest.approx(height, abs=1)


def test_on_a_phone_the_search_is_one_touch_away(opened):
    page = opened("/about/", width=390)
    page.get_by_role("link", name="Search", exact=True).click()
    expect(page.get_by_role("searchbox")).to_be_focused()
    expect(page.get_by_role("link", name="Search", exact=True)).to_have_count(0)


def test_keys_alone_open_how_a_date_is_known(opened, every_page):
    page = opened(every_page["claim_detail"])
    told = page.locator(".circumstances details").first
    expect(told.locator("p")).not_to_be_visible()
    told.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(told.locator("p")).to_be_visible()
