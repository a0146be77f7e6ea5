"""Layout faults on a page, measured in the browser that shows it."""

from playwright.sync_api import Page

from tests.support.examples import IS_DEEP

FONT_FILES = {"dejavu": "DejaVuSans.ttf", "liberation": "LiberationSans-Regular.ttf"}
"""The families of fonts that pages are tried with, and a file by which each is known to be installed."""

FONTS_TRIED = FONT_FILES if IS_DEEP else ["dejavu"]
"""The wider family alone, unless all is to be tried: what it fits has room for the other."""

WIDTHS = (320, 390, 768, 1024, 1280) if IS_DEEP else (320, 390, 1280)

TOO_WIDE = """width => {
  const wider = document.documentElement.scrollWidth - width;
  return wider > 0 ? [`${wider} pixels too wide`] : [];
}"""
# Elements whose content overflows into their neighbours by more than half a letter
# (marks may hang that far into a margin); the innermost ones. What scrolls by itself may be wider.
SPILLING = """() => {
  const half = parseFloat(getComputedStyle(document.documentElement).fontSize) / 2;
  const spilling = [...document.querySelectorAll('body *')].filter(element => {
    const style = getComputedStyle(element);
    return element instanceof HTMLElement && element.clientWidth > 2 && element.checkVisibility()
      && style.display !== 'inline' && style.overflowX === 'visible'
      && element.scrollWidth > element.clientWidth + half;
  });
  return spilling.filter(element => !spilling.some(other => other !== element && element.contains(other)))
    .map(element => `spills over: ${element.outerHTML.slice(0, 120)}`);
}"""
# Texts that are cut off because their container does not grow.
CUT_OFF = """() => [...document.querySelectorAll('body *')].filter(element => {
  const style = getComputedStyle(element);
  return element.clientWidth > 2 && element.checkVisibility()
    && (style.overflowX === 'hidden' && element.scrollWidth > element.clientWidth + 1
        || style.overflowY === 'hidden' && element.scrollHeight > element.clientHeight + 1);
}).map(element => `cut off: ${element.outerHTML.slice(0, 120)}`)"""
MISFITS = f"width => [{TOO_WIDE}, {SPILLING}, {CUT_OFF}].flatMap(find => find(width))"

ENLARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
# WCAG 2.2, 1.4.12; it also stands for a font that is wider than any of ours.
SPREAD_LETTERS = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important;
    line-height: 1.5 !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


def find_misfits(page: Page) -> list[str]:
    """Return what does not fit on the page at any of the widths."""
    misfits = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        found = page.evaluate(MISFITS, width)
        misfits += [f"at {width} pixels: {misfit}" for misfit in found]
    return misfits


def measure_excess(page: Page) -> dict[tuple[int, str], int]:
    """Return by how many pixels the page is wider than each screen.

    The key is (width, colour scheme): of the dark one, which has other colours, the narrowest screen alone.
    """
    excess = {}
    for width, scheme in (*((width, "light") for width in WIDTHS), (WIDTHS[0], "dark")):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        excess[width, scheme] = page.evaluate("document.documentElement.scrollWidth") - width
    return excess
