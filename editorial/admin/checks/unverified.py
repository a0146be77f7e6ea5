"""Unverified excerpts, listed for the person about to publish them."""

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
    excerpts, texts, article = [], [], None
    for citation in related.order_by("article", "pk")[:MAX_SHOWN]:
        if citation.article_id != article:
            article, texts = citation.article_id, fetch_texts(citation.article_id)
        excerpts.append(
            UnverifiedExcerpt(citation, change_url(citation), explain_unverified(citation, texts))
        )
    return UnverifiedExcerpts(rows.count(), excerpts)


def fetch_texts(article_id: int) -> list[str]:
    """Return the texts in which a saved citation is looked for, the newest first."""
    texts = CaptureText.objects.filter(capture__article=article_id).order_by("-capture__captured_at")
    return list(texts.values_list("text", flat=True)[:MAX_CAPTURES])


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
