"""How a deed picks its rows by numbers, and of which claims they are."""

import itertools
from collections.abc import Sequence
from typing import Any

from django.db.models import Model, Q, QuerySet

from claims.models import (
    Citation,
    Claim,
    Claimant,
    CorrectionProposal,
    ImportRun,
    Merge,
    OfferedCitation,
    OriginRow,
    Publication,
    Review,
    Statement,
)
from sources.models import Article, Capture, CaptureText, Outlet

PATHS: dict[type[Model], list[str]] = {
    Claim: ["pk"],
    Statement: ["statements"],
    Citation: ["statements__citations"],
    Article: ["statements__citations__article"],
    Capture: ["statements__citations__capture"],
    CaptureText: ["statements__citations__capture"],
    Outlet: ["statements__citations__article__outlet"],
    Claimant: ["statements__claimant", "statements__party"],
    Review: ["reviews", "statements__reviews"],
    OfferedCitation: ["statements__offered_citations"],
    CorrectionProposal: ["correction_proposals"],
}
"""By which paths claims are found of a row of each kind; others name them in columns of their own."""
ANY_ROW = 4
"""Of so many picks, one is of any row, as people try what is refused as well."""


class NothingToDo(Exception):
    """There is no row of the kind that a deed needs."""


class Numbers:
    """Numbers by which rows are picked, one after the other, and the claims of what was picked.

    `focus`: the id of a claim whose rows are picked before others, so that several deeds meet on them.
    """

    def __init__(self, numbers: Sequence[int], focus: int | None = None) -> None:
        self._numbers = itertools.cycle(numbers or [0])
        self.focus, self.claims = focus, set[int]()

    def pick(self, rows: QuerySet | Sequence) -> Any:
        rows = list(rows.order_by("pk")) if isinstance(rows, QuerySet) else list(rows)
        if self.focus:
            rows = [row for row in rows if self.focus in list_claims(row)] or rows
        if not rows:
            raise NothingToDo
        picked = rows[next(self._numbers) % len(rows)]
        self.claims |= list_claims(picked)
        return picked

    def prefer(self, likely: QuerySet | Sequence, possible: QuerySet | Sequence) -> Any:
        """Pick a row with which a deed is likely to be done, and now and then any."""
        is_any = next(self._numbers) % ANY_ROW == ANY_ROW - 1
        return self.pick(possible if is_any or not likely else likely)


def list_claims(row: Any) -> set[int]:
    """List the ids of the claims that a row is of, or that rest on it."""
    match row:
        case Publication():
            of_rows = Q(pk__in=row.claims) | Q(statements__in=row.statements)
        case Merge():
            of_rows = Q(pk__in=[pk for pk in (row.claim_from_id, row.claim_into_id) if pk])
        case ImportRun():
            made = OriginRow.objects.filter(origin__run=row, model="claims.claim").values("row_id")
            of_rows = Q(pk__in=made)
        case Model():
            paths = PATHS.get(type(row), [])
            of_rows = Q(pk__in=[])
            for path in paths:
                of_rows |= Q(**{path: row.pk})
        case _:
            return set()
    return set(Claim.objects.filter(of_rows).values_list("pk", flat=True))
