"""Warnings about what is allowed but looks wrong, shown after saving."""

from collections.abc import Iterator

from claims.labels import format_said_on
from claims.models import Citation, Claim, Stance, State, Statement
from editorial.admin.base.columns import format_day
from quotations.positions.open_references import quote_open_references

from .affiliations import fetch_affiliations

MAX_NAMED = 5


def warn_about_wording(claim: Claim) -> Iterator[str]:
    if words := quote_open_references(claim.text):
        yield (
            f"Saved, but it says {words} without saying which: readers see a claim without its article. "
            "Name what is meant, unless that is clear by itself."
        )


def warn_about_citation(citation: Citation) -> Iterator[str]:
    statement, article = citation.statement, citation.article
    if not article.published_on or statement.said_on <= article.published_on:
        return
    yield (
        f"The statement is dated {format_said_on(statement)}, after the article that cites it: “{article}” "
        f"of {format_day(article.published_on)}. Check both dates."
    )


def warn_about_withdrawal(statement: Statement) -> Iterator[str]:
    if statement.stance != Stance.WITHDRAWS:
        return
    if not statement.citations.exists():
        yield "Nothing is cited for this withdrawal: add the article in which it can be read."
    earlier = Statement.objects.filter(claim=statement.claim, claimant=statement.claimant)
    earlier = earlier.filter(said_on__lte=statement.said_on).exclude(stance=Stance.WITHDRAWS)
    if not earlier.exclude(state=State.RETRACTED).exists():
        yield (
            f"{statement.claimant} withdraws what is not on the record: no earlier position on this claim "
            "is there. Add what was said before, or check claim, claimant and date."
        )


def warn_about_statement(statement: Statement) -> Iterator[str]:
    yield from warn_about_withdrawal(statement)
    late = statement.citations.filter(article__published_on__lt=statement.said_on)
    for citation in late.select_related("article").order_by("pk")[:MAX_NAMED]:
        citation.statement = statement
        yield from warn_about_citation(citation)
    if statement.claimant_id != statement.party_id:
        affiliations = fetch_affiliations(statement.claimant, statement.said_on)
        if statement.party_id not in {affiliation.party_id for affiliation in affiliations}:
            yield (
                f"No affiliation of {statement.claimant} with {statement.party} on that day is on "
                "the record. Check the party, or add the affiliation to the claimant."
            )
