"""A claimant that is called otherwise now has the name of the day on pages that are read as of a day.

alias.until
    The day on which the next name began. On a day the name is the alias with the earliest `until` after that
    day, else the claimant's own.
claims_claimants_on(as_of)
    All claimants with the name, and the name inside a sentence, that they had at the end of that day; today's
    where no day is given. PostgreSQL puts it in the place of the table: only those that are joined are read.
claims_documents, claims_around, claims_late_reports, claims_positions, claims_profile, claims_reporting
    Name everybody as of the day, if they are asked about one.
"""

from importlib import import_module

from django.db import migrations

from ._0027_documents import LATE

MOUTHPIECES = import_module("claims.migrations.0059_mouthpiece_rule")
NARROW_TOPICS = import_module("claims.migrations.0032_narrow_topics")
POSITIONS = import_module("claims.migrations.0048_what_a_status_rests_on").make_positions()
REPORTING = import_module("claims.migrations.0057_key_claims_shown")

CLAIMANTS_ON = """
CREATE FUNCTION claims_claimants_on(p_as_of date) RETURNS TABLE (
    id bigint, name varchar, sentence_name varchar, kind varchar, role varchar, outlet_id bigint
) LANGUAGE sql STABLE AS $$
    SELECT k.id, COALESCE(former.name, k.name),
           CASE WHEN former.name IS NULL THEN k.sentence_name ELSE former.sentence_name END,
           k.kind, k.role, k.outlet_id
    FROM claims_claimant k LEFT JOIN LATERAL (
        SELECT a.name, a.sentence_name FROM claims_alias a
        WHERE p_as_of IS NOT NULL AND a.claimant_id = k.id AND a.until > p_as_of ORDER BY a.until LIMIT 1
    ) former ON true
$$;
"""
NAMED = {
    "documents": (
        "LEFT JOIN claims_claimant rb ON",
        "LEFT JOIN claims_claimant rf ON",
        "JOIN claims_claimant k ON",
        "JOIN claims_claimant p ON",
    ),
    "around": ("JOIN claims_claimant p ON",),
    "late": ("JOIN claims_claimant k ON",),
    "positions": ("JOIN claims_claimant k ON", "JOIN claims_claimant p ON"),
    "profile": ("json_build_array(k.name, k.sentence_name)) FROM claims_claimant k",),
    "reporting": (
        "FROM (SELECT DISTINCT party_id FROM positions) p JOIN claims_claimant k ON",
        "JOIN claims_claimant k ON k.id = s.claimant_id\n               JOIN claims_claimant p ON",
    ),
}
BEFORE = {
    "documents": MOUTHPIECES.DOCUMENTS_NOW,
    "around": NARROW_TOPICS.change(NARROW_TOPICS.BEFORE),
    "late": LATE,
    "positions": POSITIONS,
    "profile": MOUTHPIECES.PROFILE,
    "reporting": REPORTING.BEFORE.replace(REPORTING.FIRST, REPORTING.FIRST + REPORTING.KEY_CLAIMS),
}
"""The functions as they were last made."""


def name_by_day(function: str) -> str:
    """Return the function with the names of the day in each of the places where it names somebody."""
    text = BEFORE[function]
    for place in NAMED[function]:
        before, after = text.split(place)
        text = before + place.replace("claims_claimant ", "claims_claimants_on(p_as_of) ") + after
    return replace_function(text)


def replace_function(sql: str) -> str:
    return sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("claims", "0060_former_names")]
    operations = [
        migrations.RunSQL(CLAIMANTS_ON, "DROP FUNCTION claims_claimants_on(date);"),
        *(
            migrations.RunSQL(name_by_day(function), replace_function(BEFORE[function]))
            for function in NAMED
        ),
    ]
