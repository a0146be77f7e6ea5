"""The history of sources goes into the hash chain: see _0019_history_chain.py.

Each table gets its triggers in a transaction of its own, which waits for whoever writes to it and then holds it
for a moment. What is in it already is hashed by the worker, in batches. All of it can be run twice.
"""

from importlib import import_module

from django.db import migrations

chain = import_module("sources.migrations._0019_history_chain").chain


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("sources", "0019_history_chain")]
    operations = [
        chain("sources_addition", "id"),
        chain("sources_articleevent", "pgh_id"),
        chain("sources_captureevent", "pgh_id"),
        chain("sources_outletevent", "pgh_id"),
    ]
