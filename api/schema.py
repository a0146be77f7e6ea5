"""The description of the API in OpenAPI 3.1: what each address takes, and what it answers."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import django_filters
from django.conf import settings
from django.utils import translation
from drf_spectacular.extensions import OpenApiSerializerFieldExtension
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import Direction, OpenApiParameter
from rest_framework import serializers

from claims.search.filter_fields import MOST_VALUES, FlagField, MultiNumberField, MultiWordField
from claims.search.filters import LONGEST_SEARCH, RELEVANCE
from core.keyset_pagination import MAX_BIGINT

from .lists import DayFilter, IdField
from .parameters import CHANGED_SINCE, LARGEST_PAGE, MAY_BE_EMPTY, MOST_EXPANDED, PAGE_SIZE, WITH_DRAFTS
from .problems import CONTENT_TYPE
from .registry import DRAFTS, RESOURCES, Resource
from .serializers import ExpandedField, ReferenceSerializer, RemovedSerializer, RowSerializer

Json = dict[str, Any]

NULL: Json = {"type": "null"}
URL: Json = {"type": "string", "format": "uri"}
SECURED: Json = {"token": []}
"""Signed in with a personal token."""


class FieldErrorSerializer(serializers.Serializer[Any]):
    """What is wrong with one parameter, or one field of what was sent."""

    field = serializers.CharField()
    detail = serializers.CharField()


class TombstoneSerializer(serializers.Serializer[Any]):
    """What is left of a row that was retracted."""

    id = serializers.IntegerField()
    key = serializers.CharField()
    retracted_at = serializers.DateTimeField()
    notice = serializers.CharField(help_text="Why, in words for readers.")


class OfferSerializer(serializers.Serializer[Any]):
    """What may be meant instead of what was sent: a field, and the value to give it."""

    field = serializers.CharField()
    value = serializers.JSONField()
    text = serializers.CharField(help_text="That value for people.")
    is_opposite = serializers.BooleanField(
        required=False, help_text="True: a claim that says the opposite, so the stance turns round."
    )


class ProblemSerializer(serializers.Serializer[Any]):
    """An error (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField(required=False)
    errors = FieldErrorSerializer(  # type: ignore[assignment] # no attribute: taken out of the class
        many=True, required=False, help_text="Of a request that is not valid."
    )
    offers = OfferSerializer(many=True, required=False, help_text="Of coverage that was refused.")
    tombstone = TombstoneSerializer(required=False, help_text="Of a row that was retracted.")


class RelatedFieldExtension(OpenApiSerializerFieldExtension):  # type: ignore[no-untyped-call] # no types
    """Describes a row of another resource: a reference, or all of it where it is expanded."""

    target_class = "api.serializers.RelatedField"
    match_subclasses = True

    def map_serializer_field(self, auto_schema: AutoSchema, direction: Direction) -> Json:
        """Describe the field; one that is there only where it is asked for holds whole rows alone."""
        field = self.target
        rows = [
            auto_schema.resolve_serializer(serializer(), direction).ref
            for serializer in _list_serializers(field.resource)
        ]
        reference = auto_schema.resolve_serializer(ReferenceSerializer(), direction).ref
        either = _join(rows if isinstance(field, ExpandedField) else [reference, *rows])
        if field.many:
            return {"type": "array", "items": either}
        return {"anyOf": [reference, *rows, NULL]}


class ApiSchema(AutoSchema):
    """Describes the views of the API, which know their resource and nothing of serializers."""

    @property
    def resource(self) -> Resource | None:
        return getattr(self.view, "resource", None)

    @property
    def is_list(self) -> bool:
        return self.resource is not None and "{id}" not in self.path

    def get_operation_id(self) -> str:
        if self.resource is None:
            return "root"
        return f"{'list' if self.is_list else 'get'}_{self.resource.name.replace('-', '_')}"

    def get_tags(self) -> list[str]:
        return [self.resource.name if self.resource else "root"]

    def get_auth(self) -> list[Json]:
        """Say that everybody may read, and that a token is taken."""
        return [{}, SECURED]

    def get_request_serializer(self) -> None:
        return None

    def get_override_parameters(self) -> list[Any]:
        """List the parameters of the query string, and of the address."""
        if self.resource is None:
            return []
        drafts = DRAFTS.get(self.resource.name)
        fields = dict.fromkeys([*self.resource.list_fields(), *(drafts.list_fields() if drafts else ())])
        shape = [*_describe_shape(self.resource, fields), *(_describe_drafts() if drafts else ())]
        if not self.is_list:
            number = {"type": "integer", "minimum": 1}
            return [*shape, OpenApiParameter("id", number, OpenApiParameter.PATH)]
        followed = [_describe_changed_since()] if self.resource.is_followed else []
        filters = {name: (self.resource, each) for name, each in self.resource.get_filters().items()}
        if drafts:
            filters = {name: (drafts, each) for name, each in drafts.get_filters().items()} | filters
        return [*_describe_filters(filters), *shape, *_describe_paging(), *followed]

    def get_response_serializers(self) -> Any:
        """List what is answered, by status and type."""
        problem = ProblemSerializer
        errors: dict[Any, Any] = {(str(status), CONTENT_TYPE): problem for status in (400, 401, 406, 429)}
        if self.resource is None:
            return {"200": {"type": "object", "additionalProperties": URL}, **errors}
        if self.resource.name in DRAFTS:
            errors["403", CONTENT_TYPE] = problem
        row = _join(
            [
                self.resolve_serializer(serializer(), "response").ref
                for serializer in _list_serializers(self.resource.name)
            ]
        )
        if self.is_list:
            removed = self.resolve_serializer(RemovedSerializer(), "response").ref
            return {"200": _describe_page(row, removed if self.resource.is_followed else None), **errors}
        gone: dict[Any, Any] = {(str(status), CONTENT_TYPE): problem for status in (404, 410)}
        return {"200": row, **errors, **gone}


def let_fields_be_chosen(result: Json, generator: object, request: object, public: bool) -> Json:
    """Take from the rows of resources what they must have: `fields` chooses what they do."""
    for resource in RESOURCES:
        for serializer in _list_serializers(resource):
            name = serializer.__name__.removesuffix("Serializer")
            result["components"]["schemas"][name].pop("required", None)
    return result


def _list_serializers(resource: str) -> list[type[RowSerializer]]:
    """List how rows of a resource are written: for readers, and with drafts if that differs."""
    resources = [RESOURCES[resource], *([DRAFTS[resource]] if resource in DRAFTS else [])]
    return list(dict.fromkeys(each.serializer for each in resources))


def _join(schemas: list[Json]) -> Json:
    return schemas[0] if len(schemas) == 1 else {"anyOf": schemas}


def _describe_drafts() -> list[OpenApiParameter]:
    text = (
        "With a token for `read:drafts`: what its owner sees in the admin, drafts too. Lists of claims "
        "then have no filters but `key`, `state` and `topic`."
    )
    return [OpenApiParameter(WITH_DRAFTS, {"type": "string", "enum": ["1"]}, description=text)]


@cache
def describe_api() -> Json:
    """Describe the whole API, once in each process."""
    with translation.override(settings.LANGUAGE_CODE):
        document: Json = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call] # no types
    return document


