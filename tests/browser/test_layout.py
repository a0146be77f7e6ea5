"""What readers see fits its place, whatever the width of the screen and of the letters."""

import pytest

from tests.support.layout import ENLARGE_TEXT, FONTS_TRIED, SPREAD_LETTERS, find_misfits
from tests.support.page_list import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPEN_ALL = "document.querySelectorAll('details').forEach(row => { row.open = true })"
FAMILIES = {
    "dejavu": {"h1": "DejaVu Serif", "p.small": "DejaVu Sans", ".hash": "DejaVu Sans Mono"},
    "liberation": {"h1": "Liberation Serif", "p.small": "Liberation Sans", ".hash": "Liberation Mono"},
}


@pytest.fixture(scope="module", params=FONTS_TRIED)
def font(request: pytest.FixtureRequest) -> str:
    return request.param


def test_the_browser_draws_with_the_fonts_of_the_test(opened, every_page, font):
    page = opened(every_page["article_detail"])
    page.evaluate(OPEN_ALL)
    debugger = page.context.new_cdp_session(page)
    debugger.send("DOM.enable")
    debugger.send("CSS.enable")
    root = debugger.send("DOM.getDocument")["root"]["nodeId"]
    drawn = {}
    for selector in FAMILIES[font]:
        node = debugger.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
        fonts = debugger.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        drawn[selector] = " and ".join(used["familyName"] for used in fonts)
    page.reload()
    assert drawn == FAMILIES[font]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_with_text_as_readers_set_it(opened, every_page, name):
    page = opened(every_page[name])
    misfits = {"as it is": find_misfits(page)}
    page.evaluate(ENLARGE_TEXT)
    misfits["of twice the size"] = find_misfits(page)
    page.evaluate("document.documentElement.style.fontSize = ''")
    page.evaluate(SPREAD_LETTERS)
    misfits["with letters apart"] = find_misfits(page)
    assert {text: found for text, found in misfits.items() if found} == {}


@pytest.mark.parametrize(
    ("style", "misfit"),
    [
        ("width: 100rem", "pixels too wide"),
        ("display: block; width: 1rem; white-space: nowrap", "spills over: <a"),
        ("display: block; width: 1rem; white-space: nowrap; overflow: hidden", "cut off: <a"),
    ],
)
def test_what_does_not_fit_is_noticed(opened, style, misfit):
    page = opened("/about/")
    page.locator(".about-contents a").first.evaluate("(link, style) => link.style.cssText = style", style)
    assert any(misfit in found for found in find_misfits(page))
