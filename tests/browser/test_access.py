"""Every type of page can be used by everybody: axe-core's rules, keys alone, large text, one's own colours.

WCAG 2.2 A and AA. axe-core is put into the page by the browser's debugger, past the policy that keeps
scripts of others out.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from .test_public_pages import TOO_FAINT

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES = {"runOnly": {"type": "tag", "values": STANDARD}, "resultTypes": ["violations"]}

# Where the focus is: what it is on, whether that can be seen, whether a mark shows it, and whether it comes
# later in the page than the one before.
FOCUSED = """() => {
  const element = document.activeElement;
  if (!element || element === document.body) { window.before = null; return null; }
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const before = Boolean(window.before && window.before.isConnected
    && window.before.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_PRECEDING);
  // A field for a day has several parts, each with a mark of the browser's own.
  const parts = element.type === 'date';
  const same = window.before === element && !parts;
  window.before = element;
  return {
    what: element.outerHTML.slice(0, 120),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight,
    marked: parts || style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
    before, same,
  };
}"""
# Texts that are cut off because what holds them does not grow, by their beginnings.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(element => {
  const style = getComputedStyle(element);
  return element.clientWidth > 2 && element.checkVisibility()
    && (style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1
        || style.overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1);
}).map(element => element.outerHTML.slice(0, 120))"""
MOVING = """() => [document.documentElement, ...document.querySelectorAll('body *')].filter(element => {
  const style = getComputedStyle(element);
  return style.scrollBehavior === 'smooth' || style.transitionDuration.split(',').some(d => parseFloat(d) > 0)
    || style.animationName !== 'none';
}).map(element => element.outerHTML.slice(0, 120))"""
# Marks of statuses and stances that have the colour of what lies behind them.
UNSEEN_MARKS = """() => [...document.querySelectorAll('.status svg, svg.mark')].filter(mark =>
  mark.checkVisibility() && getComputedStyle(mark).color === getComputedStyle(document.body).backgroundColor
).map(mark => mark.outerHTML.slice(0, 120))"""


def violations(page: Page) -> list[str]:
    """What axe-core finds: each rule, with the elements that break it."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:140]} ({node['failureSummary'][:200]})"
        for rule in found
        for node in rule["nodes"][:4]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_any_page(opened, every_page, refused_pages, settings, scheme):
    settings.DEBUG = True
    pages = {**every_page, "style": "/about/style/"}
    found = {name: violations(opened(path, scheme=scheme)) for name, path in pages.items()}
    settings.DEBUG = False
    found |= {str(status): violations(opened(path, scheme=scheme)) for status, path in refused_pages.items()}
    assert {name: what for name, what in found.items() if what} == {}


def test_axe_finds_nothing_on_any_page_on_a_phone(opened, every_page):
    found = {name: violations(opened(path, width=390)) for name, path in every_page.items()}
    assert {name: what for name, what in found.items() if what} == {}


def test_axe_sees_what_is_wrong(opened):
    page = opened("/about/")
    page.evaluate("document.querySelector('main h1').insertAdjacentHTML('afterend', '<img src=\"x.png\">')")
    assert any(fault.startswith("image-alt") for fault in violations(page))


def walk(page: Page, steps: int) -> list[str]:
    """Presses Tab so many times, or till the page ends. What was wrong on the way."""
    wrong = []
    page.emulate_media(reduced_motion="reduce")  # so that what takes the focus is in sight at once
    for step in range(steps):
        page.keyboard.press("Tab")
        focus = page.evaluate(FOCUSED)
        if focus is None:
            return wrong if step else ["nothing takes the focus"]
        for fault, is_so in {
            "cannot be seen": not focus["seen"],
            "has no mark of focus": not focus["marked"],
            "comes before the one before it": focus["before"],
            "keeps the focus": focus["same"],
        }.items():
            if is_so:
                wrong.append(f"{fault}: {focus['what']}")
    return wrong


def test_the_focus_goes_through_every_page_in_order_and_can_always_be_seen(opened, every_page):
    wrong = {}
    for name, path in every_page.items():
        page = opened(path)
        wrong[name] = walk(page, 60)
        # And out at the end: nothing there holds it.
        page.evaluate("window.before = null; document.querySelector('.colophon a').focus()")
        wrong[name] += walk(page, 10)
        assert page.evaluate("document.activeElement === document.body"), name
    assert {name: what for name, what in wrong.items() if what} == {}


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


def test_without_scripts_the_menu_opens_too(chromium, site):
    context = chromium.new_context(viewport={"width": 390, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/about/")
    page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Topics").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Topics")
    context.close()


@pytest.mark.parametrize("width", [1280, 768])
def test_text_of_twice_the_size_fits(opened, every_page, width):
    wrong = {}
    for name, path in every_page.items():
        page = opened(path, width=width)
        page.evaluate("document.documentElement.style.fontSize = '200%'")
        wider = page.evaluate("document.documentElement.scrollWidth") - width
        wrong[name] = page.evaluate(CUT_OFF) + ([f"{wider} pixels too wide"] if wider > 0 else [])
    assert {name: what for name, what in wrong.items() if what} == {}


def test_nothing_moves_for_who_asks_for_that(opened, every_page):
    moving = {}
    for name, path in every_page.items():
        page = opened(path)
        page.emulate_media(reduced_motion="reduce")
        page.keyboard.press("Tab")
        moving[name] = page.evaluate(MOVING)
    assert {name: what for name, what in moving.items() if what} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_the_readers_own_colours_everything_can_be_seen(opened, every_page, scheme):
    unseen = {}
    for name, path in every_page.items():
        page = opened(path, scheme=scheme)
        page.emulate_media(forced_colors="active", color_scheme=scheme)
        unseen[name] = page.evaluate(TOO_FAINT) + page.evaluate(UNSEEN_MARKS)
    assert {name: what for name, what in unseen.items() if what} == {}


def test_on_paper_there_is_no_menu_and_no_search(opened, every_page):
    page = opened(every_page["claim_detail"])
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_have_count(0)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    expect(page.get_by_role("heading", level=1)).to_be_visible()
