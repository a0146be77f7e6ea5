"""Versions, changes and events of claims in the hash chain of the history: see sources/migrations/_0019_history_chain.py.

As in sources/migrations/0020_chained_history.py, all of it can be run twice. A version is deleted where the
transaction that made it makes it anew, a change where what it tells of is taken back.
"""

from importlib import import_module

from django.db import migrations

chain = import_module("sources.migrations._0019_history_chain").chain
EVENTS = (
    *("claims_affiliationevent", "claims_aliasevent", "claims_citationevent", "claims_claimantevent"),
    *("claims_claimevent", "claims_claimrelationevent", "claims_claimtopicevent", "claims_correctionevent"),
    *("claims_factcheckevent", "claims_keyclaimevent", "claims_statementevent", "claims_topicaliasevent"),
    "claims_topicevent",
)
NOT_FOR_READERS = "{made_by_id,reason,made_in}"


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("claims", "0125_citations_of_captures"), ("sources", "0020_chained_history")]
    operations = [
        *(chain(table, "pgh_id") for table in EVENTS),
        chain("claims_change", "id", operations=("insert", "update", "delete")),
        chain("claims_claimversion", "id", private=NOT_FOR_READERS, operations=("insert", "delete")),
    ]
