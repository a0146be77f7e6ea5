"""Saving the rows of a form: all of them, or none and the reasons why."""

import datetime
import random
import time
from hashlib import blake2b

import pghistory
from django.contrib.auth.models import User
from django.db import IntegrityError, OperationalError, connection, transaction

from claims.actions.reports import settle_report_as_covered
from claims.actions.settlement import take_up_leads
from claims.coverage.article_defaults import ArticleDefaults, apply_defaults, read_defaults
from claims.coverage.drafts import EditContext, get_article, list_addresses, read_text, save_rows
from claims.coverage.references import load_references
from claims.coverage.rows import CoverageRow, is_to_save, normalise_rows
from claims.coverage.topics import add_typed_topics
from claims.duplicates.exact import find_recorded_claims, normalise_proposition
from claims.duplicates.similarity import find_close_claims
from claims.models import Citation, Coverage, OfferedCitation, Statement
from core.errors import (
    TRY_AGAIN,
    Conflict,
    Refused,
    check_deferred_constraints,
    describe_refusal,
    is_conflict,
    translate_refusals,
)
from sources.models import Article

from .claimants import ClaimantResolver, complete_claimants, find_namesakes
from .evidence import CaptureEvidence, explain_excess, list_citations
from .existing import ExistingPositions
from .plan import RowPlan, RowPlanner, reject_duplicates
from .problems import RowProblems, RowsRefused
from .questions import find_questions
from .summary import SaveSummary, build_summary
from .write import SavePlan, submit_drafts, write_plan

ATTEMPTS = 3
"""The number of attempts at a save while somebody else writes the same thing."""
LONGEST_PAUSE = 0.2
"""Seconds, at most, before another attempt. How long is random, or two that met would meet again."""
ALREADY_CITED = "This position is on the record with these very words. Drop the row."
ALREADY_OFFERED = "These very words are offered for this position and wait for a publisher. Drop the row."
NOTHING_TO_SAVE = (
    "There is nothing to save: no row is accepted. If the article has nothing for the record, say so under "
    "“Nothing to record here…”."
)


class _ProblemsFound(Exception):
    """Problems that end the transaction in which they were found."""

    def __init__(self, problems: RowProblems):
        self.problems = problems


def save_coverage(
    *,
    coverage: Coverage,
    rows: list[CoverageRow],
    by: User,
    now: datetime.datetime,
    revision: int,
    defaults: ArticleDefaults | None = None,
    submit: bool = False,
    send: str = "",
    close_reason: str | None = None,
    offers_only: bool = False,
) -> SaveSummary:
    """Add all accepted rows to the record, as drafts, and finish the work.

    The others stay in `coverage.rows`, and nowhere else.

    `defaults`, `send` and `close_reason`: see save_rows; defaults complete rows that leave a field open.

    `submit`: ask for review as well. A position that is on the record gets a further citation; if it
    is published and `by` may not publish, or `offers_only` is set, the citation is offered and waits
    for a publisher. The rows are first stored as they are.

    Raises RowsRefused, with the problems of each row, and nothing else is stored then;
    EditConflict like save_rows; Conflict when others were writing the same at every attempt.
    """
    coverage = save_rows(
        coverage=coverage,
        rows=rows,
        by=by,
        now=now,
        revision=revision,
        defaults=defaults,
        send=send,
        close_reason=close_reason,
    )
    return _save_stored(coverage, EditContext(by, now, coverage.revision, send, offers_only), submit)


def _save_stored(coverage: Coverage, context: EditContext, submit: bool) -> SaveSummary:
    """Add the accepted rows of `coverage` as they are stored: see save_coverage."""
    for attempt in range(ATTEMPTS):
        if attempt:
            time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311  # nothing secret
        try:
            reason = f"Coverage of {coverage.article}"[:300]
            with pghistory.context(user=context.by.pk, reason=reason), transaction.atomic():
                return _save_once(coverage, context, submit)
        except _ProblemsFound as error:
            raise RowsRefused(error.problems, coverage) from error
        except OperationalError as error:
            if not is_conflict(error):
                raise
        except Conflict:
            continue  # the same, met by an action
        except IntegrityError as error:
            # Somebody else wrote it first: the next attempt finds it on the record.
            if attempt == ATTEMPTS - 1:
                problems = _try_rows_singly(coverage, context, describe_refusal(error))
                raise RowsRefused(problems, coverage) from error
    raise Conflict(TRY_AGAIN)


