"""The search of the admin: rows that have each word of a text in one of several fields."""

from collections.abc import Sequence

from django.db.models import Model, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

MAX_WORDS = 12


def filter_matches(rows: QuerySet, fields: Sequence[str], text: str) -> QuerySet:
    """Filter `rows` by the words of `text`, each in one of `fields` (lookups: "aliases__name__named").

    What stands in quotation marks is one word.
    """
    for word in split_words(text) if fields else ():
        rows = rows.filter(pk__in=find_any(rows.model, [Q(**{field: word}) for field in fields]))
    return rows


def find_any(model: type[Model], conditions: list[Q]) -> QuerySet:
    """Find the ids of rows that meet one of the conditions, each through its own index.

    Joined by OR, conditions on several tables would be checked for every row.
    """
    first, *others = (model._base_manager.filter(condition).values("pk") for condition in conditions)
    return first.union(*others, all=True)


def split_words(text: str) -> list[str]:
    """Split at spaces outside quotation marks; at most MAX_WORDS."""
    words = [
        unescape_string_literal(word) if word[0] in "\"'" and word[0] == word[-1] != word else word
        for word in smart_split(text)
    ]
    return list(dict.fromkeys(filter(None, words)))[:MAX_WORDS]
