from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.models import Citation, Claimant
from claims.positions import locate_citations
from claims.visibility import cited_articles, outlets_on_record
from core.canonical_urls import redirect_to_canonical_url
from core.pagination import paginate, shorten_input
from core.query_string import parse_id
from sources.models import Article, Outcome

from .contents import ArticleTopic, choose_passages, group_by_topic
from .profile import CITATIONS_SUMMED, load_article_profile

CLAIMS_PER_PAGE = 16
LEAST_ON_PAGE = 5
CAPTURES_SHOWN = 20
PARTIES_SHOWN = 8
TOPICS_OFFERED = 20


@require_safe
def article_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one article: the claims that it is cited for, by topic."""
    related = ("outlet__voice__speaks_for", "text_from", "read_in_full_by", "link_check")
    spoken_for = (
        Claimant.objects.on_record().filter(pk=OuterRef("outlet__voice__speaks_for")).values("pk")[:1]
    )
    shown = cited_articles().select_related(*related).annotate(party_with_page=Subquery(spoken_for))
    article = get_object_or_404(shown, pk=pk)
    if redirect := redirect_to_canonical_url(request, article):
        return redirect
    check = getattr(article, "link_check", None)
    article.is_address_broken = check is not None and check.outcome == Outcome.BROKEN
    captures = list(article.captures.order_by("-captured_at", "-pk")[:CAPTURES_SHOWN])
    profile = load_article_profile(article, captures)
    topic, ignored = _read_topic(request.GET.get("topic", "").strip(), profile.topics)
    listed = [(row, claim) for row in ([topic] if topic else profile.topics) for claim in row.passages]
    page = paginate(request.GET, listed, size=CLAIMS_PER_PAGE, orphans=LEAST_ON_PAGE)
    citations = _load_citations(article, choose_passages(page.rows))
    context = {
        "article": article,
        "has_origin_page": article.text_from is not None and outlets_on_record().contains(article.text_from),
        "voice": getattr(article.outlet, "voice", None),
        "page": page,
        "topic": topic,
        "offered": profile.topics[:TOPICS_OFFERED],
        "ignored": ignored,
        "groups": group_by_topic(page.rows, citations),
        "captures": captures,
        "profile": profile,
        "most": CITATIONS_SUMMED,
        "parties": profile.parties[:PARTIES_SHOWN],
    }
    return render(request, "article_detail.html", context)


def _read_topic(value: str, topics: list[ArticleTopic]) -> tuple[ArticleTopic | None, list[str]]:
    """Read `?topic=` as one of the article's topics; and say if it is none of them."""
    pk = parse_id(value)
    topic = next((row for row in topics if row.pk == pk and pk is not None), None)
    if topic or not value:
        return topic, []
    words = _("Ignored: there is nothing here on a topic “%(value)s”.")
    return None, [words % {"value": shorten_input(value)}]


def _load_citations(article: Article, ids: list[int]) -> list[Citation]:
    """Load these passages of the article, with the addresses where they are read. Queries: 2."""
    citations = list(Citation.objects.published().filter(article=article, pk__in=ids).for_article_page())
    locate_citations(citations)
    for citation in citations:
        citation.article = article
    return citations
