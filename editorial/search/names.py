"""Names of claimants, topics and outlets, also where they are misspelt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Case, IntegerField, Model, QuerySet, Value, When
from django.db.models.functions import Length

from claims.merges import NOUNS, exclude_merged
from claims.models import Alias, Claimant, ClaimantKind, Topic, TopicAlias
from core.sql_statements import SqlStatement
from editorial.admin.base.search import MAX_FOUND, match_words
from sources.models import Outlet
from sources.text_search import Folded

from .results import MOST_SHOWN, FoundRow, Group, SearchText, link_page, list_search_fields, make_group

MOST_ALIKE = 3
"""How many names are offered where none has the words."""

# "Lavrof" resembles a word of "Sergey Lavrov" by 0.71, "Herold" one of "Daily Herald" by 0.4.
LOW_THRESHOLD: SqlStatement = ("SET LOCAL pg_trgm.word_similarity_threshold = 0.35", ())
RESET_THRESHOLD: SqlStatement = ("SET LOCAL pg_trgm.word_similarity_threshold TO DEFAULT", ())


@dataclass(frozen=True)
class NameFinder:
    """Finds rows by their names: whole names first, then those that begin so, the shortest first.

    If no name has the words, those that resemble the text. `columns` are what `describe` makes the detail of.
    """

    model: type[Model]
    title: str
    columns: tuple[str, ...] = ()
    describe: Callable[..., str] = lambda: ""
    other_names: tuple[tuple[type[Model], str], ...] = ()
    """Models of further names, with the foreign key to the row they are names of."""

    def build(self, words: SearchText) -> list[SqlStatement]:
        text = Folded(Value(words.text))
        whole = self.select_ids(folded=text)
        rows = self.model._base_manager.order_by("name", "pk")
        listed = match_words(rows, list_search_fields(self.model), words.words)
        matches = rows.filter(pk__in=whole.union(listed.values_list("pk")[:MAX_FOUND], all=True))
        place = Case(
            When(pk__in=whole, then=0),
            When(folded__startswith=text, then=1),
            default=2,
            output_field=IntegerField(),
        )
        likeness = TrigramWordSimilarity(text, Folded("name"))  # type: ignore[arg-type] # not only a name
        alike = rows.filter(pk__in=self.select_ids(folded__trigram_word_similar=text))
        return [
            self.select(matches.alias(folded=Folded("name"), place=place), "place", most=MOST_SHOWN),
            self.select(alike.alias(likeness=likeness), "-likeness", most=MOST_ALIKE),
        ]

    def select_ids(self, **condition: Any) -> QuerySet:
        """Return the ids of the rows with a name, or another name, that meets a condition on `folded`."""
        first, *others = (
            model._base_manager.alias(folded=Folded("name")).filter(**condition).order_by().values_list(pk)
            for model, pk in ((self.model, "pk"), *self.other_names)
        )
        return first.union(*others, all=True)

    def select(self, rows: QuerySet, order: str, *, most: int) -> SqlStatement:
        kept = exclude_merged(rows) if self.model in NOUNS else rows
        ordered = kept.order_by(order, Length("name"), "pk")
        return ordered.values_list("pk", "name", *self.columns)[:most].query.sql_with_params()

    def read(self, words: SearchText, *answers: Sequence[tuple]) -> Group:
        matches, alike = answers
        rows = [
            FoundRow(name, link_page(self.model, pk), self.describe(*values))
            for pk, name, *values in matches or alike
        ]
        return make_group(self.model, self.title, words, rows, is_alike=not matches)


def describe_claimant(kind: str, role: str) -> str:
    return ", ".join(filter(None, (str(ClaimantKind(kind).label), role)))


CLAIMANTS = NameFinder(
    Claimant, "Claimants", ("kind", "role"), describe_claimant, other_names=((Alias, "claimant"),)
)
TOPICS = NameFinder(Topic, "Topics", other_names=((TopicAlias, "topic"),))
OUTLETS = NameFinder(Outlet, "Outlets", ("country",), str)
