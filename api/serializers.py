"""How rows are written: ids, references to other rows, and words for people."""

from collections.abc import Callable, Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from rest_framework import serializers

from claims.models import MirrorKind

from .registry import DRAFTS


def build_url(request: HttpRequest, resource: str, pk: object) -> str:
    """Build the absolute address of a row of the API."""
    return request.build_absolute_uri(reverse(f"api_{resource}_detail", args=[pk]))


def has_drafts(context: Mapping[str, Any]) -> bool:
    """Tell whether rows are written as the desk sees them."""
    return context["resources"] is DRAFTS


def build_link(context: Mapping[str, Any], resource: str, pk: object) -> str:
    """Build the absolute address of a row, seen as the one that leads there."""
    url = build_url(context["request"], resource, pk)
    return f"{url}?drafts=1" if has_drafts(context) else url


def find_desk_page(row: Model) -> str:
    """Return the address in the admin of a row."""
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


class RowSerializer(serializers.Serializer[Any]):
    """A row of a resource. `only`: the names of the fields that are asked for, if not all are."""

    id = serializers.IntegerField(source="pk", help_text="Its number on this site.")
    key = serializers.CharField(help_text="Given once, and the same wherever the record is copied.")
    url = serializers.SerializerMethodField(help_text="Its address here.")
    html = serializers.SerializerMethodField(help_text="Where people read it.")

    resource: str
    """The name of the resource."""

    def __init__(self, *args: Any, only: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.only = only

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        return {name: fields[name] for name in fields if name in self.only} if self.only else fields

    def get_url(self, row: Any) -> str:
        return build_link(self.context, self.resource, row.pk)

    def get_html(self, row: Any) -> str:
        """Build the address of its page: with drafts, of the one in the admin."""
        page = find_desk_page(row) if has_drafts(self.context) else self.find_page(row)
        return str(self.context["request"].build_absolute_uri(page))

    def find_page(self, row: Any) -> str:
        """Return the address on this site where people read the row."""
        return str(row.get_absolute_url())


class ReferenceSerializer(serializers.Serializer[Any]):
    """Another row: what it is called and where it is.

    The addresses are null where readers know no more of it than its name.
    """

    id = serializers.IntegerField()
    key = serializers.CharField()
    name = serializers.CharField(allow_null=True, help_text="Null where it has none, or was retracted.")
    url = serializers.URLField(allow_null=True)
    html = serializers.URLField(allow_null=True)


class RemovedSerializer(serializers.Serializer[Any]):
    """A row that readers do not see any more; with it goes everything below it."""

    kind = serializers.ChoiceField(MirrorKind.values)
    id = serializers.IntegerField()
    key = serializers.CharField()
    retracted_at = serializers.DateTimeField(
        allow_null=True, help_text="Null where it was not retracted: it was removed, moved or withdrawn."
    )
    notice = serializers.CharField(help_text="Why it was retracted; may be empty.")
    merged_into = serializers.SerializerMethodField(help_text="The claim of which it is part now, or null.")

    def get_merged_into(self, row: Mapping[str, Any]) -> str | None:
        pk = row["merged_into"]
        return build_url(self.context["request"], "claims", pk) if pk else None


class RelatedField(serializers.Field[Any, Any, Any, Any]):
    """A row of another resource, or several: references, or all of each where that is asked for.

    They are in `row.expanded` by the name of the field, else in the attribute of that name, or `attribute`.
    What readers do not see is never expanded, and remains a reference. `is_seen`: takes the row, and tells
    whether readers see the other one; they do if it is not given.
    """

    def __init__(
        self,
        resource: str,
        *,
        many: bool = False,
        attribute: str = "",
        is_seen: Callable[[Any], bool] = lambda _row: True,
        **kwargs: Any,
    ) -> None:
        super().__init__(read_only=True, **kwargs, source="*")
        self.resource, self.many, self.attribute, self.is_seen = resource, many, attribute, is_seen

    def to_representation(self, row: Any) -> Any:
        expanded = row.expanded.get(self.field_name)
        if expanded is None:
            return self._write_references(row)
        serializer = self.context["resources"][self.resource].serializer(context=self.context)
        if self.many:
            return [serializer.to_representation(part) for part in expanded]
        return serializer.to_representation(expanded)

    def _write_references(self, row: Any) -> Any:
        related = attrgetter(self.attribute or str(self.field_name))(row)
        if related is None:
            return None
        if self.many:
            return [self.write_reference(part, is_seen=True) for part in related]
        return self.write_reference(related, is_seen=has_drafts(self.context) or self.is_seen(row))

    def write_reference(self, row: Any, *, is_seen: bool) -> dict[str, Any]:
        """Write the row as ReferenceSerializer describes it."""
        resource = self.context["resources"][self.resource]
        return {
            "id": row.pk,
            "key": row.key,
            "name": getattr(row, resource.named_by) if resource.named_by else None,
            "url": build_link(self.context, self.resource, row.pk) if is_seen else None,
            "html": resource.serializer(context=self.context).get_html(row) if is_seen else None,
        }


class ExpandedField(RelatedField):
    """Rows of another resource that are there only where they are asked for."""

    def __init__(self, resource: str, **kwargs: Any) -> None:
        super().__init__(resource, many=True, **kwargs)

    def get_attribute(self, row: Any) -> Any:
        if self.field_name not in row.expanded:
            raise serializers.SkipField
        return super().get_attribute(row)
