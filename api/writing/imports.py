"""Imports of whole files, as drafts: what publishers do on the pages of an import, for their programs."""

import datetime
import hashlib
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import orjson
from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Q
from django.http import FileResponse, Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import APIException, PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from api.access.permissions import OWNER_MAY_NOT, require_scope
from api.models import PersonalToken, Scope
from api.parameters import ParameterErrors, refuse_unknown
from api.problems import WriteRefused
from api.views import ApiView, refuse_parameters
from claims.models import ImportMapping, ImportState, ImportUpload, UploadTask
from core.errors import Refused
from core.keyset_pagination import MAX_BIGINT
from core.names import normalise_name
from exchange.importing.mapping import DATA_SET, READING, build_mapping
from exchange.importing.mapping_file import add_built_in, read_mapping_file
from exchange.importing.own.storing import OWN_FORMAT
from exchange.importing.problems import Unclear, rename_options
from exchange.importing.upload_limit import get_limit, is_over_limit
from exchange.importing.uploads import (
    begin_task,
    describe_own_file,
    discard_upload,
    find_refused,
    keep_upload,
    may_import,
    read_progress,
)

from .fields import TextField
from .idempotency import answer_once, hash_request, read_key
from .parser import BodyTooLarge
from .schema import ImportSchema, ImportsSchema, RefusedRowsSchema

NO_MAPPING = "There is no saved mapping of this name."
MAPPING_NEEDED = "This is not a file of our export: name a saved mapping that says what its columns are."
BAD_DATA_SET = "It must be at most 40 small letters, digits, - and _."
NOT_FOUND = "There is no import with this id."
NAMES_OF_OPTIONS = {
    f"--{name.replace('_', '-')}": f"`{name}`"
    for name in ("keep_going", "no_claimant", "dataset", *READING, "default", "values", "split", "map")
}
"""What a program, and a mapping's TOML, call the options of the command."""


class ImportSentSerializer(serializers.Serializer[Any]):
    """A file, and how it is imported. What is made of it are drafts."""

    file = serializers.FileField(allow_empty_file=True, help_text="Its name is kept with it.")
    mapping = TextField(
        required=False, help_text="The name of a saved mapping. Files of our own export need none."
    )
    dataset = serializers.RegexField(
        DATA_SET.pattern.join(("^", "$")),
        required=False,
        error_messages={"invalid": BAD_DATA_SET},
        help_text="A short name of the source, by which a row is known again; else that of the mapping.",
    )
    dry_run = serializers.BooleanField(required=False, help_text="Do all of it, and take it back.")
    keep_going = serializers.BooleanField(
        required=False, help_text="Import the rows that can be; otherwise all, or none."
    )


class ImportsView(ApiView):
    parser_classes = [MultiPartParser]
    schema = ImportsSchema(ImportSentSerializer)

    def check_access(self, request: Request) -> None:
        """Let those in who may import in the admin, with a token for it."""
        if request.method == "POST" and not may_import(require_scope(request, Scope.IMPORT).user):
            raise PermissionDenied(OWNER_MAY_NOT)

    def post(self, request: Request) -> Response:
        """Have a file imported, as drafts. The answer says where it will be told what came of it."""
        refuse_parameters(request)
        token, key = require_scope(request, Scope.IMPORT), read_key(request)
        form = read_form(request)
        now = timezone.now()

        def work() -> dict[str, Any]:
            return describe_import(begin_import(form, token=token, now=now), request)

        fingerprint = hash_request(request.path, _describe_content(form)) if key else ""
        answer = answer_once(work, token=token, key=key, fingerprint=fingerprint, now=now)
        return Response(answer, status=HTTPStatus.ACCEPTED, headers={"Location": answer["url"]})


class FileBusy(APIException):
    status_code = HTTPStatus.CONFLICT


class ImportView(ApiView):
    schema = ImportSchema()

    def get(self, request: Request, pk: int) -> Response:
        """Show how far an import has come, and then what came of it."""
        owner = require_scope(request, Scope.IMPORT).user
        refuse_parameters(request)
        return Response(describe_import(find_upload(owner, pk), request))

    def delete(self, request: Request, pk: int) -> Response:
        """Remove a file that was sent, with its refused rows. What was imported stays."""
        owner = require_scope(request, Scope.IMPORT).user
        refuse_parameters(request)
        try:
            discard_upload(find_upload(owner, pk, own_only=True))
        except Refused as error:
            raise FileBusy(str(error)) from error
        return Response(status=HTTPStatus.NO_CONTENT)


class FileRenderer(JSONRenderer):
    """Lets a client ask for a file; what is written by this are the errors in its place."""

    media_type = "application/octet-stream"  # which no browser shows, whatever is in it
    format = "file"


class RefusedRowsView(ApiView):
    renderer_classes = [FileRenderer, JSONRenderer]
    schema = RefusedRowsSchema()

    def get(self, request: Request, pk: int) -> FileResponse:
        """Send the refused rows, as they were, each with the reason in front."""
        owner = require_scope(request, Scope.IMPORT).user
        refuse_parameters(request)
        upload = find_upload(owner, pk, own_only=True)
        path = find_refused(upload)
        if upload.task or not path.is_file():
            raise Http404("This import has no refused rows.")
        return FileResponse(
            path.open("rb"), as_attachment=True, filename=path.name, content_type=FileRenderer.media_type
        )


