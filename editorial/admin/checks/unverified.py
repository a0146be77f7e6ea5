"""Unverified excerpts, listed for the person about to publish them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from django.db.models import QuerySet, Window
from django.db.models.functions import RowNumber

from claims.models import Citation
from editorial.admin.base import change_url
from sources.excerpts.search import ExcerptError, find_excerpt
from sources.models import CaptureText

from .proof import MAX_CAPTURES

MAX_SHOWN = 200

NO_TEXT = "There is no text of this article to search."
IN_VAIN = "The text at hand was searched in vain: {}"
NOT_SEARCHED_YET = "It stands in the text at hand, which nobody has searched for it: save the citation again."


@dataclass(frozen=True)
class UnverifiedExcerpt:
    """One unverified excerpt: the URL of its citation, and why it is unverified."""

    citation: Citation
    url: str
    reason: str


@dataclass(frozen=True)
class UnverifiedExcerpts:
    """How many excerpts are unverified, and the first MAX_SHOWN of them."""

    count: int
    excerpts: list[UnverifiedExcerpt]

    @property
    def left_out(self) -> int:
        return self.count - len(self.excerpts)


def find_unverified(citations: QuerySet[Citation]) -> UnverifiedExcerpts:
    """Find those of `citations` that are not proved, and why. Nothing is written."""
    rows = citations.filter(proved_at=None)
    related = rows.select_related("statement__claimant", "statement__claim", "article__outlet")
    shown = list(related.order_by("article", "pk")[:MAX_SHOWN])
    excerpts: list[UnverifiedExcerpt] = []
    texts: list[str] = []
    article = None
    captured = iterate_texts({citation.article_id for citation in shown})
    found = next(captured, (None, []))
    for citation in shown:
        if citation.article_id != article:
            article, texts = citation.article_id, []
            if found[0] == article:
                texts, found = found[1], next(captured, (None, []))
        excerpts.append(
            UnverifiedExcerpt(citation, change_url(citation), explain_unverified(citation, texts))
        )
    return UnverifiedExcerpts(len(shown) if len(shown) < MAX_SHOWN else rows.count(), excerpts)


def iterate_texts(articles: Collection[int]) -> Iterator[tuple[int | None, list[str]]]:
    """Yield each of these articles, by id, with its texts in which a saved citation is looked for.

    The newest text comes first. Articles without a text are left out. Queries: 1.
    """
    place = Window(RowNumber(), partition_by=["capture__article"], order_by=["-capture__captured_at"])
    texts = CaptureText.objects.filter(capture__article__in=articles).annotate(place=place)
    newest = texts.filter(place__lte=MAX_CAPTURES).order_by("capture__article", "place")
    rows = newest.values_list("capture__article", "text")
    for article, group in groupby(rows, key=itemgetter(0)):
        yield article, [text for _article, text in group]


def explain_unverified(citation: Citation, texts: list[str]) -> str:
    problem = None
    for text in texts:
        try:
            find_excerpt(citation.excerpt, text, citation.prefix, citation.suffix)
        except ExcerptError as error:
            problem = problem or error
        else:
            return NOT_SEARCHED_YET
    return IN_VAIN.format(problem) if problem else NO_TEXT
