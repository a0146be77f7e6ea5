"""Conversion of an event table: until now it kept each row as it was after every event.

convert_history takes every state that the row itself or another event tells out of the table:

    insert    becomes part of a row of Addition, with all rows that were added in the same transaction
    update    keeps the state before it, until now that of the event before
    delete    stays as it is

If a row is not as its last event left it (somebody had switched the triggers off), that state is told
nowhere else: it is kept as an update, or a deletion, for which nobody and the time of the conversion stand.
Only the last event of each row is compared. Where an ordinary deletion followed a change without triggers,
the deletion tells the row as it was removed, and what it was before that change is dropped.

A whole table is converted in one transaction, which then exchanges its triggers: the space is free at once,
and an interrupted migration goes on with the next table. Nobody can write to the table meanwhile. It can be
read until the triggers are exchanged, which takes no time, but former code misreads converted events.
"""

from django.db import migrations, transaction

TO_CONVERT = """
SELECT EXISTS (SELECT FROM {events}) AND NOT EXISTS (
    SELECT FROM pg_trigger WHERE tgrelid = '{table}'::regclass AND tgname LIKE 'pgtrigger\\_addition\\_%'
)
"""
UNTRACED = '{"reason": "Found changed when the history was converted; who, when and why are not known."}'

CHANGED = """
CREATE TEMPORARY TABLE changed ON COMMIT DROP AS
SELECT * FROM (
    SELECT pgh_id, pgh_label, pgh_created_at, pgh_context, pgh_context_id, pgh_obj_id, {befores}
    FROM {events} JOIN (SELECT DISTINCT pgh_obj_id FROM {events} WHERE pgh_label <> 'insert') d
         USING (pgh_obj_id)
    WINDOW own AS (PARTITION BY pgh_obj_id ORDER BY pgh_id)
) e WHERE pgh_label <> 'insert'
"""
BEFORE = (
    "CASE WHEN pgh_label = 'update' AND lag(pgh_id) OVER own IS NOT NULL THEN lag({column}) OVER own"
    " ELSE {column} END AS {column}"
)
UNTRACED_CHANGES = """
INSERT INTO changed
SELECT nextval(pg_get_serial_sequence('{events}', 'pgh_id')),
       CASE WHEN r.id IS NULL THEN 'delete' ELSE 'update' END, now(), %s::jsonb, NULL, e.pgh_obj_id, {of_event}
FROM {events} e JOIN (SELECT max(pgh_id) AS pgh_id FROM {events} GROUP BY pgh_obj_id) latest USING (pgh_id)
LEFT JOIN {table} r ON r.id = e.pgh_obj_id
WHERE e.pgh_label <> 'delete'
  AND (r.id IS NULL OR ROW({of_event}) IS DISTINCT FROM ROW({of_row}))
"""
# Rows that were added again after a removal, with the same id, stay apart: their number is their place.
ADDITIONS = """
INSERT INTO sources_addition (table_name, ids, pgh_id, pgh_created_at, pgh_context, pgh_context_id)
SELECT '{table}', run, first, pgh_created_at, pgh_context, pgh_context_id
FROM (SELECT min(pgh_id) AS first, pgh_created_at, pgh_context, pgh_context_id,
             range_agg(int8range(pgh_obj_id, pgh_obj_id, '[]')) AS runs
      FROM {events} LEFT JOIN (SELECT pgh_obj_id, min(pgh_id) AS removal FROM {events}
                               WHERE pgh_label = 'delete' GROUP BY pgh_obj_id) d USING (pgh_obj_id)
      WHERE pgh_label = 'insert'
      GROUP BY pgh_created_at, pgh_context, pgh_context_id, CASE WHEN pgh_id > removal THEN pgh_id END
     ) a, unnest(runs) run
ORDER BY first
"""
REPLACED = """
TRUNCATE {events};
INSERT INTO {events} (pgh_id, pgh_label, pgh_created_at, pgh_context, pgh_context_id, pgh_obj_id, {columns})
SELECT * FROM changed ORDER BY pgh_id;
DROP TABLE changed;
"""


class WithoutRepetition(migrations.SeparateDatabaseAndState):
    """The conversion of one table's events, and then its new triggers, in one transaction.

    The trigger `addition` is one of them: a table that has it is converted already.
    """

    reversible = False  # what is not repeated any more cannot be read by the triggers' former readers

    def __init__(self, model_name, operations):
        super().__init__(operations, operations)
        self.model_name = model_name

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        with transaction.atomic(schema_editor.connection.alias), schema_editor.connection.cursor() as cursor:
            table = to_state.apps.get_model(app_label, self.model_name)._meta.db_table
            events = to_state.apps.get_model(app_label, f"{self.model_name}event")._meta.db_table
            cursor.execute(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
            cursor.execute(TO_CONVERT.format(table=table, events=events))
            if cursor.fetchone() == (True,):
                convert_history(cursor, table, events)
            super().database_forwards(app_label, schema_editor, from_state, to_state)


def convert_history(cursor, table: str, events: str) -> None:
    """Convert all events of `table`, which must not be converted yet."""
    cursor.execute(
        "SELECT quote_ident(attname) FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0"
        " AND NOT attisdropped AND attname NOT LIKE 'pgh%%' ORDER BY attnum",
        [events],
    )
    columns = [name for (name,) in cursor.fetchall()]
    names = {
        "table": table,
        "events": events,
        "columns": ", ".join(columns),
        "befores": ", ".join(BEFORE.format(column=column) for column in columns),
        "of_event": ", ".join(f"e.{column}" for column in columns),
        "of_row": ", ".join(f"r.{column}" for column in columns),
    }
    cursor.execute(CHANGED.format(**names))
    cursor.execute(UNTRACED_CHANGES.format(**names), [UNTRACED])
    cursor.execute(ADDITIONS.format(**names))
    cursor.execute(REPLACED.format(**names))
