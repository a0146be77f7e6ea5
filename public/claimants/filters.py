"""Which statements of a claimant are read.

By `?topic=`, `?status=`, `?against=`, `?with=`, `?on=`, `?as_of=`.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Exists, IntegerField, OuterRef, QuerySet, Value, When
from django.http import QueryDict
from django.utils.translation import gettext as _

from claims.as_of import describe_no_day
from claims.models import Citation, Precision, Statement, Topic
from claims.models.claim import STATUSES
from claims.versions.document import DocumentTopic
from core.days import parse_day
from core.pagination import shorten_input
from core.query_string import parse_id

from .profile import ClaimantProfile, Counterpart, TopicCounts


@dataclass
class StatementFilter:
    """The filters in the query, as far as they make sense.

    `ignored` says the rest in sentences.
    """

    status: str = ""
    topic: Topic | DocumentTopic | None = None
    opponent: Counterpart | None = None
    ally: Counterpart | None = None
    day: date | None = None
    ignored: list[str] = field(default_factory=list)

    @property
    def is_narrowed(self) -> bool:
        return bool(self.parameters)

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that made sense, by name."""
        values = {
            "topic": self.topic and str(self.topic.pk),
            "status": self.status,
            "against": self.opponent and str(self.opponent.party.pk),
            "with": self.ally and str(self.ally.party.pk),
            "on": self.day and self.day.isoformat(),
        }
        return {name: value for name, value in values.items() if value}


def read_filter(query: QueryDict, profile: ClaimantProfile, topics: list[TopicCounts]) -> StatementFilter:
    """Read what `query` asks for.

    Queries: none, or 1 for a topic that is not among the profile's `topics`.
    """
    filters = StatementFilter()
    status, topic = query.get("status", ""), query.get("topic", "")
    if status in STATUSES:
        filters.status = status
    elif status:
        filters.ignored.append(
            _("Ignored: there is no status “%(value)s”.") % {"value": shorten_input(status)}
        )
    filters.topic = _read_topic(topic, profile, topics)
    if topic and filters.topic is None:
        words = _("Ignored: there is nothing here on a topic “%(value)s”.")
        filters.ignored.append(words % {"value": shorten_input(topic)})
    filters.opponent = _read_counterpart(query.get("against", ""), profile, "contradicts", filters.ignored)
    filters.ally = _read_counterpart(query.get("with", ""), profile, "agrees", filters.ignored)
    filters.day = _read_day(query.get("on", "").strip(), filters.ignored)
    return filters


def filter_statements(
    profile: ClaimantProfile, filters: StatementFilter, as_of: date | None
) -> QuerySet[Statement]:
    """Filter the statements of the profile's claimant, as known on the day `as_of`."""
    rows = Statement.objects.published().positions_of(profile.claimant)
    if as_of:
        carried = Citation.objects.known_by(as_of).filter(statement=OuterRef("pk"))
        rows = rows.said_by(as_of).filter(Exists(carried))
    if filters.status and as_of:  # the stored status is today's
        claims = [pk for pk, status in profile.status_by_claim.items() if status == filters.status]
        rows = rows.filter(claim__in=claims)
    elif filters.status:
        rows = rows.filter(claim__status=filters.status)
    if filters.topic:
        rows = rows.filter(claim__topics=filters.topic.pk)
    if filters.opponent:
        rows = rows.filter(claim__in=filters.opponent.contradicts)
    if filters.ally:
        rows = rows.filter(claim__in=filters.ally.agrees)
    if filters.day:
        rows = rows.filter(said_on=filters.day, said_on_precision=Precision.DAY)
    return rows.only("claim_id", "said_on")


def order_statements(
    profile: ClaimantProfile, statements: QuerySet[Statement]
) -> tuple[QuerySet[Statement], list[str]]:
    """Return the statements and their order: newest first, but what is known only second-hand last.

    Of a claimant with more statements than the profile sums up they come by date alone, which an index has.
    """
    order = ["-said_on", "-id"]
    if not profile.is_whole or not profile.second_hand:
        return statements, order
    indirect = [row.statement_id for row in profile.second_hand]
    is_own = Case(When(pk__in=indirect, then=Value(0)), default=Value(1), output_field=IntegerField())
    return statements.annotate(is_own=is_own), ["-is_own", *order]


def find_busiest_days(profile: ClaimantProfile, limit: int) -> list[tuple[date, int]]:
    """Find the days on which most was said, the most first.

    Each comes with the number of statements.
    """
    days = Counter(row.said_on for row in profile.own_statements if row.precision == Precision.DAY)
    return sorted(days.items(), key=lambda item: (-item[1], -item[0].toordinal()))[:limit]


def _read_day(value: str, ignored: list[str]) -> date | None:
    if not value:
        return None
    day = parse_day(value)
    if day is None:
        ignored.append(describe_no_day(value))
    return day


def _read_topic(
    value: str, profile: ClaimantProfile, topics: list[TopicCounts]
) -> Topic | DocumentTopic | None:
    pk = parse_id(value)
    if pk is None:
        return None
    topic = next((count.topic for count in topics if count.topic.pk == pk), None)
    if topic or profile.is_whole:
        return topic
    return Topic.objects.on_record().filter(pk=pk).first()


def _read_counterpart(
    value: str, profile: ClaimantProfile, relation: str, ignored: list[str]
) -> Counterpart | None:
    """Read a party's id as a counterpart with claims in the given relation.

    `relation`: "contradicts" or "agrees".
    """
    counterpart = next((item for item in profile.counterparts if str(item.party.pk) == value), None)
    if counterpart and getattr(counterpart, relation):
        return counterpart
    if value:
        words = _("Ignored: there is no claim on which these two stand that way (“%(value)s”).")
        ignored.append(words % {"value": shorten_input(value)})
    return None
