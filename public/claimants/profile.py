"""What a claimant's positions add up to: by status, beside other parties, and within its own.

All sums are over the newest statements, at most STATEMENTS_SUMMED, so that a claimant with a hundred
thousand costs no more than one with a thousand. The page says so where that leaves any out.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from claims.models import Claimant, Topic
from claims.models.claim import STATUSES

STATEMENTS_SUMMED = 300

# The newest statements, of which a month or a year has ended by the day.
OWN = """own AS MATERIALIZED (
    SELECT s.id, s.claim_id
    FROM claims_statement s
    JOIN claims_claim c ON c.id = s.claim_id AND c.state = 'published'
    WHERE s.{column} = %(who)s AND s.state = 'published'
      AND (%(as_of)s::date IS NULL
           OR s.said_on <= %(as_of)s
              AND claims_known_on(s.said_on, s.said_on_precision) <= %(as_of)s)
    ORDER BY s.said_on DESC, s.id DESC
    LIMIT %(most)s
)"""
# One claim at a time, so that no table is ever read from end to end, however common the claimant is.
NEWEST = """
WITH {own}
SELECT (SELECT count(*) FROM own), c.status, t.said_on, t.said_on_precision, t.capacity,
       k.name, p.name, p.sentence_name,
       r.claim_id, r.statement_id, r.claimant_id, r.party_id, r.stance, r.is_outlet, r.standing
