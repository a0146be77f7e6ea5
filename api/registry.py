"""The resources of the API by name, and what each of them is."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import F, QuerySet
from django.http import QueryDict

from core.keyset_pagination import KeysetPage
from core.models import mask_key

if TYPE_CHECKING:
    from .lists import TableResource
    from .parameters import ParameterErrors
    from .serializers import RowSerializer

RESOURCES: dict[str, "Resource"] = {}
"""Every resource by its name, which is also its place in addresses."""

DRAFTS: dict[str, "TableResource"] = {}
"""Those of which the desk sees more than readers, with its drafts."""


def read_tombstone(retracted: QuerySet[Any]) -> dict[str, object] | None:
    """Read what is left of the one row of `retracted`, and is nothing of its text. Queries: 1."""
    tombstone = retracted.values("id", "key", "retracted_at", notice=F("retraction_reason")).first()
    return tombstone and {**tombstone, "key": mask_key(tombstone["key"])}


@dataclass(frozen=True)
class Expansion:
    """Rows of another resource that `?expand=` puts into each row in full.

    `find_ids`: takes rows, and returns the ids of what belongs to each, by the id of the row. Queries: at
    most 1. `is_many`: whether it is a list.
    """

    resource: str
    find_ids: Callable[[Sequence[Any]], Mapping[int, Sequence[int]]]
    is_many: bool = False


@dataclass
class Results:
    """One page of a list. `count`: counts its rows, up to COUNT_LIMIT + 1."""

    page: KeysetPage
    count: Callable[[], int]


@dataclass
class ChangedRows:
    """What changed after a cursor: rows as they are now, and what is left of those that readers do not see.

    `removed`: as RemovedSerializer describes it. `cursor`: where the next list begins.
    """

    rows: list[Any]
    removed: list[dict[str, Any]]
    cursor: str


class Resource(ABC):
    """A kind of rows that readers see.

    `named_by`: the attribute that says what a row is called; "" if nothing does. `repeatable`: filters that
    may be there several times.
    """

    name: ClassVar[str]
    noun: ClassVar[str]
    serializer: "ClassVar[type[RowSerializer]]"
    expansions: ClassVar[Mapping[str, Expansion]] = {}
    named_by: ClassVar[str] = ""
    repeatable: ClassVar[Sequence[str]] = ()
    others: Mapping[str, "Resource"] = RESOURCES
    """The resources that it refers to, by name."""
    is_followed: ClassVar[bool] = False
    """Whether `?changed_since=` lists what changed."""
    is_stamped: ClassVar[bool] = False
    """Whether a row has stamps of its own, as claims have: else it is taken for changed with anything."""

    def find_changed(self, cursor: str, size: int) -> ChangedRows:
        """Find what changed after this cursor, for a resource that is followed; "" stands for everything.

        Raises InvalidCursor.
        """
        raise NotImplementedError

    @abstractmethod
    def load(self, ids: Sequence[int]) -> list[Any]:
        """Load the rows with these ids that readers see, in this order."""

    @abstractmethod
    def search(self, query: QueryDict, size: int, errors: "ParameterErrors") -> Results:
        """Load the page of rows that `query` asks for.

        Raises InvalidCursor, and ValidationError for filters that are not understood.
        """

    @abstractmethod
    def get_filters(self) -> Mapping[str, Any]:
        """Return the filters of the query string by name, as django-filter has them."""

    def list_fields(self) -> list[str]:
        """List the names of what is written of each row."""
        return [*self.serializer().fields]

    @property
    def filters(self) -> Sequence[str]:
        """The names of the query parameters that choose among the rows, besides those of every list."""
        return tuple(self.get_filters())

    def find_successor(self, pk: int) -> int | None:
        """Find the id of the row that this one was merged into; None if it was not."""
        return None

    def find_tombstone(self, pk: int) -> Mapping[str, object] | None:
        """Find what is left of a row that readers saw before it was retracted; None if it was not."""
        return None

    def expand(self, rows: Sequence[Any], names: Sequence[str]) -> None:
        """Put into `expanded` of each row what these expansions name, by name.

        What readers do not see is in none. Queries: of each, at most 1 and those of `load`.
        """
        for row in rows:
            row.expanded = {}
        for name in names:
            expansion = self.expansions[name]
            ids = expansion.find_ids(rows)
            wanted = dict.fromkeys(pk for row in rows for pk in ids.get(row.pk, ()))
            related = self.others[expansion.resource].load(list(wanted))
            for part in related:
                part.expanded = {}
            by_id = {part.pk: part for part in related}
            for row in rows:
                parts = [by_id[pk] for pk in ids.get(row.pk, ()) if pk in by_id]
                row.expanded[name] = parts if expansion.is_many else next(iter(parts), None)


def register(resource: type[Resource]) -> type[Resource]:
    """Decorate a resource, so that it has its addresses."""
    RESOURCES[resource.name] = resource()
    return resource


def register_drafts(resource: "type[TableResource]") -> "type[TableResource]":
    """Decorate a resource as the desk sees it, which has the addresses of the one of that name."""
    resource.others = DRAFTS
    DRAFTS[resource.name] = resource()
    return resource
