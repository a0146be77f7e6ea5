"""The conversion of a history that repeated rows: it tells afterwards what it told before."""

import json
from importlib import import_module
from types import SimpleNamespace

import pghistory
import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations import RunSQL

from core.history import RowEvent, read_events, tracked_fields
from core.models import get_event_model
from sources.models import Addition, Outlet
from tests import factories as make
from tests.support.sql import check_deferred, sql

conversion = import_module("sources.migrations._0008_history")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tables_owner")]

EVERY = "SELECT id FROM sources_outlet UNION SELECT pgh_obj_id FROM sources_outletevent"
COLUMNS = [connection.ops.quote_name(field.column) for field in tracked_fields(Outlet)]
EVENT = (
    "INSERT INTO sources_outletevent (pgh_id, pgh_label, pgh_created_at, pgh_context, pgh_context_id,"
    f" pgh_obj_id, {', '.join(COLUMNS)}) VALUES (%s, %s, %s, %s, %s, %s{', %s' * len(COLUMNS)})"
)


def state(row) -> list | None:
    return row and [getattr(row, field.attname) for field in tracked_fields(Outlet)]


def told() -> list[tuple]:
    """Return all that the history tells of outlets, without the numbers of events."""
    return [
        (e.row_id, e.label, e.at, e.context, e.context_id, state(e.before), state(e.after))
        for e in read_events(Outlet, EVERY)
    ]


def repeat_rows(events: list[RowEvent]) -> None:
    """Write these events as they used to be: each with the row as the event left it."""
    sql("TRUNCATE sources_outletevent, sources_addition")
    for number, event in enumerate(sorted(events, key=lambda event: event.number)):
        values = state(event.before if event.label == "delete" else event.after)
        context = json.dumps(event.context) if event.context else None
        meta = [number, event.label, event.at, context, event.context_id, event.row_id]
        sql(EVENT, *meta, *values)


def convert() -> None:
    with connection.cursor() as cursor:
        conversion.convert_history(cursor, "sources_outlet", "sources_outletevent")


def migrate() -> None:
    """Run the migration's operation, which in place of new triggers writes down the events that it sees."""
    state = SimpleNamespace(apps=apps, clone=lambda: state)
    write_down = RunSQL("CREATE TEMPORARY TABLE seen ON COMMIT DROP AS SELECT * FROM sources_outletevent")
    with connection.schema_editor() as editor:
        conversion.WithoutRepetition("outlet", [write_down]).database_forwards(
            "sources", editor, state, state
        )


def drop_addition_trigger() -> None:
    """Take the trigger away that converted tables have."""
    check_deferred()
    [(name,)] = sql(
        "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'pgtrigger_addition%%'"
        " AND tgrelid = 'sources_outlet'::regclass"
    )
    sql(f"DROP TRIGGER {name} ON sources_outlet")


@pytest.fixture
def outlets():
    """Make outlets with every kind of past, two of them added at once."""
    with pghistory.context(user=7, reason="Imported."):
        Outlet.objects.bulk_create([make.OutletFactory.build() for _ in range(3)])
        made = list(Outlet.objects.order_by("pk"))
    with pghistory.context(user=8):
        Outlet.objects.filter(pk=made[0].pk).update(country="Ruritania")
    Outlet.objects.update(country="Elsewhere")
    with pghistory.context(reason="By mistake."):
        made[1].delete()
    made[1].pk = made[0].pk + 1
    with pghistory.context(user=8, reason="It was none."):
        made[1].save(force_insert=True)
        Outlet.objects.filter(pk=made[1].pk).update(name="Back again")
    last = make.OutletFactory()
    pk = last.pk
    last.delete()
    make.OutletFactory(pk=pk)
    return made


def test_it_tells_the_same_as_before(outlets):
    before = told()
    assert len(before) == 13
    repeat_rows(read_events(Outlet, EVERY))
    assert get_event_model(Outlet).objects.count() == 13
    convert()
    assert told() == before
    assert get_event_model(Outlet).objects.filter(pgh_label="insert").count() == 0
    assert [(a.ids.lower, a.ids.upper) for a in Addition.objects.order_by("pgh_id")] == [
        (outlets[0].pk, outlets[2].pk + 1),
        (outlets[1].pk, outlets[1].pk + 1),
        (outlets[2].pk + 1, outlets[2].pk + 2),
        (outlets[2].pk + 1, outlets[2].pk + 2),
    ]


def test_triggers_are_exchanged_after_the_conversion(outlets):
    """Exchanging them locks out readers, who would wait for the whole conversion."""
    before = told()
    repeat_rows(read_events(Outlet, EVERY))
    drop_addition_trigger()
    migrate()
    assert told() == before
    assert sql("SELECT count(*) FROM seen WHERE pgh_label = 'insert'") == [(0,)]


def test_a_converted_table_is_left_alone(outlets):
    before = told()
    migrate()
    assert told() == before


def test_a_table_with_updates_only_is_converted():
    outlet = make.OutletFactory(name="First")
    for name in ("Second", "Third"):
        Outlet.objects.filter(pk=outlet.pk).update(name=name)
    repeat_rows([event for event in read_events(Outlet, EVERY) if event.label == "update"])
    drop_addition_trigger()
    migrate()
    assert [(e.before.name, e.after.name) for e in read_events(Outlet, EVERY)] == [
        ("Second", "Second"),
        ("Second", "Third"),
    ]


@pytest.mark.parametrize(
    ("write", "label"),
    [("UPDATE sources_outlet SET country = 'Elsewhere'", "update"), ("DELETE FROM sources_outlet", "delete")],
)
def test_a_state_that_is_told_nowhere_else_is_kept(write, label):
    country = make.OutletFactory().country
    repeat_rows(read_events(Outlet, EVERY))
    check_deferred()
    sql("ALTER TABLE sources_outlet DISABLE TRIGGER USER")
    sql(write)
    convert()
    added, lost = read_events(Outlet, EVERY)
    assert (added.after.country, lost.before.country, lost.label) == (country, country, label)
    assert lost.context == {"reason": json.loads(conversion.UNTRACED)["reason"]}
