"""What has happened to a row, and to the rows shown on its page, read from the history of all of them.

Every event table holds each row as it was after each change (see core/models.py). Two neighbouring
states make a change; the changes of one request or one transaction make an entry.
"""

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import OuterRef, Q, QuerySet, Subquery
from pghistory.models import Event

MOST_MOMENTS = 5000
"""How many changes of one row are told, the latest first."""
MOST_EVENTS = 200
"""How many changed rows of one kind a page of the timeline shows."""
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
NEVER_TOLD = {"id", "key"}


@dataclass(frozen=True)
class Part:
    """Rows told on another row's timeline: those of `model` whose `field` points at it.

    `names`: the fields that tell one from another. `through`: the part whose rows `field` points at
    instead. `form_field`: the form's many-to-many field that these rows are, if they are one. `untold`:
    fields that say nothing to a person.
    """

    model: type[models.Model]
    field: str
    names: tuple[str, ...]
    through: "Part | None" = None
    form_field: str = ""
    untold: tuple[str, ...] = ()


@dataclass(frozen=True)
class Changed:
    """One row's state before and after; `before` is None if it was added, `after` if removed."""

    part: Part
    before: Any
    after: Any

    @property
    def model(self) -> type[models.Model]:
        return self.part.model

    @property
    def row(self):
        return self.after or self.before

    @property
    def fields(self) -> list[models.Field]:
        """The fields that differ; of a new row those that say more than its name."""
        told = [f for f in told_fields(self.model) if f.name not in self.part.untold]
        if self.after is None:
            return []
        if self.before is None:
            said = {self.part.field, *self.part.names}
            new = [f for f in told if f.name not in said]
            return [f for f in new if getattr(self.after, f.attname) not in (None, "", False)]
        return [f for f in told if getattr(self.before, f.attname) != getattr(self.after, f.attname)]


@dataclass
class Entry:
    """What was done at once: `at` is the end, `context` what is known of who and why."""

    at: datetime.datetime
    contexts: set = field(default_factory=set)
    times: set = field(default_factory=set)
    context: dict = field(default_factory=dict)
    changed: list[Changed] = field(default_factory=list)
    more: bool = False

    @property
    def moment(self) -> int:
        """Microseconds since 1970: names this state of the row in an address."""
        return (self.at - EPOCH) // datetime.timedelta(microseconds=1)


def event_model(model: type[models.Model]) -> type[Event]:
    """The history's table of `model`. LookupError for what has no history."""
    for found in apps.get_models():
        if issubclass(found, Event) and found.pgh_tracked_model is model:
            return found
    raise LookupError(f"{model} has no history.")


def has_history(model: type[models.Model]) -> bool:
    return hasattr(model, "pgh_event_model")


def told_fields(model: type[models.Model]) -> list[models.Field]:
    kept = {f.name for f in event_model(model)._meta.concrete_fields}
    return [f for f in model._meta.concrete_fields if f.name in kept and f.name not in NEVER_TOLD]


def events_of(part: Part, pk: int) -> QuerySet:
    """All events of rows that are, or once were, of this part of row `pk`."""
    events = event_model(part.model)._base_manager.all()
    above = pk if part.through is None else events_of(part.through, pk).values("pgh_obj_id")
    lookup = part.field if part.through is None else f"{part.field}__in"
    return events.filter(pgh_obj_id__in=events.filter(**{lookup: above}).values("pgh_obj_id"))


def own_events(model: type[models.Model], pk: int) -> QuerySet:
    return event_model(model)._base_manager.filter(pgh_obj_id=pk)


