"""Resources that are the rows of one table: how they are listed."""

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from core.keyset_pagination import MAX_BIGINT, paginate_by_keyset
from core.pagination import count_rows

from .parameters import ParameterErrors
from .registry import Resource, Results


class IdField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_value=1, max_value=MAX_BIGINT, **kwargs)


class IdFilter(django_filters.Filter):
    """A filter by the id of a related row; there are no rows for an id that does not exist."""

    field_class = IdField


class KeyFilterSet(django_filters.FilterSet):
    """The filters of every table."""

    key = django_filters.CharFilter()


class TableResource(Resource):
    """A resource whose rows are those of one table.

    `order`: as paginate_by_keyset takes it.
    """

    filterset: ClassVar[type[KeyFilterSet]] = KeyFilterSet
    order: ClassVar[Sequence[str]] = ("id",)

    @property
    def filters(self) -> Sequence[str]:  # type: ignore[override] # known only by the filter set
        return tuple(self.filterset.base_filters)

    @abstractmethod
    def query(self) -> QuerySet[Any]:
        """Query the rows that readers see, with everything that is written of each."""

    def load(self, ids: Sequence[int]) -> list[Any]:
        by_id = {row.pk: row for row in self.query().filter(pk__in=ids)}
        return [by_id[pk] for pk in ids if pk in by_id]

    def search(self, query: QueryDict, size: int, errors: ParameterErrors) -> Results:
        chosen = self.filterset(query, self.query())
        for name, messages in chosen.errors.items():
            for message in messages:
                errors.add(name, str(message))
        errors.raise_if_any()
        rows = chosen.qs
        page = paginate_by_keyset(query, rows, order=self.order, size=size, is_strict=True)
        return Results(page, lambda: count_rows(rows))
