"""Silent parties by all claims read of the narrow topics, however busy the widest is.

claims_around took the newest claims of each topic, then only the newest of all those together: beside a busy
story, the older claims of a small topic told nothing. Only outlets are looked for in what is newest of all.
"""

import re
from importlib import import_module

from django.db import migrations

DOCUMENTS = import_module("claims.migrations.0027_documents")
WIKIDATA = import_module("claims.migrations.0029_wikidata_around")

BEFORE = WIKIDATA.replace(
    re.sub(r"jsonb_build_object\(\s+'statuses'", WIKIDATA.WIKIDATA, DOCUMENTS.AROUND)
)
CHANGES = {
    "SELECT id, is_narrow FROM filed ORDER BY published_at DESC, id DESC LIMIT p_nearby": """
        SELECT id, is_narrow, place <= p_nearby AS is_newest
        FROM (SELECT *, row_number() OVER (ORDER BY published_at DESC, id DESC) AS place FROM filed) placed
        WHERE is_narrow OR place <= p_nearby""".lstrip(),
    "AS shows_party\n": "AS shows_party,\n               n.is_newest\n",
    "FROM evidence WHERE outlet_id": "FROM evidence WHERE is_newest AND outlet_id",
}


def change(function: str) -> str:
    for old, new in CHANGES.items():
        before, after = function.split(old)
        function = before + new + after
    return function


class Migration(migrations.Migration):
    dependencies = [("claims", "0031_ids_never_change")]
    operations = [migrations.RunSQL(change(BEFORE), BEFORE)]
