"""Fields of what is sent: a text is no number, and a field that is not known is an error."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from claims.coverage.rows import MAX_FIELD_LENGTH, MAX_ROWS
from core.keyset_pagination import MAX_BIGINT
from core.pagination import shorten_input


class TextField(serializers.CharField):
    """A text, as it is sent: neither stripped nor made of a number."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(trim_whitespace=False, **{"allow_blank": True, **kwargs})

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return str(super().to_internal_value(data))


class NumberField(serializers.IntegerField):
    """A whole number from `min_value`, and no text that looks like one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": MAX_BIGINT, **kwargs})

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return int(super().to_internal_value(data))


class YesNoField(serializers.BooleanField):
    """True or false, and no other word for them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=shorten_input(str(data)))
        return data


class StrictSerializer(serializers.Serializer[Any]):
    """An object whose fields are all known."""

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, Mapping):
            unknown = [name for name in data if name not in self.fields]
            if unknown:
                known = ", ".join(self.fields)
                raise serializers.ValidationError(
                    {shorten_input(name): [f"There is no such field. Known: {known}."] for name in unknown}
                )
        return super().to_internal_value(data)


def allow_text(**options: Any) -> TextField:
    """Make a field that can be left out, as are those below: a text as long as the desk keeps."""
    return TextField(required=False, max_length=MAX_FIELD_LENGTH, **options)


def allow_number(**options: Any) -> NumberField:
    return NumberField(required=False, allow_null=True, **options)


def allow_choice(choices: Any, **options: Any) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices.values, **{"required": False, **options})


def allow_numbers(**options: Any) -> serializers.ListField:
    return serializers.ListField(child=NumberField(), required=False, max_length=MAX_ROWS, **options)
