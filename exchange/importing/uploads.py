"""Uploaded files: kept in a private folder, imported by the worker, removed when that is done."""

import codecs
import datetime
import json
import os
import re
import secrets
import shutil
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Count, Sum
from procrastinate.contrib.django import app

from claims.models import ImportRun, ImportState, ImportUpload, UploadTask
from core.counts import write_count
from core.errors import Refused

from .mapping import build_mapping
from .own.source import open_own_source
from .own.storing import OWN_FORMAT, prepare_own_import
from .problems import Unclear
from .reading.files import examine_file
from .report import find_refused_path
from .run import FileImport, ImportOptions, prepare_import

MAX_WAITING = 20
"""How many files one person may have waiting."""
MAX_WAITING_SIZE = 5
"""How large they may be together, as a multiple of the largest upload."""
KEPT = datetime.timedelta(days=7)
"""How long an upload waits for somebody to go on with it."""
SAMPLE = 1_000_000
"""Bytes from the beginning of a file by which its columns and first rows are shown."""
BROKE_OFF = "Something went wrong in our own program. The server’s log has the details; try again."

_NOT_IN_NAME = re.compile(r"[^\w.() -]")
_FOLDER = re.compile(r"[0-9a-f]{32}")
_PROGRESS, _SAMPLES = ".progress", ".sample"


def may_import(user: User) -> bool:
    """Whether somebody may import: who may undo what comes of it, and add claims."""
    return user.is_active and user.has_perms(("claims.change_importrun", "claims.add_claim"))


