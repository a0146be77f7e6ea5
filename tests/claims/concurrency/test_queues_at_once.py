"""What waits for editors stays right when two transactions overlap."""

from django.db import transaction

from claims.models import QueueEntry
from sources.models import Article
from tests.factories import (
    ArticleFactory,
    CitationFactory,
    DraftStatementFactory,
    OutletFactory,
    StatementFactory,
)

from .test_races import in_either_order, run


def waits(queue: str, row) -> bool:
    return QueueEntry.objects.filter(queue=queue, row=row.pk).exists()


@in_either_order
def test_an_article_is_cited_anew_while_its_only_citation_goes(swapped):
    citation, statement = CitationFactory(), DraftStatementFactory()
    article = citation.article
    assert (
        run(swapped, lambda: CitationFactory(statement=statement, article=article), citation.delete) is None
    )
    assert not waits("unused", article)


@in_either_order
def test_a_statement_is_cited_anew_while_its_only_citation_goes(swapped):
    citation = CitationFactory()
    statement, article = citation.statement, ArticleFactory()
    assert (
        run(swapped, lambda: CitationFactory(statement=statement, article=article), citation.delete) is None
    )
    assert not waits("uncited", statement)


@in_either_order
def test_an_article_turns_out_to_be_anothers_while_its_outlet_is_cited_again(swapped):
    with transaction.atomic():
        statement = StatementFactory()
    first = statement.citations.get().article
    second, other = ArticleFactory(outlet=first.outlet), OutletFactory()
    assert waits("single_outlet", statement.claim)

    def move():
        Article.objects.filter(pk=first.pk).update(outlet=other)

    assert run(swapped, lambda: CitationFactory(statement=statement, article=second), move) is None
    assert not waits("single_outlet", statement.claim)
