"""Saving the rows of a form: all of them, or none, and then why."""

import datetime
from hashlib import blake2b

import pghistory
from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils import timezone

from claims.actions.reports import settle_report_as_covered
from claims.coverage.drafts import Turn, keep, text_of
from claims.coverage.references import chosen
from claims.coverage.rows import Row
from claims.duplicates.exact import find_recorded_claims, normalise_proposition
from claims.models import Citation, Coverage, OfferedCitation
from claims.rules import Refused, check_now, refusal_message
from core.errors import DEADLOCK
from sources.models import Article

from .claimants import Persons, of_the_same_name
from .evidence import Evidence, cited_already, too_much
from .existing import Positions
from .plan import Plan, Planner, refuse_doubles
from .problems import Problems, RowsRefused
from .summary import Summary, summarise
from .write import Planned, submit_all, write

ATTEMPTS = 3
"""How often a save is tried when somebody else writes the same at the same moment."""
CITED = "This position is on the record with these very words. Drop the row."
OFFERED = "These very words are offered for this position and wait for a publisher. Drop the row."
AGAIN = "Somebody else was changing the same claims at this moment. Nothing was saved: try again."


class _Wrong(Exception):
    """Carries problems out of the transaction that they end."""

    def __init__(self, problems: Problems):
        self.problems = problems


def save(
    *, coverage: Coverage, rows: list[Row], by, now: datetime.datetime, edition: int, submit: bool = False
) -> Summary:
    """Put all rows that are not dropped on the record, as drafts, and finish the work.

    `submit`: and ask for review. A position that is on the record gets a further citation; if readers
    see it and `by` may not publish, the citation is offered, and a publisher lets it through. First
    the rows are kept as they are; RowsRefused says what is wrong with which, and then nothing else
    is stored. EditedElsewhere as `keep`; `Refused` when others were in the way each time.
    """
    coverage = keep(coverage=coverage, rows=rows, by=by, now=now, edition=edition)
    turn = Turn(by, now, coverage.edition)
    for attempt in range(ATTEMPTS):
        try:
            reason = f"Coverage of {coverage.article}"[:300]
            with pghistory.context(user=by.pk, reason=reason), transaction.atomic():
                return _saved(coverage, turn, submit)
        except _Wrong as wrong:
            raise RowsRefused(wrong.problems, coverage) from wrong
        except (IntegrityError, OperationalError) as error:
            # Somebody else was quicker: what they wrote is on the record now, and is met next time.
            _give_up(error, coverage, turn, last=attempt == ATTEMPTS - 1)
    raise Refused(AGAIN)


def _give_up(error: Exception, coverage: Coverage, turn: Turn, *, last: bool) -> None:
    if isinstance(error, OperationalError):
        if getattr(error.__cause__, "sqlstate", "") != DEADLOCK:
            raise error
        if last:
            raise Refused(AGAIN) from error
    elif last:
        raise RowsRefused(_found_one_by_one(coverage, turn, refusal_message(error)), coverage) from error


def _saved(coverage: Coverage, turn: Turn, submit: bool) -> Summary:
    planned = planned_rows(coverage, turn)
    written = write(planned, by=turn.by, now=turn.now)
    check_now()
    if submit:
        submit_all(written, by=turn.by, now=turn.now)
    if coverage.report_id:
        settle_report_as_covered(report=coverage.report, article=coverage.article, by=turn.by, now=turn.now)
    summary = summarise(coverage, planned, written)
    # Of two who save one work at once, the second takes back here what it has written.
    turn.write(coverage, finished_at=turn.now, summary=summary)
    return summary


def planned_rows(coverage: Coverage, turn: Turn) -> Planned:
    """Every row that is not dropped, read and checked. _Wrong, with all that is wrong."""
    problems = Problems()
    rows = [row for row in coverage.rows if not row["dropped"]]
    text = text_of(coverage)
    if coverage.capture is None or not text:
        problems.add(None, "", "There is no text to prove the excerpts against. Bring the article in first.")
        raise _Wrong(problems)
    if not rows:
        problems.add(None, "", "There is nothing to save: every row is set aside.")
        raise _Wrong(problems)
    _wait_for_others(rows)
    evidence = Evidence.of(coverage.capture, text)
    picked = chosen(rows)
    names = [row[key] for row in rows for key in ("new_name", "new_party")]
    persons = Persons(picked, coverage.article, of_the_same_name(names), problems)
    planner = Planner(picked, persons, evidence, timezone.localdate(turn.now), problems)
    planner.same_claims = find_recorded_claims(row["new_claim"] for row in rows if row["claim"] is None)
    plans = [plan for row in rows if (plan := planner.plan(row))]
    positions = Positions.on_record(((plan.claim.pk, plan.claimant.pk) for plan in plans), locked=True)
    refuse_doubles(plans, problems)
    _look_at_published(plans, positions, coverage.article, turn, problems)
    if sentence := too_much(
        evidence.share([(p.found.start, p.found.end) for p in plans], cited_already(evidence.capture))
    ):
        problems.add(None, "", sentence)
    if problems:
        raise _Wrong(problems)
    return Planned(plans, planner, positions)


def _wait_for_others(rows: list[Row]) -> None:
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


def _look_at_published(
    plans: list[Plan], positions: Positions, article: Article, turn: Turn, problems: Problems
) -> None:
    """Rows whose words their position cites already, or that wait to be let through, are refused. Of
    the others those are offered whose position is published, unless by a publisher."""
    there = {plan.row["id"]: positions.same(plan.position) for plan in plans}
    ids = {one.pk for one in there.values() if one}
    if not ids:
        return
    cited, offered = (
        _words(Citation.objects, ids, article),
        _words(OfferedCitation.objects.filter(outcome=""), ids, article),
    )
    for plan in plans:
        statement = there[plan.row["id"]]
        if statement is None:
            continue
        if (statement.pk, plan.found.exact) in cited:
            problems.add(plan.row, "excerpt", CITED)
        elif (statement.pk, plan.found.exact) in offered:
            problems.add(plan.row, "excerpt", OFFERED)
        plan.offered = statement.is_published and not turn.by.has_perm("claims.publish_statement")


def _words(rows, statements: set[int], article: Article) -> set[tuple[int, str]]:
    """(statement id, excerpt) of those of `article`."""
    return set(rows.filter(statement__in=statements, article=article).values_list("statement", "excerpt"))


def _found_one_by_one(coverage: Coverage, turn: Turn, sentence: str) -> Problems:
    """Which rows the database refuses, each tried by itself and taken back; `sentence`, what it said
    to all of them together, for the whole form when none is refused alone."""
    problems, rows = Problems(), coverage.rows
    for row in rows:
        if row["dropped"]:
            continue
        coverage.rows = [row]
        try:
            with transaction.atomic():
                write(planned_rows(coverage, turn), by=turn.by, now=turn.now)
                check_now()
                transaction.set_rollback(True)
        except IntegrityError as error:
            problems.add(row, "", refusal_message(error))
        except _Wrong as wrong:
            problems.take(wrong.problems)
    coverage.rows = rows
    if not problems:
        problems.add(None, "", sentence)
    return problems
