"""Saving the rows of a form: all of them, or none, and then why."""

import datetime
from hashlib import blake2b

import pghistory
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from claims.actions.reports import settle_report_as_covered
from claims.coverage.drafts import EditContext, read_text, save_rows
from claims.coverage.references import load_references
from claims.coverage.rows import CoverageRow
from claims.duplicates.exact import find_recorded_claims, normalise_proposition
from claims.models import Citation, Coverage, OfferedCitation
from claims.rules import Refused, check_deferred_constraints, describe_refusal
from core.errors import DEADLOCK_DETECTED
from sources.models import Article

from .claimants import ClaimantResolver, find_namesakes
from .evidence import CaptureEvidence, explain_excess, list_citations
from .existing import ExistingPositions
from .plan import RowPlan, RowPlanner, reject_duplicates
from .problems import RowProblems, RowsRefused
from .summary import SaveSummary, build_summary
from .write import SavePlan, submit_drafts, write_plan

ATTEMPTS = 3
"""How often a save is tried when somebody else writes the same at the same moment."""
ALREADY_CITED = "This position is on the record with these very words. Drop the row."
ALREADY_OFFERED = "These very words are offered for this position and wait for a publisher. Drop the row."
TRY_AGAIN = "Somebody else was changing the same claims at this moment. Nothing was saved: try again."


class _ProblemsFound(Exception):
    """Carries problems out of the transaction that they end."""

    def __init__(self, problems: RowProblems):
        self.problems = problems


def save_coverage(
    *,
    coverage: Coverage,
    rows: list[CoverageRow],
    by,
    now: datetime.datetime,
    revision: int,
    submit: bool = False,
) -> SaveSummary:
    """Put all rows that are not dropped on the record, as drafts, and finish the work.

    `submit`: and ask for review. A position that is on the record gets a further citation; if readers
    see it and `by` may not publish, the citation is offered, and a publisher lets it through. First
    the rows are kept as they are; RowsRefused says what is wrong with which, and then nothing else
    is stored. EditedElsewhere as `keep`; `Refused` when others were in the way each time.
    """
    coverage = save_rows(coverage=coverage, rows=rows, by=by, now=now, revision=revision)
    turn = EditContext(by, now, coverage.revision)
    for attempt in range(ATTEMPTS):
        try:
            reason = f"Coverage of {coverage.article}"[:300]
            with pghistory.context(user=by.pk, reason=reason), transaction.atomic():
                return _save_once(coverage, turn, submit)
        except _ProblemsFound as wrong:
            raise RowsRefused(wrong.problems, coverage) from wrong
        except (IntegrityError, OperationalError) as error:
            # Somebody else was quicker: what they wrote is on the record now, and is met next time.
            _raise_or_retry(error, coverage, turn, last=attempt == ATTEMPTS - 1)
    raise Refused(TRY_AGAIN)


def _raise_or_retry(error: Exception, coverage: Coverage, turn: EditContext, *, last: bool) -> None:
    if isinstance(error, OperationalError):
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK_DETECTED:
            raise error
        if last:
            raise Refused(TRY_AGAIN) from error
    elif last:
        raise RowsRefused(_try_rows_singly(coverage, turn, describe_refusal(error)), coverage) from error


def _save_once(coverage: Coverage, turn: EditContext, submit: bool) -> SaveSummary:
    planned = plan_rows(coverage, turn)
    written = write_plan(planned, by=turn.by, now=turn.now)
    check_deferred_constraints()
    if submit:
        submit_drafts(written, by=turn.by, now=turn.now)
    if coverage.report_id:
        settle_report_as_covered(report=coverage.report, article=coverage.article, by=turn.by, now=turn.now)
    summary = build_summary(coverage, planned, written)
    # Of two who save one work at once, the second takes back here what it has written.
    turn.write(coverage, finished_at=turn.now, summary=summary)
    return summary


