"""An outlet that is called otherwise now has the name of the day on pages that are read as of a day.

claims_outlets_on(as_of)
    All outlets with the name that they had at the end of that day: a former name of the outlet's own claimant
    (0061_names_of_the_day), else the outlet's; today's where no day is given. PostgreSQL puts it in the place
    of the table: only those that are joined are read.
claims_documents, claims_around, claims_positions, claims_profile, claims_reporting
    Name every outlet as of the day, if they are asked about one.
"""

from importlib import import_module

from django.db import migrations

NAMES = import_module("claims.migrations.0061_names_of_the_day")
REWORDED = import_module("claims.migrations.0064_reworded_claims")
BASIS = import_module("claims.migrations.0068_one_outlet_or_one_agency")
REPORTING = import_module("claims.migrations.0078_reporting_of_words_read")

OUTLETS_ON = """
CREATE FUNCTION claims_outlets_on(p_as_of date) RETURNS TABLE (id bigint, name varchar, funding varchar)
LANGUAGE sql STABLE AS $$
    SELECT o.id, COALESCE(former.name, o.name), o.funding
    FROM sources_outlet o LEFT JOIN LATERAL (
        SELECT a.name FROM claims_claimant k JOIN claims_alias a ON a.claimant_id = k.id
        WHERE p_as_of IS NOT NULL AND k.outlet_id = o.id AND a.until > p_as_of ORDER BY a.until LIMIT 1
    ) former ON true
$$;
"""
BEFORE = {
    "documents": REWORDED.make_documents(),
    "around": REWORDED.make_around(),
    "positions": BASIS.COPIES.change(BASIS.POSITIONS_BEFORE, BASIS.POSITIONS_CHANGES),
    "profile": NAMES.name_by_day("profile"),
    "reporting": REPORTING.make_reporting(),
}
"""The functions as they were last made."""


def replace_function(sql: str) -> str:
    return sql if "OR REPLACE" in sql else sql.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


def name_by_day(function: str) -> str:
    """Return SQL that replaces the function by one that names outlets as of the day."""
    return replace_function(BEFORE[function].replace("JOIN sources_outlet ", "JOIN claims_outlets_on(p_as_of) "))


class Migration(migrations.Migration):
    dependencies = [("claims", "0078_reporting_of_words_read")]
    operations = [
        migrations.RunSQL(OUTLETS_ON, "DROP FUNCTION claims_outlets_on(date);"),
        *(
            migrations.RunSQL(name_by_day(function), replace_function(BEFORE[function]))
            for function in BEFORE
        ),
    ]
