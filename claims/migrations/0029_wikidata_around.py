"""Wikidata ids stand around a claim's document, not in it.

Only machines read them. In the document each id that is added would make a version of every claim on which
that claimant is on record, and no reader could see what it changed. claims_around gives them instead:

    wikidata     the ids of those who are on record, by the id of the claimant
"""

import re
from importlib import import_module

from django.db import migrations

DOCUMENTS = import_module("claims.migrations.0027_documents")

WIKIDATA = """jsonb_build_object(
        'wikidata', COALESCE((
            SELECT jsonb_object_agg(k.id, k.wikidata_id) FROM claims_claimant k
            WHERE k.wikidata_id <> '' AND k.id IN (
                SELECT s.claimant_id FROM claims_statement s
                WHERE s.claim_id = p_claim AND s.state = 'published')), '{}'),
        'statuses'"""


def replace(function: str) -> str:
    return function.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("claims", "0028_words")]
    operations = [
        migrations.RunSQL(
            replace(re.sub(r"'wikidata', \w+\.wikidata_id, ", "", DOCUMENTS.DOCUMENTS)),
            replace(DOCUMENTS.DOCUMENTS),
        ),
        migrations.RunSQL(
            replace(re.sub(r"jsonb_build_object\(\s+'statuses'", WIKIDATA, DOCUMENTS.AROUND)),
            replace(DOCUMENTS.AROUND),
        ),
        migrations.RunSQL(
            DOCUMENTS.note_claimants("id, name, sentence_name, kind, role, outlet_id"),
            DOCUMENTS.note_claimants("id, name, sentence_name, kind, role, wikidata_id, outlet_id"),
        ),
    ]
