"""The history of a row and of the rows on its page, from their event tables.

An event table holds each row as it was after each change (see core/models.py). Two neighbouring
states make a change; the changes of one request or one transaction make an entry.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from pghistory.models import Event

MAX_MOMENTS = 5000
"""Changes of one row that its timeline shows, the latest first."""
MAX_EVENTS = 200
"""Changed rows of one kind that a page of the timeline shows."""
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
UNTRACKED_FIELDS = {"id", "key"}


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

        Of a new row, those that are filled and not part of its name.
        """
        fields = [f for f in tracked_fields(self.model) if f.name not in self.part.hidden_fields]
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


def get_event_model(model: type[models.Model]) -> type[Any]:
    """Return the event table of `model`.

    Raises LookupError for a model without history.

    Typed as Any: pghistory makes these classes, with fields that no type checker can see.
    """
    for event_model in apps.get_models():
        if issubclass(event_model, Event) and event_model.pgh_tracked_model is model:
            return event_model
    raise LookupError(f"{model} has no history.")


def has_history(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_event_model")


def tracked_fields(model: type[models.Model]) -> list[models.Field]:
    in_events = {f.name for f in get_event_model(model)._meta.concrete_fields}
    return [f for f in model._meta.concrete_fields if f.name in in_events and f.name not in UNTRACKED_FIELDS]


def related_events(part: RelatedRows, pk: int) -> QuerySet:
    """Return all events of the rows that belong to row `pk`, or once did."""
    events = get_event_model(part.model)._base_manager.all()
    parents = pk if part.through is None else related_events(part.through, pk).values("pgh_obj_id")
    lookup = part.field if part.through is None else f"{part.field}__in"
    return events.filter(pgh_obj_id__in=events.filter(**{lookup: parents}).values("pgh_obj_id"))


def row_events(model: type[models.Model], pk: int) -> QuerySet:
    return get_event_model(model)._base_manager.filter(pgh_obj_id=pk)


class RowTimeline:
    """The history of row `pk` of `model`, with that of the rows in `parts`."""

    def __init__(self, model: type[models.Model], pk: int, parts: Sequence[RelatedRows] = ()):
        self.events = [(RelatedRows(model, "", ()), row_events(model, pk))]
        self.events += [(part, related_events(part, pk)) for part in parts]

    def entries(self) -> list[HistoryEntry]:
        """Return every entry, the latest first, without its changes. Queries: 1."""
        moments = [events.values_list("pgh_context_id", "pgh_created_at") for _, events in self.events]
        all_moments = moments[0].union(*moments[1:]) if len(moments) > 1 else moments[0].distinct()
        entries: dict[Any, HistoryEntry] = {}
        for context, at in all_moments.order_by("-pgh_created_at")[:MAX_MOMENTS]:
            entry = entries.setdefault(context or at, HistoryEntry(at))
            if context:
                entry.contexts.add(context)
            else:
                entry.times.add(at)
        return list(entries.values())

    def fill(self, entries: Sequence[HistoryEntry]) -> None:
        """Add the changes to these entries. Queries: 2 for each kind of row."""
        contexts = [context for entry in entries for context in entry.contexts]
        times = [at for entry in entries for at in entry.times]
        entry_of = {key: entry for entry in entries for key in (*entry.contexts, *entry.times)}
        in_entries = Q(pgh_context_id__in=contexts) | Q(pgh_context_id=None, pgh_created_at__in=times)
        for part, all_events in self.events:
            events = list(
                annotate_previous(all_events.filter(in_entries)).order_by("pgh_id")[: MAX_EVENTS + 1]
            )
            previous = all_events.model._base_manager.in_bulk([e.previous for e in events if e.previous])
            groups: dict[tuple[int, int], list[Any]] = defaultdict(list)
            for event in events[:MAX_EVENTS]:
                entry = entry_of[event.pgh_context_id or event.pgh_created_at]
                entry.context = {**entry.context, **(event.pgh_context or {})}
                groups[id(entry), event.pgh_obj_id].append((entry, event))
            for group in groups.values():
                entry, first, last = group[0][0], group[0][1], group[-1][1]
                change = combine_events(part, previous.get(first.previous), first, last)
                if change and (change.fields or not change.before or not change.after):
                    entry.changes.append(change)
            if len(events) > MAX_EVENTS:
                for entry in entries:
                    entry.more = True


def annotate_previous(events: QuerySet) -> QuerySet:
    """Add to each event `previous`, the id of the event before it of the same row."""
    earlier = events.model._base_manager.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    )
    return events.annotate(previous=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))


def combine_events(part: RelatedRows, previous: Any, first: Any, last: Any) -> RowChange | None:
    """Combine several events of one row into one change.

    Returns None if it was added and removed in one entry.
    """
    before = None if first.pgh_label == "insert" else previous or first
    after = None if last.pgh_label == "delete" else last
    if before is None and after is None:
        return None
    return RowChange(part, before, after)


def get_state_at(
    model: type[models.Model], pk: int, moment: int, parts: Iterable[RelatedRows] = ()
) -> dict[str, Any] | None:
    """Return the state of row `pk` at a moment, by field name.

    For `moment` see HistoryEntry.moment. Foreign keys are ids, many-to-many fields lists of ids.
    None if there was no such row then.
    """
    try:
        at = EPOCH + datetime.timedelta(microseconds=moment)
    except OverflowError:
        return None
    event = row_events(model, pk).filter(pgh_created_at__lte=at).order_by("-pgh_id").first()
    if event is None or event.pgh_label == "delete":
        return None
    state = {f.name: getattr(event, f.attname) for f in tracked_fields(model)}
    for part in parts:
        if part.form_field:
            state[part.form_field] = _linked_ids(
                part, related_events(part, pk).filter(pgh_created_at__lte=at)
            )
    return state


def _linked_ids(part: RelatedRows, events: QuerySet) -> list[int]:
    latest = {event.pgh_obj_id: event for event in events.order_by("pgh_id")}
    name = _column(part.model, part.names[0]).attname
    return sorted(getattr(event, name) for event in latest.values() if event.pgh_label != "delete")


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
