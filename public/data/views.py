import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.http import require_safe

from exchange.exporting.package import (
    CHECK,
    CITATIONS,
    CLAIMS,
    DESCRIPTION,
    HISTORY,
    PARQUET,
    VERSIONS,
    list_exports,
)
from public.citation_styles import SITE
from public.linked_data.script import write_script
from public.linked_data.things import JsonObject, without_empty
from public.packed_files import send_packed, takes_packed

CONTENT_TYPES = {
    CLAIMS: "application/jsonl; charset=utf-8",
    CITATIONS: "text/csv; charset=utf-8",
    PARQUET: "application/vnd.apache.parquet",
    HISTORY: "application/jsonl; charset=utf-8",
    VERSIONS: "application/jsonl; charset=utf-8",
    CHECK: "text/plain; charset=utf-8",
}


@dataclass(frozen=True)
class OfferedFile:
    """A file of an export: `size` in bytes, `path` where it lies compressed."""

    name: str
    rows: int
    size: int
    sha256: str
    format: str
    path: Path
    columns: list[dict[str, str]]


@dataclass(frozen=True)
class OfferedExport:
    """An export; its name is in the addresses of its files."""

    name: str
    made_at: datetime
    files: list[OfferedFile]


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """Show what there is to download. Queries: none."""
    export = load_export()
    columns = next((file.columns for file in export.files if file.columns), []) if export else []
    context = {
        "export": export,
        "columns": columns,
        "licence": settings.DATA_LICENCE,
        "json": write_script(_describe_dataset(request, export)),
    }
    return render(request, "data.html", context)


@require_safe
def data_file(request: HttpRequest, name: str, export_name: str = "") -> HttpResponseBase:
    """Send a file of an export, else of the latest, as it lies to whoever takes it compressed."""
    export = load_export(export_name)
    file = next((file for file in export.files if file.name == name), None) if export else None
    if file is None:
        raise Http404("No such file.")
    etag = f'"{file.sha256[:32]}{"-gzip" if takes_packed(request) else ""}"'
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag)
    if response is None:
        response = send_packed(request, file.path, CONTENT_TYPES[file.name], size=file.size)
        response["Content-Disposition"] = f'attachment; filename="{file.name}"'
    response["ETag"] = etag
    response["Access-Control-Allow-Origin"] = "*"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@require_safe
def data_package(request: HttpRequest, export_name: str = "") -> HttpResponse:
    """Send the description of an export, else of the latest."""
    folder = _find_export(export_name)
    if folder is None:
        raise Http404("No such export.")
    response = HttpResponse((folder / DESCRIPTION).read_bytes(), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"
    return response


def _find_export(name: str) -> Path | None:
    """Find the folder of the export with this name; without a name, of the latest."""
    exports = list_exports(settings.EXPORT_FOLDER)
    if not name:
        return exports[-1] if exports else None
    return next((folder for folder in exports if folder.name == name), None)


def load_export(name: str = "") -> OfferedExport | None:
    """Load what an export holds, the latest without a name; None if there is none."""
    folder = _find_export(name)
    if folder is None:
        return None
    described = json.loads((folder / DESCRIPTION).read_text("utf-8"))
    files = [
        OfferedFile(
            name=row["path"],
            rows=row["rows"],
            size=row["bytes"],
            sha256=row["hash"].removeprefix("sha256:"),
            format=row["format"],
            path=folder / f"{row['path']}.gz",
            columns=row.get("schema", {}).get("fields", []),
        )
        for row in described["resources"]
    ]
    return OfferedExport(folder.name, datetime.fromisoformat(described["created"]), files)


def _describe_dataset(request: HttpRequest, export: OfferedExport | None) -> JsonObject:
    """Describe the export as schema.org/Dataset, by which search engines for data find it."""
    page = request.build_absolute_uri(reverse("data"))
    downloads = [
        {
            "@type": "DataDownload",
            "contentUrl": request.build_absolute_uri(reverse("data_file", args=[file.name])),
            "encodingFormat": CONTENT_TYPES[file.name].partition(";")[0],
            "contentSize": str(file.size),
            "sha256": file.sha256,
        }
        for file in (export.files if export else [])
    ]
    return {
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": SITE,
        "description": "Who says what, who disputes it, and the words of articles that show it.",
        "isAccessibleForFree": True,
        **without_empty(
            license=settings.DATA_LICENCE,
            dateModified=export and export.made_at.isoformat(),
            distribution=downloads,
            creator=settings.PUBLISHER_NAME and {"@type": "Organization", "name": settings.PUBLISHER_NAME},
        ),
    }
