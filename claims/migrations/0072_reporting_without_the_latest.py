"""Reporting on a topic no longer tells its latest statements: nothing asks for them.

claims_reporting(claims, outlets, as_of, tabled, around, topic, topics)
    As before, without `latest`, and without `events`, their number.
"""

from importlib import import_module

from django.db import migrations

COPIES = import_module("claims.migrations.0062_agency_copy")
BEFORE = COPIES.change(COPIES.REPORTING_BEFORE, COPIES.REPORTING_CHANGES)
ARGUMENTS = "bigint[], bigint[], date, integer, integer, {events}bigint, integer"


def drop(events: str) -> str:
    return f"DROP FUNCTION claims_reporting({ARGUMENTS.format(events=events)});"


def cut(function: str, first: str, following: str) -> str:
    """Return the function without what stands from `first` until `following`."""
    before, rest = function.split(first)
    return before + following + rest.split(following, 1)[1]


def make_reporting() -> str:
    """Return SQL that makes claims_reporting without the latest statements."""
    function = BEFORE.replace("p_events integer,", "").replace("CREATE OR REPLACE FUNCTION", "CREATE FUNCTION")
    function = function.replace("s.id AS statement_id, s.claimant_id, s.party_id, s.said_on,", "s.claimant_id, s.party_id,")
    function = cut(function, "latest AS (", "shared AS (")
    return cut(function, "    'latest', (", "    'topics', (")


class Migration(migrations.Migration):
    dependencies = [("claims", "0071_days_of_changed_sources")]
    operations = [migrations.RunSQL(drop("integer, ") + make_reporting(), drop("") + BEFORE)]
