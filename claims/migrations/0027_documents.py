"""One document of a claim, for its page today, its versions and its page as of a day.

claims_documents(claims, as_of)
    What readers see of each claim that is not a draft, as JSON: what claims_snapshots gave before (see
    0009_versions), with these differences, its second schema:
    schema       2; a notice of a retracted claim has none, it is the same in both
    claimants    also wikidata (the id) and outlet (the id of the outlet whose own voice it is, or null)
    proof        capture (its id), sha256, captured_at; offsets and the words around are no longer in it
    key          only of the claim itself
    times        to the microsecond, "2017-04-12T09:30:00.000000Z"; that of a retraction to the second
    as_of: at the end of that day by claims_standings and claims_status, with the articles and fact-checks that
    had appeared. Our own record (corrections, what was taken back, topics, relations) is as it is today.
claims_snapshots(claims)
    The same today: what versions hold.
claims_document(claim, as_of)
    The document of one claim. Today's is its latest version, so that a page and its permanent address cannot
    differ; while that is of the first schema, the document is made from the rows.
claims_around(claim, as_of, nearby)
    What readers see around a claim, as JSON. It is in no version.
    statuses     of the related claims, by id; as of a day "open" where nothing was on record
    parties      up to three that have no position on it, as they read inside a sentence, the most active first
    outlets      up to 20 that do not carry it: id, name, read_in_full (articles), the most present first
    late         what had been said by the day but was reported later: claimant, stance, said_on, precision, first
    The `nearby` newest claims of its topics decide who might have a position, or carry it: see 0032.

A version of the first schema is not made anew: it is compared with what the functions of that time would say
now (claims_first_snapshots), and if readers see something else, the next version is of the second schema.
"""

from importlib import import_module

from django.db import migrations

from ._0027_documents import AROUND, DOCUMENT, DOCUMENTS, FIRST_SCHEMA, LATE

VERSIONS = import_module("claims.migrations.0009_versions")
BY_ID_ONLY = import_module("claims.migrations._0009_snapshots").BY_ID_ONLY

# Not dropped and made again: a function that is replaced goes on answering while requests run.
ALIAS_TEMPLATE = """
CREATE OR REPLACE FUNCTION claims_snapshots(p_claims bigint[]) RETURNS TABLE (claim_id bigint, snapshot jsonb)
    LANGUAGE plpgsql STABLE {by_id_only} AS $$
BEGIN RETURN QUERY SELECT d.claim_id, d.snapshot FROM claims_documents(p_claims, NULL) d;
END $$;
"""
SNAPSHOTS = ALIAS_TEMPLATE.format(by_id_only=BY_ID_ONLY)
FIRST_SNAPSHOTS = VERSIONS.SNAPSHOTS.partition("CREATE FUNCTION claims_snapshot(")[0].replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
DIFFERS = """CASE
            WHEN last.snapshot IS NULL THEN true
            WHEN last.snapshot ? 'schema' THEN s.snapshot <> last.snapshot
            ELSE last.snapshot <> (SELECT f.snapshot FROM claims_first_snapshots(ARRAY[s.claim_id]) f) END"""


def make_versions(differs: str) -> str:
    """Return SQL that replaces the trigger's function, with a condition for a version to be new."""
    function, _trigger = VERSIONS.MAKE.split("CREATE CONSTRAINT TRIGGER")
    before, after = function.split("s.snapshot IS DISTINCT FROM last.snapshot")
    return (before + differs + after).replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def note_claimants(columns: str) -> str:
    """Return SQL that replaces what notes that a claimant was altered in one of `columns`."""
    made = VERSIONS.trigger("claims_claimant", "update", [(columns, [("claimant", "id", "true")])]).sql
    return made.split("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("claims", "0026_history_of_what_is_gone")]
    operations = [
        migrations.RunSQL(DOCUMENTS, "DROP FUNCTION claims_documents(bigint[], date);"),
        migrations.RunSQL(FIRST_SCHEMA, "DROP FUNCTION claims_first_snapshots(bigint[]);"),
        migrations.RunSQL(SNAPSHOTS, FIRST_SNAPSHOTS),
        migrations.RunSQL(
            make_versions(DIFFERS), make_versions("s.snapshot IS DISTINCT FROM last.snapshot")
        ),
        migrations.RunSQL(
            note_claimants("id, name, sentence_name, kind, role, wikidata_id, outlet_id"),
            note_claimants("id, name, sentence_name, kind, role"),
        ),
        migrations.RunSQL(DOCUMENT, "DROP FUNCTION claims_document(bigint, date);"),
        migrations.RunSQL(LATE, "DROP FUNCTION claims_late_reports(bigint, date);"),
        migrations.RunSQL(AROUND, "DROP FUNCTION claims_around(bigint, date, integer);"),
    ]
