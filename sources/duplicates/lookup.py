"""Lookup of what is on the record already: the article, and its outlet."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models.functions import Lower

from sources.extraction.byline import list_agency_names, list_printed_outlets
from sources.fetching.urls import get_domain, get_site, list_spellings, make_page_key
from sources.models import Article, Capture, CaptureText, Outlet, TextFingerprint, text_sha256

from .fingerprints import measure_similarity

ADDRESS, SAME_TEXT, NEARLY = "address", "same text", "nearly the same text"
MIN_SHARE = 0.5
"""Texts with so large a share of common shingles are nearly the same; agency copy, for example."""
MAX_KNOWN = 10
BY_PAGE = """
SELECT article.id, article.canonical_url
FROM (SELECT DISTINCT sources_page_stem(url) AS stem FROM unnest(%s::text[]) AS given(url)) asked
CROSS JOIN LATERAL (
    SELECT id, canonical_url FROM sources_article
    WHERE sources_page_stem(canonical_url) = asked.stem AND canonical_url <> '' OFFSET 0
) article ORDER BY article.id DESC
"""
"""Each article once, however many addresses share its stem, as on a site whose words are not Latin."""


@dataclass(frozen=True, slots=True)
class KnownArticle:
    """An article on the record that may be the one in question."""

    article: Article
    reason: str
    """`address`, `same text` or `nearly the same text`."""
    share: float
    """Share of the text in common, 0 to 1; 0 if only the address is the same and texts cannot be compared."""


def find_known_articles(*, address: str = "", text: str = "") -> list[KnownArticle]:
    """Find recorded articles that may be this one, at most MAX_KNOWN.

    The one at the same address comes first, then those with the same text, then the most similar texts.

    Queries: 4, all through indexes, and 1 for the texts to compare, however large the record is.
    """
    articles: dict[int, KnownArticle] = {}
    digest = text_sha256(text) if text else ""
    nearly = find_nearly_same(text) if text else {}
    same = _find_same_text(digest) if digest else {}
    if article := find_by_url(address):
        share = 1.0 if article.pk in same else nearly[article.pk].share if article.pk in nearly else 0.0
        articles[article.pk] = KnownArticle(article, ADDRESS, share)
    for known in [*same.values(), *sorted(nearly.values(), key=lambda known: -known.share)]:
        articles.setdefault(known.article.pk, known)
    return list(articles.values())[:MAX_KNOWN]


def find_by_url(address: str, *, besides: int | None = None) -> Article | None:
    """Find the article recorded at any spelling of `address`, or None.

    Spellings differ in http or https, www. or not, and a slash at the end (see list_spellings). The article
    with the id `besides` does not count.
    """
    if not address.strip():
        return None
    spellings = list_spellings(address)
    rows = Article.objects.select_related("outlet").filter(canonical_url__in=spellings)
    if besides is not None:
        rows = rows.exclude(pk=besides)
    return min(rows, key=lambda row: (spellings.index(row.canonical_url), row.pk), default=None)


def find_by_urls(addresses: Iterable[str]) -> dict[str, int]:
    """Find the articles recorded at any spelling of these addresses, by address. Queries: 1.

    The addresses are as normalise_url writes them.
    """
    asked = [*addresses]
    with connection.cursor() as cursor:
        cursor.execute(BY_PAGE, [asked])
        known = {make_page_key(recorded): pk for pk, recorded in cursor.fetchall()}
    keys = {url: make_page_key(url) for url in asked} if known else {}
    return {url: known[key] for url, key in keys.items() if key in known}


def find_outlet_by_url(url: str) -> Outlet | None:
    """Find the outlet to whose site `url` belongs.

    It is the one with the longest home page host that `url` is under. Otherwise, when a single
    outlet has its home page anywhere in the same registered domain, that one. Returns None for an
    unknown site.
    """
    site, domain = get_site(url), get_domain(url)
    if not domain:
        return None
    rows = Outlet.objects.filter(home_page__icontains=domain).order_by("pk")
    homes = [(get_site(row.home_page), row) for row in rows if get_domain(row.home_page) == domain]
    enclosing = [pair for pair in homes if site == pair[0] or site.endswith(f".{pair[0]}")]
    if enclosing:
        return max(enclosing, key=lambda pair: len(pair[0]))[1]
    return homes[0][1] if len(homes) == 1 else None


def find_outlet_in_text(text: str) -> Outlet | None:
    """Find the one outlet whose name the first or last lines of a text print; None for several."""
    names = [name.lower() for name in list_printed_outlets(text)]
    rows = Outlet.objects.annotate(folded=Lower("name")).filter(folded__in=names)
    outlets = list(rows.order_by("pk")[:2])
    return outlets[0] if len(outlets) == 1 else None


def find_agency(name: str) -> Outlet | None:
    """Find the outlet that is the agency of this name, under any of its names; None if none is recorded."""
    names = list_agency_names(name)
    rows = Outlet.objects.annotate(folded=Lower("name")).filter(folded__in=[name.lower() for name in names])
    return rows.order_by("pk").first() if names else None


def _find_same_text(digest: str) -> dict[int, KnownArticle]:
    rows = Capture.objects.filter(sha256=digest).select_related("article__outlet").order_by("pk")
    return {row.article_id: KnownArticle(row.article, SAME_TEXT, 1.0) for row in rows[:MAX_KNOWN]}


def find_nearly_same(text: str) -> dict[int, KnownArticle]:
    """Find articles with a similar text, by the id of the article.

    The texts are compared where the other one is stored; otherwise the share is estimated from the
    fingerprints.
    """
    candidates = TextFingerprint.objects.find_similar(text)[: 2 * MAX_KNOWN]
    texts = dict(
        CaptureText.objects.filter(capture__in=[row.pk for row, _ in candidates]).values_list("pk", "text")
    )
    best: dict[int, KnownArticle] = {}
    for row, estimate in candidates:
        share = measure_similarity(text, texts[row.pk]) if row.pk in texts else estimate
        article = row.capture.article
        if share >= MIN_SHARE and (article.pk not in best or share > best[article.pk].share):
            best[article.pk] = KnownArticle(article, NEARLY, share)
    return best
