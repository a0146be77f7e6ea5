"""The table of a topic and the comparison of two outlets, as people use them."""

import pytest
from playwright.sync_api import expect

from claims.models import Topic
from sources.models import Outlet

pytestmark = pytest.mark.browser

CLAIM = "Syrian forces carried out the 4 April attack."


@pytest.fixture
def topic(site) -> str:
    return Topic.objects.get(name="The chemical attack of 4 April 2017").get_absolute_url()


@pytest.fixture
def comparison(site) -> str:
    a, b = (Outlet.objects.get(name=name).pk for name in ("Sputnik", "CBS New York"))
    return f"/compare/?a={a}&b={b}"


def row_of(page, text=CLAIM):
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=text, exact=True))


def test_a_cell_opens_its_words_and_another_one_closes_it(opened, topic):
    page = opened(topic)
    cells = row_of(page).locator("details")
    cells.nth(0).locator("summary").click()
    words = cells.nth(0).locator("blockquote").first
    expect(words).to_be_visible()
    expect(cells.nth(0).locator("cite").first).to_be_visible()
    cells.nth(1).locator("summary").click()
    expect(words).not_to_be_visible()
    expect(cells.nth(1).locator("blockquote").first).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(cells.nth(1).locator("blockquote").first).not_to_be_visible()
    assert page.complaints == []


def test_the_arrow_keys_move_from_cell_to_cell_and_tab_is_not_trapped(opened, topic):
    page = opened(topic)
    row = row_of(page)
    row.get_by_role("link", name=CLAIM).focus()
    page.keyboard.press("ArrowRight")
    first = row.locator("summary").nth(0)
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect(row.locator("blockquote").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(row.locator("blockquote").first).not_to_be_visible()
    expect(first).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(row.get_by_role("link", name=CLAIM)).to_be_focused()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('tr') !== null")
    expect(row.get_by_role("link", name=CLAIM)).not_to_be_focused()
    page.get_by_role("link", name="Skip the table").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#first")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('table.story') === null")


def test_on_a_phone_each_claim_is_a_strip(opened, topic):
    page = opened(topic, width=390)
    row = row_of(page)
    expect(page.get_by_role("columnheader", name="Sputnik")).not_to_be_visible()
    treatment = row.locator("td", has_text="Sputnik").first
    expect(treatment.locator(".cell-outlet")).to_be_visible()
    treatment.locator("summary").click()
    expect(treatment.locator("blockquote").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    for box in (summary.bounding_box() for summary in row.locator("summary").all()):
        assert box["height"] >= 24


def test_it_is_put_in_order_and_narrowed_by_links(opened, topic):
    page = opened(topic)
    page.get_by_role("columnheader", name="Sputnik").get_by_role("link", name="sort by this").click()
    expect(page.get_by_role("columnheader", name="Sputnik")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("navigation", name="Claims by status").get_by_role("link", name="Disputed").click()
    expect(page.get_by_text("with the status “disputed”")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Sputnik")).to_have_attribute("aria-sort", "descending")
    page.get_by_role("link", name="Show all claims").click()
    expect(page.get_by_text("with the status “disputed”")).to_have_count(0)
    page.go_back()
    expect(page.get_by_text("with the status “disputed”")).to_be_visible()


def test_a_number_of_the_parties_table_opens_its_claims(opened, topic):
    page = opened(topic)
    row = page.locator(".parties-table tr", has=page.get_by_role("rowheader", name="United States"))
    row.get_by_role("link", name="opposed").first.click()
    expect(page.get_by_text("contradict each other (")).to_have_count(0)
    expect(page.get_by_text("and Russia contradict each other.")).to_be_visible()
    expect(row_of(page)).to_be_visible()


def test_without_scripts_cells_open_and_the_order_changes(chromium, site, topic):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + topic)
    cell = row_of(page).locator("details").first
    cell.locator("summary").click()
    expect(cell.locator("blockquote").first).to_be_visible()
    page.get_by_role("link", name="Most outlets first").click()
    expect(page.get_by_role("link", name="Most outlets first")).to_have_attribute("aria-current", "true")
    expect(row_of(page)).to_be_visible()
    context.close()


def test_two_outlets_are_chosen_and_compared(opened, comparison):
    page = opened("/compare/")
    page.get_by_label("One outlet").select_option(label="Sputnik")
    page.get_by_label("Another outlet").select_option(label="CBS New York")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sputnik and CBS New York")
    expect(page.get_by_role("heading", name="Both report it, but differently")).to_be_visible()
    expect(row_of(page, "There is proof that Syrian troops used chemical weapons.").first).to_contain_text(
        "disputes it"
    )
    page.get_by_role("link", name="Only CBS New York").first.click()
    expect(page.get_by_role("heading", name="Everything that both report")).to_have_count(0)
    page.get_by_role("link", name="The whole comparison").click()
    expect(page.get_by_role("heading", name="Everything that both report")).to_be_visible()
    assert page.complaints == []


def test_the_comparison_fits_a_phone(opened, comparison):
    page = opened(comparison, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    marked = page.locator(".wording-side mark").first
    expect(marked).to_be_visible()
