"""The addresses of the record that people ask for, those most asked for first."""

from collections import Counter

from django.db.models import Count
from django.urls import reverse

from claims.models import Claim, Claimant, Topic
from claims.visibility import cited_articles, outlets_on_record

from .visits import Visits

MOST = 2_000
"""Pages of a kind."""
WORDS = 300
CHANGED = 200
LONG = 5
"""Letters of the shortest word that is searched for."""


def find_visits() -> Visits:
    """Find what people may ask for in this record."""
    claims = Claim.objects.published().order_by("pk")
    pages = {
        "claim": [claim.get_absolute_url() for claim in claims[:MOST]],
        "home": [reverse("home"), "/ru/"],
        "list of claims": _list_claim_lists(),
        "topic": [topic.get_absolute_url() for topic in Topic.objects.on_record().order_by("pk")[:MOST]],
        "claimant": [claimant.get_absolute_url() for claimant in _list_claimants()],
        "article": [reverse("article_detail", args=[pk]) for pk in _list_articles()],
        "outlet": [outlet.get_absolute_url() for outlet in outlets_on_record().order_by("pk")[:MOST]],
        "overview": [
            reverse(name) for name in ("topic_list", "claimant_list", "outlet_list", "changes", "about")
        ],
        "history": [reverse("claim_history", args=[claim.pk]) for claim in claims[:MOST]],
        "feed": ["/feeds/changes.atom", *(f"/feeds/topics/{pk}.atom" for pk in _list_topics()[:20])],
        "for programs": [*(f"/claims/{claim.pk}.jsonld" for claim in claims[:MOST]), "/api/v1/claims"],
    }
    weights = {
        **{"claim": 50, "home": 8, "list of claims": 9, "topic": 8, "claimant": 7, "article": 5},
        **{"outlet": 2, "overview": 4, "history": 2, "feed": 3, "for programs": 2},
    }
    changed = [reverse("admin:claims_claim_change", args=[claim.pk]) for claim in claims[:CHANGED]]
    return Visits(pages=pages, weights=weights, words=_list_words(), changed=changed)


def _list_claim_lists() -> list[str]:
    """Return the list as it opens, and with one filter, as its links do."""
    filters = ["status=disputed", "status=agreed", "sort=changed"]
    filters += [f"topic={pk}" for pk in _list_topics()[:30]]
    return [reverse("claim_list"), *(f"{reverse('claim_list')}?{chosen}" for chosen in filters)]


def _list_topics() -> list[int]:
    return list(Topic.objects.on_record().order_by("pk").values_list("pk", flat=True)[:MOST])


def _list_claimants() -> list[Claimant]:
    """List those who have said most, for readers come from the pages of claims."""
    return list(
        Claimant.objects.on_record().annotate(said=Count("statements")).order_by("-said", "pk")[:MOST]
    )


def _list_articles() -> list[int]:
    return list(cited_articles().order_by("pk").values_list("pk", flat=True)[:MOST])


def _list_words() -> list[str]:
    """List the words of the claims, the commonest first."""
    texts = Claim.objects.published().order_by("pk").values_list("text", flat=True)[:MOST]
    words = Counter(
        word for text in texts for word in {word.strip(".,;:“”‘’'\"?!").lower() for word in text.split()}
    )
    return [word for word, _count in words.most_common() if len(word) >= LONG and word.isalpha()][:WORDS]