def read_form(request: Request) -> Mapping[str, Any]:
    """Read what was sent with a file. Raises BodyTooLarge and ValidationError."""
    sent, errors = cast(QueryDict, request.data), ParameterErrors()
    if "file" not in sent and is_over_limit(request._request):
        raise BodyTooLarge(f"A file may have {get_limit() >> 20:,} MB.")
    refuse_unknown(sent, list(ImportSentSerializer().fields), errors)
    errors.raise_if_any()
    form = ImportSentSerializer(data=sent)
    form.is_valid(raise_exception=True)
    checked: Mapping[str, Any] = form.validated_data
    return checked


def begin_import(form: Mapping[str, Any], *, token: PersonalToken, now: datetime.datetime) -> ImportUpload:
    """Keep a file, and hand it to the worker. Raises WriteRefused, and nothing is kept then."""
    mapping = find_mapping(form)
    file: UploadedFile[Any] = form["file"]
    try:
        upload = keep_upload(name=file.name or "", chunks=file.chunks(), by=token.user, now=now)
    except Unclear as error:
        raise _refuse("file", error) from error
    try:
        if mapping is None:
            if not describe_own_file(upload):
                raise WriteRefused({"mapping": [MAPPING_NEEDED]})
            mapping = {"format": OWN_FORMAT, "dataset": form.get("dataset", "")}
        begin_task(
            upload=upload,
            task=UploadTask.DRY_RUN if form.get("dry_run") else UploadTask.IMPORT,
            mapping=mapping,
            keep_going=form.get("keep_going", False),
            token=token.name,
        )
    except BaseException:
        discard_upload(upload)
        raise
    upload.refresh_from_db()
    return upload


def find_mapping(form: Mapping[str, Any]) -> dict[str, Any] | None:
    """Find the saved mapping that is named; None if none is. Raises WriteRefused."""
    if "mapping" not in form:
        return None
    saved = ImportMapping.objects.filter(name__iexact=normalise_name(form["mapping"])).first()
    if saved is None:
        raise WriteRefused({"mapping": [NO_MAPPING]})
    try:
        stored = read_mapping_file(saved.content.encode())
        stored = add_built_in(stored | ({"dataset": form["dataset"]} if "dataset" in form else {}))
        build_mapping(stored)
    except Unclear as error:
        raise _refuse("mapping", error) from error
    return stored


def find_upload(user: User, pk: int, *, own_only: bool = False) -> ImportUpload:
    """Find one's own upload; or one of others, if they let it and its run is shown in the admin.

    Raises Http404 and PermissionDenied.
    """
    visible = [Q(uploaded_by=user)] if may_import(user) else []
    if not own_only and user.has_perm("claims.view_importrun"):
        visible.append(Q(run__isnull=False))
    if not visible:
        raise PermissionDenied(OWNER_MAY_NOT)
    uploads = ImportUpload.objects.filter(visible[0] if len(visible) == 1 else visible[0] | visible[1])
    upload = uploads.select_related("run").filter(pk=pk).first() if pk <= MAX_BIGINT else None
    if upload is None:
        raise Http404(NOT_FOUND)
    return upload


def describe_import(upload: ImportUpload, request: Request) -> dict[str, Any]:
    """Describe an import as ImportSerializer has it."""
    is_own = upload.uploaded_by_id == request.user.pk
    report, run = upload.report, upload.run
    totals = run.totals if run else report.get("totals", {})
    progress = read_progress(upload) if upload.task else None
    page = (
        reverse("admin:import_report", args=[upload.pk])
        if is_own
        else reverse("admin:claims_importrun_change", args=[upload.run_id])
    )
    refused = reverse("api_import_refused", args=[upload.pk])
    has_refused = is_own and not upload.task and report.get("has_refused")
    return {
        "id": upload.pk,
        "url": request.build_absolute_uri(reverse("api_import", args=[upload.pk])),
        "html": request.build_absolute_uri(page),
        "file_name": upload.file_name,
        "uploaded_at": serializers.DateTimeField().to_representation(upload.uploaded_at),
        "dry_run": (upload.task or report.get("task")) == UploadTask.DRY_RUN,
        "keep_going": upload.keep_going,
        "state": name_state(upload, is_begun=progress is not None),
        "progress": progress and {"rows": progress[0], "of": progress[1]},
        "counts": totals.get("rows", {}),
        "made": {name: number for name, number in totals.get("made", {}).items() if number},
        "reasons": {
            rename_options(reason, NAMES_OF_OPTIONS): number
            for reason, number in totals.get("refused because", {}).items()
        },
        "problem": rename_options(report.get("problem", ""), NAMES_OF_OPTIONS),
        "report": [rename_options(line, NAMES_OF_OPTIONS) for line in report.get("lines", [])],
        "refused_rows": request.build_absolute_uri(refused) if has_refused else None,
        "run": upload.run_id,
    }


def name_state(upload: ImportUpload, *, is_begun: bool) -> str:
    """Name how far an import has come, in one of IMPORT_STATES."""
    if upload.task:
        return "running" if is_begun else "waiting"
    if upload.run:
        return "undone" if upload.run.state == ImportState.UNDONE else "finished"
    if not upload.report:
        return "uploaded"
    return "finished" if upload.report.get("is_taken") else "refused"


def _refuse(field: str, error: Unclear) -> WriteRefused:
    return WriteRefused({field: [rename_options(str(error), NAMES_OF_OPTIONS)]})


def _describe_content(form: Mapping[str, Any]) -> bytes:
    """Write what makes two requests the same: the fields, and the hash of the file."""
    digest = hashlib.sha256()
    for chunk in form["file"].chunks():
        digest.update(chunk)
    fields = {**form, "file": [form["file"].name, digest.hexdigest()]}
    return orjson.dumps(fields, option=orjson.OPT_SORT_KEYS)
