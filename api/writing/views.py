"""The views that write."""

from http import HTTPStatus
from typing import Any

import orjson
from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from django.utils.http import parse_etags
from rest_framework.exceptions import APIException, PermissionDenied, ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.access.permissions import OWNER_MAY_NOT, require_scope
from api.headers import hash_content
from api.models import Scope
from api.parameters import WITH_DRAFTS, Shape
from api.registry import DRAFTS
from api.views import ApiView, DetailView, refuse_parameters
from claims.coverage.permissions import has_coverage_permission
from claims.versions.entity_tags import unpack_entity_tag
from core.errors import Conflict, Refused, translate_refusals
from core.keyset_pagination import MAX_BIGINT

from .changes import CHANGES, DraftChange, change_draft, is_draft, lock_draft
from .coverage import CoverageSentSerializer, add_coverage
from .idempotency import answer_once, hash_request, read_key
from .parser import StrictJSONParser
from .schema import CoverageSchema, DraftSchema

DRAFTS_ONLY = "It must be 1: what readers see is not changed here."
MAY_NOT_CHANGE = "Readers see this, or the owner of this token may not change it. It is changed in the admin."


class Collided(APIException):
    status_code = HTTPStatus.CONFLICT


class CoverageView(ApiView):
    parser_classes = [StrictJSONParser]
    schema = CoverageSchema()

    def check_access(self, request: Request) -> None:
        """Let those in who may add coverage at the desk, with a token for it."""
        if request.method == "POST":
            require_scope(request, Scope.WRITE_COVERAGE)
            if not has_coverage_permission(request.user):
                raise PermissionDenied(OWNER_MAY_NOT)

    def post(self, request: Request) -> Response:
        """Add coverage of one article, as drafts: all of it, or nothing."""
        refuse_parameters(request)
        token, key = require_scope(request, Scope.WRITE_COVERAGE), read_key(request)
        form = CoverageSentSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        now = timezone.now()

        def work() -> dict[str, Any]:
            added = add_coverage(sent=form.validated_data, by=token.user, now=now)
            page = reverse("admin:coverage_summary", args=[added["id"]])
            return {**added, "html": request.build_absolute_uri(page)}

        content = orjson.dumps(request.data, option=orjson.OPT_SORT_KEYS)
        try:
            answer = answer_once(
                work,
                token=token,
                key=key,
                fingerprint=hash_request(request.path, content),
                now=now,
            )
        except Refused as refused:
            raise Collided(str(refused)) from refused
        return Response(answer, status=HTTPStatus.CREATED)


class PreconditionRequired(APIException):
    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = "Say which state you change: send in If-Match the ETag with which you read it."


class PreconditionFailed(APIException):
    status_code = HTTPStatus.PRECONDITION_FAILED
    default_detail = "It was changed since you read it. Read it again, and decide anew."


class DraftView(DetailView):
    """One row, which can be changed as long as it is a draft."""

    parser_classes = [StrictJSONParser]
    schema = DraftSchema()

    def patch(self, request: Request, pk: int) -> Response:
        """Change a draft, if it is still as it was read."""
        change = CHANGES[self.resource.name]
        require_scope(request, Scope.WRITE_COVERAGE)
        shape = self.read_parameters(request)
        if self.resource.others is not DRAFTS:
            raise ValidationError({WITH_DRAFTS: [DRAFTS_ONLY]})
        if "If-Match" not in request.headers:
            raise PreconditionRequired
        form = change.serializer(data=request.data)
        form.is_valid(raise_exception=True)
        try:
            with translate_refusals():
                written, tag = self.write_change(request, change, pk, form.validated_data, shape)
        except Conflict as conflict:
            raise Collided(str(conflict)) from conflict
        return Response(written, headers={"ETag": tag})

    def write_change(
        self, request: Request, change: DraftChange, pk: int, sent: dict[str, Any], shape: Shape
    ) -> tuple[dict[str, Any], str]:
        """Change the row, in a transaction; return it as `write_tagged` does."""
        row = lock_draft(change, pk) if pk <= MAX_BIGINT else None
        if row is None or not (found := self.resource.load([pk])):
            raise Http404(f"There is no {self.resource.noun} with this id.")
        if not request.user.has_perm(change.permission) or not is_draft(row):
            raise PermissionDenied(MAY_NOT_CHANGE)
        tags = [unpack_entity_tag(tag) for tag in parse_etags(request.headers["If-Match"])]
        if "*" not in tags and self.write_tagged(request, found, shape)[1] not in tags:
            raise PreconditionFailed
        change_draft(row, sent, timezone.now())
        return self.write_tagged(request, self.resource.load([pk]), shape)

    def write_tagged(self, request: Request, rows: list[Any], shape: Shape) -> tuple[dict[str, Any], str]:
        """Write a row as it is read at this address, and its ETag."""
        [written] = self.write_rows(request, rows, shape)
        return written, hash_content(JSONRenderer().render(written))
