"""An editor's work on one article: begun, stored half done, discarded."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db.models import F, QuerySet

from claims.actions.settlement import give_up_leads
from claims.coverage.article_defaults import (
    ArticleDefaults,
    apply_defaults,
    freeze_accepted,
    normalise_defaults,
    read_defaults,
)
from claims.coverage.earlier_work import SavedNames, list_saved, mark_left_out
from claims.coverage.excerpt_positions import locate_excerpts
from claims.coverage.rows import (
    CoverageRow,
    clean_json,
    clean_text,
    clear_changed_guesses,
    is_to_save,
    is_worked_on,
    list_typed_values,
    normalise_rows,
)
from claims.coverage.save.evidence import mark_recorded
from claims.coverage.suggest.proposals import FinderFailed, propose_rows
from claims.models import Coverage, Report
from core.errors import Refused, translate_refusals
from core.names import normalise_name
from sources.models import Article, CaptureText

MAX_REASON = 500
"""How many characters are kept of why nothing was recorded."""


class EditConflict(Exception):
    """Work that was changed in another tab or on another machine, or is finished.

    Nothing was overwritten. `coverage` is the stored version, to be shown beside the other one.
    """

    def __init__(self, coverage: Coverage):
        super().__init__("This work was saved elsewhere meanwhile.")
        self.coverage = coverage


@dataclass(frozen=True)
class EditContext:
    """The editor who writes, the time, the revision that they have seen, and the name of the request.

    `offers_only`: a citation of a published position waits for a publisher, whoever brings it.
    """

    by: User
    now: datetime.datetime
    revision: int
    send: str = ""
    offers_only: bool = False

    def update(self, coverage: Coverage, **changes) -> Coverage:
        """Store `changes` as the next revision.

        Raises EditConflict when the stored revision is not the one that was seen.
        """
        rows = Coverage.objects.filter(
            pk=coverage.pk, editor=self.by, revision=self.revision, finished_at__isnull=True
        )
        changes |= {"changed_at": self.now, "last_send": self.send}
        if not rows.update(revision=F("revision") + 1, **changes):
            raise EditConflict(reload_own(coverage, self.by))
        return reload_own(coverage, self.by)


def resolve_revision(coverage: Coverage, revision: int, unanswered: Iterable[str]) -> int:
    """Return the revision that a window may write over: the one it has seen, or its own after that.

    `unanswered` names the requests of the window whose answers it never got. If the last of what is stored
    came with one of them, nobody else has written since, and what the window sends next holds it all.
    """
    return coverage.revision if coverage.last_send and coverage.last_send in unanswered else revision


def reload_own(coverage: Coverage, by: User) -> Coverage:
    """Load the stored version. Raises Coverage.DoesNotExist for somebody else's work."""
    rows = Coverage.objects.select_related("article__outlet", "capture", "report")
    return rows.get(pk=coverage.pk, editor=by)


def list_unfinished(by: User) -> QuerySet[Coverage]:
    """List what `by` can continue, latest first."""
    return Coverage.objects.unfinished_of(by)


def begin_coverage(
    *, by: User, now: datetime.datetime, report: Report | None = None, article: Article | None = None
) -> Coverage:
    """Begin new work; propose rows from the newest text of `article`, if any."""
    coverage = Coverage(editor=by, begun_at=now, changed_at=now, report=report, article=article)
    if article is not None:
        newest = find_newest_text(article)
        coverage.capture = newest.capture if newest else None
        coverage.intake = build_intake(article, newest.text if newest else "")
        try:
            if newest is not None:
                rows = propose_rows(text=newest.text, article=article)
                rows = mark_left_out(rows, article, by, newest.text)
                coverage.rows = mark_recorded(rows, newest.capture, newest.text)
        except FinderFailed as failure:
            coverage.intake["problem"] = str(failure)
    coverage.save()
    return reload_own(coverage, by)


def begin_with_rows(
    *, rows: list[CoverageRow], by: User, now: datetime.datetime, article: Article | None = None
) -> Coverage:
    """Begin new work with rows that are ready, on the newest text of `article`, if any. None are proposed."""
    newest = find_newest_text(article) if article else None
    coverage = Coverage.objects.create(
        editor=by,
        begun_at=now,
        changed_at=now,
        article=article,
        capture=newest.capture if newest else None,
        intake=build_intake(article, newest.text if newest else "") if article else {},
        rows=normalise_rows(rows),
    )
    return reload_own(coverage, by)


def find_newest_text(article: Article) -> CaptureText | None:
    texts = CaptureText.objects.filter(capture__article=article).select_related("capture")
    return texts.order_by("-capture__captured_at", "-capture").first()


