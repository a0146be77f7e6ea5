"""Which statements of a claimant are read: `?topic=`, `?status=`, `?against=`, `?with=`, `?on=`,
`?as_of=`."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import ISO_DAY
from claims.models import Citation, Precision, Statement, Topic
from claims.models.claim import STATUSES
from core.pagination import shorten_input
from public.query_string import parse_id

from .profile import Other, Profile, TopicCount


@dataclass
class Narrowed:
    """What the statements are narrowed to, and a sentence for everything that made no sense."""

    status: str = ""
    topic: Topic | None = None
    against: Other | None = None
    beside: Other | None = None
    on: date | None = None
    ignored: list[str] = field(default_factory=list)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """The parameters that made sense, by name."""
        found = {
            "topic": self.topic and str(self.topic.pk),
            "status": self.status,
            "against": self.against and str(self.against.party.pk),
            "with": self.beside and str(self.beside.party.pk),
            "on": self.on and self.on.isoformat(),
        }
        return {name: value for name, value in found.items() if value}


def narrowed(query: QueryDict, profile: Profile, topics: list[TopicCount]) -> Narrowed:
    """What `query` asks for. No query, or one for a topic that is not among the `topics` of the profile."""
    found, status = Narrowed(), query.get("status", "")
    if status in STATUSES:
        found.status = status
    elif status:
        found.ignored.append(_("Ignored: there is no status “%(value)s”.") % {"value": shorten_input(status)})
    asked = query.get("topic", "")
    found.topic = _topic(asked, profile, topics)
    if asked and found.topic is None:
        words = _("Ignored: nothing is on record here under a topic “%(value)s”.")
        found.ignored.append(words % {"value": shorten_input(asked)})
    found.against = _other(query.get("against", ""), profile, "contradicts", found.ignored)
    found.beside = _other(query.get("with", ""), profile, "agrees", found.ignored)
    found.on = _day(query.get("on", "").strip(), found.ignored)
    return found


def statements(profile: Profile, asked: Narrowed, day: date | None) -> QuerySet[Statement]:
    """The statements of the profile's claimant that were `asked` for, as far as known on `day`."""
    rows = Statement.objects.published().positions_of(profile.claimant)
    if day:
        carried = Citation.objects.known_by(day).filter(statement=OuterRef("pk"))
        rows = rows.said_by(day).filter(Exists(carried))
    if asked.status and day:  # the stored status is today's
        rows = rows.filter(claim__in=[pk for pk, was in profile.status_of.items() if was == asked.status])
    elif asked.status:
        rows = rows.filter(claim__status=asked.status)
    if asked.topic:
        rows = rows.filter(claim__topics=asked.topic)
    if asked.against:
        rows = rows.filter(claim__in=asked.against.contradicts)
    if asked.beside:
        rows = rows.filter(claim__in=asked.beside.agrees)
    if asked.on:
        rows = rows.filter(said_on=asked.on, said_on_precision=Precision.DAY)
    return rows.select_related("claim", "claimant", "party")


def busiest_days(profile: Profile, most: int) -> list[tuple[date, int]]:
    """The days on which most was said, each with the number of statements; the most first. No query."""
    found = Counter(row.said_on for row in profile.mine if row.precision == Precision.DAY)
    return sorted(found.items(), key=lambda item: (-item[1], -item[0].toordinal()))[:most]


def _day(value: str, ignored: list[str]) -> date | None:
    if not value:
        return None
    try:
        return date.fromisoformat(value) if ISO_DAY.fullmatch(value) else _no_day(value, ignored)
    except ValueError:
        return _no_day(value, ignored)


def _no_day(value: str, ignored: list[str]) -> None:
    words = _("Ignored: “%(value)s” is no date. Write it as 2017-04-12.")
    ignored.append(words % {"value": shorten_input(value)})


def _topic(value: str, profile: Profile, topics: list[TopicCount]) -> Topic | None:
    pk = parse_id(value)
    if pk is None:
        return None
    among = next((count.topic for count in topics if count.topic.pk == pk), None)
    if among or profile.is_whole:
        return among
    return Topic.objects.on_record().filter(pk=pk).first()


def _other(value: str, profile: Profile, how: str, ignored: list[str]) -> Other | None:
    found = next((other for other in profile.others if str(other.party.pk) == value), None)
    if found and getattr(found, how):
        return found
    if value:
        words = _("Ignored: no claim on which these two are on record together that way (“%(value)s”).")
        ignored.append(words % {"value": shorten_input(value)})
    return None
