"""Undoing a publication that was a slip, within minutes and while nothing was built on it."""

import datetime
from collections.abc import Iterable
from typing import Any

import pghistory
from django.db import connection, models
from django.db.models import Q
from django.utils.text import Truncator

from claims.models import (
    Change,
    ChangeKind,
    Citation,
    Claim,
    ClaimRelation,
    Correction,
    CorrectionProposal,
    FactCheck,
    Merge,
    OfferedCitation,
    Publication,
    Review,
    ReviewOutcome,
    State,
    Statement,
)
from core.errors import Refused, translate_refusals
from core.history import select_edits, select_related_rows
from core.models import get_event_model

from .last_editor import IGNORED_COLUMNS
from .locks import lock_claims
from .review import end_waiting_apart

UNDO_FOR = datetime.timedelta(minutes=10)
"""For how long a publication can be undone."""
REASON = "Publishing was undone."
"""What the history says of it, and the versions of claims that stay published."""
MOST_NAMED = 10
TOO_LATE = "It was published more than ten minutes ago. Retract what should not have been published."
TOLD_KINDS = (ChangeKind.NEW, ChangeKind.STATUS, ChangeKind.POSITION)
"""What the list of changes tells of a publication."""

EDITED = (Claim, Statement, Citation, ClaimRelation, FactCheck)
NUMBERED: tuple[type[models.Model], ...] = (
    *(get_event_model(model) for model in EDITED),
    *(Review, OfferedCitation, Merge, Correction, CorrectionProposal),
)
"""The tables of what may be built on a publication: of what has a history, those of its events."""
LAST_IDS = """
SELECT t.name, COALESCE(pg_sequence_last_value(pg_get_serial_sequence(t.name, t.pk)), 0)
FROM unnest(%s::text[], %s::text[]) AS t (name, pk)
"""

CLAIMS = "SELECT unnest(%(claims)s::bigint[]) AS id"
STATEMENTS = "SELECT unnest(%(statements)s::bigint[]) AS id"


class CannotUndoPublication(Refused):
    """A publication that stays; `reasons` has a sentence for each thing in the way."""

    def __init__(self, reasons: list[str]):
        more = [f"And {len(reasons) - MOST_NAMED} more."] if len(reasons) > MOST_NAMED else []
        self.reasons = reasons[:MOST_NAMED] + more
        super().__init__(" ".join(["This can no longer be undone.", *self.reasons]))


def read_last_ids() -> dict[str, int]:
    """Read the last id given out in each table that tells what was built on a publication. Queries: 1.

    Called while what is published is locked, a greater id means later, whatever clocks say: a change that
    began before and waited has its id from after the wait.
    """
    tables = {model._meta.db_table: model._meta.pk.column for model in NUMBERED if model._meta.pk}
    with connection.cursor() as cursor:
        cursor.execute(LAST_IDS, [list(tables), list(tables.values())])
        return dict(cursor.fetchall())


@translate_refusals()
def undo_publication(*, publication: Publication, by, now: datetime.datetime) -> None:
    """Make drafts again of everything that `publication` published; its reviews wait again.

    Readers get no notice, and the list of changes tells nothing of it. The history and the versions keep what
    was seen. Raises CannotUndoPublication when the time is over or something was built on it; Refused if a
    claim that was published before would be left without a position.
    """
    lock_claims(_list_claims(publication))
    publication = Publication.objects.select_for_update(of=("self",)).get(pk=publication.pk)
    if reasons := list_obstacles(publication, now):
        raise CannotUndoPublication(reasons)
    claims, statements = publication.claims, publication.statements
    with pghistory.context(reason=REASON, user=by.pk), translate_refusals():
        Claim.objects.filter(pk__in=claims).update(state=State.DRAFT, published_at=None, published_by=None)
        Statement.objects.filter(pk__in=statements).update(state=State.DRAFT)
        Review.objects.filter(pk__in=publication.reviews).update(
            outcome=ReviewOutcome.WAITING, settled_at=None, settled_by=None
        )
        end_waiting_apart(reviews=publication.reviews)
        publication.undone_at, publication.undone_by = now, by
        publication.save(update_fields=["undone_at", "undone_by"])
    _forget_changes(publication)


def _list_claims(publication: Publication) -> list[int]:
    """List the ids of the claims that a publication concerns."""
    of_statements = Statement.objects.filter(pk__in=publication.statements).values_list("claim", flat=True)
    return [*publication.claims, *of_statements]


def list_obstacles(publication: Publication, now: datetime.datetime) -> list[str]:
    """List the reasons why `publication` cannot be undone, a sentence for each.

    Queries: a fixed number, and one for each row that is in the way.
    """
    if publication.undone_at:
        return [f"It has been undone already, by {publication.undone_by}."]
    if now - publication.published_at > UNDO_FOR:
        return [TOO_LATE]
    reasons = [
        *_list_other_states(Claim, publication.claims),
        *_list_other_states(Statement, publication.statements),
        *_list_edits(publication),
        *_list_additions(publication),
        *_list_later_publications(publication),
        *_list_other_news(publication),
    ]
    return list(dict.fromkeys(reasons))


