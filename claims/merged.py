"""Where a row that was merged away has gone."""

from django.db import models
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponsePermanentRedirect

from sources.models import Outlet

from .models import Claim, Claimant, Merge

NOUNS = {Claim: "claim", Claimant: "claimant", Outlet: "outlet"}
"""The kinds of rows that can be merged, as the columns of Merge name them."""

KEPT_FOR = 3600
"""For how many seconds a browser remembers where a row has gone: a merge can be undone."""

LONGEST_CHAIN = 50


def survivor(model: type[models.Model], pk: int) -> int:
    """The id of the row that `pk` has become part of, and that one in turn; `pk` where it has not."""
    noun = NOUNS[model]
    standing = Merge.objects.filter(undone_at=None)
    for _ in range(LONGEST_CHAIN):
        into = standing.filter(**{f"{noun}_from": pk}).values_list(f"{noun}_into", flat=True).first()
        if into is None:
            break
        pk = into
    return pk


def merge_of(row: models.Model) -> Merge | None:
    """The merge in which `row` went away, with all that its sentence names."""
    noun = NOUNS[type(row)]
    merges = Merge.objects.filter(**{f"{noun}_from": row.pk}, undone_at=None)
    return merges.select_related(f"{noun}_into", f"{noun}_from", "merged_by").first()


def unmerged(rows: models.QuerySet) -> models.QuerySet:
    """Without those that have become part of another one."""
    noun = NOUNS[rows.model]
    return rows.exclude(Exists(Merge.objects.filter(**{f"{noun}_from": OuterRef("pk")}, undone_at=None)))


def redirect_to_survivor(
    request: HttpRequest, seen: models.QuerySet, pk: int
) -> HttpResponsePermanentRedirect | None:
    """The way to the row of `seen` that `pk` has become part of; None where there is none.

    The query is kept. Asked only where nothing is to be read under an address, so that it costs other
    pages nothing; and only what readers see is led to, for an address tells its wording.
    """
    into = survivor(seen.model, pk)
    row = seen.filter(pk=into).first() if into != pk else None
    if row is None:
        return None
    query = request.META.get("QUERY_STRING", "")
    address = row.get_absolute_url()
    response = HttpResponsePermanentRedirect(f"{address}?{query}" if query else address)
    response["Cache-Control"] = f"max-age={KEPT_FOR}"
    return response
