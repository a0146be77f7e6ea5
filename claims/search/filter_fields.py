"""Fields of an address that may stand in it several times, and of which only what makes sense is taken."""

from collections.abc import Iterable, Mapping, Sequence

from django import forms
from django.db.models import CharField, QuerySet, Value

from claims.models import Claimant, Topic
from claims.visibility import outlets_on_record

MOST_VALUES = 5
"""How many values of one kind are combined."""

LARGEST_ID = 2**48 - 1


class ValuesField(forms.Field):
    """Any number of values, each as the rows have it; those that make no sense are left out."""

    widget = forms.SelectMultiple

    def clean(self, values) -> list:
        values = [values] if isinstance(values, str) else values or []
        known = dict.fromkeys(value for value in map(self.known, values) if value is not None)
        return list(known)[:MOST_VALUES]

    def known(self, value: str):
        """What `value` stands for; None if it makes no sense."""
        raise NotImplementedError


class WordField(ValuesField):
    def __init__(self, *, words: Iterable[str], **kwargs):
        super().__init__(**kwargs)
        self.words = frozenset(words)

    def known(self, value: str) -> str | None:
        return value if value in self.words else None


class NumberField(ValuesField):
    def __init__(self, *, largest: int = LARGEST_ID, **kwargs):
        super().__init__(**kwargs)
        self.largest = largest

    def known(self, value: str) -> int | None:
        is_number = value.isascii() and value.isdigit() and len(value) < 20
        return int(value) if is_number and 0 < int(value) <= self.largest else None


class YesField(ValuesField):
    """On or not: what is off is not in the address."""

    def known(self, value: str) -> bool | None:
        return True if value == "1" else None


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
