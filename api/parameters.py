"""Query parameters that all resources have: what is not understood is an error, never ignored."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.http import QueryDict
from rest_framework.exceptions import ValidationError

from core.keyset_pagination import AFTER, BEFORE
from core.pagination import shorten_input

PAGE_SIZE, LARGEST_PAGE = 25, 100
MOST_EXPANDED = 3

SHAPE = ("fields", "expand")
WITH_DRAFTS = "drafts"
"""The parameter that asks for what the desk sees: 1."""
CHANGED_SINCE = "changed_since"
MAY_BE_EMPTY = ("q", AFTER, BEFORE, CHANGED_SINCE)
LISTING = (*SHAPE, "page_size", "count", AFTER, BEFORE)


class ParameterErrors:
    """What is wrong with the parameters of a request, by name."""

    def __init__(self) -> None:
        self.messages: dict[str, list[str]] = defaultdict(list)

    def add(self, name: str, message: str) -> None:
        self.messages[name].append(message)

    def raise_if_any(self) -> None:
        """Raise ValidationError with all of them."""
        if self.messages:
            raise ValidationError(dict(self.messages))


@dataclass(frozen=True)
class Shape:
    """What each row of an answer shows: these fields, all if there are none; and these rows in full."""

    fields: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()


@dataclass(frozen=True)
class Listing:
    """How a list is paged, and whether its rows are counted."""

    size: int
    is_counted: bool


def refuse_unknown(
    query: QueryDict, known: Collection[str], errors: ParameterErrors, repeatable: Collection[str] = ()
) -> None:
    """Refuse parameters that are not known, that are empty, or there twice without being `repeatable`."""
    for name, values in query.lists():
        if name not in known:
            errors.add(shorten_input(name), f"There is no such parameter. Known: {_join(known)}.")
        elif len(values) > 1 and name not in repeatable:
            errors.add(name, "It can be there only once.")
        elif len(set(values)) < len(values):
            errors.add(name, "One of its values is there twice.")
        elif "" in values and name not in MAY_BE_EMPTY:
            errors.add(name, "It is empty.")


def read_shape(
    query: QueryDict, fields: Collection[str], expandable: Collection[str], errors: ParameterErrors
) -> Shape:
    """Read `fields` and `expand`, each a list with commas."""
    chosen = _read_names(query, "fields", fields, errors)
    expand = _read_names(query, "expand", expandable, errors)
    if len(expand) > MOST_EXPANDED:
        errors.add("expand", f"At most {MOST_EXPANDED} can be expanded at once.")
    return Shape(chosen, expand)


def read_listing(query: QueryDict, errors: ParameterErrors) -> Listing:
    text = query.get("page_size", str(PAGE_SIZE))
    is_number = text.isascii() and text.isdigit() and len(text) <= len(str(LARGEST_PAGE))
    size = int(text) if is_number else 0
    if not 1 <= size <= LARGEST_PAGE:
        errors.add("page_size", f"It must be a number from 1 to {LARGEST_PAGE}.")
    if query.get("count", "0") not in ("0", "1"):
        errors.add("count", "It must be 0 or 1.")
    if query.get(AFTER) and query.get(BEFORE):
        errors.add(BEFORE, f"There cannot be both “{AFTER}” and “{BEFORE}”.")
    return Listing(size, query.get("count") == "1")


def _read_names(
    query: QueryDict, parameter: str, known: Collection[str], errors: ParameterErrors
) -> tuple[str, ...]:
    text = query.get(parameter, "")
    names = tuple(text.split(",")) if text else ()
    for name in dict.fromkeys(names):
        if name not in known:
            errors.add(parameter, f"There is no “{shorten_input(name)}”. Known: {_join(known)}.")
        elif names.count(name) > 1:
            errors.add(parameter, f"“{name}” is there more than once.")
    return names


def _join(names: Iterable[str]) -> str:
    return ", ".join(names) or "none"
