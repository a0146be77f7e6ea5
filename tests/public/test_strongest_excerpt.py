"""Every page that shows one excerpt of a statement shows the same."""

import datetime

import pytest

from claims.models import Citation, Statement
from sources.models import Article
from tests import factories as make
from tests.support.html import parse_page

pytestmark = pytest.mark.django_db


def cite(statement: Statement, day: int | None, *, is_proved: bool = True, **more) -> Citation:
    """Make a citation of an article of that day in April 2017."""
    published_on = datetime.date(2017, 4, day) if day else None
    capture = make.CaptureFactory(article=make.ArticleFactory(published_on=published_on))
    excerpt = f"These words are of article number {capture.article_id}."
    proof = {"capture": capture, "start": 0, "end": len(excerpt), "proved_at": capture.captured_at}
    return make.CitationFactory(
        statement=statement, article=capture.article, excerpt=excerpt, **(proof if is_proved else {}), **more
    )


def list_unfolded(html: str, citations: list[Citation]) -> list[Citation]:
    """List the citations that a claim's page shows without a click."""
    tree = parse_page(html)
    for parent in list(tree.iter()):
        for folded in parent.findall("details"):
            parent.remove(folded)
    ids = {element.get("id") for element in tree.iter()}
    return [citation for citation in citations if f"citation-{citation.pk}" in ids]


def test_the_strongest_excerpt_is_one_and_the_same_on_every_page(client, monkeypatch):
    """Not retracted, first-hand, proved, no paraphrase, early, in this order of weight; among many, too."""
    monkeypatch.setattr("public.board.CITATIONS_PER_STATEMENT", 2)
    statement, relay = make.StatementFactory(citation=None), make.PartyFactory()
    citations = [
        cite(statement, 15),
        cite(statement, 17),
        cite(statement, None),
        cite(statement, 12, kind="paraphrase"),
        cite(statement, 11, is_proved=False),
        cite(statement, 10, is_proved=False, kind="paraphrase"),
        cite(statement, 9, relayed_by=relay, relayed_for=relay),
    ]
    retracted = cite(statement, 8)
    Article.objects.filter(pk=retracted.article_id).update(retracted_on="2017-05-01")
    for strongest in citations[:-1]:
        page = client.get(statement.claim.get_absolute_url()).text
        assert list_unfolded(page, citations) == [strongest]
        page = client.get(statement.claimant.get_absolute_url()).text
        assert [each for each in citations if each.excerpt in page] == [strongest]
        if strongest != citations[-2]:  # a claim keeps a position that counts
            strongest.delete()