def check_row(
    *,
    coverage: Coverage,
    rows: list[CoverageRow],
    row_id: str,
    defaults: ArticleDefaults,
    by: User,
    now: datetime.datetime,
) -> RowProblems:
    """Find what a save would say of one row among the accepted ones of `rows`, which it belongs to then.

    What it would say of all of them together is a problem of the row. Nothing stays written, or is locked.
    """
    rows = [{**row, "accepted": True} if row.get("id") == row_id else row for row in rows]
    found = check_rows(coverage=coverage, rows=rows, defaults=defaults, by=by, now=now, ask_about=row_id)
    problems = RowProblems()
    problems.errors[row_id].update(found.errors.get(row_id) or found.errors.get("", {}))
    problems.offers[row_id].update(found.offers.get(row_id, {}))
    return problems


def check_rows(
    *,
    coverage: Coverage,
    rows: list[CoverageRow],
    defaults: ArticleDefaults,
    by: User,
    now: datetime.datetime,
    ask_about: str | None = None,
) -> RowProblems:
    """Find what a save would say of the accepted ones of `rows`. Nothing stays written, or is locked.

    `ask_about`: see plan_rows.
    """
    try:
        with transaction.atomic():
            context = EditContext(by, now, coverage.revision)
            plan_rows(coverage, context, rows, defaults, lock=False, ask_about=ask_about)
            transaction.set_rollback(True)  # the outlet of own words becomes a claimant
    except _ProblemsFound as error:
        return error.problems
    return RowProblems()


def _save_once(coverage: Coverage, context: EditContext, submit: bool) -> SaveSummary:
    defaults = read_defaults(coverage)
    rows, topics = add_typed_topics(normalise_rows(coverage.rows), defaults)
    plan = plan_rows(coverage, context, rows, defaults)
    saved = write_plan(plan, by=context.by, now=context.now)
    check_deferred_constraints()
    if submit:
        submit_drafts(saved, by=context.by, now=context.now)
    if coverage.report is not None:
        settle_report_as_covered(
            report=coverage.report, article=get_article(coverage), by=context.by, now=context.now
        )
    take_up_leads(
        addresses=list_addresses(coverage), article=get_article(coverage), by=context.by, now=context.now
    )
    summary = build_summary(coverage, plan, saved, topics)
    # If the same work is saved twice at once, this takes back what the second one has written.
    context.update(coverage, finished_at=context.now, summary=summary)
    return summary


def plan_rows(
    coverage: Coverage,
    context: EditContext,
    rows: list[CoverageRow],
    defaults: ArticleDefaults,
    *,
    lock: bool = True,
    ask_about: str | None = None,
) -> SavePlan:
    """Plan every accepted row of `rows`.

    `lock`: keep others from writing the same until the transaction ends. `ask_about`: the id of the only row
    whose new claim is compared with claims that say nearly the same, and asked about; None for all.

    Raises _ProblemsFound with all that is wrong.
    """
    problems = RowProblems()
    rows = normalise_rows(rows)
    numbers = {row["id"]: number for number, row in enumerate(rows, 1)}
    rows = apply_defaults([row for row in rows if is_to_save(row)], defaults)
    text = read_text(coverage)
    if coverage.capture is None or not text:
        problems.add(None, "", "There is no text to prove the excerpts against. Bring the article in first.")
    elif not rows:
        problems.add(None, "nothing", NOTHING_TO_SAVE)
    if coverage.capture is None or problems:
        raise _ProblemsFound(problems)
    if lock:
        _lock_new_names(rows)
    article = get_article(coverage)
    evidence = CaptureEvidence.prepare(coverage.capture, text)
    namesakes = find_namesakes(row[key] for row in rows for key in ("new_name", "new_party"))
    rows = complete_claimants(rows, namesakes)
    references = load_references(rows)
    resolver = ClaimantResolver(references, article, namesakes, problems)
    planner = RowPlanner(references, resolver, evidence, context, problems)
    _find_claims(planner, rows, numbers, ask_about)
    plans = [plan for row in rows if (plan := planner.plan_row(row))]
    positions = ExistingPositions.load(((plan.claim.pk, plan.claimant.pk) for plan in plans), lock=lock)
    reject_duplicates(plans, numbers, problems)
    _check_existing(plans, positions, article, context, problems)
    _check_excess(plans, evidence, problems)
    if problems:
        raise _ProblemsFound(problems)
    return SavePlan(plans, planner, positions)


