"""The card of a claim in a frame of another site, whose page says nothing of ours."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from claims.models import Claim
from tests.support.axe import violations
from tests.support.layout import CUT_OFF, SPILLING

pytestmark = pytest.mark.browser

MEASURE = """() => {
  const card = document.querySelector('main');
  return [innerWidth, document.documentElement.scrollWidth, getComputedStyle(card).borderTopWidth,
    innerHeight, card.offsetHeight];
}"""


class OtherSite(BaseHTTPRequestHandler):
    """A page that holds what it is asked to."""

    def do_GET(self):
        html = (
            "<!doctype html><style>body { margin: 0 }</style>"
            + parse_qs(urlsplit(self.path).query).get("html", [""])[0]
        )
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, *args):
        pass


@pytest.fixture
def other_site() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), OtherSite) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/page"
        server.shutdown()


def test_a_card_fits_into_the_frame_that_is_asked_for(opened, site, other_site):
    disputed = Claim.objects.get(key="syrian-forces-did-it")
    longest = max(Claim.objects.published(), key=lambda claim: len(claim.text))
    page = opened(f"/claims/{longest.pk}/card.html", width=220)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
    for width in (220, 390, 600):
        page.set_viewport_size({"width": width, "height": 800})
        for address in (disputed.get_absolute_url(), f"/ru{longest.get_absolute_url()}"):
            query = urlencode({"url": site + address, "maxwidth": width})
            embed = page.request.get(f"{site}/oembed?{query}").json()
            page.goto(f"{other_site}?{urlencode({'html': embed['html']})}")
            frame = page.frames[1]
            frame.locator("h1").wait_for()
            frame.wait_for_load_state("load")  # with its style
            inner, wide, border, room, height = frame.evaluate(MEASURE)
            assert (inner, wide, border) == (width, width, "4px"), "as wide as the frame, with its style"
            assert room - 150 < height <= room, (width, address)
            assert frame.evaluate(SPILLING) + frame.evaluate(CUT_OFF) == []
