"""What changed, in words for readers: one entry for each change.

Rows of Change hold no words. These are read here from the record as it is now, so that nothing is told of
what was retracted since.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import labels
from claims.merges import find_surviving_claims
from claims.models import (
    Change,
    ChangeKind,
    ChangeTopic,
    Claim,
    ClaimVersion,
    State,
    Statement,
    Status,
    Topic,
)
from claims.models.claimant import translate_name
from claims.status import load_agreeing_parties
from claims.versions.changes import LARGEST_COMPARED
from claims.visibility import any_published_citation
from sources.models import Article

KIND_NAMES = {
    ChangeKind.STATUS: gettext_lazy("Changes of status"),
    ChangeKind.NEW: gettext_lazy("New claims"),
    ChangeKind.POSITION: gettext_lazy("New positions"),
    ChangeKind.REWORDED: gettext_lazy("Reworded claims"),
    ChangeKind.CORRECTION: gettext_lazy("Corrections"),
    ChangeKind.SOURCE: gettext_lazy("Corrected or retracted articles"),
    ChangeKind.POSITION_RETRACTED: gettext_lazy("Retracted positions"),
    ChangeKind.RETRACTED: gettext_lazy("Claims retracted or merged"),
    ChangeKind.REPUBLISHED: gettext_lazy("Claims published again"),
}
"""The kinds of changes as readers choose among them, the most asked for first."""

CORRECTION_KINDS = (ChangeKind.CORRECTION, ChangeKind.POSITION_RETRACTED, ChangeKind.RETRACTED)
"""What we altered or took back."""

LEAST_IN_BRIEF = 3
"""As many new claims in a row as these, or claims with one changed source, are told as a list."""

RELATED = (
    "claim",
    "correction",
    "article__outlet",
    "statement__claim",
    "statement__claimant",
    "statement__party",
)
DEFERRED = ("claim__search", "statement__claim__search")


@dataclass
class FeedEntry:
    """One change in words.

    `claim` is there only while readers may read it, and so is `cause`, the statement that brought the
    change. `survivor`: the claim of which a merged one is part now. `earlier`: what a reworded claim said
    before. `agreed_by`: by whom, if it made a claim agreed that still is. `loaded_on`: when the claim came
    here with a whole record, which dates it to an earlier day: on that day nothing changed here.
    """

    change: Change
    title: str
    claim: Claim | None = None
    cause: Statement | None = None
    survivor: Claim | None = None
    earlier: str = ""
    notice: str = ""
    reason: str = ""
    agreed_by: str = ""
    loaded_on: datetime.date | None = None

    @property
    def kind(self) -> str:
        return self.change.kind

    @property
    def cause_words(self) -> str:
        """The cause in words: "Sergei Lavrov for Russia denies it (12 April 2017)"."""
        if self.cause is None:
            return ""
        speaker = translate_name(self.cause.claimant.name)
        if self.cause.claimant_id != self.cause.party_id:
            party = self.cause.party.in_sentence
            speaker = _("%(who)s for %(party)s") % {"who": speaker, "party": party}
        return _("%(who)s: %(position)s, %(when)s") % {
            "who": speaker,
            "position": labels.describe_stance(self.cause),
            "when": labels.format_said_on(self.cause),
        }


@dataclass
class FeedDay:
    """The entries of one day, newest first, and after them what was loaded with a whole record.

    `may_be_cut`: the page before or after may have more of them.
    """

    day: datetime.date
    entries: list[FeedEntry] = field(default_factory=list)
    may_be_cut: bool = False

    @property
    def is_of_record(self) -> bool:
        """Whether all entries were loaded later, with a record that gives them this day."""
        return all(entry.loaded_on for entry in self.entries)

    @property
    def runs(self) -> list[tuple[bool, list[FeedEntry]]]:
        """Neighbours of one kind together, and whether to tell them in brief.

        Many new claims at once are told in brief, and many claims with one changed source.
        """
        groups = [(key, list(entries)) for key, entries in groupby(self.entries, key=_get_brief_key)]
        return [(key is not None and len(group) >= LEAST_IN_BRIEF, group) for key, group in groups]


def _get_brief_key(entry: FeedEntry) -> tuple | None:
    """Return what neighbours have in common that can be told in brief; None if they cannot."""
    if entry.claim is None or entry.kind not in (ChangeKind.NEW, ChangeKind.SOURCE):
        return None
    return entry.kind, entry.change.article_id, entry.loaded_on


def query_changes(*, topic: Topic | None = None, kind: str = "") -> tuple[QuerySet[Any], list[str]]:
    """Return the rows to page through, newest first, and the order of their pages.

    Of a topic these are ChangeTopic rows, which lead to their change: see `unwrap_changes`. `came_at` is when
    the version of each was made here, `citation` one that readers see of its article, if there is any.
    """
    rows: QuerySet
    if topic is None:
        rows, order = Change.objects.select_related(*RELATED).defer(*DEFERRED), ["-made_at", "-id"]
        rows = rows.annotate(**_query_additions(""))
    else:
        of_topic = ChangeTopic.objects.filter(topic=topic)
        related = of_topic.select_related(*(f"change__{name}" for name in RELATED))
        rows, order = related.defer(*(f"change__{name}" for name in DEFERRED)), ["-made_at", "-change_id"]
        rows = rows.annotate(**_query_additions("change__"))
    return (rows.filter(kind=kind) if kind else rows), order


def query_latest_ids(claim: str, number: int) -> ArraySubquery:
    """Query the ids of a claim's newest changes, at most `number`; `claim` leads from a row to its id."""
    of_claim = Change.objects.filter(claim=OuterRef(claim)).order_by("-made_at", "-id")
    return ArraySubquery(of_claim.values("pk")[:number])


