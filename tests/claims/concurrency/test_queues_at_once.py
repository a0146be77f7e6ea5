"""The editors' queues stay right when two transactions overlap."""

from django.db import transaction

from claims.models import QueueEntry
from sources.models import Article
from tests import factories as make

from .test_races import in_either_order, run


def waits(queue: str, row) -> bool:
    return QueueEntry.objects.filter(queue=queue, row=row.pk).exists()


@in_either_order
def test_an_article_is_cited_anew_while_its_only_citation_goes(swapped):
    citation, statement = make.CitationFactory(), make.DraftStatementFactory()
    article = citation.article
    assert (
        run(swapped, lambda: make.CitationFactory(statement=statement, article=article), citation.delete)
        is None
    )
    assert not waits("unused", article)


@in_either_order
def test_a_statement_is_cited_anew_while_its_only_citation_goes(swapped):
    citation = make.CitationFactory()
    statement, article = citation.statement, make.ArticleFactory()
    assert (
        run(swapped, lambda: make.CitationFactory(statement=statement, article=article), citation.delete)
        is None
    )
    assert not waits("uncited", statement)


@in_either_order
def test_an_article_turns_out_to_be_anothers_while_its_outlet_is_cited_again(swapped):
    with transaction.atomic():
        statement = make.StatementFactory()
    first = statement.citations.get().article
    second, other = make.ArticleFactory(outlet=first.outlet), make.OutletFactory()
    assert waits("single_outlet", statement.claim)

    def move():
        Article.objects.filter(pk=first.pk).update(outlet=other)

    assert run(swapped, lambda: make.CitationFactory(statement=statement, article=second), move) is None
    assert not waits("single_outlet", statement.claim)
