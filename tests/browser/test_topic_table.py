"""The page of a topic and the comparison of two outlets, as people use them."""

import pytest
from playwright.sync_api import expect

from claims.models import Topic
from sources.models import Outlet

pytestmark = pytest.mark.browser

CLAIM = "Syrian forces carried out the 4 April attack."


@pytest.fixture
def topic(site) -> str:
    return Topic.objects.get(name="The events near Idlib of 4 April 2017").get_absolute_url()


@pytest.fixture
def comparison(site) -> str:
    a, b = (Outlet.objects.get(name=name).pk for name in ("Sputnik", "CBS New York"))
    return f"/compare/?a={a}&b={b}"


def row_of(page, text=CLAIM):
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=text, exact=True))


def test_a_cell_opens_its_words_and_another_one_closes_it(opened, comparison):
    page = opened(comparison)
    cells = row_of(page).first.locator("details")
    cells.nth(0).locator("summary").click()
    words = cells.nth(0).locator("blockquote").first
    expect(words).to_be_visible()
    cells.nth(1).locator("summary").click()
    expect(words).not_to_be_visible()
    expect(cells.nth(1).locator("blockquote").first).to_be_visible()
    page.get_by_role("heading", level=1).click()
    expect(cells.nth(1).locator("blockquote").first).not_to_be_visible()
    assert page.complaints == []


def test_the_arrow_keys_move_from_cell_to_cell(opened, comparison):
    page = opened(comparison)
    row = row_of(page).first
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


@pytest.mark.parametrize("width", [390, 1280])
def test_where_they_stand_is_a_table_and_on_a_phone_a_list(opened, width):
    page = opened(Topic.objects.get(name="The Moscow talks of April 2017").get_absolute_url(), width=width)
    row = page.locator(".stand").get_by_role("row").filter(has_text=CLAIM)
    expect(row.get_by_role("cell").filter(has_text="denies").first).to_be_visible()
    header = page.get_by_role("columnheader", name="Russia", include_hidden=True)
    assert header.is_visible() == (width == 1280)
    assert row.locator(".with").first.is_visible() == (width == 390)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    boxes = [part.bounding_box() for part in page.locator(".stand").all()]
    assert [box["height"] < {390: 2 * 844, 1280: 900}[width] for box in boxes] == [True]


def test_claims_open_in_words_and_are_narrowed_without_scripts(chromium, site, topic):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site + topic)
    page.locator("#table > summary").click()
    row = page.locator(".reported > li").filter(has=page.get_by_role("link", name=CLAIM, exact=True))
    row.locator("summary").click()
    expect(row.locator("q").first).to_be_visible()
    page.get_by_role("link", name="Most outlets first").click()
    expect(page.get_by_role("link", name="Most outlets first")).to_have_attribute("aria-current", "true")
    page.get_by_role("navigation", name="Claims by status").get_by_role("link", name="Disputed").click()
    expect(page.get_by_text("(status: disputed)")).to_be_visible()
    expect(row).to_be_visible()
    context.close()


def test_two_outlets_are_chosen_and_compared(opened, comparison):
    page = opened("/compare/")
    page.get_by_label("One outlet").select_option(label="Sputnik")
    page.get_by_label("Another outlet").select_option(label="CBS New York")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sputnik and CBS New York")
    expect(page.get_by_role("heading", name="Both report it, but differently")).to_be_visible()
    claim = "The UN Security Council should pass the draft resolution on the events near Idlib."
    expect(row_of(page, claim).first).to_contain_text("gives both sides")
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
