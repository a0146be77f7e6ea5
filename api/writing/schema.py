"""The description of what can be written."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter
from rest_framework import serializers

from api.problems import CONTENT_TYPE
from api.schema import SECURED, ApiSchema, Json, ProblemSerializer

from .changes import CHANGES
from .coverage import CoverageSentSerializer

EXAMPLE: Json = {
    "article": {
        "outlet_name": "Harbour Gazette",
        "title": "A museum for diplomats",
        "published_on": "2017-04-13",
        "canonical_url": "https://gazette.example/museum",
        "text": "A museum for diplomats\n\nAfter the visit the guests were shown around the old building on "
        "the square. “The museum of the ministry will open its doors in June,” Foreign Minister Sergey "
        "Lavrov said. Letters and maps of two centuries are to be seen there, and a library that was closed "
        "for many years.",
    },
    "statements": [
        {
            "new_claim": "The museum of Russia's foreign ministry will open in June 2017",
            "nature": "commitment",
            "new_name": "Sergey Lavrov",
            "stance": "affirms",
            "said_on": "2017-04-12",
            "citations": [{"excerpt": "The museum of the ministry will open its doors in June"}],
        }
    ],
}
"""Coverage that can be added to the record that is shipped: as in docs/api.md."""


class NamedRowSerializer(serializers.Serializer[Any]):
    """A row by its number on this site, in words."""

    id = serializers.IntegerField()
    text = serializers.CharField()


class AddedStatementSerializer(NamedRowSerializer):
    """A statement that was added. `row`: the place of its first citation in the request."""

    claim = serializers.IntegerField()
    row = serializers.CharField()


class AddedCitationSerializer(NamedRowSerializer):
    """A citation. `row`: its place in the request, as `statements.0.citations.0`."""

    statement = serializers.IntegerField()
    row = serializers.CharField()


class AddedRowsSerializer(serializers.Serializer[Any]):
    """What was added to the record."""

    topics = NamedRowSerializer(many=True)
    claimants = NamedRowSerializer(many=True)
    affiliations = NamedRowSerializer(many=True)
    claims = NamedRowSerializer(many=True)
    statements = AddedStatementSerializer(many=True)
    citations = AddedCitationSerializer(many=True)


class NearStatementSerializer(serializers.Serializer[Any]):
    """A statement on the record that is nearly the same as one that was sent."""

    row = serializers.CharField()
    statement = serializers.IntegerField()
    text = serializers.CharField()


class StatusForecastSerializer(serializers.Serializer[Any]):
    """The status of a claim now, and once all of this is published."""

    claim = serializers.IntegerField()
    text = serializers.CharField()
    before = serializers.CharField(allow_blank=True)
    after_if_published = serializers.CharField()


class CoverageAddedSerializer(serializers.Serializer[Any]):
    """What came of coverage that was sent."""

    id = serializers.IntegerField()
    html = serializers.URLField(help_text="Where its owner goes on with it, in the admin.")
    article = NamedRowSerializer()
    capture = serializers.IntegerField(help_text="The text in which the excerpts were found.")
    added = AddedRowsSerializer()
    further_citations = AddedCitationSerializer(many=True, help_text="Of positions on the record.")
    offered = AddedCitationSerializer(
        many=True, help_text="Of published positions: they wait for a publisher."
    )
    statuses = StatusForecastSerializer(many=True)
    submitted = serializers.ListField(
        child=serializers.IntegerField(), help_text="The reviews that were asked for."
    )
    near = NearStatementSerializer(many=True)
    doubts = serializers.ListField(child=serializers.CharField(), help_text="What to check again.")


def describe_key() -> OpenApiParameter:
    """Describe the header that names a request."""
    text = "A name for this request. Sent again with it within 24 hours, it is answered as before."
    key = {"type": "string", "pattern": "^[!-~]{1,255}$"}
    return OpenApiParameter("Idempotency-Key", key, OpenApiParameter.HEADER, description=text)


class CoverageSchema(ApiSchema):
    """Describes how coverage is added."""

    def get_operation_id(self) -> str:
        return "add_coverage"

    def get_tags(self) -> list[str]:
        return ["coverage"]

    def get_auth(self) -> list[Json]:
        return [SECURED]

    def get_request_serializer(self) -> Any:
        return CoverageSentSerializer

    def get_examples(self) -> list[OpenApiExample]:
        return [OpenApiExample("A museum for diplomats", EXAMPLE, request_only=True)]

    def get_override_parameters(self) -> list[Any]:
        return [describe_key()]

    def get_response_serializers(self) -> Any:
        statuses = (400, 401, 403, 406, 409, 413, 415, 422, 429)
        errors: dict[Any, Any] = {(str(status), CONTENT_TYPE): ProblemSerializer for status in statuses}
        return {"201": CoverageAddedSerializer, **errors}


class DraftSchema(ApiSchema):
    """Describes how a row is read, and how a draft is changed."""

    @property
    def is_change(self) -> bool:
        return self.method == "PATCH"

    def get_operation_id(self) -> str:
        return (
            super().get_operation_id().replace("get_", "change_")
            if self.is_change
            else super().get_operation_id()
        )

    def get_auth(self) -> list[Json]:
        return [SECURED] if self.is_change else super().get_auth()

    def get_request_serializer(self) -> Any:
        return CHANGES[self.resource.name].serializer if self.is_change and self.resource else None

    def get_examples(self) -> list[OpenApiExample]:
        if not self.is_change or self.resource is None:
            return []
        return [OpenApiExample("One field", CHANGES[self.resource.name].example, request_only=True)]

    def get_override_parameters(self) -> list[Any]:
        parameters = super().get_override_parameters()
        if not self.is_change:
            return parameters
        text = "The ETag with which the row was read at this address."
        return [
            *parameters,
            OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True, description=text),
        ]

    def get_response_serializers(self) -> Any:
        responses = super().get_response_serializers()
        if self.is_change:
            for status in (409, 412, 413, 415, 428):
                responses[str(status), CONTENT_TYPE] = ProblemSerializer
        return responses


IMPORT_STATES = {
    "uploaded": "in the admin, where it is not begun yet",
    "waiting": "for the worker",
    "running": "`progress` says how far",
    "finished": "the rows are on the record, or would be but for the dry run",
    "refused": "nothing was stored: see `problem` and `reasons`",
    "undone": "a publisher took it back",
}
"""How far an import may have come, and what that means."""


class ProgressSerializer(serializers.Serializer[Any]):
    """How far the worker has come."""

    rows = serializers.IntegerField(help_text="Read so far.")
    of = serializers.IntegerField()


class ImportSerializer(serializers.Serializer[Any]):
    """An import of a file: how far it has come, and what came of it. It is here for a week."""

    id = serializers.IntegerField()
    url = serializers.URLField()
    html = serializers.URLField(help_text="Where people read the same, in the admin.")
    file_name = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    dry_run = serializers.BooleanField()
    keep_going = serializers.BooleanField()
    state = serializers.ChoiceField(
        list(IMPORT_STATES),
        help_text="; ".join(f"`{state}`: {meaning}" for state, meaning in IMPORT_STATES.items()) + ".",
    )
    progress = ProgressSerializer(allow_null=True)
    counts = serializers.DictField(
        child=serializers.IntegerField(),
        help_text="Rows by what became of them: created, met, updated, unchanged, refused.",
    )
    made = serializers.DictField(
        child=serializers.IntegerField(), help_text="What was made, or would have been, by its name."
    )
    reasons = serializers.DictField(
        child=serializers.IntegerField(), help_text="How many rows were refused, by the reason."
    )
    problem = serializers.CharField(allow_blank=True, help_text="Why the file as a whole was not taken.")
    report = serializers.ListField(
        child=serializers.CharField(), help_text="The report for people, line by line."
    )
    refused_rows = serializers.URLField(allow_null=True, help_text="Where the refused rows are, as a file.")
    run = serializers.IntegerField(allow_null=True, help_text="The import run in the admin.")


class ImportSchema(ApiSchema):
    """Describes how an import is read, and removed."""

    def get_operation_id(self) -> str:
        return f"{'remove' if self.method == 'DELETE' else 'get'}_import"

    def get_tags(self) -> list[str]:
        return ["imports"]

    def get_auth(self) -> list[Json]:
        return [SECURED]

    def get_override_parameters(self) -> list[Any]:
        return [OpenApiParameter("id", {"type": "integer", "minimum": 1}, OpenApiParameter.PATH)]

    def list_errors(self, *statuses: int) -> dict[Any, Any]:
        """Describe the errors of these statuses, and those of every request with a token."""
        always = (400, 401, 403, 406, 429)
        return {(str(status), CONTENT_TYPE): ProblemSerializer for status in sorted({*always, *statuses})}

    def get_response_serializers(self) -> Any:
        if self.method == "DELETE":
            return {"204": None, **self.list_errors(404, 409)}
        return {"200": ImportSerializer, **self.list_errors(404)}


class ImportsSchema(ImportSchema):
    """Describes how a file is sent. `sent`: what it is sent with."""

    def __init__(self, sent: type[serializers.Serializer[Any]]) -> None:
        super().__init__()
        self.sent = sent

    def get_operation_id(self) -> str:
        return "import_file"

    def get_request_serializer(self) -> Any:
        return self.sent

    def get_override_parameters(self) -> list[Any]:
        return [describe_key()]

    def get_response_serializers(self) -> Any:
        return {"202": ImportSerializer, **self.list_errors(409, 413, 415, 422)}


class RefusedRowsSchema(ImportSchema):
    """Describes how the refused rows of an import are read."""

    def get_operation_id(self) -> str:
        return "get_refused_rows"

    def get_response_serializers(self) -> Any:
        return {("200", "application/octet-stream"): OpenApiTypes.BINARY, **self.list_errors(404)}
