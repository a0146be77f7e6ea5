"""The views that write."""

from http import HTTPStatus
from typing import Any

import orjson
from django.urls import reverse
from django.utils import timezone
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from api.access.permissions import OWNER_MAY_NOT, require_scope
from api.models import Scope
from api.views import ApiView, refuse_parameters
from claims.coverage.permissions import has_coverage_permission
from core.errors import Refused

from .coverage import CoverageSentSerializer, add_coverage
from .idempotency import answer_once, hash_request, read_key
from .parser import StrictJSONParser
from .schema import CoverageSchema


class Collided(APIException):
    status_code = HTTPStatus.CONFLICT


class CoverageView(ApiView):
    parser_classes = [StrictJSONParser]
    schema = CoverageSchema()

    def check_permissions(self, request: Request) -> None:
        """Let those in who may add coverage at the desk, with a token for it."""
        if request.method != "OPTIONS":
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
