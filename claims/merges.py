"""Merges: the row that another one has become part of."""

from collections.abc import Iterable

from django.db import connection, models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponsePermanentRedirect

from core.canonical_urls import redirect_permanently
from sources.models import Outlet

from .models import Claim, Claimant, Merge

NOUNS: dict[type[models.Model], str] = {Claim: "claim", Claimant: "claimant", Outlet: "outlet"}
"""The kinds of rows that can be merged, as the columns of Merge name them."""

REDIRECT_MAX_AGE = 3600
"""For how many seconds a browser caches the redirect: a merge can be undone."""

LONGEST_CHAIN = 50
CHAINS = """
WITH RECURSIVE chain AS (
    SELECT m.{noun}_from_id AS merged, m.{noun}_into_id AS target, 1 AS steps
    FROM claims_merge m WHERE m.undone_at IS NULL AND m.{noun}_from_id = ANY (%s)
    UNION ALL
    SELECT c.merged, m.{noun}_into_id, c.steps + 1
    FROM chain c JOIN claims_merge m ON m.{noun}_from_id = c.target AND m.undone_at IS NULL
    WHERE c.steps < %s
), ends AS (SELECT DISTINCT ON (merged) merged, target FROM chain ORDER BY merged, steps DESC)
SELECT merged, {target}
"""
TARGET = "target FROM ends"
SURVIVOR = "id, text FROM ends JOIN claims_claim ON id = target AND state = 'published'"


def merge_targets(noun: str, ids: Iterable[int | None]) -> dict[int, int]:
    """Map each id that was merged to the id of the row that it is part of now.

    Other ids are left out. `noun`: see NOUNS. Queries: 1, or none without ids.
    """
    return {merged: target for merged, target in _fetch(noun, ids, TARGET) if target != merged}


def find_surviving_claims(ids: Iterable[int]) -> dict[int, Claim]:
    """Find the published claims that merged ones are part of now, by the merged id. Queries: 1."""
    return {merged: Claim(pk=pk, text=text) for merged, pk, text in _fetch("claim", ids, SURVIVOR)}


def _fetch(noun: str, ids: Iterable[int | None], target: str) -> list[tuple]:
    asked = [pk for pk in ids if pk is not None]
    if not asked:
        return []
    with connection.cursor() as cursor:
        cursor.execute(CHAINS.format(noun=noun, target=target), [asked, LONGEST_CHAIN])
        return cursor.fetchall()


def surviving_pk(model: type[models.Model], pk: int) -> int:
    """Return the id of the row that `pk` is part of now.

    That is `pk` itself if it was not merged.
    """
    return merge_targets(NOUNS[model], [pk]).get(pk, pk)


def find_merge(row: models.Model) -> Merge | None:
    """Return the merge in which `row` went away, with all that its sentence names."""
    noun = NOUNS[type(row)]
    merges = Merge.objects.filter(**{f"{noun}_from": row.pk}, undone_at=None)
    return merges.select_related(f"{noun}_into", f"{noun}_from", "merged_by").first()


def exclude_merged(rows: models.QuerySet) -> models.QuerySet:
    """Leave out the rows that have become part of another one; of any kind in NOUNS."""
    noun = NOUNS[rows.model]
    return rows.exclude(Exists(Merge.objects.filter(**{f"{noun}_from": OuterRef("pk")}, undone_at=None)))


def redirect_to_survivor(
    request: HttpRequest, visible_rows: models.QuerySet, pk: int
) -> HttpResponsePermanentRedirect | None:
    """Redirect to the one of `visible_rows` that `pk` was merged into.

    The query string is kept. Returns None if there is no such row. Call it only where an address has
    nothing to show: other pages then pay nothing for it. It leads only to rows that readers see,
    because an address gives away the wording.
    """
    target = surviving_pk(visible_rows.model, pk)
    row = visible_rows.filter(pk=target).first() if target != pk else None
    if row is None:
        return None
    response = redirect_permanently(request, row.get_absolute_url())
    response["Cache-Control"] = f"max-age={REDIRECT_MAX_AGE}"
    return response
