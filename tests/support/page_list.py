"""Every type of page that readers see, and the pages of the admin.

With an address of each that has much on it, in the Moscow record. What has to hold on every page (access,
validity, weight, language, policy) goes through this one list.
"""

from django.urls import reverse

from api.parameters import MOST_EXPANDED
from api.registry import RESOURCES
from claims.models import Claim, Claimant, Topic
from sources.models import Article, Outlet
from tests import factories as make

from .html import retraction

PAGES = (
    "home",
    "claim_list",
    "claim_list_searched",
    "claim_list_narrowed",
    "claim_list_nothing",
    "claim_detail",
    "claim_detail_as_of",
    "claim_history",
    "claim_version",
    "claimant_list",
    "claimant_detail",
    "claimant_detail_person",
    "outlet_list",
    "outlet_detail",
    "article_detail",
    "topic_list",
    "topic_detail",
    "topic_detail_as_of",
    "compare",
    "compare_two",
    "changes",
    "about",
    "report",
    "report_thanks",
    "data",
    "integrity",
    "policies",
    "vocabulary",
    "follow",
    "follow_row",
    "follow_search",
    "follow_sent",
    "follow_ended",
)
"""The names of `public_pages`, which are known before there is a record."""


def public_pages() -> dict[str, str]:
    """Return an address for each type of page, by name.

    Pages with several faces come with each of them.
    """
    disputed = Claim.objects.get(key="syrian-forces-did-it")
    topic = Topic.objects.get(claims=disputed, key="chemical-attack")
    sputnik, cnbc = Outlet.objects.get(name="Sputnik"), Outlet.objects.get(name="CNBC")
    compare = reverse("compare")
    return {
        "home": "/",
        "claim_list": "/claims/",
        "claim_list_searched": "/claims/?status=nonsense&q=attack",
        "claim_list_narrowed": f"/claims/?status=disputed&topic={topic.pk}",
        "claim_list_nothing": "/claims/?q=xylophone",
        "claim_detail": disputed.get_absolute_url(),
        "claim_detail_as_of": f"{disputed.get_absolute_url()}?as_of=2017-04-12",
        "claim_history": reverse("claim_history", args=[disputed.pk]),
        "claim_version": reverse("claim_version", args=[disputed.pk, 1]),
        "claimant_list": "/claimants/",
        "claimant_detail": Claimant.objects.get(name="Russia").get_absolute_url(),
        "claimant_detail_person": Claimant.objects.get(name="Rex Tillerson").get_absolute_url(),
        "outlet_list": "/outlets/",
        "outlet_detail": sputnik.get_absolute_url(),
        "article_detail": Article.objects.get(outlet=sputnik).get_absolute_url(),
        "topic_list": "/topics/",
        "topic_detail": topic.get_absolute_url(),
        "topic_detail_as_of": f"{topic.get_absolute_url()}?as_of=2017-04-12",
        "compare": compare,
        "compare_two": f"{compare}?a={sputnik.pk}&b={cnbc.pk}",
        "changes": reverse("changes"),
        "about": "/about/",
        "report": f"/report/?claim={disputed.pk}",
        "report_thanks": "/report/thanks/",
        "data": "/data/",
        "integrity": "/about/integrity/",
        "policies": "/about/policies/",
        "vocabulary": "/ns",
        "follow": "/follow/",
        "follow_row": f"/follow/claims/{disputed.pk}/",
        "follow_search": "/follow/search/?q=attack",
        "follow_sent": "/follow/sent/",
        "follow_ended": "/follow/ended/",
    }


def refused_pages() -> dict[int, str]:
    """Return an address for each refusal that readers can come upon, by status."""
    gone = make.ClaimFactory(**retraction("claim"))
    return {404: "/claims/0/", 410: gone.get_absolute_url()}


def editors_pages() -> dict[str, str]:
    """Return addresses of the admin: each list, and one page of each kind."""
    claim = Claim.objects.get(key="syrian-forces-did-it")
    statement = claim.statements.order_by("pk").first()
    return {
        "index": reverse("admin:index"),
        "login": f"{reverse('admin:login')}?next=/admin/claims/",
        "claim_list": reverse("admin:claims_claim_changelist"),
        "claim_change": reverse("admin:claims_claim_change", args=[claim.pk]),
        "claim_history": reverse("admin:claims_claim_history", args=[claim.pk]),
        "statement_list": reverse("admin:claims_statement_changelist"),
        "statement_change": reverse("admin:claims_statement_change", args=[statement.pk]),
        "statement_add": reverse("admin:claims_statement_add"),
        "article_list": reverse("admin:sources_article_changelist"),
        "article_add": reverse("admin:sources_article_add"),
        "capture_add": reverse("admin:sources_capture_add"),
        "password_change": reverse("admin:password_change"),
    }


def addresses_by_name() -> dict[str, str]:
    """Return an address for each name of a URL that readers or programs may read from the record.

    Those of `public_pages`, and feeds, images, embeds, linked data, sitemaps and the API, with an id each.
    """
    claim = Claim.objects.get(key="syrian-forces-did-it")
    statement = claim.statements.order_by("pk").first()
    topic, claimant = Topic.objects.get(key="chemical-attack"), Claimant.objects.get(name="Russia")
    outlet = Outlet.objects.get(name="Sputnik")
    citation = statement.citations.order_by("pk").first()
    feeds = {
        f"{name}_feed": reverse(f"{name}_feed", args=[row.pk, "atom"])
        for name, row in {"claim": claim, "topic": topic, "claimant": claimant, "outlet": outlet}.items()
    }
    resources = {
        f"api_{name}": f"/api/v1/{name}"
        + (f"?expand={','.join([*resource.expansions][:MOST_EXPANDED])}" if resource.expansions else "")
        for name, resource in RESOURCES.items()
    }
    return {
        **public_pages(),
        **feeds,
        **resources,
        "claim_image": reverse("claim_image", args=[claim.pk]),
        "claim_card": reverse("claim_card", args=[claim.pk]),
        "topic_image": reverse("topic_image", args=[topic.pk]),
        "claim_citation": reverse("claim_citation", args=[claim.pk, 1, "bib"]),
        "claim_data": reverse("claim_data", args=[claim.pk]),
        "claimant_data": reverse("claimant_data", args=[claimant.pk]),
        "topic_data": reverse("topic_data", args=[topic.pk]),
        "citation_data": reverse("citation_data", args=[citation.pk]),
        "oembed": f"/oembed?url=http://testserver{claim.get_absolute_url()}",
        "suggestions": "/suggestions/?q=russ",
        "changes_feed": reverse("changes_feed", args=["atom"]),
        "corrections_feed": reverse("corrections_feed", args=["json"]),
        "search_feed": f"{reverse('search_feed', args=['atom'])}?q=attack",
        "sitemap_index": "/sitemap.xml",
        "sitemap_pages": "/sitemap-pages.xml",
        "sitemap_claims": "/sitemap-claims-0.xml",
        "api_claim": f"/api/v1/claims/{claim.pk}",
        "fact_checks": "/v1alpha1/claims:search?query=attack",
    }
