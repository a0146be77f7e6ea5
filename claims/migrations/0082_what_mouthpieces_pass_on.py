"""The queue of positions only second-hand follows kind, proof and outlet again.

claims_citation_waiting_after_update, sources_article_waiting_after_update
    As in 0059_mouthpiece_rule, with the columns that 0075_one_outlet_or_one_text watches: that made them anew from
    0012_reports, without what 0059 had added.

0083 brings what is on the record up to it.
"""

from importlib import import_module

from django.db import migrations

MOUTHPIECES = import_module("claims.migrations.0059_mouthpiece_rule")
ORIGINS = import_module("claims.migrations.0075_one_outlet_or_one_text")


def watch(table: str, more: str) -> migrations.RunSQL:
    find, columns = MOUTHPIECES.WAITING[table, "update"]
    return migrations.RunSQL(
        MOUTHPIECES.make_waiting(table, "update", find, f"{columns}, {more}"), ORIGINS.watch(table, more)
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0081_sources_one_by_one")]
    operations = [watch(table, column) for table, column in ORIGINS.WATCHED.items()]
