"""A claim is found by the stances that somebody holds: not by second-hand ones, nor by those since replaced.

claims_search_rows
    The facet of a stance is that of a position that stands now, a party's or an outlet's own; that of a
    withdrawal, of one that took the last position back.

0096 brings what is on the record up to it.
"""

from importlib import import_module

from django.db import migrations

COPIES = import_module("claims.migrations.0062_agency_copy")
ONE_TEXT = import_module("claims.migrations.0075_one_outlet_or_one_text")
BEFORE = COPIES.change(ONE_TEXT.ROWS_BEFORE, ONE_TEXT.ROWS_CHANGES)
STANCES = import_module("claims.migrations._0017_rows").STANCES
CHANGES = {
    f"|| array_agg(claims_facet(6, {STANCES}))": f"""|| array_agg(claims_facet(6, {STANCES}))
               FILTER (WHERE s.standing = CASE s.stance WHEN 'withdraws' THEN 'withdrawn' ELSE 'current' END)""",
}


class Migration(migrations.Migration):
    dependencies = [("claims", "0094_same_question")]
    operations = [migrations.RunSQL(COPIES.change(BEFORE, CHANGES), BEFORE)]