def _check_excess(plans: list[RowPlan], evidence: CaptureEvidence, problems: RowProblems) -> None:
    spans = [(plan.match.start, plan.match.end) for plan in plans]
    if sentence := explain_excess(evidence.measure_share(spans, list_citations(evidence.capture))):
        problems.add(None, "", sentence)


def _find_claims(
    planner: RowPlanner, rows: list[CoverageRow], numbers: dict[str, int], ask_about: str | None
) -> None:
    """Find the claims on the record that say the same as those that `rows` word anew, or nearly so.

    What is to be asked about the wordings is found as well: see find_questions.
    """
    rows = [row for row in rows if row["claim"] is None and row["new_claim"]]
    planner.questions = find_questions(rows, numbers, ask_about)
    planner.recorded_claims = find_recorded_claims(row["new_claim"] for row in rows)
    texts = sorted({row["new_claim"] for row in rows if ask_about in (None, row["id"])})
    planner.close_claims = dict(zip(texts, find_close_claims(texts), strict=True))
    for row in rows:
        planner.different_claims[normalise_proposition(row["new_claim"])].update(row["different_from"])


def _lock_new_names(rows: list[CoverageRow]) -> None:
    """Lock the new wordings and names: concurrent saves create each of them once.

    These are advisory locks: of two concurrent saves with the same new wording the second waits, and
    then finds what the first has written. No constraint keeps two claims from saying the same.
    """
    names = {
        f"claim {normalise_proposition(row['new_claim'])}"
        for row in rows
        if row["claim"] is None and row["new_claim"]
    }
    for key in ("new_name", "new_party"):
        names |= {f"claimant {row[key].casefold()}" for row in rows if row[key]}
    # Always in the same order, which prevents deadlocks of two saves.
    locks = sorted(
        int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), signed=True) for name in names
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(n) FROM unnest(%s::bigint[]) AS n", [locks])


def _check_existing(
    plans: list[RowPlan],
    positions: ExistingPositions,
    article: Article,
    context: EditContext,
    problems: RowProblems,
) -> None:
    """Refuse words that are cited or offered for their position already.

    For a published position the citation is marked as offered, unless a publisher saves it at the desk.
    """
    statements: dict[str, Statement] = {}
    for plan in plans:
        if statement := positions.find_same(plan.position):
            statements[plan.row["id"]] = statement
    if not statements:
        return
    ids = {statement.pk for statement in statements.values()}
    cited = _list_excerpts(Citation.objects, ids, article)
    offered = _list_excerpts(OfferedCitation.objects.filter(outcome=""), ids, article)
    for plan in plans:
        known = statements.get(plan.row["id"])
        if known is None:
            continue
        if (known.pk, plan.match.exact) in cited:
            problems.add(plan.row, "excerpt", ALREADY_CITED)
        elif (known.pk, plan.match.exact) in offered:
            problems.add(plan.row, "excerpt", ALREADY_OFFERED)
        may_publish = not context.offers_only and context.by.has_perm("claims.publish_statement")
        plan.is_offered = known.is_published and not may_publish


def _list_excerpts(rows, statements: set[int], article: Article) -> set[tuple[int, str]]:
    """List (statement id, excerpt) of those that cite `article`."""
    return set(rows.filter(statement__in=statements, article=article).values_list("statement", "excerpt"))


def _try_rows_singly(coverage: Coverage, context: EditContext, sentence: str) -> RowProblems:
    """Find the rows that the database refuses: write each alone and roll back.

    `sentence` is what it said to all of them together: a problem of the whole form, if no row is
    refused alone. Raises Conflict.
    """
    problems, defaults = RowProblems(), read_defaults(coverage)
    for row in coverage.rows:
        if not is_to_save(row):
            continue
        try:
            with translate_refusals():
                plan = plan_rows(coverage, context, [row], defaults)
                write_plan(plan, by=context.by, now=context.now)
                check_deferred_constraints()
                transaction.set_rollback(True)
        except Conflict:
            raise
        except Refused as refused:
            problems.add(row, "", str(refused))
        except _ProblemsFound as error:
            problems.merge(error.problems)
    if not problems:
        problems.add(None, "", sentence)
    return problems
