"""The names behind the ids in an address, as far as readers may know them."""

from collections.abc import Mapping, Sequence

from django.db.models import CharField, QuerySet, Value

from claims.models import Claimant, Topic
from claims.visibility import outlets_on_record


def names_of(ids: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], str]:
    """Names by kind ("topic", "party", "claimant", "outlet") and id, in one query for all together.

    What no published claim shows has no name here, as if it did not exist.
    """
    rows = {
        "topic": Topic.objects.on_record(),
        "party": Claimant.objects.parties().on_record(),
        "claimant": Claimant.objects.on_record(),
        "outlet": outlets_on_record(),
    }
    asked = [_named(kind, rows[kind].filter(pk__in=wanted)) for kind, wanted in ids.items() if wanted]
    if not asked:
        return {}
    found = asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]
    return {(kind, pk): name for kind, pk, name in found}


def _named(kind: str, rows: QuerySet) -> QuerySet:
    return rows.order_by().values_list(Value(kind, CharField()), "pk", "name")
