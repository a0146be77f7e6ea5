"""An editor's work on one article: begun, brought in, kept half done, thrown away."""

import datetime
from dataclasses import dataclass

from django.db.models import F, QuerySet

from claims.coverage.excerpt_positions import locate_excerpts
from claims.coverage.rows import CoverageRow, clean_json, clear_changed_guesses, normalise_rows
from claims.coverage.suggest.proposals import propose_rows
from claims.models import Coverage, Report
from claims.rules import Refused
from sources.models import Article, CaptureText


class EditConflict(Exception):
    """The work was saved in another tab or on another machine meanwhile, or is finished.

    `coverage` is as it is now, for showing both; nothing was overwritten.
    """

    def __init__(self, coverage: Coverage):
        super().__init__("This work was saved elsewhere meanwhile.")
        self.coverage = coverage


@dataclass(frozen=True)
class EditContext:
    """Who writes, when, and on the strength of which revision."""

    by: object
    now: datetime.datetime
    revision: int

    def write(self, coverage: Coverage, **changes) -> Coverage:
        """`changes` stored as the next revision. EditedElsewhere when there is one already."""
        rows = Coverage.objects.filter(
            pk=coverage.pk, editor=self.by, revision=self.revision, finished_at__isnull=True
        )
        if not rows.update(revision=F("revision") + 1, changed_at=self.now, **changes):
            raise EditConflict(reload_own(coverage, self.by))
        return reload_own(coverage, self.by)


def reload_own(coverage: Coverage, by) -> Coverage:
    """The work as it is now. Coverage.DoesNotExist for somebody else's."""
    rows = Coverage.objects.select_related("article__outlet", "capture", "report")
    return rows.get(pk=coverage.pk, editor=by)


def list_unfinished(by) -> QuerySet[Coverage]:
    """What `by` can go on with, latest first."""
    return Coverage.objects.unfinished_of(by)


def begin_coverage(
    *, by, now: datetime.datetime, report: Report | None = None, article: Article | None = None
) -> Coverage:
    """New work. Of an `article` on the record its newest text is read at once, if there is one."""
    coverage = Coverage(editor=by, begun_at=now, changed_at=now, report=report, article=article)
    if article is not None:
        newest = find_newest_text(article)
        coverage.capture = newest.capture if newest else None
        coverage.rows = propose_rows(text=newest.text, article=article) if newest else []
        coverage.intake = build_intake(article, newest.text if newest else "")
    coverage.save()
    return reload_own(coverage, by)


def find_newest_text(article: Article) -> CaptureText | None:
    texts = CaptureText.objects.filter(capture__article=article).select_related("capture")
    return texts.order_by("-capture__captured_at", "-capture").first()


def build_intake(article: Article, text: str) -> dict:
    """What is on the record about `article`, as the first step asks for it."""
    return {
        "way": "text",
        "url": article.canonical_url,
        "title": article.title,
        "byline": article.byline,
        "published_on": article.published_on.isoformat() if article.published_on else "",
        "published_on_note": article.published_on_note,
        "language": article.language,
        "outlet": article.outlet_id,
        "outlet_name": "",
        "outlet_home_page": "",
        "canonical_url": article.canonical_url,
        "text": text,
        "problem": "",
    }


def save_intake(*, coverage: Coverage, intake: dict, by, now: datetime.datetime, revision: int) -> Coverage:
    """Store what was given in the first step as it is, valid or not. EditedElsewhere."""
    return EditContext(by, now, revision).write(coverage, intake=clean_json(intake))


def save_rows(
    *, coverage: Coverage, rows: list[CoverageRow], by, now: datetime.datetime, revision: int
) -> Coverage:
    """Store half-done rows, each with the place where its excerpt stands now. What an editor has
    altered is no longer a guess. EditedElsewhere."""
    there = reload_own(coverage, by)
    before = {row["id"]: row for row in normalise_rows(there.rows)}
    kept = [clear_changed_guesses(row, before.get(row["id"])) for row in normalise_rows(rows)]
    return EditContext(by, now, revision).write(coverage, rows=locate_excerpts(kept, read_text(there)))


def discard_coverage(*, coverage: Coverage, by) -> None:
    """Throw unfinished work away. `Refused` when it is finished: it is on the record."""
    deleted, _ = Coverage.objects.filter(pk=coverage.pk, editor=by, finished_at__isnull=True).delete()
    if not deleted and reload_own(coverage, by).finished_at:
        raise Refused("This work is finished: what it added is on the record.")


def read_text(coverage: Coverage) -> str:
    """The article's text as it was captured; empty before that, and after a take-down."""
    if coverage.capture_id is None:
        return ""
    return (
        CaptureText.objects.filter(capture=coverage.capture_id).values_list("text", flat=True).first() or ""
    )
