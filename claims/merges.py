"""Where a row that was merged away has gone."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponsePermanentRedirect

from sources.models import Outlet

from .models import Claim, Claimant, Merge

NOUNS = {Claim: "claim", Claimant: "claimant", Outlet: "outlet"}
"""The kinds of rows that can be merged, as the columns of Merge name them."""

REDIRECT_MAX_AGE = 3600
"""For how many seconds a browser remembers where a row has gone: a merge can be undone."""

LONGEST_CHAIN = 50


def merge_targets(noun: str, ids: Iterable[int | None]) -> dict[int, int]:
    """For each of `ids` that was merged away, the id that it is part of now; the others are left out.

    `noun`: see NOUNS. Usually one query; one more for each step of a chain.
    """
    steps: dict[int, int] = {}
    asked = {one for one in ids if one is not None}
    wanted = set(asked)
    for _ in range(LONGEST_CHAIN):
        if not wanted:
            break
        standing = Merge.objects.filter(undone_at=None, **{f"{noun}_from__in": wanted})
        more = dict(standing.values_list(f"{noun}_from", f"{noun}_into"))
        steps |= more
        wanted = set(more.values()) - steps.keys()
    return {one: _end_of_chain(one, steps) for one in asked & steps.keys()}


def _end_of_chain(one: int, steps: dict[int, int]) -> int:
    seen = set()
    while one in steps and one not in seen:
        seen.add(one)
        one = steps[one]
    return one


def surviving_pk(model: type[models.Model], pk: int) -> int:
    """The id of the row that `pk` has become part of, and that one in turn; `pk` where it has not."""
    return merge_targets(NOUNS[model], [pk]).get(pk, pk)


def find_merge(row: models.Model) -> Merge | None:
    """The merge in which `row` went away, with all that its sentence names."""
    noun = NOUNS[type(row)]
    merges = Merge.objects.filter(**{f"{noun}_from": row.pk}, undone_at=None)
    return merges.select_related(f"{noun}_into", f"{noun}_from", "merged_by").first()


def exclude_merged(rows: models.QuerySet) -> models.QuerySet:
    """Leave out the rows that have become part of another one; of any kind in NOUNS."""
    noun = NOUNS[rows.model]
    return rows.exclude(Exists(Merge.objects.filter(**{f"{noun}_from": OuterRef("pk")}, undone_at=None)))


def redirect_to_survivor(
    request: HttpRequest, seen: models.QuerySet, pk: int
) -> HttpResponsePermanentRedirect | None:
    """The way to the row of `seen` that `pk` has become part of; None where there is none.

    The query is kept. Asked only where nothing is to be read under an address, so that it costs other
    pages nothing; and only what readers see is led to, for an address tells its wording.
    """
    became = surviving_pk(seen.model, pk)
    row = seen.filter(pk=became).first() if became != pk else None
    if row is None:
        return None
    query = request.META.get("QUERY_STRING", "")
    address = row.get_absolute_url()
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response["Cache-Control"] = f"max-age={REDIRECT_MAX_AGE}"
    return response
