"""The conversion of a history that repeated rows: it tells afterwards what it told before."""

import json
from importlib import import_module

import pghistory
import pytest
from django.db import connection

from core.history import RowEvent, read_events, tracked_fields
from core.models import get_event_model
from sources.models import Addition, Outlet
from tests import factories as make
from tests.support.sql import check_deferred, sql

conversion = import_module("sources.migrations._0008_history")
pytestmark = pytest.mark.django_db

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


def test_a_second_run_changes_nothing(outlets):
    before = told()
    repeat_rows(read_events(Outlet, EVERY))
    convert()
    convert()
    assert told() == before


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
