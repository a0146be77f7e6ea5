"""Files of searches that many claims match: made by a background job, and sent from where they lie."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Self

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from exchange.exporting.files import compress

KEPT = timedelta(days=1)
"""How long a file is sent; after that it is made anew."""

MOST_FILES = 20
"""Files that lie there or wait to be made, of all who ask: each may have some hundred megabytes."""

TASK = "write_search"


@dataclass(frozen=True)
class LargeDownload:
    """The file of one search in one format. `query`: the query string, in the order of its names."""

    query: str
    format: str

    @classmethod
    def of(cls, data: QueryDict, format: str) -> Self:
        """Name the file of these filters: in whichever order they were given, it is the same."""
        ordered = QueryDict(mutable=True)
        for name in sorted(data):
            if values := [value for value in data.getlist(name) if value]:
                ordered.setlist(name, values)
        return cls(ordered.urlencode(), format)

    @property
    def path(self) -> Path:
        name = hashlib.sha256(self.query.encode()).hexdigest()[:32]
        return _folder() / f"{name}.{self.format}.gz"

    def is_there(self, now: datetime) -> bool:
        """Say whether the file lies there, and is young enough to be sent."""
        return _is_younger(self.path, now)

    def queue(self) -> bool:
        """Have the worker make the file, if it is not in the queue; return False if too many others are."""
        job = app.configure_task(
            TASK, queueing_lock=f"{TASK} {self.path.name}", lock=TASK, allow_unknown=False
        )
        waiting = ProcrastinateJob.objects.filter(task_name=TASK, status="todo")
        if waiting.count() + len(list(_folder().glob("*.gz"))) >= MOST_FILES:
            return waiting.filter(queueing_lock=f"{TASK} {self.path.name}").exists()
        try:
            with transaction.atomic():
                job.defer(query=self.query, format=self.format)
        except AlreadyEnqueued:
            pass
        return True

    def write(self, pieces: Iterable[str]) -> None:
        """Make the file of these pieces; it is there at once and whole, or not at all."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unpacked = self.path.with_suffix(".unfinished")
        with unpacked.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)
        compress(unpacked)
        unpacked.with_name(f"{unpacked.name}.gz").rename(self.path)


def discard_old(now: datetime) -> None:
    """Remove files that are too old to be sent."""
    for path in _folder().glob("*"):
        if not _is_younger(path, now):
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return settings.EXPORT_FOLDER / "searches"


def _is_younger(path: Path, now: datetime) -> bool:
    try:
        return path.stat().st_mtime > (now - KEPT).timestamp()
    except FileNotFoundError:
        return False
