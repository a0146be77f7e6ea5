"""Meeting what is on the record already: the article, and its outlet."""

from dataclasses import dataclass

from sources.fetching.urls import domain, same_page_spellings, site
from sources.models import Article, Capture, CaptureText, Outlet, TextFingerprint, text_sha256

from .fingerprints import share_in_common

ADDRESS, SAME_TEXT, NEARLY = "address", "same text", "nearly the same text"
NEARLY_FROM = 0.5
"""Texts that share so much of their shingles are nearly the same; agency copy, for example."""
MOST_KNOWN = 10


@dataclass(frozen=True, slots=True)
class Known:
    """An article on the record that may be the one at hand."""

    article: Article
    why: str
    """`address`, `same text` or `nearly the same text`."""
    share: float
    """Of the text, 0 to 1. When only the address is the same and texts cannot be compared: 0."""


def already_here(*, address: str = "", text: str = "") -> list[Known]:
    """Articles that may be this one, at most MOST_KNOWN: same address first, then the likest text.

    Four indexed queries and one for the texts to compare, whatever the size of the record.
    """
    found: dict[int, Known] = {}
    digest = text_sha256(text) if text else ""
    nearly = _resembling(text) if text else {}
    same = _same_text(digest) if digest else {}
    if article := at_address(address):
        share = 1.0 if article.pk in same else nearly[article.pk].share if article.pk in nearly else 0.0
        found[article.pk] = Known(article, ADDRESS, share)
    for known in [*same.values(), *sorted(nearly.values(), key=lambda known: -known.share)]:
        found.setdefault(known.article.pk, known)
    return list(found.values())[:MOST_KNOWN]


def at_address(address: str) -> Article | None:
    """The article at `address`, in whichever spelling (http or https, www. or not) it is recorded."""
    if not address.strip():
        return None
    spellings = same_page_spellings(address)
    rows = Article.objects.select_related("outlet").filter(canonical_url__in=spellings)
    return min(rows, key=lambda row: (spellings.index(row.canonical_url), row.pk), default=None)


def outlet_of(url: str) -> Outlet | None:
    """The outlet at whose site `url` is: the longest home page host that it is under.

    Otherwise, when a single outlet has its home page anywhere in the same registered domain,
    that one. None for a stranger.
    """
    name, registered = site(url), domain(url)
    if not registered:
        return None
    rows = Outlet.objects.filter(home_page__icontains=registered).order_by("pk")
    homes = [(site(row.home_page), row) for row in rows if domain(row.home_page) == registered]
    under = [pair for pair in homes if name == pair[0] or name.endswith(f".{pair[0]}")]
    if under:
        return max(under, key=lambda pair: len(pair[0]))[1]
    return homes[0][1] if len(homes) == 1 else None


def _same_text(digest: str) -> dict[int, Known]:
    rows = Capture.objects.filter(sha256=digest).select_related("article__outlet").order_by("pk")
    return {row.article_id: Known(row.article, SAME_TEXT, 1.0) for row in rows[:MOST_KNOWN]}


def _resembling(text: str) -> dict[int, Known]:
    """By article. Compared in earnest where the other text is at hand, else by fingerprint alone."""
    candidates = TextFingerprint.objects.resembling(text)[: 2 * MOST_KNOWN]
    texts = dict(
        CaptureText.objects.filter(capture__in=[row.pk for row, _ in candidates]).values_list("pk", "text")
    )
    best: dict[int, Known] = {}
    for row, estimate in candidates:
        share = share_in_common(text, texts[row.pk]) if row.pk in texts else estimate
        article = row.capture.article
        if share >= NEARLY_FROM and (article.pk not in best or share > best[article.pk].share):
            best[article.pk] = Known(article, NEARLY, share)
    return best
