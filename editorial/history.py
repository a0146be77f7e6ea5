"""The history of a row and of the rows on its page.

The changes of one request or one transaction make an entry.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.db import connection, models
from django.db.models import QuerySet

from core.history import ONE_ROW, read_events, select_events, select_related_rows, tracked_fields

MAX_MOMENTS = 5000
"""How many moments of changes of one row its timeline covers, the latest first."""
MAX_EVENTS = 200
"""Changed rows of one kind that a page of the timeline shows."""
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
HIDDEN_FIELDS = {"id", "key"}
MOMENTS = "SELECT pgh_context_id, pgh_created_at FROM ({events}) e"
IN_ENTRIES = """
SELECT id FROM ({events}) e
WHERE pgh_context_id = ANY (%(contexts)s::uuid[])
      OR pgh_context_id IS NULL AND pgh_created_at = ANY (%(times)s::timestamptz[])
ORDER BY pgh_id LIMIT {limit}
"""


@dataclass(frozen=True)
class RelatedRows:
    """Rows on another row's timeline: those of `model` whose `field` points at it."""

    model: type[models.Model]
    field: str
    names: tuple[str, ...]
    """The fields that distinguish one of these rows from another."""
    through: "RelatedRows | None" = None
    """The rows that `field` points at, where that is not the row of the timeline itself."""
    form_field: str = ""
    """The many-to-many field of the form that these rows stand for, if any."""
    hidden_fields: tuple[str, ...] = ()
    """Fields that say nothing to a person."""


@dataclass(frozen=True)
class RowChange:
    """The state of one row before and after a change.

    `before` is None if it was added, `after` if removed.
    """

    part: RelatedRows
    before: Any
    after: Any

    @property
    def model(self) -> type[models.Model]:
        return self.part.model

    @property
    def row(self) -> Any:
        return self.after or self.before

    @property
    def fields(self) -> list[models.Field]:
        """Return the fields that differ.

        Of a new row they are those that are filled and not part of its name.
        """
        fields = [f for f in shown_fields(self.model) if f.name not in self.part.hidden_fields]
        if self.after is None:
            return []
        if self.before is None:
            in_name = {self.part.field, *self.part.names}
            return [
                f
                for f in fields
                if f.name not in in_name and getattr(self.after, f.attname) not in (None, "", False)
            ]
        return [f for f in fields if getattr(self.before, f.attname) != getattr(self.after, f.attname)]


@dataclass
class HistoryEntry:
    """The changes of one request or transaction.

    `at` is its end; `context` says who made them and why.
    """

    at: datetime.datetime
    contexts: set[Any] = field(default_factory=set)
    times: set[datetime.datetime] = field(default_factory=set)
    context: dict[str, Any] = field(default_factory=dict)
    changes: list[RowChange] = field(default_factory=list)
    more: bool = False

    @property
    def moment(self) -> int:
        """Microseconds since 1970: names this state of the row in a URL."""
        return (self.at - EPOCH) // datetime.timedelta(microseconds=1)


def shown_fields(model: type[models.Model]) -> list[models.Field]:
    return [f for f in tracked_fields(model) if f.name not in HIDDEN_FIELDS]


def select_part(part: RelatedRows) -> str:
    """Select the rows that belong to row `pk`, or once did."""
    parents = "%(pk)s" if part.through is None else select_part(part.through)
    return select_related_rows(part.model, part.field, parents)


