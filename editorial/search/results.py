"""What a search of the record finds: rows in groups."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from django.contrib import admin
from django.db.models import Model

from claims.search.snippets import Snippet
from core.sql_statements import SqlStatement
from editorial.admin.base import admin_url

MOST_SHOWN = 6
"""How many rows of a kind the page shows; their list has the others."""


@dataclass(frozen=True)
class FoundRow:
    """A row of the record: its name, its page, and what it is."""

    name: str
    url: str
    detail: str = ""
    snippets: Sequence[Snippet] = ()
    """Where the words stand in it, as far as that was looked up."""


@dataclass(frozen=True)
class Group:
    """The rows of one kind, at most MOST_SHOWN; `list_url` is a search of the list of all such rows."""

    title: str
    rows: Sequence[FoundRow]
    list_url: str
    list_name: str
    is_alike: bool = False
    """Whether these do not have the words, but resemble them."""


@dataclass(frozen=True)
class SearchText:
    """A search: the text, its words without stop words, and those of its correction, if there is one."""

    text: str
    words: Sequence[str]
    corrected: Sequence[str] = ()


class Finder(Protocol):
    """Finds the rows of one kind: its statements go to the database together with those of the others."""

    @property
    def model(self) -> type[Model]: ...

    def build(self, words: SearchText) -> list[SqlStatement]:
        """Return the statements, always the same number of them."""
        ...

    def read(self, words: SearchText, *answers: Sequence[tuple]) -> Group:
        """Make the group of the rows of each statement."""
        ...


def make_group(
    model: type[Model], title: str, words: SearchText, rows: Sequence[FoundRow], *, is_alike: bool = False
) -> Group:
    list_url = admin_url(model._meta, "changelist", query={"q": words.text})
    list_name = f"Search the list of {model._meta.verbose_name_plural}"
    return Group(title, rows[:MOST_SHOWN], list_url, list_name, is_alike)


def link_page(model: type[Model], pk: int) -> str:
    return admin_url(model._meta, "change", pk)


def list_search_fields(model: type[Model]) -> Sequence[str]:
    """Return what the list of these rows searches."""
    return admin.site.get_model_admin(model).search_fields
