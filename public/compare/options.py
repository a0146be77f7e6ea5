"""Which two outlets a reader compares, over what, and which list of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import OuterRef
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import AsOf
from claims.models import Topic
from claims.visibility import cited_outlets
from core.counts import CappedCount
from core.pagination import shorten_input
from public.query_string import make_query, parse_id
from sources.models import Article, Outlet

PARTS = ("different", "both", "only_a", "only_b", "wordings")
OUTLETS_OFFERED = 500
"""The boxes to choose from hold so many outlets, by name."""


@dataclass
class Pair:
    """What was asked for, as far as it makes sense; `ignored` says the rest. `part`: one of PARTS,
    or empty for the beginnings of all of them."""

    as_of: AsOf
    a: Outlet | None = None
    b: Outlet | None = None
    topic: Topic | None = None
    part: str = ""
    page: str = ""
    ignored: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return bool(self.a and self.b and self.a != self.b)

    @property
    def one(self) -> Outlet | None:
        """The one outlet that was chosen, where the other is missing."""
        return self.a or self.b

    def kept(self, **changes: str | int | None) -> QueryDict:
        """The query of the page as it stands, with `changes`: None removes."""
        wanted = {
            "a": self.a and self.a.pk,
            "b": self.b and self.b.pk,
            "topic": self.topic and self.topic.pk,
            "part": self.part,
            "as_of": self.as_of.day and self.as_of.day.isoformat(),
            "page": "" if changes else self.page,
        }
        return make_query(wanted | changes)

    def query(self, **changes: str | int | None) -> str:
        """The same as the end of an address."""
        return f"?{self.kept(**changes).urlencode()}"


def chosen_outlets(ids: Sequence[int]) -> dict[int, Outlet]:
    """These outlets by id, as far as they are on record, with `article_count`, which stops at 1,000. One
    query."""
    articles = Article.objects.filter(outlet=OuterRef("pk"))
    return cited_outlets().annotate(article_count=CappedCount(articles)).in_bulk(ids)


def asked_pair(query: QueryDict, as_of: AsOf) -> Pair:
    """What `query` asks for. At most two queries."""
    asked = {name: query.get(name, "").strip() for name in ("a", "b", "topic", "part")}
    ids = [parse_id(asked[name]) for name in ("a", "b")]
    found = chosen_outlets([pk for pk in ids if pk]) if any(ids) else {}
    made = Pair(as_of, *(found.get(pk) for pk in ids), page=query.get("page", ""))
    if asked["topic"]:
        made.topic = Topic.objects.on_record().filter(pk=parse_id(asked["topic"]) or 0).first()
    made.part = asked["part"] if asked["part"] in PARTS else ""
    made.ignored += [as_of.ignored] if as_of.ignored else []
    for name, value in asked.items():
        if value and not getattr(made, name):
            made.ignored.append(_unknown(name) % {"value": shorten_input(value)})
    if made.a and made.a == made.b:
        made.ignored.append(_("An outlet cannot be compared with itself: choose another one."))
        made.b = None
    return made


def _unknown(name: str) -> str:
    return {
        "a": _("Ignored: there is no outlet “%(value)s” on record."),
        "b": _("Ignored: there is no outlet “%(value)s” on record."),
        "topic": _("Ignored: there is no topic “%(value)s” on record."),
        "part": _("Ignored: there is no list “%(value)s” of this comparison."),
    }[name]
