"""Excerpts that nobody has found in their article's text, for the person about to publish them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from claims.models import Citation
from editorial.admin.base import change_url
from sources.excerpts.search import ExcerptError, find_excerpt
from sources.models import CaptureText

from .proof import MAX_CAPTURES

MAX_SHOWN = 200

NO_TEXT = "There is no text of this article to search."
IN_VAIN = "The text at hand was searched in vain: {}"
NOT_PROVED_YET = "It stands in the text at hand, which nobody has searched for it: save the citation again."


@dataclass(frozen=True)
class Excerpt:
    """One unverified excerpt: the address of its citation, and why it is unverified."""

    citation: Citation
    url: str
    why: str


@dataclass(frozen=True)
class Unverified:
    """How many excerpts are unverified, and the first MAX_SHOWN of them."""

    count: int
    excerpts: list[Excerpt]

    @property
    def more(self) -> int:
        return self.count - len(self.excerpts)


def unverified(citations: QuerySet[Citation]) -> Unverified:
    """Those of `citations` that are not proved. Their texts are searched, nothing is written."""
    rows = citations.filter(proved_at=None)
    first = rows.select_related("statement__claimant", "statement__claim", "article__outlet")
    excerpts, texts, article = [], [], None
    for citation in first.order_by("article", "pk")[:MAX_SHOWN]:
        if citation.article_id != article:
            article, texts = citation.article_id, texts_of(citation.article_id)
        excerpts.append(Excerpt(citation, change_url(citation), why_unverified(citation, texts)))
    return Unverified(rows.count(), excerpts)


def texts_of(article_id: int) -> list[str]:
    """The texts in which saving a citation looks for its excerpt, the newest first."""
    texts = CaptureText.objects.filter(capture__article=article_id).order_by("-capture__captured_at")
    return list(texts.values_list("text", flat=True)[:MAX_CAPTURES])


def why_unverified(citation: Citation, texts: list[str]) -> str:
    problem = None
    for text in texts:
        try:
            find_excerpt(citation.excerpt, text, citation.prefix, citation.suffix)
        except ExcerptError as error:
            problem = problem or error
        else:
            return NOT_PROVED_YET
    return IN_VAIN.format(problem) if problem else NO_TEXT
