"""The search of the admin: rows that have each word of a text in one of several fields."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import ForeignObjectRel, Model, Q, QuerySet
from django.utils.text import smart_split, unescape_string_literal

MAX_WORDS = 12
MAX_FOUND = 500
"""How many rows a search finds: the first in the order of the list."""


def search_rows(rows: QuerySet, fields: Sequence[str], text: str) -> QuerySet:
    """Find the first MAX_FOUND of `rows` with each word of `text` in one of `fields`.

    `fields` are lookups, such as "aliases__name__named". What stands in quotation marks is one word; without
    any word these are all rows. Queries: 1; 2 where texts are searched.
    """
    words = split_words(text) if fields else []
    if not words:
        return rows
    has_texts = any(field.endswith("__words") for field in fields)
    matches = match_words(rows, fields, leave_out_stop_words(words) if has_texts else words)
    return rows.filter(pk__in=list(matches.values_list("pk", flat=True)[:MAX_FOUND]))


def match_words(rows: QuerySet, fields: Sequence[str], words: Sequence[str]) -> QuerySet:
    """Return those of `rows` with each of `words` in one of `fields`, of which MAX_FOUND may be taken."""
    conditions = [[build_condition(rows.model, field, word) for field in fields] for word in words]
    if len(words) == 1 and not rows.query.where:
        # Found through an index, or along the order of the rows until there are enough: PostgreSQL's
        # statistics say what is quicker. Of rows that are filtered as well they say too little.
        return rows.filter(pk__in=unite(rows.filter(part)[:MAX_FOUND] for part in conditions[0]))
    for parts in conditions:
        rows = rows.filter(pk__in=unite(rows.model._base_manager.filter(part) for part in parts))
    return rows


def leave_out_stop_words(words: list[str]) -> list[str]:
    """Leave out the words that are in most texts, unless there are no others. Queries: 1.

    Looking up "the", too, would take longer than all the rest.
    """
    stop_words = find_stop_words(words)
    return [word for word in words if word not in stop_words] or words


def unite(parts: Iterable[QuerySet]) -> QuerySet:
    """Return the ids of all parts, each looked up by itself.

    Joined by OR, conditions on several tables would be checked for every row.
    """
    first, *others = (part.values("pk") for part in parts)
    return first.union(*others, all=True)


def build_condition(model: type[Model], field: str, word: str) -> Q:
    """Build the condition that `field` has `word`; related rows are looked up by themselves."""
    name, _, lookup = field.partition("__")
    relation: Any = model._meta.get_field(name)
    if not relation.is_relation:
        return Q(**{field: word})
    related = relation.related_model
    matches = related._base_manager.filter(build_condition(related, lookup, word))
    if isinstance(relation, ForeignObjectRel):
        return Q(pk__in=matches.values(relation.field.name))
    return Q(**{f"{name}__in": matches})


def find_stop_words(words: list[str]) -> set[str]:
    """Find the words that the readers' search leaves out as well, and those without letters. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) word WHERE to_tsvector('english_unaccent', word) = ''",
            [words],
        )
        return {word for (word,) in cursor.fetchall()}


def split_words(text: str) -> list[str]:
    """Split at spaces outside quotation marks; at most MAX_WORDS."""
    words = [
        unescape_string_literal(word) if word[0] in "\"'" and word[0] == word[-1] != word else word
        for word in smart_split(text)
    ]
    return list(dict.fromkeys(filter(None, words)))[:MAX_WORDS]
