"""Every type of page that readers see, and the pages of the admin.

With an address of each that has much on it, in the Moscow record. What has to hold on every page (access,
validity, weight, language, policy) goes through this one list.
"""

from django.urls import reverse

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
    "vocabulary",
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
        "vocabulary": "/ns",
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