def _query_additions(prefix: str) -> dict[str, Subquery]:
    """Query what is added to each change. `prefix`: leads from a row to its change."""
    version = ClaimVersion.objects.filter(
        claim=OuterRef(f"{prefix}claim"), number=OuterRef(f"{prefix}version")
    )
    return {
        "came_at": Subquery(version.values("made_at")[:1]),
        "citation": any_published_citation(article=OuterRef(f"{prefix}article")),
    }


def unwrap_changes(rows: Iterable[Any]) -> list[Any]:
    """Return the change of each row of `query_changes`, with its `came_at` and `citation`."""
    changes = []
    for row in rows:
        change: Any = row.change if isinstance(row, ChangeTopic) else row
        change.came_at, change.citation = row.came_at, row.citation
        changes.append(change)
    return changes


def find_loading_day(changes: Sequence[Any]) -> datetime.date | None:
    """Return when a whole record was loaded, if nothing has changed since; None if something has.

    `changes`: those of `unwrap_changes`, the newest first, and none left out before them. What changed since
    would stand before everything that was loaded, which has earlier days.
    """
    days = [_find_day_of_loading(change) for change in changes]
    return max(filter(None, days)) if days and days[0] else None


def load_latest_mixed(number: int) -> list[FeedEntry]:
    """Load the newest changes, at most a third of them new claims if others are left.

    Queries: at most 3.
    """
    rows = _find_newest(KIND_NAMES, number)
    new_claims = [row for row in rows if row[1] == ChangeKind.NEW]
    other_changes = [row for row in rows if row[1] != ChangeKind.NEW]
    new_claims = new_claims[: max(number // 3, number - len(other_changes))]
    latest = [*new_claims, *other_changes[: number - len(new_claims)]]
    return _describe_rows(sorted(latest, key=_get_time_order, reverse=True))


def load_latest(kinds: Iterable[str], number: int) -> list[FeedEntry]:
    """Load the newest changes of these kinds. Queries: as load_latest_mixed."""
    return _describe_rows(_find_newest(kinds, number)[:number])


def _find_newest(kinds: Iterable[str], number: int) -> list[tuple]:
    """Find the newest changes of each kind, at most `number` of each, newest first.

    Returns (id, kind, made_at) of each.
    """
    first_query, *other_queries = [
        Change.objects.filter(kind=kind)
        .order_by("-made_at", "-id")
        .values_list("pk", "kind", "made_at")[:number]
        for kind in kinds
    ]
    return sorted(first_query.union(*other_queries, all=True), key=_get_time_order, reverse=True)


def _describe_rows(rows: list[tuple]) -> list[FeedEntry]:
    changes = query_changes()[0].in_bulk([pk for pk, _kind, _at in rows])
    return describe_changes([changes[pk] for pk, _kind, _at in rows if pk in changes], in_full=False)


def _get_time_order(row: tuple) -> tuple:
    pk, _kind, made_at = row
    return made_at, pk


def describe_changes(changes: Sequence[Any], *, in_full: bool = True) -> list[FeedEntry]:
    """Describe each change of `unwrap_changes`, in the same order.

    `in_full`: whether to fetch what reworded claims said before. Queries: at most 2.
    """
    survivors = _find_survivors(changes)
    earlier = _load_earlier_wordings(changes) if in_full else {}
    return [_describe_change(change, survivors, earlier) for change in changes]


def name_agreeing_parties(entries: Iterable[FeedEntry]) -> None:
    """Name those that agree now, at the latest change of each claim, which comes first.

    Queries: at most 1.
    """
    latest: dict[int, FeedEntry] = {}
    for entry in entries:
        if entry.claim:
            latest.setdefault(entry.claim.pk, entry)
    agreed = {
        pk: entry
        for pk, entry in latest.items()
        if entry.claim and entry.claim.status == entry.change.status_after == Status.AGREED
    }
    for pk, words in load_agreeing_parties(agreed).items():
        agreed[pk].agreed_by = words


def group_by_day(
    entries: Iterable[FeedEntry], *, has_newer: bool = False, has_older: bool = False
) -> list[FeedDay]:
    """Group the entries of a page by day.

    `has_newer`, `has_older`: whether there is a page before, or after.
    """
    groups = groupby(entries, key=lambda entry: timezone.localdate(entry.change.made_at))
    days = [FeedDay(day, sorted(group, key=lambda entry: bool(entry.loaded_on))) for day, group in groups]
    if days:
        days[0].may_be_cut |= has_newer
        days[-1].may_be_cut |= has_older
    return days


def _find_survivors(changes: Sequence[Change]) -> dict[int, Claim]:
    """Find the published claims that merged ones are part of now, by the merged id."""
    hidden = {change.claim.pk for change in changes if change.claim and not change.claim.is_published}
    return find_surviving_claims(hidden) if hidden else {}


def _load_earlier_wordings(changes: Sequence[Change]) -> dict[Change, str]:
    """Load what reworded claims said before, by change."""
    versions = {
        change: (change.claim_id, change.version - 1)
        for change in changes
        if change.kind == ChangeKind.REWORDED and change.version and change.claim_id
    }
    if not versions:
        return {}
    rows = ClaimVersion.objects.filter(
        claim__in={claim for claim, _number in versions.values()},
        number__in={number for _claim, number in versions.values()},
    )
    size = Func(F("snapshot"), function="pg_column_size", output_field=IntegerField())
    small = rows.annotate(size=size).filter(size__lte=LARGEST_COMPARED)
    texts = small.annotate(text=KeyTextTransform("proposition", F("snapshot")))
    by_version = {
        (claim, number): text for claim, number, text in texts.values_list("claim", "number", "text")
    }
    return {change: by_version.get(version) or "" for change, version in versions.items()}


def _describe_change(change: Any, survivors: dict[int, Claim], earlier: dict[Change, str]) -> FeedEntry:
    """Describe a change; of a claim that readers do not see any more, only why it was retracted."""
    claim = change.claim if change.claim and change.claim.is_published else None
    survivor = survivors.get(change.claim_id or 0)
    entry = FeedEntry(change, _name_change(change, survivor is not None), claim, survivor=survivor)
    entry.loaded_on = _find_day_of_loading(change)
    if change.claim and not claim and not survivor:
        if change.kind == ChangeKind.RETRACTED:
            entry.reason = change.claim.retraction_reason
        return entry
    statement = change.statement
    if statement and claim and statement.state == State.PUBLISHED and statement.claim.is_published:
        entry.cause = statement
    if change.kind == ChangeKind.CORRECTION and change.correction:
        entry.notice, entry.reason = change.correction.notice, change.correction.reason
    elif change.kind == ChangeKind.SOURCE and change.article and change.citation:
        entry.notice = _describe_source(change.article)
    elif statement and statement.state == State.RETRACTED:
        entry.reason = statement.retraction_reason
        if change.kind in (ChangeKind.STATUS, ChangeKind.POSITION):
            entry.notice = _("Because a position was retracted.")
    elif change.by_rule:
        entry.notice = _("No position changed: we refined the rule for statuses.")
    if claim:
        entry.earlier = earlier.get(change, "")
    return entry


def _find_day_of_loading(change: Any) -> datetime.date | None:
    """Return when a new claim came here, if that was later than the day which its record gives it."""
    if change.kind != ChangeKind.NEW or not change.came_at:
        return None
    day = timezone.localdate(change.came_at)
    return day if day > timezone.localdate(change.made_at) else None


def _describe_source(article: Article) -> str:
    """Say what an outlet did to one of its articles that the claim's page cites."""
    change = labels.describe_source_change(article.corrected_on, article.retracted_on)
    if not change:
        return _("“%(title)s” (%(outlet)s): neither corrected nor retracted after all.") % {
            "title": article.title,
            "outlet": article.outlet.name,
        }
    return _("“%(title)s” (%(outlet)s), which is cited here, was %(change)s.") % {
        "title": article.title,
        "outlet": article.outlet.name,
        "change": change,
    }


def _name_change(change: Change, is_merged: bool) -> str:
    if change.kind == ChangeKind.POSITION:
        return ngettext("New position", "%(n)s new positions", change.how_many) % {"n": change.how_many}
    if change.kind == ChangeKind.RETRACTED and is_merged:
        return _("Merged into another claim")
    return str(CHANGE_NAMES[ChangeKind(change.kind)])


CHANGE_NAMES = {
    ChangeKind.NEW: gettext_lazy("New claim"),
    ChangeKind.STATUS: gettext_lazy("Status changed"),
    ChangeKind.REWORDED: gettext_lazy("Reworded"),
    ChangeKind.CORRECTION: gettext_lazy("Correction"),
    ChangeKind.SOURCE: gettext_lazy("Source changed"),
    ChangeKind.POSITION_RETRACTED: gettext_lazy("A position was retracted"),
    ChangeKind.RETRACTED: gettext_lazy("Claim retracted"),
    ChangeKind.REPUBLISHED: gettext_lazy("Published again"),
}