def _list_other_states(model: type[Claim] | type[Statement], ids: list[int]) -> list[str]:
    rows = model.objects.filter(pk__in=ids).exclude(state=State.PUBLISHED).order_by("pk")
    found = set(model.objects.filter(pk__in=ids).values_list("pk", flat=True))
    gone = [f"A {model._meta.verbose_name} was removed since."] if found != set(ids) else []
    return gone + [f"{_describe(row)} is {row.get_state_display()} since." for row in rows]


def _list_edits(publication: Publication) -> list[str]:
    """List what was edited or added since, a sentence for each row."""
    parts: list[tuple[type[models.Model], str]] = [
        (Claim, CLAIMS),
        (Statement, f"{STATEMENTS} UNION {select_related_rows(Statement, 'claim', CLAIMS)}"),
        (Citation, select_related_rows(Citation, "statement", STATEMENTS)),
        (ClaimRelation, select_related_rows(ClaimRelation, "claim", CLAIMS)),
        (ClaimRelation, select_related_rows(ClaimRelation, "other", CLAIMS)),
        (FactCheck, select_related_rows(FactCheck, "claim", CLAIMS)),
    ]
    parameters: dict[str, Any] = {
        "claims": publication.claims,
        "statements": publication.statements,
        "ignored": list(IGNORED_COLUMNS),
    }
    query = "SELECT DISTINCT id FROM ({}) edits WHERE pgh_id > %(last)s ORDER BY id"
    reasons = []
    for model, rows in parts:
        last = _get_last_id(publication, get_event_model(model))
        with connection.cursor() as cursor:
            cursor.execute(query.format(select_edits(model, rows)), parameters | {"last": last})
            edited = [pk for (pk,) in cursor.fetchall()]
        reasons += [_describe_edit(model, pk) for pk in edited]
    return reasons


def _describe_edit(model: type[models.Model], pk: int) -> str:
    row = model._base_manager.filter(pk=pk).first()
    if row is None:
        return f"A {model._meta.verbose_name} was removed since."
    return f"{_describe(row)} was added or edited since."


def _list_additions(publication: Publication) -> list[str]:
    """List what came to rest on the published rows since, a sentence for each."""
    claims, statements = publication.claims, publication.statements
    others = Statement.objects.filter(claim__in=claims, state=State.PUBLISHED).exclude(pk__in=statements)
    waiting = Review.objects.filter(statement__claim__in=claims)
    offers = OfferedCitation.objects.filter(statement__in=statements)
    merges = Merge.objects.filter(Q(claim_from__in=claims) | Q(claim_into__in=claims), undone_at=None)
    corrections = Correction.objects.filter(claim__in=claims)
    proposals = CorrectionProposal.objects.filter(claim__in=claims)
    return [
        *_say_each(others, "{} was published on the same claim since."),
        *_say_each(_select_later(publication, waiting), "{} was asked for since."),
        *_say_each(_select_later(publication, offers), "{} was offered for it since."),
        *_say_each(_select_later(publication, merges), "{} happened since."),
        *_say_each(_select_later(publication, corrections), "{} was published since."),
        *_say_each(_select_later(publication, proposals), "{} was proposed since."),
    ]


def _select_later(publication: Publication, rows: models.QuerySet) -> models.QuerySet:
    return rows.filter(pk__gt=_get_last_id(publication, rows.model))


def _get_last_id(publication: Publication, model: type[models.Model]) -> int:
    return int(publication.last_ids.get(model._meta.db_table, 0))


def _list_later_publications(publication: Publication) -> Iterable[str]:
    """List what was published since on the same claims: readers were told of it beside this."""
    later = Publication.objects.filter(
        pk__gt=publication.pk, undone_at=None, versions__has_any_keys=list(publication.versions)
    )
    rows = later.values_list("claims", "statements")
    claims = Claim.objects.filter(
        pk__in=set(publication.versions).intersection(str(pk) for ids, _ in rows for pk in ids)
    )
    statements = Statement.objects.filter(
        claim__in=list(publication.versions), pk__in=[pk for _, ids in rows for pk in ids]
    )
    yield from _say_each(claims.defer("search"), "{} was published since.")
    yield from _say_each(statements, "{} was published on the same claim since.")


def _list_other_news(publication: Publication) -> Iterable[str]:
    """List the claims of which readers were told more than by the one version that the publication made."""
    told = _select_later_changes(publication)
    claims = Claim.objects.filter(pk__in=told.values("claim")).defer("search")
    return _say_each(claims, "{} changed for readers since.")


def _say_each(rows: models.QuerySet, sentence: str) -> Iterable[str]:
    return [sentence.format(_describe(row)) for row in rows.order_by("pk")[: MOST_NAMED + 1]]


def _describe(row: models.Model) -> str:
    name = str(row._meta.verbose_name)
    return f"{'An' if name[0] in 'aeiou' else 'A'} {name} (“{Truncator(row).chars(80)}”)"


def _forget_changes(publication: Publication) -> None:
    """Remove what the list of changes told of a publication and of its end.

    Nothing has changed for readers, and nothing else has changed the claims in between. PostgreSQL does it:
    the role of the site may not write to that list.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_forget_changes(%s)", [publication.pk])


def _select_later_changes(publication: Publication) -> models.QuerySet[Change]:
    """Select what was told of the claims by versions later than the one that the publication made."""
    told = Q(pk__in=[])
    for claim, number in publication.versions.items():
        told |= Q(claim=int(claim), version__gt=number + 1)
    return Change.objects.filter(told, kind__in=TOLD_KINDS)