def plan_rows(coverage: Coverage, turn: EditContext) -> SavePlan:
    """Every row that is not dropped, read and checked. _Wrong, with all that is wrong."""
    problems = RowProblems()
    rows = [row for row in coverage.rows if not row["dropped"]]
    text = read_text(coverage)
    if coverage.capture is None or not text:
        problems.add(None, "", "There is no text to prove the excerpts against. Bring the article in first.")
        raise _ProblemsFound(problems)
    if not rows:
        problems.add(None, "", "There is nothing to save: every row is set aside.")
        raise _ProblemsFound(problems)
    _lock_new_names(rows)
    evidence = CaptureEvidence.of(coverage.capture, text)
    picked = load_references(rows)
    names = [row[key] for row in rows for key in ("new_name", "new_party")]
    persons = ClaimantResolver(picked, coverage.article, find_namesakes(names), problems)
    planner = RowPlanner(picked, persons, evidence, timezone.localdate(turn.now), problems)
    planner.same_claims = find_recorded_claims(row["new_claim"] for row in rows if row["claim"] is None)
    plans = [plan for row in rows if (plan := planner.plan(row))]
    positions = ExistingPositions.on_record(
        ((plan.claim.pk, plan.claimant.pk) for plan in plans), locked=True
    )
    reject_duplicates(plans, problems)
    _check_existing(plans, positions, coverage.article, turn, problems)
    if sentence := explain_excess(
        evidence.share([(p.found.start, p.found.end) for p in plans], list_citations(evidence.capture))
    ):
        problems.add(None, "", sentence)
    if problems:
        raise _ProblemsFound(problems)
    return SavePlan(plans, planner, positions)


def _lock_new_names(rows: list[CoverageRow]) -> None:
    """Of two who word the same new claim, or name the same newcomer, at once, the second waits and
    then meets what the first has written: nothing else keeps two claims from saying the same."""
    wanted = {
        f"claim {normalise_proposition(row['new_claim'])}"
        for row in rows
        if row["claim"] is None and row["new_claim"]
    }
    for key in ("new_name", "new_party"):
        wanted |= {f"claimant {row[key].casefold()}" for row in rows if row[key]}
    locks = sorted(
        int.from_bytes(blake2b(one.encode(), digest_size=8).digest(), signed=True) for one in wanted
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) AS n", [locks])


def _check_existing(
    plans: list[RowPlan],
    positions: ExistingPositions,
    article: Article,
    turn: EditContext,
    problems: RowProblems,
) -> None:
    """Rows whose words their position cites already, or that wait to be let through, are refused. Of
    the others those are offered whose position is published, unless by a publisher."""
    there = {plan.row["id"]: positions.same(plan.position) for plan in plans}
    ids = {one.pk for one in there.values() if one}
    if not ids:
        return
    cited, offered = (
        _list_excerpts(Citation.objects, ids, article),
        _list_excerpts(OfferedCitation.objects.filter(outcome=""), ids, article),
    )
    for plan in plans:
        statement = there[plan.row["id"]]
        if statement is None:
            continue
        if (statement.pk, plan.found.exact) in cited:
            problems.add(plan.row, "excerpt", ALREADY_CITED)
        elif (statement.pk, plan.found.exact) in offered:
            problems.add(plan.row, "excerpt", ALREADY_OFFERED)
        plan.offered = statement.is_published and not turn.by.has_perm("claims.publish_statement")


def _list_excerpts(rows, statements: set[int], article: Article) -> set[tuple[int, str]]:
    """(statement id, excerpt) of those of `article`."""
    return set(rows.filter(statement__in=statements, article=article).values_list("statement", "excerpt"))


def _try_rows_singly(coverage: Coverage, turn: EditContext, sentence: str) -> RowProblems:
    """Which rows the database refuses, each tried by itself and taken back; `sentence`, what it said
    to all of them together, for the whole form when none is refused alone."""
    problems, rows = RowProblems(), coverage.rows
    for row in rows:
        if row["dropped"]:
            continue
        coverage.rows = [row]
        try:
            with transaction.atomic():
                write_plan(plan_rows(coverage, turn), by=turn.by, now=turn.now)
                check_deferred_constraints()
                transaction.set_rollback(True)
        except IntegrityError as error:
            problems.add(row, "", describe_refusal(error))
        except _ProblemsFound as wrong:
            problems.take(wrong.problems)
    coverage.rows = rows
    if not problems:
        problems.add(None, "", sentence)
    return problems
