"""The page of a topic no longer asks who left it out: nobody looks for silence beyond the claims shown."""

from importlib import import_module

from django.db import migrations

from ._0027_documents import BY_INDEX

REPORTING = import_module("claims.migrations.0036_reporting")
OUTLETS = import_module("claims.migrations.0042_reporting_of_outlets")
SILENT_OUTLETS = REPORTING.SILENT_OUTLETS.replace(OUTLETS.COMPARED, OUTLETS.LOOKED_UP).format(
    by_index=BY_INDEX, known=REPORTING.KNOWN
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0064_reworded_claims")]
    operations = [
        migrations.RunSQL(
            "DROP FUNCTION claims_silent_outlets(bigint[], bigint[], bigint[], date, integer);", SILENT_OUTLETS
        )
    ]
