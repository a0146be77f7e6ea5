"""Warnings about what is allowed but looks wrong, shown after saving."""

from collections.abc import Iterator

from claims.labels import format_said_on
from claims.models import Citation, Statement
from editorial.admin.base.columns import format_day

from .affiliations import fetch_affiliations

MAX_NAMED = 5


def warn_about_citation(citation: Citation) -> Iterator[str]:
    statement, article = citation.statement, citation.article
    if not article.published_on or statement.said_on <= article.published_on:
        return
    yield (
        f"The statement is dated {format_said_on(statement)}, after the article that cites it: “{article}” "
        f"of {format_day(article.published_on)}. Check both dates."
    )


def warn_about_statement(statement: Statement) -> Iterator[str]:
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
