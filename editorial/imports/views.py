"""The pages of an import: upload, mapping, report."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from claims.models import ImportMapping, ImportUpload, UploadTask
from core.errors import Refused
from core.query_string import parse_id
from exchange.columns import COLUMNS
from exchange.importing.mapping import build_mapping, build_reading
from exchange.importing.mapping_file import read_mapping_file, write_mapping_file
from exchange.importing.own.storing import OWN_FORMAT
from exchange.importing.preview import Preview, preview_import
from exchange.importing.problems import Unclear
from exchange.importing.reading.json_source import JsonSource
from exchange.importing.reading.records import Source
from exchange.importing.reading.sources import open_source
from exchange.importing.upload_limit import get_limit, is_over_limit
from exchange.importing.uploads import (
    begin_task,
    describe_own_file,
    discard_upload,
    find_file,
    find_refused,
    find_sample,
    hide_folder,
    keep_upload,
    may_import,
    read_progress,
)

from .form import NAMES_OF_OPTIONS, MappingForm, fill_form, name_fields
from .mapping_admin import SaveMappingForm

MAX_UPLOADS = 20
TOO_LARGE = "This file is larger than {:,} MB. An administrator can import it with manage.py import_claims."


class PublisherRequest(HttpRequest):
    """A request of somebody who is signed in, as the admin passes it to its views."""

    user: User


def require_import_permission(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a page of imports: PermissionDenied for those who may not import."""

    @wraps(view)
    def guarded(request: PublisherRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_import(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def require_own_upload(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a page of one upload, `view(request, upload)`. Somebody else's is not found."""

    @require_import_permission
    @wraps(view)
    def loaded(request: PublisherRequest, pk: int) -> HttpResponseBase:
        own = ImportUpload.objects.filter(uploaded_by=request.user).select_related("run", "uploaded_by")
        return view(request, get_object_or_404(own, pk=parse_id(str(pk)) or 0))

    return loaded


def render_page(request: PublisherRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    shared = admin.site.each_context(request) | {"is_nav_sidebar_enabled": False}
    return render(request, f"admin/imports/{name}.html", shared | context)


@require_import_permission
def import_begin(request: PublisherRequest) -> HttpResponse:
    """Upload a file, or go on with one of one's own."""
    problem = ""
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None:
            problem = (
                TOO_LARGE.format(get_limit() >> 20) if is_over_limit(request) else "Choose a file first."
            )
        else:
            try:
                upload = keep_upload(
                    name=file.name or "", chunks=file.chunks(), by=request.user, now=timezone.now()
                )
            except Unclear as error:
                problem = name_fields(str(error))
            else:
                return redirect("admin:import_mapping", upload.pk)
    # What waits comes first: to go on with it, or to remove it where so much waits that no more is taken.
    waiting_first = F("run").desc(nulls_first=True)
    own = ImportUpload.objects.filter(uploaded_by=request.user)
    uploads = own.order_by(waiting_first, "-pk")[:MAX_UPLOADS]
    context = {"title": "Import a file", "problem": problem, "uploads": uploads, "limit": get_limit() >> 20}
    return render_page(request, "import_begin", context)


@require_own_upload
def import_mapping(request: PublisherRequest, upload: ImportUpload) -> HttpResponse:
    """Say what the columns of a file mean, and see what becomes of its first rows."""
    if upload.task or upload.run_id:
        return redirect("admin:import_report", upload.pk)
    if not upload.entered and (description := describe_own_file(upload)):
        return import_own(request, upload, description)
    if request.method == "POST":
        return save_mapping(request, upload)
    source, problem = open_sample(upload)
    form = make_form(upload, source)
    preview = None
    if form.is_bound and form.is_valid() and source:
        preview, problem = show_preview(request, upload, form)
    context = {
        "title": f"Import {upload}",
        "upload": upload,
        "source": source,
        "columns": source.columns if source else [],
        "problem": problem,
        "form": form,
        "preview": preview,
        "save_form": SaveMappingForm(request.session.pop("import_mapping_refused", None)),
        "saved": list(ImportMapping.objects.order_by("name", "pk")[:200]),
        "is_sample": is_cut(upload),
    }
    return render_page(request, "import_mapping", context)


def import_own(request: PublisherRequest, upload: ImportUpload, description: str) -> HttpResponse:
    """Import a file of our own export, which needs no mapping; or go on to map its columns after all."""
    button = request.POST.get("do", "")
    if button == "map":
        upload.entered = {"dataset": ""}
        upload.save(update_fields=["entered"])
        return redirect("admin:import_mapping", upload.pk)
    if button in (UploadTask.DRY_RUN, UploadTask.IMPORT):
        begin(request, upload, button, {"format": OWN_FORMAT}, keep_going="keep_going" in request.POST)
        return redirect("admin:import_report", upload.pk)
    context = {
        "title": f"Import {upload}",
        "upload": upload,
        "description": description,
        "is_sample": is_cut(upload),
    }
    return render_page(request, "import_own", context)


def begin(
    request: PublisherRequest, upload: ImportUpload, task: str, mapping: dict[str, Any], *, keep_going: bool
) -> bool:
    """Hand a file to the worker. Returns whether it has it; else the next page says why not."""
    try:
        begin_task(upload=upload, task=UploadTask(task), mapping=mapping, keep_going=keep_going)
    except Refused as error:
        messages.error(request, name_fields(str(error)))
        return False
    return True


def save_mapping(request: PublisherRequest, upload: ImportUpload) -> HttpResponse:
    """Keep the form as it was typed, valid or not, and do what the button says."""
    posted, button = request.POST, request.POST.get("do", "")
    names = [name for name in MappingForm().fields if name in posted]
    upload.entered = {name: posted[name].replace("\0", "") for name in names}
    if button == "use":
        saved = ImportMapping.objects.filter(pk=parse_id(posted.get("saved", "")) or 0).first()
        if saved is None:
            messages.error(request, "Choose one of the saved mappings first.")
        else:
            kept = {name: upload.entered[name] for name in names if name == "keep_going"}
            upload.entered = kept | fill_form(read_mapping_file(saved.content.encode()))
    upload.save(update_fields=["entered"])
    form = MappingForm(upload.entered)
    is_valid = form.is_valid()
    if button == "save_as":
        keep_mapping(request, form, is_valid=is_valid)
    elif button in (UploadTask.DRY_RUN, UploadTask.IMPORT) and is_valid:
        keep_going = form.cleaned_data["keep_going"]
        if begin(request, upload, button, form.stored, keep_going=keep_going):
            return redirect("admin:import_report", upload.pk)
    page = reverse("admin:import_mapping", args=[upload.pk])
    return redirect(f"{page}#import-preview" if button == "preview" else page)


def keep_mapping(request: PublisherRequest, form: MappingForm, *, is_valid: bool) -> None:
    """Save the mapping under the name that was typed, if both are in order."""
    if not is_valid:
        messages.error(request, "Not saved: the mapping is not complete yet.")
        return
    content = {"name": request.POST.get("name", ""), "content": write_mapping_file(form.stored)}
    save_form = SaveMappingForm(content)
    if save_form.is_valid():
        saved = save_form.save_by(request.user, timezone.now())
        messages.success(request, f"Saved: {saved}. It can be used for the next file.")
    else:
        request.session["import_mapping_refused"] = content


def is_cut(upload: ImportUpload) -> bool:
    """Whether the pages show the beginning of a file only, because it is long."""
    return find_sample(upload) != find_file(upload)


def open_sample(upload: ImportUpload) -> tuple[Source | None, str]:
    """Open the beginning of a file as the form says that it is to be read; else say why that cannot be."""
    try:
        form = MappingForm(upload.entered)
        form.is_valid()
        return open_source(find_sample(upload), build_reading(form.cleaned_data)), ""
    except Unclear as error:
        return None, name_fields(hide_folder(upload, str(error)))


def make_form(upload: ImportUpload, source: Source | None) -> MappingForm:
    """Make the form as it was typed last; at first with the columns that are called as fields are."""
    columns = source.columns if source else []
    is_open = source is None or isinstance(source, JsonSource)
    if upload.entered:
        return MappingForm(upload.entered, columns=columns, is_open=is_open)
    same = {f"map_{name}": name for name in COLUMNS if name in columns}
    return MappingForm(initial=same, columns=columns, is_open=is_open)


def show_preview(
    request: PublisherRequest, upload: ImportUpload, form: MappingForm
) -> tuple[Preview | None, str]:
    try:
        mapping = build_mapping(form.stored)
        preview = preview_import(find_sample(upload), mapping, by=request.user, now=timezone.now())
        return preview.rename_options(NAMES_OF_OPTIONS), ""
    except Unclear as error:
        return None, name_fields(hide_folder(upload, str(error)))


@require_safe
@require_own_upload
def import_report(request: PublisherRequest, upload: ImportUpload) -> HttpResponse:
    """Show how far the worker has come with a file, and then what came of it."""
    report = upload.report
    context = {
        "title": f"Import {upload}",
        "upload": upload,
        "is_dry_run": (upload.task or report.get("task")) == UploadTask.DRY_RUN,
        "progress": read_progress(upload) if upload.task else None,
        "lines": [
            (
                "detail" if line.startswith("    ") else "part" if line.startswith("  ") else "main",
                line.strip(),
            )
            for line in name_fields("\n".join(report.get("lines", []))).splitlines()
        ],
        "problem": name_fields(report.get("problem", "")),
        "has_refused": report.get("has_refused", False),
    }
    return render_page(request, "import_report", context)


@require_safe
@require_own_upload
def import_refused(request: PublisherRequest, upload: ImportUpload) -> FileResponse:
    """Send the refused rows as a file, as they were, each with the reason in front."""
    path = find_refused(upload)
    if upload.task or not path.is_file():
        raise Http404
    kind = "application/octet-stream"  # which no browser shows, whatever is in it
    return FileResponse(path.open("rb"), as_attachment=True, filename=path.name, content_type=kind)


@require_POST
@require_own_upload
def import_discard(request: PublisherRequest, upload: ImportUpload) -> HttpResponse:
    """Remove an upload and its files. What was imported stays."""
    try:
        discard_upload(upload)
    except Refused as error:
        messages.error(request, str(error))
        return redirect("admin:import_report", upload.pk)
    messages.success(request, f"Removed: {upload}. What was imported from it stays.")
    return redirect("admin:import_begin")
