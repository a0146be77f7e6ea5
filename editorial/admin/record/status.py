"""A claim's status and the reason for it, as editors see them."""

from django.db import connection
from django.utils.html import format_html, format_html_join

from claims.models import Claim, State, Statement, Status
from claims.status import explain_status, find_silent_parties, read_standings

STANDING_WORDS = {
    "current": "Counts: the present position of {claimant} for {party}.",
    "superseded": "Shown as history: there is a later position of {claimant} for {party}.",
    "withdrawn": "Leaves no position: {claimant} took it back.",
    "second_hand": "Shown, but does not count: known only through somebody of another party, or paraphrased "
    "by an outlet that speaks for one.",
    "lapsed": "Shown as history: {claimant} no longer speaks for {party}. Since then {party} has "
    "spoken through somebody else, or {claimant} for another party.",
}


def fetch_status_if_published(claim_id: int) -> str:
    """Return the status that a claim would have with all its cited drafts published."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM claims_status(ARRAY[%s]::bigint[], NULL, true)", [claim_id])
        return cursor.fetchone()[0]


def explain_in_bold(status: str, rows, silent=()) -> str:
    return format_html("<strong>{}</strong>", explain_status(status, rows, silent))


def describe_status(claim: Claim) -> list[str]:
    """Describe the status now and, if it would differ, after publishing."""
    lines = []
    if claim.state == State.RETRACTED:
        return ["Retracted: readers see the public notice only."]
    silent = find_silent_parties(claim.pk)
    if claim.state == State.PUBLISHED:
        lines.append(explain_in_bold(claim.status, read_standings([claim.pk])[claim.pk], silent))
        if not claim.statements.ready().exists():
            return lines
    future = fetch_status_if_published(claim.pk)
    if future == Status.OPEN:
        lines.append("A draft. It cannot be published yet: no position that counts is on record.")
        return lines
    label = "With its draft statements" if lines else "A draft. When published"
    rows = read_standings([claim.pk], drafts=True)[claim.pk]
    heard = {row.party for row in rows}  # in drafts as well
    prospect = explain_in_bold(future, rows, [name for name in silent if name not in heard])
    if prospect not in lines:
        lines.append(format_html("{}: {}", label, prospect))
    return lines


def render_status(claim: Claim) -> str:
    return format_html(
        '<div class="record-status">{}</div>',
        format_html_join("", "<div>{}</div>", ((line,) for line in describe_status(claim))),
    )


def describe_standing(statement: Statement) -> str:
    """Say whether this statement counts towards its claim's status, and why."""
    if statement.state == State.RETRACTED:
        return "Retracted: readers do not see it."
    rows = read_standings([statement.claim_id], drafts=True)[statement.claim_id]
    row = next((row for row in rows if row.statement_id == statement.pk), None)
    if row is None:
        return "Does not count yet: it has no citation."
    if row.is_outlet:
        return "An outlet's own voice: shown, and counts only where no party has a position."
    line = STANDING_WORDS[row.standing].format(claimant=row.claimant, party=row.party)
    return f"Once published: {line}" if statement.state == State.DRAFT else line
