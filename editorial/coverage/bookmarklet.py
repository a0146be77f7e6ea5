"""A bookmark that brings the page in front of an editor to Add coverage."""

import json
from urllib.parse import quote

from django.http import HttpRequest, QueryDict
from django.urls import reverse

from .intake import MAX_TITLE_LENGTH, MAX_URL_LENGTH

MAX_ADDRESS = 1900
"""How long the address that it opens may be. Servers take 4,000; signing in repeats it, encoded once more."""

# Character by character, so that none is cut in half; the address of the page comes first and is never cut.
SCRIPT = """(() => {
let address = %(address)s + "?url=" + encodeURIComponent(location.href);
for (const [name, words] of [["title", document.title.slice(0, 300)], ["text", String(getSelection())]]) {
let part = "";
for (const letter of words.replace(/\\p{Cs}/gu, "")) {
const next = (part || "&" + name + "=") + encodeURIComponent(letter);
if (address.length + next.length > %(limit)d) break;
part = next;
}
address += part;
}
open(address) || (location = address);
})()"""


def write_bookmarklet(request: HttpRequest) -> str:
    """Return the address of the bookmark: a script that opens Add coverage on this site."""
    address = json.dumps(request.build_absolute_uri(reverse("admin:coverage_add")))
    script = SCRIPT % {"address": address, "limit": MAX_ADDRESS}
    return "javascript:" + quote(script.replace("\n", ""), safe="()[]{}=>+*/&|;:,.?!$'@ ").replace(" ", "%20")


def read_shared(query: QueryDict) -> dict[str, str]:
    """Return what an address says of a page, for the form: its address, its title and the selected words."""
    return {
        "url": query.get("url", "").strip()[:MAX_URL_LENGTH],
        "title": " ".join(query.get("title", "").split())[:MAX_TITLE_LENGTH],
        "text": query.get("text", "").strip(),
    }