def keep_upload(*, name: str, chunks: Iterable[bytes], by: User, now: datetime.datetime) -> ImportUpload:
    """Keep a file that `by` has uploaded. Raises Unclear for what cannot be imported."""
    upload = ImportUpload(
        uploaded_by=by, uploaded_at=now, file_name=_clean_name(name), folder=secrets.token_hex(16)
    )
    waiting = ImportUpload.objects.filter(uploaded_by=by, run=None).aggregate(
        files=Count("pk"), size=Sum("size")
    )
    if waiting["files"] >= MAX_WAITING:
        raise Unclear(
            f"You have {write_count(MAX_WAITING, 'file')} waiting here. Import or remove one first."
        )
    path = find_file(upload)
    settings.IMPORT_FOLDER.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.parent.mkdir(mode=0o700)
    try:
        with path.open("xb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        for folder in (path.parent, settings.IMPORT_FOLDER):
            sync_folder(folder)  # before the database has a row that names the file
        upload.size = path.stat().st_size
        most = MAX_WAITING_SIZE * settings.UPLOAD_MEGABYTES
        if (waiting["size"] or 0) + upload.size > most << 20:
            raise Unclear(
                f"Your files that wait here would be larger than {most:,} MB together. "
                "Import or remove one of them first."
            )
        _keep_sample(path)
        examine_file(find_sample(upload), "latin-1")  # in which everything can be read
        upload.save()
    except BaseException as error:
        shutil.rmtree(path.parent)
        if isinstance(error, Unclear):
            raise Unclear(hide_folder(upload, str(error))) from error
        raise
    return upload


def sync_folder(folder: Path) -> None:
    """Have the disk itself know which names a folder holds."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def find_file(upload: ImportUpload) -> Path:
    return settings.IMPORT_FOLDER / upload.folder / upload.file_name


def find_sample(upload: ImportUpload) -> Path:
    """Return the beginning of the file; the file itself if it is short."""
    path = find_file(upload)
    sample = path.parent / _SAMPLES / path.name
    return sample if sample.exists() else path


def find_refused(upload: ImportUpload) -> Path:
    """Return where the rows lie that the last task refused."""
    return find_refused_path(find_file(upload))


def read_progress(upload: ImportUpload) -> tuple[int, int] | None:
    """Return how many rows the task has read, and of how many; None before the first."""
    try:
        rows, total = json.loads((find_file(upload).parent / _PROGRESS).read_text())
    except (OSError, ValueError):  # there is none yet, or it is being written
        return None
    return rows, total


@transaction.atomic
def begin_task(
    *, upload: ImportUpload, task: UploadTask, mapping: dict[str, Any], keep_going: bool, token: str = ""
) -> None:
    """Have the worker try an import, or do it. `token`: by which a program asks, for the history.

    Raises Unclear for a mapping that says too little; Refused while the worker has the file already, and once
    it is imported.
    """
    if mapping.get("format") != OWN_FORMAT:
        build_mapping(mapping)
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.task:
        raise Refused("The worker has this file already. Wait for its report.")
    if upload.run_id:
        raise Refused("This file is imported already.")
    upload.task, upload.mapping, upload.keep_going, upload.report = task, mapping, keep_going, {}
    upload.save(update_fields=["task", "mapping", "keep_going", "report"])
    app.configure_task("import_upload", lock="imports", allow_unknown=False).defer(
        upload_id=upload.pk, token=token
    )


def work_on_upload(upload: ImportUpload, *, now: datetime.datetime) -> None:
    """Do what is to be done with an upload, and keep the report of it.

    An import whose worker died goes on after its last batch. One that the database broke off is begun again
    with its job: it stays as it was for OperationalError and InterfaceError.
    """
    if not upload.task:
        return
    try:
        work = _prepare(upload, now)
        work.execute()
    except Unclear as error:
        _end_task(upload, {"problem": hide_folder(upload, str(error))})
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        _end_task(upload, {"problem": BROKE_OFF})
        raise
    else:
        is_stored = upload.task == UploadTask.IMPORT and work.would_store
        report = {
            "lines": list(work.write_report()),
            "totals": work.report.as_json(),
            "is_taken": work.would_store,
            "has_refused": work.has_refused_file,
        }
        _end_task(upload, report, work.run if is_stored else None)


def discard_upload(upload: ImportUpload) -> None:
    """Remove an upload with its files. What was imported stays. Raises Refused while a worker has it."""
    with transaction.atomic():
        upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
        if upload.task:
            raise Refused("The worker has this file now. Wait for its report.")
        upload.delete()
    shutil.rmtree(find_file(upload).parent, ignore_errors=True)


def discard_old_uploads(*, now: datetime.datetime) -> None:
    """Remove uploads that nobody has gone on with, with their files; and files that are nobody's.

    These are left by a process that was killed while it kept or removed an upload.
    """
    for upload in ImportUpload.objects.filter(uploaded_at__lt=now - KEPT, task=UploadTask.NONE):
        discard_upload(upload)
    known = set(ImportUpload.objects.values_list("folder", flat=True))
    for folder in settings.IMPORT_FOLDER.glob("*"):
        is_ours = _FOLDER.fullmatch(folder.name) and folder.is_dir()
        if is_ours and folder.name not in known and folder.stat().st_mtime < (now - KEPT).timestamp():
            shutil.rmtree(folder, ignore_errors=True)


def hide_folder(upload: ImportUpload, sentence: str) -> str:
    """Return a message about the file with its name alone, wherever it lies."""
    for path in (find_sample(upload), find_file(upload), find_refused(upload)):
        sentence = sentence.replace(str(path), path.name)
    return sentence


def _prepare(upload: ImportUpload, now: datetime.datetime) -> FileImport:
    if not may_import(upload.uploaded_by):
        raise Unclear(f"{upload.uploaded_by} may not import any more.")
    progress = find_file(upload).parent / _PROGRESS
    options = ImportOptions(
        by=upload.uploaded_by,
        now=now,
        refused_path=find_refused(upload),
        dry_run=upload.task == UploadTask.DRY_RUN,
        keep_going=upload.keep_going,
    )
    work = _prepare_by(upload.mapping, find_file(upload), options)
    options.show = lambda rows: _write_progress(progress, rows, work.source.size)
    options.show(0)
    options.resume = upload.task == UploadTask.IMPORT and upload.keep_going and _is_interrupted(upload, work)
    if not options.resume:
        options.refused_path.unlink(missing_ok=True)
    return work


def _prepare_by(mapping: dict[str, Any], path: Path, options: ImportOptions) -> FileImport:
    if mapping.get("format") != OWN_FORMAT:
        return prepare_import(path, build_mapping(mapping), options)
    own = prepare_own_import(path, mapping.get("dataset", ""), options)
    if own is None:
        raise Unclear("This is not a whole file of an export.")
    return own


def describe_own_file(upload: ImportUpload) -> str:
    """Say what an uploaded file is, if it is one of our own, which needs no mapping; else ""."""
    try:
        source = open_own_source(find_sample(upload))
    except Unclear:
        return ""
    return source.describe() if source else ""


def _is_interrupted(upload: ImportUpload, work: FileImport) -> bool:
    """Whether a worker has stored a part of this file by this mapping, and then died."""
    run = ImportRun.objects.filter(
        sha256=work.source.file.sha256,
        state=ImportState.RUNNING,
        begun_by=upload.uploaded_by,
        begun_at__gte=upload.uploaded_at,
    ).last()
    return run is not None and run.mapping == json.loads(json.dumps(work.mapping.as_json()))


def _write_progress(path: Path, rows: int, total: int) -> None:
    path.write_text(json.dumps([rows, total]))


def _end_task(upload: ImportUpload, report: dict[str, Any], run: ImportRun | None = None) -> None:
    report["task"] = upload.task
    changed = {"task": UploadTask.NONE, "report": report, "run": run}
    ImportUpload.objects.filter(pk=upload.pk).update(**changed)
    path = find_file(upload)
    (path.parent / _PROGRESS).unlink(missing_ok=True)
    if run:
        path.unlink(missing_ok=True)
        shutil.rmtree(path.parent / _SAMPLES, ignore_errors=True)


def _clean_name(name: str) -> str:
    """Return a name under which a file can lie anywhere; its end, if it is long."""
    clean = _NOT_IN_NAME.sub("_", name).encode()[-200:].decode(errors="ignore").strip(". ")
    return clean or "file"


def _keep_sample(path: Path) -> None:
    """Keep the beginning of a long file, up to the end of a line if it has one."""
    if path.stat().st_size <= SAMPLE:
        return
    with path.open("rb") as file:
        head = file.read(SAMPLE)
    is_wide = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))  # then SAMPLE cuts no character
    if not is_wide and (end := head.rfind(b"\n")) > 0:
        head = head[: end + 1]
    elif not is_wide:  # one long line, of which no character may be cut
        head = head.rstrip(bytes(range(0x80, 0x100)))
    sample = path.parent / _SAMPLES / path.name
    sample.parent.mkdir(mode=0o700)
    sample.write_bytes(head)
