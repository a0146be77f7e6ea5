"""What has to hold on every type of page in a browser.

Each page is opened once, and the tests look at it one after the other; what a test does to it is undone.
"""

import gzip
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from tests.support.axe import COLOURS, RULES, violations
from tests.support.examples import IS_DEEP
from tests.support.page_list import PAGES, public_pages

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_BYTES = 100_000
MOST_REQUESTS = 6
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 800}
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])

# Every text on the page whose colour stands out too little from what lies behind it: under 4.5 to 1,
# or 3 to 1 when large (WCAG 2.2, 1.4.3).
TOO_FAINT = """() => {
  const channels = colour => colour.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = channels(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(channels(style.color)), luminance(behind(element))].sort((x, y) => y - x);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || size >= 18.66 && style.fontWeight >= 700;
    if ((a + 0.05) / (b + 0.05) < (large ? 3 : 4.5)) found.push(walker.currentNode.data.trim());
  }
  return found;
}"""
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
MOVING = """() => [document.documentElement, ...document.querySelectorAll('body *')].filter(element => {
  const style = getComputedStyle(element);
  return style.scrollBehavior === 'smooth' || style.transitionDuration.split(',').some(d => parseFloat(d) > 0)
    || style.animationName !== 'none';
}).map(element => element.outerHTML.slice(0, 120))"""
# Marks of statuses and stances that have the colour of what lies behind them.
UNSEEN_MARKS = """() => [...document.querySelectorAll('.status svg, svg.mark')].filter(mark =>
  mark.checkVisibility() && getComputedStyle(mark).color === getComputedStyle(document.body).backgroundColor
).map(mark => mark.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module", params=PAGES)
def opened_once(request, chromium, site) -> Iterator[Page]:
    """One type of page, with what the browser complained about and what the server answered."""
    context = chromium.new_context(viewport=DESKTOP)
    page = context.new_page()
    page.complaints, page.answers = [], []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    page.on("requestfailed", lambda request: page.complaints.append(request.url))
    page.on("response", lambda answer: page.answers.append(answer))
    page.goto(site + public_pages()[request.param])
    yield page
    context.close()


@pytest.fixture
def page(opened_once) -> Iterator[Page]:
    """Provide the page as it was when it had been opened."""
    yield opened_once
    opened_once.set_viewport_size(DESKTOP)
    opened_once.emulate_media(color_scheme="light", forced_colors="none", reduced_motion="no-preference")


def test_the_list_of_pages_is_whole(site):
    assert tuple(public_pages()) == PAGES


def test_it_has_its_landmarks_and_one_heading(page):
    counts = {role: page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")}
    assert counts == {"banner": 1, "main": 1, "contentinfo": 1}
    assert page.get_by_role("navigation", name="Main").count() == 1
    assert page.get_by_role("heading", level=1).count() == 1


@SCHEMES
def test_every_text_stands_out_from_its_ground(page, scheme):
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate(TOO_FAINT) == []


@SCHEMES
def test_in_the_readers_own_colours_everything_can_be_seen(page, scheme):
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    assert page.evaluate(TOO_FAINT) + page.evaluate(UNSEEN_MARKS) == []


@pytest.mark.skipif(not IS_DEEP, reason="`make test-deep` tries it; a phone shows the same elements")
@pytest.mark.parametrize(("scheme", "rules"), [("light", RULES), ("dark", COLOURS)], ids=["light", "dark"])
def test_axe_finds_nothing(page, scheme, rules):
    page.emulate_media(color_scheme=scheme)
    assert violations(page, rules) == []


def test_axe_finds_nothing_on_a_phone(page):
    page.set_viewport_size(PHONE)
    assert violations(page) == []


def test_nothing_moves_for_who_asks_for_that(page):
    page.emulate_media(reduced_motion="reduce")
    page.keyboard.press("Tab")
    assert page.evaluate(MOVING) == []


def test_the_page_is_not_heavy(page, site):
    page.wait_for_load_state("networkidle")
    # Files are compressed once, when production collects them; this site serves them as they lie.
    sizes = {answer.url.removeprefix(site): len(gzip.compress(answer.body(), 9)) for answer in page.answers}
    assert sum(sizes.values()) <= MOST_BYTES, sizes
    assert len(page.answers) <= MOST_REQUESTS, sizes


def test_the_browser_has_nothing_to_complain_about(page):
    assert page.complaints == []


def walk(page: Page, steps: int) -> list[str]:
    """Press Tab so many times, or until the page ends; returns what was wrong on the way."""
    wrong = []
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


def test_the_focus_goes_through_in_order_and_can_always_be_seen(page):
    page.reload()  # so that the focus begins at the top
    page.emulate_media(reduced_motion="reduce")  # so that what takes the focus is in sight at once
    assert walk(page, 60 if IS_DEEP else 20) == []
    # And out at the end: nothing there holds it.
    page.evaluate("window.before = null; document.querySelector('.colophon a').focus()")
    assert walk(page, 10) == []
    assert page.evaluate("document.activeElement === document.body")


@pytest.mark.parametrize("scheme", ["light", "dark"] if IS_DEEP else ["light"])
def test_axe_finds_nothing_on_refusals_and_the_style_guide(opened, refused_pages, settings, scheme):
    found = {path: violations(opened(path, scheme=scheme)) for path in refused_pages.values()}
    settings.DEBUG = True
    found["style"] = violations(opened("/about/style/", scheme=scheme))
    assert {path: what for path, what in found.items() if what} == {}


def test_a_refusal_is_all_that_the_browser_complains_about(opened, refused_pages):
    for status, path in refused_pages.items():
        [complaint] = opened(path).complaints
        assert f"status of {status}" in complaint