FROM (SELECT DISTINCT claim_id FROM own) on_record
CROSS JOIN LATERAL claims_standings(ARRAY[on_record.claim_id], %(as_of)s) r
JOIN claims_statement t ON t.id = r.statement_id
JOIN claims_claim c ON c.id = r.claim_id
JOIN claims_claimant k ON k.id = r.claimant_id
JOIN claims_claimant p ON p.id = r.party_id
ORDER BY t.said_on DESC, r.statement_id DESC
"""
TOPICS_OF = """
SELECT t.claim_id, t.topic_id, o.name
FROM claims_claim_topics t JOIN claims_topic o ON o.id = t.topic_id
WHERE t.claim_id = ANY (%(claims)s)
"""


class Row(NamedTuple):
    """One statement on a claim of the profile, by whomever, and how it stands."""

    status: str
    said_on: date
    precision: str
    capacity: str
    claimant: str
    party: str
    party_in_sentence: str
    claim_id: int
    statement_id: int
    claimant_id: int
    party_id: int
    stance: str
    is_outlet: bool
    standing: str

    @property
    def starts(self) -> tuple[bool, date, int]:
        """Sorts by time as the status rule does: what is known only "by" a day comes first."""
        return self.precision != "by", self.said_on, self.statement_id


@dataclass
class Other:
    """A party beside which a claimant stands: the ids of the claims on which they contradict one
    another, and of those on which they agree."""

    party: Claimant
    contradicts: list[int] = field(default_factory=list)
    agrees: list[int] = field(default_factory=list)


@dataclass
class Person:
    """Somebody who spoke for a party, with the latest capacity and the number of statements."""

    claimant: Claimant
    capacity: str
    number: int = 0


@dataclass
class TopicCount:
    """How many of the claims fall under a topic, and how many of them have which status."""

    topic: Topic
    statuses: Counter = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.statuses.total()

    @property
    def by_status(self) -> list[tuple[str, int]]:
        return [(status, self.statuses[status]) for status in STATUSES]


@dataclass
class Profile:
    """The statements on all the claims on which `claimant` was last on record, newest first.

    `is_whole`: nothing had to be left out.
    """

    claimant: Claimant
    rows: list[Row]
    is_whole: bool
    then: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def mine(self) -> list[Row]:
        """The claimant's own; for a party all that was said for it."""
        pk, of = self.claimant.pk, "party_id" if self.claimant.is_party else "claimant_id"
        return [row for row in self.rows if getattr(row, of) == pk]

    @cached_property
    def status_of(self) -> dict[int, str]:
        """By claim id; of a past day where `then` says which they were."""
        return {row.claim_id: self.then.get(row.claim_id, row.status) for row in self.mine}

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of the claims have each status; on a past day some may have had none yet."""
        found = Counter(self.status_of.values())
        return [(status, found[status]) for status in STATUSES]

    @cached_property
    def by_claim(self) -> dict[int, list[Row]]:
        found = defaultdict(list)
        for row in self.rows:
            found[row.claim_id].append(row)
        return found

    @cached_property
    def others(self) -> list[Other]:
        """The parties with a current position beside the claimant's: see `sides`. With one whose own
        people disagree there may be agreement and conflict on the same claim."""
        own, found = {row.party_id for row in self.mine}, {}
        mine = {claim: sides(rows) for claim, rows in _by_claim(self.mine).items()}
        for (claim, party), rows in _by_party(self.rows).items():
            theirs, held = sides(rows), mine.get(claim)
            if party in own or not (held and theirs):
                continue
            if party not in found:
                found[party] = Other(_party(rows[0]))
            other = found[party]
            if held & theirs:
                other.agrees.append(claim)
            if len(held | theirs) > 1:
                other.contradicts.append(claim)
        return list(found.values())

    @cached_property
    def people(self) -> list[Person]:
        """Who spoke for this party, the most often heard first."""
        found: dict[int, Person] = {}
        for row in self.mine:
            if row.claimant_id == self.claimant.pk:
                continue
            if row.claimant_id not in found:
                named = Claimant(pk=row.claimant_id, name=row.claimant)
                found[row.claimant_id] = Person(named, row.capacity)
            found[row.claimant_id].number += 1
        return sorted(found.values(), key=lambda person: (-person.number, person.claimant.name))


def own(claimant: Claimant) -> str:
    """SQL for the statements that a profile is about. Parameters: `who`, `as_of` and `most`."""
    return OWN.format(column="party_id" if claimant.is_party else "claimant_id")


def profile(claimant: Claimant, *, as_of: date | None = None) -> Profile:
    """What `claimant` was on record with at the end of the day `as_of`, or is today. One query."""
    with connection.cursor() as cursor:
        given = {"who": claimant.pk, "as_of": as_of, "most": STATEMENTS_SUMMED}
        cursor.execute(NEWEST.format(own=own(claimant)), given)
        found = cursor.fetchall()
    return Profile(claimant, [Row(*row[1:]) for row in found], not found or found[0][0] < STATEMENTS_SUMMED)


def sides(rows: Iterable[Row]) -> set[str]:
    """Where current positions stand: "affirms", "contests", or both where people of one party differ."""
    return {"affirms" if row.stance == "affirms" else "contests" for row in rows if row.standing == "current"}


def contradicted_most(others: Iterable[Other], most: int) -> list[Other]:
    """Those contradicted on the most claims, with at least one."""
    found = [other for other in others if other.contradicts]
    return sorted(found, key=lambda other: (-len(other.contradicts), other.party.name))[:most]


def agreed_with_most(others: Iterable[Other], most: int) -> list[Other]:
    """Those agreed with on the most claims, with at least one."""
    found = [other for other in others if other.agrees]
    return sorted(found, key=lambda other: (-len(other.agrees), other.party.name))[:most]


def topics_of(statuses: Mapping[int, str]) -> list[TopicCount]:
    """The topics of these claims (id and status), those with the most first. One query."""
    with connection.cursor() as cursor:
        cursor.execute(TOPICS_OF, {"claims": list(statuses)})
        rows = cursor.fetchall()
    found: dict[int, TopicCount] = {}
    for claim, topic, name in rows:
        if topic not in found:
            found[topic] = TopicCount(Topic(pk=topic, name=name))
        found[topic].statuses[statuses[claim]] += 1
    return sorted(found.values(), key=lambda count: (-count.total, count.topic.name))


def _by_claim(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row.claim_id].append(row)
    return found


def _by_party(rows: Iterable[Row]) -> dict[tuple[int, int], list[Row]]:
    """By claim and party, without the outlets' own voices: they are no parties to the matter."""
    found = defaultdict(list)
    for row in rows:
        if not row.is_outlet:
            found[row.claim_id, row.party_id].append(row)
    return found


def _party(row: Row) -> Claimant:
    return Claimant(pk=row.party_id, name=row.party, sentence_name=row.party_in_sentence)
