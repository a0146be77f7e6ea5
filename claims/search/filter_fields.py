"""Form fields for repeated query parameters; invalid values are ignored."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from django import forms
from django.db.models import CharField, QuerySet, Value

from claims.models import Claimant, Topic
from claims.models.claimant import translate_name
from claims.visibility import outlets_on_record
from core.query_string import parse_id

MOST_VALUES = 5
"""Values of one kind that can be combined."""

LARGEST_ID = 2**48 - 1


class MultiValueField(forms.Field):
    """Any number of values, each parsed; invalid ones are left out."""

    widget = forms.SelectMultiple

    def clean(self, values) -> list:
        values = [values] if isinstance(values, str) else values or []
        valid = dict.fromkeys(value for value in map(self.parse, values) if value is not None)
        return list(valid)[:MOST_VALUES]

    def parse(self, value: str):
        """Parse one parameter; None if it is invalid."""
        raise NotImplementedError


class MultiWordField(MultiValueField):
    def __init__(self, *, words: Iterable[str], **kwargs):
        super().__init__(**kwargs)
        self.words = frozenset(words)

    def parse(self, value: str) -> str | None:
        return value if value in self.words else None


class MultiNumberField(MultiValueField):
    def __init__(self, *, largest: int = LARGEST_ID, **kwargs):
        super().__init__(**kwargs)
        self.largest = largest

    def parse(self, value: str) -> int | None:
        number = parse_id(value)
        return number if number and number <= self.largest else None


class FlagField(MultiValueField):
    """A flag: 1 is on, and off is not in the query string."""

    def parse(self, value: str) -> bool | None:
        return True if value == "1" else None


def read_public_names(ids: Mapping[str, Sequence[int]]) -> dict[tuple[str, int], str]:
    """Read the public names for ids in a query string, by kind and id.

    Kinds are "topic", "party", "claimant" and "outlet". Rows that no published claim shows are left
    out, as if they did not exist. Queries: 1, or 0 without ids.
    """
    rows: dict[str, Callable[[], QuerySet]] = {
        "topic": Topic.objects.on_record,
        "party": Claimant.objects.parties().on_record,
        "claimant": Claimant.objects.on_record,
        "outlet": outlets_on_record,
    }
    selects = [_select_names(kind, rows[kind]().filter(pk__in=pks)) for kind, pks in ids.items() if pks]
    if not selects:
        return {}
    names = selects[0].union(*selects[1:], all=True) if len(selects) > 1 else selects[0]
    return {(kind, pk): translate_name(name, kind) for kind, pk, name in names}


def _select_names(kind: str, rows: QuerySet) -> QuerySet:
    return rows.order_by().values_list(Value(kind, CharField()), "pk", "name")