class RowTimeline:
    """The history of row `pk` of `model`, with that of the rows in `parts`."""

    def __init__(self, model: type[models.Model], pk: int, parts: Sequence[RelatedRows] = ()):
        self.pk = pk
        self.rows = [(RelatedRows(model, "", ()), ONE_ROW)]
        self.rows += [(part, select_part(part)) for part in parts]

    def entries(self) -> list[HistoryEntry]:
        """Return the entries, the latest first, without their changes.

        Only the latest MAX_MOMENTS moments are read. Queries: 1.
        """
        moments = " UNION ".join(
            MOMENTS.format(events=select_events(part.model, rows)) for part, rows in self.rows
        )
        entries: dict[Any, HistoryEntry] = {}
        with connection.cursor() as cursor:
            cursor.execute(f"{moments} ORDER BY 2 DESC LIMIT {MAX_MOMENTS}", {"pk": self.pk})
            for context, at in cursor.fetchall():
                entry = entries.setdefault(context or at, HistoryEntry(at))
                if context:
                    entry.contexts.add(context)
                else:
                    entry.times.add(at)
        return list(entries.values())

    def fill(self, entries: Sequence[HistoryEntry]) -> None:
        """Add the changes to these entries. Queries: 1 for each kind of row."""
        contexts = [context for entry in entries for context in entry.contexts]
        times = [at for entry in entries for at in entry.times]
        entry_of = {key: entry for entry in entries for key in (*entry.contexts, *entry.times)}
        for part, rows in self.rows:
            changed_rows = IN_ENTRIES.format(events=select_events(part.model, rows), limit=MAX_EVENTS + 1)
            in_entries = [
                event
                for event in read_events(part.model, changed_rows, pk=self.pk, contexts=contexts, times=times)
                if (event.context_id or event.at) in entry_of
            ]
            in_entries.sort(key=lambda event: event.number)
            groups: dict[tuple[int, int], list[Any]] = defaultdict(list)
            for event in in_entries[:MAX_EVENTS]:
                entry = entry_of[event.context_id or event.at]
                entry.context = {**entry.context, **(event.context or {})}
                groups[id(entry), event.row_id].append((entry, event))
            for group in groups.values():
                entry, first, last = group[0][0], group[0][1], group[-1][1]
                change = RowChange(part, first.before, last.after)
                if change.fields or (change.before is None) != (change.after is None):
                    entry.changes.append(change)
            if len(in_entries) > MAX_EVENTS:
                for entry in entries:
                    entry.more = True


def get_state_at(
    model: type[models.Model], pk: int, moment: int, parts: Iterable[RelatedRows] = ()
) -> dict[str, Any] | None:
    """Return the state of row `pk` at a moment, by field name.

    For `moment` see HistoryEntry.moment. Foreign keys are ids, many-to-many fields lists of ids. Returns None
    if there was no such row then.
    """
    try:
        at = EPOCH + datetime.timedelta(microseconds=moment)
    except OverflowError:
        return None
    states = _read_states_at(model, ONE_ROW, pk, at)
    if not states:
        return None
    state = {f.name: getattr(states[0], f.attname) for f in shown_fields(model)}
    for part in parts:
        if part.form_field:
            name = _column(part.model, part.names[0]).attname
            linked = _read_states_at(part.model, select_part(part), pk, at)
            state[part.form_field] = sorted(
                getattr(row, name)
                for row in linked
                if getattr(row, _column(part.model, part.field).attname) == pk
            )
    return state


def _read_states_at(model: type[models.Model], rows: str, pk: int, at: datetime.datetime) -> list[Any]:
    """Return these rows as they were then, without those that were not there."""
    latest = {event.row_id: event for event in read_events(model, rows, pk=pk) if event.at <= at}
    return [event.after for event in latest.values() if event.after is not None]


def _column(model: type[models.Model], name: str) -> models.Field:
    return cast(models.Field, model._meta.get_field(name))


RowNames = dict[tuple[type[models.Model], Any], str]


def collect_references(changes: Iterable[RowChange]) -> dict[type[models.Model], set[Any]]:
    """Return the ids of all rows that these changes point at, by model."""
    ids_by_model: dict[type[models.Model], set[Any]] = defaultdict(set)
    for change in changes:
        in_name = {_column(change.model, name) for name in change.part.names}
        for f in {*change.fields, *in_name}:
            if f.related_model:
                for state in (change.before, change.after):
                    ids_by_model[f.related_model].add(getattr(state, f.attname, None))
    return {model: ids - {None} for model, ids in ids_by_model.items() if ids - {None}}


def fetch_names(
    ids_by_model: dict[type[models.Model], set[Any]],
    rows_of: Callable[[type[models.Model]], QuerySet],
) -> RowNames:
    """Return the name of each row that still exists. Queries: 1 for each model."""
    return {
        (model, row.pk): str(row)
        for model, ids in ids_by_model.items()
        for row in rows_of(model).filter(pk__in=ids)
    }
