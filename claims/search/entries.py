"""What the rows of the search can be asked for. One row is one published claim."""

from django.contrib.postgres.search import SearchQuery
from django.db import models

from .codes import code_of
from .typed import Typed, read_typed


class Read(SearchQuery):
    """A query of PostgreSQL as it stands, for nothing in it is to be read a second time."""

    def __init__(self, query: str):
        super().__init__(query)
        self.text = query

    def as_sql(self, compiler, connection, **extra):
        return "%s::tsquery", [self.text]


class ClaimSearchQuerySet(models.QuerySet):
    def matching(self, text: "str | Typed"):
        """Those whose words match what somebody typed, see claims/search/typed.py. Nothing for a text
        without a word that is worth a search ("the"). Reading a text takes a query; a `Typed` takes none."""
        typed = read_typed(text) if isinstance(text, str) else text
        if not typed.query:
            return self.none()
        return self.filter(words=Read(typed.query))

    def with_facet(self, kind: str, value: object):
        """Those that can be narrowed to `value`, see claims/search/codes.py. Nothing for an unknown one."""
        code = code_of(kind, value)
        return self.none() if code is None else self.filter(facets__contains=[code])