class Timeline:
    """The history of row `pk` of `model`, with that of its `parts`."""

    def __init__(self, model: type[models.Model], pk: int, parts: Sequence[Part] = ()):
        own = Part(model, "", ())
        self.told = [(own, own_events(model, pk))] + [(part, events_of(part, pk)) for part in parts]

    def entries(self) -> list[Entry]:
        """Every entry, the latest first, without what was changed. One query."""
        moments = [events.values_list("pgh_context_id", "pgh_created_at") for _, events in self.told]
        every = moments[0].union(*moments[1:]) if len(moments) > 1 else moments[0].distinct()
        found: dict[Any, Entry] = {}
        for context, at in every.order_by("-pgh_created_at")[:MOST_MOMENTS]:
            entry = found.setdefault(context or at, Entry(at))
            if context:
                entry.contexts.add(context)
            else:
                entry.times.add(at)
        return list(found.values())

    def fill(self, entries: Sequence[Entry]) -> None:
        """Add to these entries what was changed. Two queries for each kind of row."""
        contexts = [context for entry in entries for context in entry.contexts]
        times = [at for entry in entries for at in entry.times]
        of = {key: entry for entry in entries for key in (*entry.contexts, *entry.times)}
        these = Q(pgh_context_id__in=contexts) | Q(pgh_context_id=None, pgh_created_at__in=times)
        for part, events in self.told:
            found = list(with_previous(events.filter(these)).order_by("pgh_id")[: MOST_EVENTS + 1])
            before = events.model._base_manager.in_bulk([event.previous for event in found if event.previous])
            rows = defaultdict(list)
            for event in found[:MOST_EVENTS]:
                entry = of[event.pgh_context_id or event.pgh_created_at]
                entry.context = {**entry.context, **(event.pgh_context or {})}
                rows[id(entry), event.pgh_obj_id].append((entry, event))
            for told in rows.values():
                entry, first, last = told[0][0], told[0][1], told[-1][1]
                change = changed(part, before.get(first.previous), first, last)
                if change and (change.fields or not change.before or not change.after):
                    entry.changed.append(change)
            if len(found) > MOST_EVENTS:
                for entry in entries:
                    entry.more = True


def with_previous(events: QuerySet) -> QuerySet:
    """Each with `previous`, the id of the event before it of the same row."""
    earlier = events.model._base_manager.filter(
        pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__lt=OuterRef("pgh_id")
    )
    return events.annotate(previous=Subquery(earlier.order_by("-pgh_id").values("pgh_id")[:1]))


def changed(part: Part, previous, first, last) -> Changed | None:
    """What several events of one row come to; None if it came and went at once."""
    before = None if first.pgh_label == "insert" else previous or first
    after = None if last.pgh_label == "delete" else last
    if before is None and after is None:
        return None
    return Changed(part, before, after)


def state_at(
    model: type[models.Model], pk: int, moment: int, parts: Iterable[Part] = ()
) -> dict[str, Any] | None:
    """By field name what row `pk` held then; foreign keys as ids, many-to-many fields as lists of ids.

    None if there was no such row at that moment.
    """
    try:
        at = EPOCH + datetime.timedelta(microseconds=moment)
    except OverflowError:
        return None
    event = own_events(model, pk).filter(pgh_created_at__lte=at).order_by("-pgh_id").first()
    if event is None or event.pgh_label == "delete":
        return None
    state = {f.name: getattr(event, f.attname) for f in told_fields(model)}
    for part in parts:
        if part.form_field:
            state[part.form_field] = _linked(part, events_of(part, pk).filter(pgh_created_at__lte=at))
    return state


def _linked(part: Part, events: QuerySet) -> list[int]:
    latest = {event.pgh_obj_id: event for event in events.order_by("pgh_id")}
    there = [event for event in latest.values() if event.pgh_label != "delete"]
    return sorted(getattr(event, part.model._meta.get_field(part.names[0]).attname) for event in there)


Names = dict[tuple[type[models.Model], Any], str]


def names_needed(changes: Iterable[Changed]) -> dict[type[models.Model], set]:
    """By model, the ids of all that these changes point at."""
    needed = defaultdict(set)
    for change in changes:
        own = {change.model._meta.get_field(name) for name in change.part.names}
        for f in {*change.fields, *own}:
            if f.remote_field:
                for state in (change.before, change.after):
                    needed[f.related_model].add(getattr(state, f.attname, None))
    return {model: ids - {None} for model, ids in needed.items() if ids - {None}}


def fetch_names(
    needed: dict[type[models.Model], set], rows_of: Callable[[type[models.Model]], QuerySet]
) -> Names:
    """How each row that is still there is called. One query for each model."""
    return {
        (model, row.pk): str(row)
        for model, ids in needed.items()
        for row in rows_of(model).filter(pk__in=ids)
    }