def build_intake(article: Article, text: str) -> dict:
    """Build what the first step would have asked for from an article on the record."""
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


def save_intake(
    *, coverage: Coverage, intake: dict, by: User, now: datetime.datetime, revision: int
) -> Coverage:
    """Store what was entered in the first step, valid or not. Raises EditConflict."""
    return EditContext(by, now, revision).update(coverage, intake=clean_json(intake))


def save_rows(
    *,
    coverage: Coverage,
    rows: list[CoverageRow],
    by: User,
    now: datetime.datetime,
    revision: int,
    defaults: ArticleDefaults | None = None,
    send: str = "",
    close_reason: str | None = None,
) -> Coverage:
    """Store half-done rows, each with the position of its excerpt, and the defaults of the article if given.

    `send` names the request: see resolve_revision. `close_reason`: what was typed of why nothing may be
    recorded. Raises EditConflict.

    A field that the editor changed is no longer marked as a guess, and none is of a row that they accepted.
    """
    stored = reload_own(coverage, by)
    old_rows = {row["id"]: row for row in normalise_rows(stored.rows)}
    new_rows = [clear_changed_guesses(row, old_rows.get(row["id"])) for row in normalise_rows(rows)]
    in_force = read_defaults(stored) if defaults is None else normalise_defaults(defaults)
    new_rows = freeze_accepted(new_rows, old_rows, in_force)
    located = locate_excerpts(new_rows, read_text(stored))
    intake = dict(stored.intake)
    if defaults is not None:
        intake["defaults"] = in_force
    if close_reason is not None:
        intake["close_reason"] = clean_text(close_reason)[:MAX_REASON]
    return EditContext(by, now, revision, send).update(coverage, rows=located, intake=intake)


def read_close_reason(coverage: Coverage) -> str:
    return str(coverage.intake.get("close_reason") or "")


def explain_open(coverage: Coverage, reason: str) -> str:
    """Say why the work cannot be finished without recording anything; empty if it can."""
    if any(is_to_save(row) for row in coverage.rows):
        return "There are accepted rows: save them, or drop them first."
    return "" if normalise_name(reason) else "Say in a few words why nothing of this article is recorded."


@translate_refusals()
def close_coverage(
    *, coverage: Coverage, reason: str, by: User, now: datetime.datetime, revision: int
) -> Coverage:
    """Finish work on an article in which there is nothing to record, and keep the reason.

    The leads to its address are settled with that reason.

    Raises EditConflict, and Refused without a reason, with accepted rows or as Conflict.
    """
    reason = normalise_name(clean_text(reason)[:MAX_REASON])
    if sentence := explain_open(coverage, reason):
        raise Refused(sentence)
    summary = {"nothing_recorded": reason}
    context = EditContext(by, now, revision, coverage.last_send)
    closed = context.update(coverage, finished_at=now, summary=summary)
    give_up_leads(addresses=list_addresses(closed), note=reason, by=by, now=now)
    return closed


def discard_coverage(*, coverage: Coverage, by: User) -> None:
    """Delete unfinished work. Raises Refused for finished work: it is on the record."""
    deleted, _ = Coverage.objects.filter(pk=coverage.pk, editor=by, finished_at__isnull=True).delete()
    if not deleted and reload_own(coverage, by).finished_at:
        raise Refused("This work is finished: what it added is on the record.")


def list_left_out(coverage: Coverage) -> list[CoverageRow]:
    """List the rows that finished work was saved without, those that somebody worked on first.

    Rows that were dropped are not among them, nor rows that have been taken up again by work that is still
    there. Queries: 1 at most.
    """
    gone = {*list_saved(coverage), *_list_taken_up(coverage)}
    rows = [row for row in normalise_rows(coverage.rows) if not row["dropped"] and row["id"] not in gone]
    return sorted(rows, key=lambda row: not is_worked_on(row))


def _list_taken_up(coverage: Coverage) -> set[str]:
    """List the ids of the rows that other work has taken up, for as long as that work is there."""
    taken_up = coverage.summary.get("taken_up", [])
    there = set(
        Coverage.objects.filter(pk__in=[entry["coverage"] for entry in taken_up]).values_list("pk", flat=True)
    )
    return {entry["row"] for entry in taken_up if entry["coverage"] in there}


