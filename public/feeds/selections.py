"""The feeds that there are: which changes each holds, and which page shows the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Change, Claim, Claimant, ClaimSearch, Topic
from claims.models.claimant import translate_name
from claims.search.filters import ClaimFilter
from claims.search.querysets import ClaimSearchQuerySet
from sources.models import Outlet

from .entries import CORRECTION_KINDS, query_changes

NEWEST_FIRST = ("-made_at", "-id")

ANY_CLAIM = gettext_lazy("A claim that was retracted")


@dataclass(frozen=True)
class Feed:
    """The changes of one feed, and the path of the page that it belongs to.

    `name`: what its address and its id are made of. `rows` and `order`: as of `query_changes`; or `claims`,
    whose newest changes it has.
    """

    name: str
    title: str
    page: str
    rows: QuerySet[Any] = field(default_factory=Change.objects.none)
    order: Sequence[str] = NEWEST_FIRST
    claims: ClaimSearchQuerySet | None = None


def select_all() -> Feed:
    """Select every change, in the order in which they came here: no archive then changes."""
    rows, _order = query_changes()
    return Feed("changes", _("What changed"), reverse("changes"), rows, ["-id"])


def select_corrections() -> Feed:
    rows = _query().filter(kind__in=CORRECTION_KINDS)
    return Feed("corrections", _("Corrections and retractions"), f"{reverse('about')}#corrections", rows)


def select_claim(claim: Claim) -> Feed:
    """Select the changes of a claim; of one that was retracted too, without its words."""
    title = claim.text if claim.is_published else str(ANY_CLAIM)
    return Feed(f"claims/{claim.pk}", _name(title), claim.get_absolute_url(), _query().filter(claim=claim))


def select_topic(topic: Topic) -> Feed:
    rows, order = query_changes(topic=topic)
    title = _name(translate_name(topic.name, "topic"))
    return Feed(f"topics/{topic.pk}", title, topic.get_absolute_url(), rows, order)


def select_claimant(claimant: Claimant) -> Feed:
    """Select the changes of the claims on which somebody has taken a position."""
    claims = ClaimSearch.objects.with_facet("party", claimant.pk)
    claims |= ClaimSearch.objects.with_facet("claimant", claimant.pk)
    title = _name(translate_name(claimant.name))
    return Feed(f"claimants/{claimant.pk}", title, claimant.get_absolute_url(), claims=claims)


def select_outlet(outlet: Outlet) -> Feed:
    """Select the changes of the claims that an outlet reports."""
    claims = ClaimSearch.objects.with_facet("outlet", outlet.pk)
    return Feed(f"outlets/{outlet.pk}", _name(outlet.name), outlet.get_absolute_url(), claims=claims)


def select_search(filters: ClaimFilter, title: str) -> Feed:
    """Select the changes of the claims that match a search today. `title`: of its page."""
    query = filters.canonical_query.urlencode()
    page = f"{reverse('claim_list')}?{query}"
    return Feed(f"search?{query}", _name(title), page, claims=filters.matches())


def _query() -> QuerySet[Any]:
    return query_changes()[0]


def _name(what: str) -> str:
    return _("What changed: %(name)s") % {"name": what}