def _describe_shape(resource: Resource, fields: Iterable[str]) -> Iterable[OpenApiParameter]:
    yield _list_parameter("fields", list(fields), "What each row has; all if it is left out.")
    if resource.expansions:
        text = f"What is put in full, at most {MOST_EXPANDED}."
        yield _list_parameter("expand", list(resource.expansions), text, maxItems=MOST_EXPANDED)


def _list_parameter(name: str, values: list[str], text: str, **limits: int) -> OpenApiParameter:
    items = {"type": "string", "enum": values}
    schema = {"type": "array", "items": items, "minItems": 1, "uniqueItems": True, **limits}
    return OpenApiParameter(name, schema, description=text, style="form", explode=False)


def _describe_paging() -> list[OpenApiParameter]:
    size = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE_SIZE}
    cursor = "Comes with the address of a page; never made by hand."
    return [
        OpenApiParameter("page_size", size),
        OpenApiParameter("count", {"type": "string", "enum": ["0", "1"]}, description="1: count all rows."),
        OpenApiParameter("after", {"type": "string"}, description=cursor),
        OpenApiParameter("before", {"type": "string"}, description=cursor),
    ]


def _describe_changed_since() -> OpenApiParameter:
    text = "What changed after this cursor; empty: from the beginning. With it only shape and page size."
    return OpenApiParameter(CHANGED_SINCE, {"type": "string"}, description=text)


def _describe_filters(filters: Mapping[str, tuple[Resource, Any]]) -> Iterable[OpenApiParameter]:
    for name, (resource, each) in filters.items():
        is_search = name in MAY_BE_EMPTY
        schema = {"type": "string", "maxLength": LONGEST_SEARCH} if is_search else _describe_filter(each)
        if name in resource.repeatable:
            limits = {"uniqueItems": True, "minItems": 1, "maxItems": MOST_VALUES}
            schema = {"type": "array", "items": schema, **limits}
        yield OpenApiParameter(name, schema)


def _describe_filter(each: django_filters.Filter) -> Json:
    field = each.field
    if isinstance(field, IdField):
        return {"type": "integer", "minimum": 1, "maximum": MAX_BIGINT}
    if isinstance(field, MultiNumberField):
        return {"type": "integer", "minimum": 1, "maximum": field.largest}
    if isinstance(field, FlagField):
        return {"type": "string", "enum": ["1"]}
    if isinstance(field, MultiWordField):
        return {"type": "string", "enum": sorted(field.words - {RELEVANCE})}
    if isinstance(each, DayFilter):
        return {"type": "string", "format": "date"}
    if isinstance(each, django_filters.ChoiceFilter | django_filters.TypedChoiceFilter):
        return {"type": "string", "enum": [value for value, _label in each.extra["choices"]]}
    return {"type": "string", "pattern": "^[^\\u0000]+$"}


def _describe_page(row: Json, removed: Json | None) -> Json:
    """Describe a page of rows; `removed`: what is left of a row, where the list can be followed."""
    address = {"anyOf": [URL, NULL]}
    properties = {
        "results": {"type": "array", "items": row},
        "next": address,
        "previous": address,
        "count": {
            "anyOf": [{"type": "integer"}, {"type": "string"}],
            "description": "Exact to 10,000.",
        },
    }
    if removed:
        properties["removed"] = {
            "type": "array",
            "items": removed,
            "description": "With `changed_since`: what readers do not see any more.",
        }
    return {"type": "object", "properties": properties, "required": ["results", "next", "previous"]}
