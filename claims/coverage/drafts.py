"""An editor's work on one article: begun, brought in, kept half done, thrown away."""

import datetime
from dataclasses import dataclass

from django.db.models import F, QuerySet

from claims.coverage.excerpt_positions import placed
from claims.coverage.rows import Row, kept_json, no_longer_guessed, normal_rows
from claims.coverage.suggest.proposals import proposals
from claims.models import Coverage, Report
from claims.rules import Refused
from sources.models import Article, CaptureText


class EditedElsewhere(Exception):
    """The work was saved in another tab or on another machine meanwhile, or is finished.

    `coverage` is as it is now, for showing both; nothing was overwritten.
    """

    def __init__(self, coverage: Coverage):
        super().__init__("This work was saved elsewhere meanwhile.")
        self.coverage = coverage


@dataclass(frozen=True)
class Turn:
    """Who writes, when, and on the strength of which edition."""

    by: object
    now: datetime.datetime
    edition: int

    def write(self, coverage: Coverage, **changes) -> Coverage:
        """`changes` stored as the next edition. EditedElsewhere when there is one already."""
        rows = Coverage.objects.filter(
            pk=coverage.pk, editor=self.by, edition=self.edition, finished_at__isnull=True
        )
        if not rows.update(edition=F("edition") + 1, changed_at=self.now, **changes):
            raise EditedElsewhere(mine(coverage, self.by))
        return mine(coverage, self.by)


def mine(coverage: Coverage, by) -> Coverage:
    """The work as it is now. Coverage.DoesNotExist for somebody else's."""
    rows = Coverage.objects.select_related("article__outlet", "capture", "report")
    return rows.get(pk=coverage.pk, editor=by)


def unfinished(by) -> QuerySet[Coverage]:
    """What `by` can go on with, latest first."""
    return Coverage.objects.unfinished_of(by)


def begin(
    *, by, now: datetime.datetime, report: Report | None = None, article: Article | None = None
) -> Coverage:
    """New work. Of an `article` on the record its newest text is read at once, if there is one."""
    coverage = Coverage(editor=by, begun_at=now, changed_at=now, report=report, article=article)
    if article is not None:
        newest = newest_text(article)
        coverage.capture = newest.capture if newest else None
        coverage.rows = proposals(text=newest.text, article=article) if newest else []
        coverage.brought = as_brought(article, newest.text if newest else "")
    coverage.save()
    return mine(coverage, by)


def newest_text(article: Article) -> CaptureText | None:
    texts = CaptureText.objects.filter(capture__article=article).select_related("capture")
    return texts.order_by("-capture__captured_at", "-capture").first()


def as_brought(article: Article, text: str) -> dict:
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


def hold(*, coverage: Coverage, brought: dict, by, now: datetime.datetime, edition: int) -> Coverage:
    """Store what was given in the first step as it is, valid or not. EditedElsewhere."""
    return Turn(by, now, edition).write(coverage, brought=kept_json(brought))


def keep(*, coverage: Coverage, rows: list[Row], by, now: datetime.datetime, edition: int) -> Coverage:
    """Store half-done rows, each with the place where its excerpt stands now. What an editor has
    altered is no longer a guess. EditedElsewhere."""
    there = mine(coverage, by)
    before = {row["id"]: row for row in normal_rows(there.rows)}
    kept = [no_longer_guessed(row, before.get(row["id"])) for row in normal_rows(rows)]
    return Turn(by, now, edition).write(coverage, rows=placed(kept, text_of(there)))


def discard(*, coverage: Coverage, by) -> None:
    """Throw unfinished work away. `Refused` when it is finished: it is on the record."""
    deleted, _ = Coverage.objects.filter(pk=coverage.pk, editor=by, finished_at__isnull=True).delete()
    if not deleted and mine(coverage, by).finished_at:
        raise Refused("This work is finished: what it added is on the record.")


def text_of(coverage: Coverage) -> str:
    """The article's text as it was captured; empty before that, and after a take-down."""
    if coverage.capture_id is None:
        return ""
    return (
        CaptureText.objects.filter(capture=coverage.capture_id).values_list("text", flat=True).first() or ""
    )
