"""What changed, as readers are told: one sentence for each change, and what stands with it.

Rows of Change hold no words. They are read here from the record as it is now, so that nothing of what was
retracted since is told.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db.models import F, Func, IntegerField, QuerySet
from django.db.models.fields.json import KeyTextTransform
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import labels
from claims.merges import merge_targets
from claims.models import Change, ChangeKind, ChangeTopic, Claim, ClaimVersion, State, Statement
from claims.versions.changes import LARGEST_COMPARED

KINDS = {
    ChangeKind.STATUS: gettext_lazy("Changes of status"),
    ChangeKind.NEW: gettext_lazy("New claims"),
    ChangeKind.POSITION: gettext_lazy("New positions"),
    ChangeKind.REWORDED: gettext_lazy("Reworded claims"),
    ChangeKind.CORRECTION: gettext_lazy("Corrections"),
    ChangeKind.POSITION_RETRACTED: gettext_lazy("Retracted positions"),
    ChangeKind.RETRACTED: gettext_lazy("Retracted or merged claims"),
    ChangeKind.REPUBLISHED: gettext_lazy("Claims published again"),
}
"""The kinds of changes as readers choose among them, the most asked for first."""

IN_BRIEF = 3
"""So many new claims in a row are told as a list."""

SHOWN_WITH = ("claim", "correction", "statement__claim", "statement__claimant", "statement__party")
NOT_SHOWN = ("claim__search", "statement__claim__search")


@dataclass
class News:
    """One change in words. `claim` is there only while readers may read it, and so is `cause`, the
    statement that brought the change. `became`: the claim of which a merged one is part now. `pk`: the
    claim's id, whose address answers also when it was retracted."""

    change: Change
    what: str
    claim: Claim | None = None
    cause: Statement | None = None
    became: Claim | None = None
    was: str = ""
    notice: str = ""
    why: str = ""

    @property
    def kind(self) -> str:
        return self.change.kind

    @property
    def cause_words(self) -> str:
        """ "Sergei Lavrov for Russia denies it (12 April 2017)"."""
        said = self.cause
        who = said.claimant.name
        if said.claimant_id != said.party_id:
            who = _("%(who)s for %(party)s") % {"who": who, "party": said.party.in_sentence}
        return _("%(who)s: %(position)s, %(when)s") % {
            "who": who,
            "position": labels.describe_stance(said),
            "when": labels.format_said_on(said),
        }


@dataclass
class Day:
    """The news of one day, newest first. `runs`: neighbours of one kind together, for many new claims at
    once are told in brief."""

    day: datetime.date
    news: list[News] = field(default_factory=list)

    @property
    def runs(self) -> list[tuple[bool, list[News]]]:
        """Whether to tell them in brief, and which."""
        grouped = [list(rows) for _brief, rows in groupby(self.news, key=_is_brief)]
        return [(_is_brief(rows[0]) and len(rows) >= IN_BRIEF, rows) for rows in grouped]


def _is_brief(news: News) -> bool:
    return news.kind == ChangeKind.NEW and news.claim is not None


def changes_of(*, topic=None, kind: str = "") -> tuple[QuerySet, list[str]]:
    """The rows to page through, newest first, and the order in which they are paged.

    Of a topic these are ChangeTopic rows, which lead to their change: see `as_changes`.
    """
    if topic is None:
        rows = Change.objects.select_related(*SHOWN_WITH).defer(*NOT_SHOWN)
        return (rows.filter(kind=kind) if kind else rows), ["-made_at", "-id"]
    rows = ChangeTopic.objects.filter(topic=topic)
    rows = rows.select_related(*(f"change__{name}" for name in SHOWN_WITH))
    rows = rows.defer(*(f"change__{name}" for name in NOT_SHOWN))
    return (rows.filter(kind=kind) if kind else rows), ["-made_at", "-change_id"]


def as_changes(rows: Iterable[Change | ChangeTopic]) -> list[Change]:
    return [row.change if isinstance(row, ChangeTopic) else row for row in rows]