@translate_refusals()
def take_up_left_out(*, coverage: Coverage, ids: Iterable[str], by: User, now: datetime.datetime) -> Coverage:
    """Begin new work on the same article with rows that `coverage` was saved without.

    Each row is taken up once, until that work is discarded. Raises Refused when none of `ids` is left, and
    Conflict.
    """
    coverage = Coverage.objects.select_for_update().get(pk=coverage.pk, editor=by)
    ids = set(ids)
    rows = [row for row in list_left_out(coverage) if row["id"] in ids]
    if not rows:
        raise Refused("Choose the rows to take up again. Those taken up already are in your unfinished work.")
    names = SavedNames(coverage)
    rows = [names.apply(row) for row in rows]
    rows.sort(key=lambda row: (row["start"] is None, row["start"]))
    return _begin_again(coverage, rows, names, by, now)


def _begin_again(
    coverage: Coverage, rows: list[CoverageRow], names: SavedNames, by: User, now: datetime.datetime
) -> Coverage:
    """Begin new work on the article of finished work with `rows`, and note there that it has them.

    What was typed for all rows is on the record by now, if it was new.
    """
    again = Coverage.objects.create(
        editor=by,
        begun_at=now,
        changed_at=now,
        intake={**coverage.intake, "defaults": names.apply_to_topics(read_defaults(coverage))},
        article=coverage.article,
        capture=coverage.capture,
        rows=rows,
    )
    taken_up = [
        *coverage.summary.get("taken_up", []),
        *({"row": row["id"], "coverage": again.pk} for row in rows),
    ]
    Coverage.objects.filter(pk=coverage.pk).update(summary={**coverage.summary, "taken_up": taken_up})
    return reload_own(again, by)


@translate_refusals()
def take_up_unsaved(
    *,
    coverage: Coverage,
    rows: list[CoverageRow],
    by: User,
    now: datetime.datetime,
    defaults: ArticleDefaults,
    close_reason: str,
    send: str = "",
) -> Coverage | None:
    """Begin new work with those of `rows` that are missing from `coverage`, which another window finished.

    `send` names the request: what the window holds has an answer then. Returns the work that has the rows
    already, if they were sent before, and None if none is missing. Raises Conflict.
    """
    coverage = Coverage.objects.select_for_update().get(pk=coverage.pk, editor=by)
    Coverage.objects.filter(pk=coverage.pk).update(last_send=send)
    names = SavedNames(coverage)
    missing = [names.apply(row) for row in _list_missing(coverage, normalise_rows(rows), defaults)]
    defaults = names.apply_to_topics(defaults)
    if not missing:
        return None
    taken_up = {entry["coverage"] for entry in coverage.summary.get("taken_up", [])}
    for work in list_unfinished(by).filter(pk__in=taken_up):
        there = _list_contents(work.rows, read_defaults(work))
        if all(content in there for content in _list_contents(missing, defaults)):
            return work
    again = _begin_again(coverage, missing, names, by, now)
    return save_rows(
        coverage=again,
        rows=missing,
        by=by,
        now=now,
        revision=again.revision,
        defaults=defaults,
        close_reason=close_reason,
    )


def _list_missing(
    coverage: Coverage, rows: list[CoverageRow], defaults: ArticleDefaults
) -> list[CoverageRow]:
    """List the rows that somebody accepted or worked on, and that `coverage` was finished without.

    A row that it saved as it is here is not missing, however it was marked, nor one that it has left out or
    dropped and that is not accepted here.
    """
    saved_ids, stored = list_saved(coverage), read_defaults(coverage)
    saved = _list_contents([row for row in coverage.rows if row["id"] in saved_ids], stored)
    others = _list_contents([row for row in coverage.rows if row["id"] not in saved_ids], stored)
    return [
        row
        for row, content in zip(rows, _list_contents(rows, defaults), strict=True)
        if not row["dropped"]
        and (row["accepted"] or (is_worked_on(row) and content not in others))
        and content not in saved
    ]


def _list_contents(rows: list[CoverageRow], defaults: ArticleDefaults) -> list[list]:
    """List what each row says, for comparison, with what it takes from its article."""
    return [list_typed_values(row) for row in apply_defaults(normalise_rows(rows), defaults)]


def read_text(coverage: Coverage) -> str:
    """Read the captured text; empty before the capture and after a take-down."""
    if coverage.capture_id is None:
        return ""
    texts = CaptureText.objects.filter(capture=coverage.capture_id)
    return texts.values_list("text", flat=True).first() or ""


def list_addresses(coverage: Coverage) -> list[str]:
    """List the addresses of the work's page: the article's, and the one that was entered."""
    article = coverage.article
    return [article.canonical_url if article else "", str(coverage.intake.get("url") or "")]


def get_article(coverage: Coverage) -> Article:
    """Return the article of the work. Raises ValueError before it is on the record."""
    if coverage.article is None:
        raise ValueError("The article is not on the record yet.")
    return coverage.article
