"""Searching the claims: in place with JavaScript, by links and a button without it, on any screen."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

IN_PLACE = "() => window.sameDocument === true"


@pytest.fixture
def searched(opened):
    """Open the list of claims; the page remembers that it has not been loaded anew since."""

    def open_list(query: str = "", **screen) -> Page:
        page = opened(f"/claims/{query}", **screen)
        page.evaluate("window.sameDocument = true")
        return page

    return open_list


@pytest.fixture
def plain(chromium, site):
    """Provide the list of claims in a browser without JavaScript."""
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/claims/")
    yield page
    context.close()


def field(page: Page):
    return page.get_by_role("searchbox")


def count(page: Page):
    return page.locator("#count")


def choice(page: Page, group: str, label: str):
    return page.get_by_role("group", name=group).get_by_role("link", name=label)


def expect_address(page: Page, ending: str) -> None:
    expect(page).to_have_url(re.compile(re.escape(ending) + "$"))


def test_search_choose_and_go_back_and_forward(searched):
    page = searched()
    expect(count(page)).to_have_text("152 claims")
    field(page).press_sequentially("chemical", delay=20)
    expect_address(page, "/claims/?q=chemical")
    expect(count(page)).to_have_text("15 claims")
    choice(page, "Status", "Disputed").click()
    expect_address(page, "?q=chemical&status=disputed")
    expect(count(page)).to_have_text("2 claims")
    expect(page).to_have_title("“chemical” in disputed claims – On the Record")
    page.go_back()
    expect_address(page, "?q=chemical")
    expect(count(page)).to_have_text("15 claims")
    expect(field(page)).to_have_value("chemical")
    page.go_back()
    expect_address(page, "/claims/")
    expect(count(page)).to_have_text("152 claims")
    expect(field(page)).to_have_value("")
    page.go_forward()
    page.go_forward()
    expect_address(page, "?q=chemical&status=disputed")
    expect(count(page)).to_have_text("2 claims")
    expect(field(page)).to_have_value("chemical")
    assert page.evaluate(IN_PLACE)
    assert page.complaints == []


def test_typing_on_is_one_step_of_the_history_and_keeps_what_is_chosen(searched):
    page = searched("?status=disputed")
    field(page).press_sequentially("attack", delay=20)
    expect_address(page, "q=attack&status=disputed")
    field(page).press_sequentially(" sarin", delay=20)
    expect(count(page)).to_have_text("No claim has all of these words")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("attack sarin")
    page.go_back()
    expect_address(page, "/claims/?status=disputed")
    expect(count(page)).to_have_text("5 claims")
    assert page.evaluate(IN_PLACE)


def test_an_emptied_field_is_not_in_the_address(searched):
    page = searched("?q=attack&status=disputed")
    field(page).fill("")
    expect_address(page, "/claims/?status=disputed")


def test_a_choice_keeps_the_focus_and_is_announced(searched):
    page = searched()
    announcer = page.locator("#announcer")
    expect(announcer).to_have_text("")
    agreed = choice(page, "Status", "Agreed")
    agreed.focus()
    page.keyboard.press("Enter")
    expect(announcer).to_have_text("6 claims")
    expect(agreed).to_be_focused()
    expect(agreed).to_have_attribute("aria-current", "true")
    page.keyboard.press("Enter")
    expect(announcer).to_have_text("152 claims")
    expect(agreed).to_be_focused()
    assert page.evaluate(IN_PLACE)


def test_a_removed_chip_hands_the_focus_on(searched):
    page = searched("?q=attack&status=disputed")
    page.get_by_role("link", name="Remove Words: “attack”").focus()
    page.keyboard.press("Enter")
    expect_address(page, "?status=disputed")
    rest = page.get_by_role("link", name="Remove Status: Disputed")
    expect(rest).to_be_focused()
    page.keyboard.press("Enter")
    expect_address(page, "/claims/")
    expect(field(page)).to_have_value("")
    expect(count(page)).to_be_focused()


def test_going_back_gives_the_focus_back(searched):
    page = searched()
    choice(page, "Status", "Agreed").click()
    expect(count(page)).to_have_text("6 claims")
    page.get_by_role("link", name="Remove Status: Agreed").click()
    expect(count(page)).to_have_text("152 claims")
    page.go_back()
    expect(page.get_by_role("link", name="Remove Status: Agreed")).to_be_focused()


def test_leafing_begins_at_the_top_and_goes_both_ways(searched):
    page = searched()
    first = page.locator(".claim-row h3").first.inner_text()
    page.get_by_role("link", name="Next").click()
    expect(page.locator(".claim-row h3").first).not_to_have_text(first)
    expect(count(page)).to_be_in_viewport()
    expect(count(page)).to_be_focused()
    page.get_by_role("link", name="Previous").click()
    expect(page.locator(".claim-row h3").first).to_have_text(first)
    assert page.evaluate(IN_PLACE)


def test_what_was_opened_stays_open(searched):
    page = searched()
    more = page.locator("#more-topic")
    more.locator("summary").click()
    more.get_by_role("link").first.click()
    expect(count(page)).not_to_have_text("152 claims")
    page.get_by_role("link", name=re.compile("^Remove Topic")).click()
    expect(count(page)).to_have_text("152 claims")
    expect(page.locator("#narrow")).to_be_visible()


def test_a_claim_is_opened_as_a_page_and_left_again(searched):
    page = searched()
    choice(page, "Status", "Disputed").click()
    expect(count(page)).to_have_text("5 claims")
    page.locator(".claim-row h3 a").first.click()
    expect(page).to_have_url(re.compile(r"/claims/\d+/"))
    page.go_back()
    expect_address(page, "/claims/?status=disputed")
    expect(count(page)).to_have_text("5 claims")
    page.go_back()
    expect(count(page)).to_have_text("152 claims")


def test_a_misspelt_name_is_found_and_what_was_typed_stays(searched):
    page = searched()
    field(page).press_sequentially("Lavrof", delay=20)
    expect(page.locator(".corrected")).to_contain_text(
        "Nothing matches “Lavrof”. Showing results for Lavrov."
    )
    expect(field(page)).to_have_value("Lavrof")
    expect(page.locator(".claim-row mark").first).to_have_text("Lavrov")
    page.get_by_role("link", name="Search for “Lavrof” exactly").click()
    expect(page.get_by_role("heading", name="No claim matches “Lavrof”")).to_be_visible()


def test_when_the_server_fails_the_browser_says_so_itself(searched):
    page = searched()
    page.route("**/claims/?status=agreed", lambda route: route.fulfill(status=503, body="Out of order"))
    choice(page, "Status", "Agreed").click()
    expect(page.locator("body")).to_have_text("Out of order")


def test_without_javascript_the_same_addresses_do_the_same(plain):
    field(plain).fill("chemical")
    plain.get_by_role("button", name="Search").click()
    expect_address(plain, "/claims/?q=chemical")
    choice(plain, "Status", "Disputed").click()
    expect_address(plain, "?q=chemical&status=disputed")
    expect(count(plain)).to_have_text("2 claims")
    field(plain).fill("attack")
    plain.get_by_role("button", name="Search").click()
    expect_address(plain, "?q=attack&status=disputed")
    plain.get_by_role("link", name="Most covered").click()
    expect_address(plain, "?q=attack&status=disputed&sort=covered")
    plain.get_by_role("link", name="Clear all").click()
    expect(count(plain)).to_have_text("152 claims")
    plain.get_by_role("link", name="Next").click()
    expect(plain.get_by_role("link", name="Previous")).to_be_visible()


def test_on_a_phone_the_filters_are_folded_and_stay_as_they_are(searched):
    page = searched("?q=chemical", width=390)
    disputed = choice(page, "Status", "Disputed")
    expect(disputed).not_to_be_visible()
    expect(count(page)).to_be_in_viewport()
    page.locator("#filters > summary").click()
    expect(disputed).to_be_visible()
    assert disputed.bounding_box()["height"] >= 24
    disputed.click()
    expect(count(page)).to_have_text("2 claims")
    expect(disputed).to_be_visible()
    expect(page.locator("#filters > summary")).to_have_text("Filters 1 chosen")
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_on_a_phone_a_bar_leads_from_the_filters_to_what_they_leave(searched):
    page = searched(width=390)
    page.get_by_text("Filters", exact=True).click()
    choice(page, "Status", "Agreed").click()
    expect_address(page, "?status=agreed")
    bar = page.get_by_role("link", name=f"Show {count(page).inner_text()}")
    expect(bar).to_be_in_viewport()
    bar.click()
    expect(count(page)).to_be_in_viewport()
    expect(page.locator("#results")).to_be_focused()


def test_the_filters_can_be_skipped(searched):
    page = searched()
    skip = page.get_by_role("link", name="Skip to the results")
    skip.focus()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".claim-row a").first).to_be_focused()
    expect(page.get_by_role("link", name="Show")).to_be_hidden()


def test_on_a_wide_screen_the_filters_are_always_open(searched):
    page = searched()
    expect(choice(page, "Status", "Disputed")).to_be_visible()
    expect(page.locator("#filters > summary")).not_to_be_visible()


def test_nothing_moves_for_readers_who_want_no_motion(searched):
    page = searched()
    page.emulate_media(reduced_motion="reduce")
    assert page.locator(".found-list").evaluate("e => getComputedStyle(e).transitionDuration") == "0s"