def mixed_news(number: int) -> list[News]:
    """The newest changes, but no more than a third of them new claims while there are others; newest
    first. Three queries, and one more for each merge in a chain."""
    rows = _newest_of(KINDS, number)
    fresh = [row for row in rows if row[1] == ChangeKind.NEW]
    other = [row for row in rows if row[1] != ChangeKind.NEW]
    fresh = fresh[: max(number // 3, number - len(other))]
    return _told_of(sorted([*fresh, *other[: number - len(fresh)]], key=_newest_first, reverse=True))


def news_of(kinds: Iterable[str], number: int) -> list[News]:
    """The newest changes of these kinds; as many queries as above."""
    return _told_of(_newest_of(kinds, number)[:number])


def _newest_of(kinds: Iterable[str], number: int) -> list[tuple]:
    """(id, kind, made_at) of the newest of each kind, at most `number` of each, newest first."""
    first, *others = [
        Change.objects.filter(kind=kind)
        .order_by("-made_at", "-id")
        .values_list("pk", "kind", "made_at")[:number]
        for kind in kinds
    ]
    return sorted(first.union(*others, all=True), key=_newest_first, reverse=True)


def _told_of(rows: list[tuple]) -> list[News]:
    changes = changes_of()[0].in_bulk([pk for pk, _kind, _at in rows])
    return told([changes[pk] for pk, _kind, _at in rows if pk in changes], wordings=False)


def _newest_first(row: tuple) -> tuple:
    pk, _kind, made_at = row
    return made_at, pk


def told(changes: Sequence[Change], *, wordings: bool = True) -> list[News]:
    """Each change in words, in the same order; three queries at most, and one more for each merge in a
    chain. `wordings`: whether to fetch what reworded claims said before."""
    became = _became(changes)
    earlier = _earlier_wordings(changes) if wordings else {}
    return [_news(change, became, earlier) for change in changes]


def by_day(news: Iterable[News]) -> list[Day]:
    return [
        Day(day, list(rows))
        for day, rows in groupby(news, key=lambda row: timezone.localdate(row.change.made_at))
    ]


def _became(changes: Sequence[Change]) -> dict[int, Claim]:
    """The published claims that merged ones are part of now, by the id of the merged one."""
    gone = {change.claim_id for change in changes if change.claim and not change.claim.is_published}
    if not gone:
        return {}
    survivors = merge_targets("claim", gone)
    claims = Claim.objects.published().defer("search").in_bulk(set(survivors.values()))
    return {lost: claims[kept] for lost, kept in survivors.items() if kept in claims}


def _earlier_wordings(changes: Sequence[Change]) -> dict[tuple[int, int], str]:
    """What reworded claims said before, by claim and number of the version."""
    reworded = [change for change in changes if change.kind == ChangeKind.REWORDED]
    if not reworded:
        return {}
    wanted = {(change.claim_id, change.version - 1) for change in reworded}
    versions = ClaimVersion.objects.filter(
        claim__in={claim for claim, _number in wanted}, number__in={number for _claim, number in wanted}
    )
    size = Func(F("snapshot"), function="pg_column_size", output_field=IntegerField())
    small = versions.annotate(size=size).filter(size__lte=LARGEST_COMPARED)
    found = small.annotate(was=KeyTextTransform("proposition", F("snapshot")))
    return {(claim, number): was for claim, number, was in found.values_list("claim", "number", "was")}


def _news(change: Change, became: dict[int, Claim], wordings: dict[tuple[int, int], str]) -> News:
    claim = change.claim if change.claim and change.claim.is_published else None
    news = News(change=change, what=_what(change, change.claim_id in became), claim=claim)
    news.became = became.get(change.claim_id)
    statement = change.statement
    if statement and claim and statement.state == State.PUBLISHED and statement.claim.is_published:
        news.cause = statement
    if change.kind == ChangeKind.CORRECTION and change.correction:
        news.notice, news.why = change.correction.notice, change.correction.reason
    elif change.kind == ChangeKind.RETRACTED and claim is None and not news.became:
        news.why = change.claim.retraction_reason
    elif statement and statement.state == State.RETRACTED:
        news.why = statement.retraction_reason
        if change.kind in (ChangeKind.STATUS, ChangeKind.POSITION):
            news.notice = _("Because of a position that was retracted.")
    if change.kind == ChangeKind.REWORDED and claim:
        news.was = wordings.get((change.claim_id, change.version - 1)) or ""
    return news


def _what(change: Change, merged: bool) -> str:
    if change.kind == ChangeKind.POSITION:
        return ngettext("New position", "%(n)s new positions", change.how_many) % {"n": change.how_many}
    if change.kind == ChangeKind.RETRACTED and merged:
        return _("Became part of another claim")
    return str(WHAT[change.kind])


WHAT = {
    ChangeKind.NEW: gettext_lazy("New claim"),
    ChangeKind.STATUS: gettext_lazy("Status changed"),
    ChangeKind.REWORDED: gettext_lazy("Reworded"),
    ChangeKind.CORRECTION: gettext_lazy("Correction"),
    ChangeKind.POSITION_RETRACTED: gettext_lazy("A position was retracted"),
    ChangeKind.RETRACTED: gettext_lazy("Claim retracted"),
    ChangeKind.REPUBLISHED: gettext_lazy("Published again"),
}
