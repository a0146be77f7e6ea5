"""Which two outlets a reader compares, on which topic, and which list of it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, OuterRef, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.models import Alias, FacetCount, Topic
from claims.search.facet_codes import BITS
from claims.visibility import cited_outlets
from core.counts import CappedCount
from core.pagination import shorten_input
from core.query_string import make_query, parse_id, write_query
from sources.models import Article, Outlet

PARTS = ("different", "both", "only_a", "only_b", "wordings")
OUTLETS_OFFERED = 200
"""The boxes to choose from hold so many outlets: those that report most claims."""


@dataclass
class OutletPair:
    """The outlets in the query, as far as they make sense.

    `ignored` says the rest in sentences. `part`: one of PARTS, or empty for the beginnings of all of them.
    `article_counts`: by outlet id, how many articles it has; counting stops at 1,000.
    """

    as_of: AsOf
    a: Outlet | None = None
    b: Outlet | None = None
    topic: Topic | None = None
    part: str = ""
    page: str = ""
    ignored: list[str] = field(default_factory=list)
    article_counts: dict[int, int] = field(default_factory=dict)

    @property
    def single(self) -> Outlet | None:
        """The one outlet that was chosen, where the other is missing."""
        return self.a or self.b

    def query_dict(self, **changes: str | int | None) -> QueryDict:
        """Return the query of the page as it stands, with `changes`: None removes."""
        values: dict[str, object] = {
            "a": self.a and self.a.pk,
            "b": self.b and self.b.pk,
            "topic": self.topic and self.topic.pk,
            "part": self.part,
            **self.as_of.parameters,
            "page": "" if changes else self.page,
        }
        return make_query(values | changes)

    def query_string(self, **changes: str | int | None) -> str:
        """Return the same as the end of an address."""
        return write_query(self.query_dict(**changes))


def read_pair(query: QueryDict, as_of: AsOf) -> OutletPair:
    """Read what `query` asks for; outlets with their names of the day. Queries: at most 2."""
    values = {name: query.get(name, "").strip() for name in ("a", "b", "topic", "part")}
    ids = [parse_id(values[name]) for name in ("a", "b")]
    articles = CappedCount(Article.objects.filter(outlet=OuterRef("pk")))
    # Without a day nobody has a former name.
    former_names = Alias.objects.filter(claimant__outlet=OuterRef("pk"), until__gt=as_of.day or date.max)
    outlets = (
        cited_outlets()
        .annotate(article_count=articles, former_name=former_names.order_by("until").values("name")[:1])
        .in_bulk([pk for pk in ids if pk])
    )
    for outlet in outlets.values():
        outlet.name = outlet.former_name or outlet.name
    a, b = (outlets.get(pk) if pk else None for pk in ids)
    pair = OutletPair(as_of, a, b, page=query.get("page", ""))
    pair.article_counts = {pk: outlet.article_count for pk, outlet in outlets.items()}
    if values["topic"]:
        pair.topic = Topic.objects.on_record().filter(pk=parse_id(values["topic"]) or 0).first()
    pair.part = values["part"] if values["part"] in PARTS else ""
    pair.ignored += [as_of.ignored] if as_of.ignored else []
    for name, value in values.items():
        if value and not getattr(pair, name):
            pair.ignored.append(_describe_unknown(name) % {"value": shorten_input(value)})
    if pair.a and pair.a == pair.b:
        pair.ignored.append(_("An outlet cannot be compared with itself: choose another one."))
        pair.b = None
    return pair


def list_offered(pair: OutletPair) -> QuerySet[Outlet, tuple[int, str]]:
    """List the id and the name of the outlets to choose from, by name; those of `pair` are among them."""
    of_code = F("code").bitand((1 << BITS) - 1)
    ranked = FacetCount.objects.rank_values("outlet").values(outlet=of_code)[:OUTLETS_OFFERED]
    chosen = [outlet.pk for outlet in (pair.a, pair.b) if outlet]
    offered = Outlet.objects.filter(Q(pk__in=ranked) | Q(pk__in=chosen))
    return offered.order_by("name", "pk").values_list("pk", "name")


def _describe_unknown(name: str) -> str:
    return {
        "a": _("Ignored: there is no outlet “%(value)s”."),
        "b": _("Ignored: there is no outlet “%(value)s”."),
        "topic": _("Ignored: there is no topic “%(value)s”."),
        "part": _("Ignored: there is no list “%(value)s” of this comparison."),
    }[name]
