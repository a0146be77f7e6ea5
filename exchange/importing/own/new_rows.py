"""New rows of a model as tuples, checked as the model checks them, without an instance for each."""

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateField, Field, Model
from django.db.models.expressions import DatabaseDefault

NewRow = tuple[Any, ...]
"""A value for each of the columns of `list_columns`."""


@cache
def list_columns(model: type[Model]) -> list[str]:
    """List the columns of a model's table that a new row has, in their order."""
    return [field.column or "" for field in _list_fields(model)]


def build_row(model: type[Model], values: dict[str, Any]) -> NewRow:
    """Return a row with these values, by attribute; the others are what the model gives a new one."""
    return tuple({**_get_defaults(model), **values}.values())


def clean_values(model: type[Model], values: dict[str, Any]) -> None:
    """Check values as the model's fields do, and put what they make of them in their place.

    Raises ValidationError with the first field at fault. References are not looked up: the database does it.
    """
    for field, name, clean in _list_checked(model):
        if name not in values:
            continue
        value = values[name]
        if value == "" and field.null:
            value = values[name] = None
        if field.blank and value in field.empty_values:
            continue
        try:
            values[name] = clean(value)
        except ValidationError as error:
            raise ValidationError({name: error.messages}) from error


@cache
def _list_fields(model: type[Model]) -> "list[Field[Any, Any]]":
    return [field for field in model._meta.concrete_fields if not field.generated]


@cache
def _list_checked(model: type[Model]) -> "list[tuple[Field[Any, Any], str, Callable[[Any], Any]]]":
    """List the fields whose values are checked, each with the name of its attribute and what checks them."""
    return [
        (field, field.attname, _make_cleaner(field))
        for field in _list_fields(model)
        if not field.is_relation and not field.primary_key
    ]


def _make_cleaner(field: "Field[Any, Any]") -> Callable[[Any], Any]:
    def clean(value: Any) -> Any:
        return field.clean(value, None)

    has_few_values = field.choices or isinstance(field, BooleanField | DateField)
    return lru_cache(10_000)(clean) if has_few_values else clean


@cache
def _get_defaults(model: type[Model]) -> dict[str, Any]:
    return {field.attname: _read_default(field) for field in _list_fields(model)}


def _read_default(field: "Field[Any, Any]") -> Any:
    value = field.get_default()
    if isinstance(value, DatabaseDefault):
        # A constant, which COPY would not fill in; or a key, which every row brings along.
        return getattr(value.expression, "value", None)  # type: ignore[attr-defined] # the stubs lack it
    return value
