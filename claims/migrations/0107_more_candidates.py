"""The search among vectors takes twice as many candidates by their signs (see 0098).

Among a million vectors 500 candidates held 0.95 of the ten nearest, and 1,000 hold 0.98.
"""

from importlib import import_module

from django.db import migrations

FEWER = import_module("claims.migrations.0099_bounded_search_of_vectors")
BEFORE = FEWER.REPLACE + FEWER.AFTER
AFTER = BEFORE.replace("'hnsw.ef_search', '500'", "'hnsw.ef_search', '1000'").replace(
    "greatest(500, p_number)", "greatest(1000, p_number)"
)


class Migration(migrations.Migration):
    dependencies = [("claims", "0106_origins_for_editors")]
    operations = [migrations.RunSQL(AFTER, BEFORE)]
