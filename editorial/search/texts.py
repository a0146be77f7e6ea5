"""Excerpts and articles, by their words."""

import datetime
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import Model

from claims.models import Citation, State
from core.sql_statements import NO_ROWS, SqlStatement
from editorial.admin.base.columns import format_day
from editorial.admin.base.search import MAX_FOUND, match_words
from sources.models import Article

from .results import MOST_SHOWN, FoundRow, Group, SearchText, link_page, make_group


@dataclass(frozen=True)
class TextFinder:
    """Finds rows with each word in one of `fields`; if there are none, those with the corrected words.

    `columns` are what `describe` makes the name and the detail of.
    """

    model: type[Model]
    title: str
    fields: tuple[str, ...]
    order: tuple[str, ...]
    columns: tuple[str, ...]
    describe: Callable[..., tuple[str, str]]

    def build(self, words: SearchText) -> list[SqlStatement]:
        return [self.select(words.words), self.select(words.corrected) if words.corrected else NO_ROWS]

    def select(self, words: Sequence[str]) -> SqlStatement:
        rows = self.model._base_manager.order_by(*self.order)
        # Of several hundred: for the first few alone, PostgreSQL would walk along all rows in their order.
        matches = match_words(rows, self.fields, words).values("pk")[:MAX_FOUND]
        shown = rows.filter(pk__in=matches).values_list("pk", *self.columns)[:MOST_SHOWN]
        return shown.query.sql_with_params()

    def read(self, words: SearchText, *answers: Sequence[tuple]) -> Group:
        rows, corrected = answers
        found = []
        for pk, *values in rows or corrected:
            name, detail = self.describe(*values)
            found.append(FoundRow(name, link_page(self.model, pk), detail))
        return make_group(self.model, self.title, words, found, is_alike=not rows)


def describe_citation(excerpt: str, claimant: str, claim: str, state: str) -> tuple[str, str]:
    return f"“{excerpt}”", f"{claimant}, on “{claim}” ({State(state).label})"


def describe_article(title: str, outlet: str, day: datetime.date | None) -> tuple[str, str]:
    return title, ", ".join(filter(None, (outlet, format_day(day))))


CITATIONS = TextFinder(
    Citation,
    "Excerpts",
    ("excerpt__words",),
    ("-pk",),
    ("excerpt", "statement__claimant__name", "statement__claim__text", "statement__state"),
    describe_citation,
)
ARTICLES = TextFinder(
    Article,
    "Articles",
    ("title__words", "byline__words", "canonical_url__words"),
    ("-published_on", "-pk"),
    ("title", "outlet__name", "published_on"),
    describe_article,
)
