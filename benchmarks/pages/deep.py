"""A page far down in the list of claims, requested directly.

It is the page that following "next" many times leads to.
"""

import base64
import json
import re
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode, urlsplit

from datasette.utils import tilde_encode
from django.db import connection
from django.urls import reverse

from .answers import Unfit
from .ours import Site

DEPTH = 0.6
"""Of the whole list."""

PLACES = """
SELECT changed_at, claim_id FROM claims_claimsearch ORDER BY changed_at DESC, claim_id DESC
OFFSET (SELECT (count(*) * %s)::int FROM claims_claimsearch) LIMIT 1 + %s
"""


@dataclass(frozen=True)
class Deep:
    """A place far down in the list of claims.

    `ours`: the address, empty where the list has no second page. `place`: when the claim before the
    page last changed, and its id. `shown`: the ids of the claims on the page.
    """

    ours: str
    place: tuple
    shown: tuple[int, ...]

    def peer(self, table: str, rows: int) -> str:
        """Return the address of the same place in Datasette's table."""
        changed_at, pk = self.place
        cursor = f"{tilde_encode(f'{changed_at:%Y-%m-%dT%H:%M:%S.%fZ}')},{pk}"
        return f"{table}?{urlencode({'_sort_desc': 'changed_at', '_next': cursor, '_size': rows})}"


def deep(site: Site, rows: int) -> Deep:
    """Build the address of a deep page from the cursor of the second page.

    The values in the cursor are replaced by those of the row before the deep page. Raises Unfit if
    the cursor no longer holds a time and an id.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [DEPTH, rows])
        place, *after = cursor.fetchall()
    body = site.get(reverse("claim_list")).body.decode()
    found = re.search(r'href="(?:/claims/)?\?([^"]*\bafter=[^"]*)"', body)
    if not found:
        return Deep("", place, ())
    query = parse_qs(urlsplit(f"?{found[1].replace('&amp;', '&')}").query)
    mark, *values = json.loads(base64.urlsafe_b64decode(query["after"][0]))
    if [type(value) for value in values] != [str, int]:
        raise Unfit(f"A place in the list of claims is no longer a time and an id: {values}.")
    moved = json.dumps([mark, place[0].isoformat(), place[1]]).encode()
    query["after"] = [base64.urlsafe_b64encode(moved).decode("ascii")]
    shown = tuple(pk for _, pk in after)
    return Deep(f"{reverse('claim_list')}?{urlencode(query, doseq=True)}", place, shown)
