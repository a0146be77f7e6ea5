"""How rows are written: ids, references to other rows, and words for people."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from rest_framework import serializers

from .registry import RESOURCES


def build_url(request: HttpRequest, resource: str, pk: object) -> str:
    """Build the absolute address of a row of the API."""
    return request.build_absolute_uri(reverse(f"api_{resource}_detail", args=[pk]))


class ReferenceSerializer(serializers.Serializer[Any]):
    """Another row: where it is, and what it is called."""

    id = serializers.IntegerField(source="pk", help_text="Its number on this site.")
    key = serializers.CharField(help_text="Given once, and the same wherever the record is copied.")
    url = serializers.SerializerMethodField(help_text="Its address here.")
    html = serializers.SerializerMethodField(help_text="The address of its page for people.")

    resource: str
    """The name of the resource that the row is of."""

    def __init__(self, *args: Any, resource: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.resource = resource or self.resource

    def get_url(self, row: Any) -> str:
        return build_url(self.context["request"], self.resource, row.pk)

    def get_html(self, row: Any) -> str:
        return str(self.context["request"].build_absolute_uri(row.get_absolute_url()))


class RowSerializer(ReferenceSerializer):
    """A row of a resource. `only`: the names of the fields that are asked for, if not all are."""

    def __init__(self, *args: Any, only: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = only

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {name: fields[name] for name in fields if name in self.only} if self.only else fields


class RelatedField(serializers.Field[Any, Any, Any, Any]):
    """A row of another resource, or several: references, or all of each where that is asked for.

    They are in `row.expanded` by the name of the field, else in the attribute of that name, or `attribute`.
    """

    def __init__(self, resource: str, *, many: bool = False, attribute: str = "", **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs, source="*")
        self.resource, self.many, self.attribute = resource, many, attribute

    def to_representation(self, row: Any) -> Any:
        name = str(self.field_name)
        is_expanded = name in row.expanded
        related = row.expanded[name] if is_expanded else getattr(row, self.attribute or name)
        serializer = self._make_serializer(is_expanded=is_expanded)
        if self.many:
            return [serializer.to_representation(part) for part in related]
        return None if related is None else serializer.to_representation(related)

    def _make_serializer(self, *, is_expanded: bool) -> ReferenceSerializer:
        if is_expanded:
            return RESOURCES[self.resource].serializer(context=self.context)
        return ReferenceSerializer(resource=self.resource, context=self.context)


class ExpandedField(RelatedField):
    """Rows of another resource that are there only where they are asked for."""

    def __init__(self, resource: str, **kwargs: Any) -> None:
        super().__init__(resource, many=True, required=False, **kwargs)

    def get_attribute(self, row: Any) -> Any:
        if self.field_name not in row.expanded:
            raise serializers.SkipField
        return super().get_attribute(row)
