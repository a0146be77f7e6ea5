"""What is allowed and yet looks wrong. Said to the editor after saving; nothing is refused."""

from collections.abc import Iterator

from claims.models import Citation, Statement
from editorial.admin.base.columns import day, said

from .affiliations import affiliations_on

MOST_NAMED = 5


def dated_after_its_article(citation: Citation) -> str | None:
    statement, article = citation.statement, citation.article
    if not article.published_on or statement.said_on <= article.published_on:
        return None
    return (
        f"The statement is dated {said(statement)}, after the article that cites it: “{article}” "
        f"of {day(article.published_on)}. Check both dates."
    )


def doubts_about_citation(citation: Citation) -> Iterator[str]:
    if doubt := dated_after_its_article(citation):
        yield doubt


def doubts_about_statement(statement: Statement) -> Iterator[str]:
    late = statement.citations.filter(article__published_on__lt=statement.said_on)
    for citation in late.select_related("article").order_by("pk")[:MOST_NAMED]:
        citation.statement = statement
        yield dated_after_its_article(citation)
    if statement.claimant_id != statement.party_id:
        known = affiliations_on(statement.claimant, statement.said_on)
        if statement.party_id not in {one.party_id for one in known}:
            yield (
                f"No affiliation of {statement.claimant} with {statement.party} on that day is on "
                "the record. Check the party, or add the affiliation to the claimant."
            )
