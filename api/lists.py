"""Resources that are the rows of one table: how they are listed."""

from abc import abstractmethod
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import F, Model, OuterRef, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict

from claims.merges import surviving_pk
from claims.models import Claimant
from core.keyset_pagination import MAX_BIGINT, paginate_by_keyset
from core.pagination import count_rows

from .parameters import ParameterErrors
from .registry import Expansion, Resource, Results

MOST_BELOW = 100
"""How many rows that belong to a row are expanded; its list has all of them."""


def to_one(resource: str, attribute: str) -> Expansion:
    """Expand the row whose id is in this attribute ("statement.claim_id"), if there is one."""

    def find_ids(rows: Sequence[Any]) -> dict[int, list[int]]:
        ids = {row.pk: attrgetter(attribute)(row) for row in rows}
        return {pk: [other] for pk, other in ids.items() if other is not None}

    return Expansion(resource, find_ids)


def to_many(resource: str, select: Callable[[], QuerySet[Any]], field: str) -> Expansion:
    """Expand the newest of the rows that readers see and whose `field` leads to a row, at most MOST_BELOW."""

    def find_ids(rows: Sequence[Any]) -> dict[int, list[int]]:
        number = Window(RowNumber(), partition_by=F(field), order_by="-pk")
        related = select().filter(**{f"{field}__in": [row.pk for row in rows]})
        pairs = related.annotate(api_number=number).filter(api_number__lte=MOST_BELOW).order_by("-pk")
        ids = defaultdict(list)
        for owner, pk in pairs.values_list(field, "pk"):
            ids[owner].append(pk)
        return ids

    return Expansion(resource, find_ids, is_many=True)


def find_on_record(attribute: str) -> Subquery:
    """Return a subquery for the claimant behind this attribute, if readers see it."""
    return Subquery(Claimant.objects.on_record().filter(pk=OuterRef(attribute)).values("pk")[:1])


class IdField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_BIGINT, **kwargs)


class IdFilter(django_filters.Filter):
    """A filter by the id of a related row; there are no rows for an id that does not exist."""

    field_class = IdField


class YesNoFilter(django_filters.TypedChoiceFilter):
    """A filter that is 0 or 1."""

    def __init__(self, **kwargs: Any) -> None:
        choices = [("0", "0"), ("1", "1")]
        super().__init__(choices=choices, coerce=lambda value: value == "1", **kwargs)


class DayFilter(django_filters.DateFilter):
    """A filter by a day, as 2017-04-12."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)


class TextFilter(django_filters.CharFilter):
    """A filter by exactly this text: blanks are not taken off, and so never leave nothing to filter by."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(strip=False, **kwargs)


class KeyFilterSet(django_filters.FilterSet):
    """The filters of every table."""

    key = TextFilter()


class TableResource(Resource):
    """A resource whose rows are those of one table.

    `order`: as paginate_by_keyset takes it.
    """

    filterset: ClassVar[type[KeyFilterSet]] = KeyFilterSet
    order: ClassVar[Sequence[str]] = ("id",)

    def get_filters(self) -> Mapping[str, Any]:
        filters: Mapping[str, Any] = self.filterset.base_filters
        return filters

    merged: ClassVar[type[Model] | None] = None
    """The model, where rows can be merged."""

    @abstractmethod
    def select(self) -> QuerySet[Any]:
        """Select the rows that are seen: here, those that readers see."""

    def query(self) -> QuerySet[Any]:
        """Query these rows with everything that is written of each."""
        return self.select()

    @property
    def view_permission(self) -> str:
        """The permission to look at such rows in the admin."""
        options = self.select().model._meta
        return f"{options.app_label}.view_{options.model_name}"

    def load(self, ids: Sequence[int]) -> list[Any]:
        by_id = {row.pk: row for row in self.query().filter(pk__in=ids)}
        return self.complete([by_id[pk] for pk in ids if pk in by_id])

    def complete(self, rows: Sequence[Any]) -> list[Any]:
        """Give these rows what is written of them and not queried with them; return those that have it."""
        return list(rows)

    def find_successor(self, pk: int) -> int | None:
        target = surviving_pk(self.merged, pk) if self.merged else pk
        return target if target != pk and self.query().filter(pk=target).exists() else None

    def search(self, query: QueryDict, size: int, errors: ParameterErrors) -> Results:
        chosen = self.filterset(query, self.query())
        for name, messages in chosen.errors.items():
            for message in messages:
                errors.add(name, str(message))
        errors.raise_if_any()
        rows = chosen.qs
        page = paginate_by_keyset(query, rows, order=self.order, size=size, is_strict=True)
        page.rows = self.complete(page.rows)
        return Results(page, lambda: count_rows(rows))
