"""What a claimant's positions add up to.

By status, beside other parties, and within its own party. All sums are over the newest statements, at most
STATEMENTS_SUMMED, so that a claimant with a hundred thousand costs no more than one with a thousand. The
page says so where that leaves any out.
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
OWN_STATEMENTS_SQL = """own AS MATERIALIZED (
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
PROFILE_SQL = """
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
TOPICS_SQL = """
SELECT t.claim_id, t.topic_id, o.name
FROM claims_claim_topics t JOIN claims_topic o ON o.id = t.topic_id
WHERE t.claim_id = ANY (%(claims)s)
"""


class StatementRow(NamedTuple):
    """One statement on a claim of the profile, made by anybody, and how it stands."""

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
    def time_order(self) -> tuple[bool, date, int]:
        """By time, as in the status rule: what is known only "by" a day comes first."""
        return self.precision != "by", self.said_on, self.statement_id


@dataclass
class Counterpart:
    """Another party on the claimant's claims, with the ids of the claims they share.

    `contradicts`: those on which the two contradict each other; `agrees`: on which they agree.
    """

    party: Claimant
    contradicts: list[int] = field(default_factory=list)
    agrees: list[int] = field(default_factory=list)


@dataclass
class Spokesperson:
    """Somebody who spoke for a party.

    The capacity is the latest; the statements are counted.
    """

    claimant: Claimant
    capacity: str
    number: int = 0


@dataclass
class TopicCounts:
    """How many of the claims under a topic have which status."""

    topic: Topic
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        return self.statuses.total()

    @property
    def by_status(self) -> list[tuple[str, int]]:
        return [(status, self.statuses[status]) for status in STATUSES]


@dataclass
class ClaimantProfile:
    """The statements on the claims on which `claimant` was last on record.

    They come newest first. `is_whole`: nothing had to be left out. `status_on_day`: of a past day, the
    claims' statuses by id.
    """

    claimant: Claimant
    rows: list[StatementRow]
    is_whole: bool
    status_on_day: Mapping[int, str] = field(default_factory=dict)

    @cached_property
    def own_statements(self) -> list[StatementRow]:
        """The claimant's own; for a party all that was said for it."""
        if self.claimant.is_party:
            return [row for row in self.rows if row.party_id == self.claimant.pk]
        return [row for row in self.rows if row.claimant_id == self.claimant.pk]

    @cached_property
    def status_by_claim(self) -> dict[int, str]:
        """The status of each claim by id, of the past day where `status_on_day` is set."""
        return {row.claim_id: self.status_on_day.get(row.claim_id, row.status) for row in self.own_statements}

    @property
    def counts(self) -> list[tuple[str, int]]:
        """How many of the claims have each status.

        On a past day some may have had none yet.
        """
        counts = Counter(self.status_by_claim.values())
        return [(status, counts[status]) for status in STATUSES]

    @cached_property
    def by_claim(self) -> dict[int, list[StatementRow]]:
        return _group_by_claim(self.rows)

    @cached_property
    def counterparts(self) -> list[Counterpart]:
        """The other parties with a current position on the same claims.

        With one whose own people disagree there may be agreement and conflict on the same claim.
        """
        own_parties = {row.party_id for row in self.own_statements}
        own_stances = {
            claim: find_stances(rows) for claim, rows in _group_by_claim(self.own_statements).items()
        }
        counterparts: dict[int, Counterpart] = {}
        for (claim, party), rows in _group_by_party(self.rows).items():
            stances, claimant_stances = find_stances(rows), own_stances.get(claim)
            if party in own_parties or not (claimant_stances and stances):
                continue
            if party not in counterparts:
                counterparts[party] = Counterpart(_make_party(rows[0]))
            counterpart = counterparts[party]
            if claimant_stances & stances:
                counterpart.agrees.append(claim)
            if len(claimant_stances | stances) > 1:
                counterpart.contradicts.append(claim)
        return list(counterparts.values())

    @cached_property
    def spokespeople(self) -> list[Spokesperson]:
        """Who spoke for this party, the most often heard first."""
        people: dict[int, Spokesperson] = {}
        for row in self.own_statements:
            if row.claimant_id == self.claimant.pk:
                continue
            if row.claimant_id not in people:
                claimant = Claimant(pk=row.claimant_id, name=row.claimant)
                people[row.claimant_id] = Spokesperson(claimant, row.capacity)
            people[row.claimant_id].number += 1
        return sort_spokespeople(people.values())


def sort_spokespeople(people: Iterable[Spokesperson]) -> list[Spokesperson]:
    """Sort people by how often they were heard, the most often first."""
    return sorted(people, key=lambda person: (-person.number, person.claimant.name))


def build_own_statements_sql(claimant: Claimant) -> str:
    """Return SQL for the statements that a profile is about.

    Parameters: `who`, `as_of` and `most`.
    """
    return OWN_STATEMENTS_SQL.format(column="party_id" if claimant.is_party else "claimant_id")


def load_profile(claimant: Claimant, *, as_of: date | None = None) -> ClaimantProfile:
    """Load what `claimant` is on record with.

    It is read as it was at the end of the day `as_of`, or as it is today. Queries: 1.
    """
    with connection.cursor() as cursor:
        values = {"who": claimant.pk, "as_of": as_of, "most": STATEMENTS_SUMMED}
        cursor.execute(PROFILE_SQL.format(own=build_own_statements_sql(claimant)), values)
        rows = cursor.fetchall()
    is_whole = not rows or rows[0][0] < STATEMENTS_SUMMED
    return ClaimantProfile(claimant, [StatementRow(*row[1:]) for row in rows], is_whole)


def find_stances(rows: Iterable[StatementRow]) -> set[str]:
    """Find where current positions stand.

    Returns "affirms", "contests", or both where people of a party differ.
    """
    return {"affirms" if row.stance == "affirms" else "contests" for row in rows if row.standing == "current"}


def pick_most_contradicted(counterparts: Iterable[Counterpart], limit: int) -> list[Counterpart]:
    """Pick those contradicted on the most claims, with at least one."""
    contradicted = [counterpart for counterpart in counterparts if counterpart.contradicts]
    return sorted(contradicted, key=lambda item: (-len(item.contradicts), item.party.name))[:limit]


def pick_most_agreed(counterparts: Iterable[Counterpart], limit: int) -> list[Counterpart]:
    """Pick those agreed with on the most claims, with at least one."""
    agreed = [counterpart for counterpart in counterparts if counterpart.agrees]
    return sorted(agreed, key=lambda item: (-len(item.agrees), item.party.name))[:limit]


def count_topics(statuses: Mapping[int, str]) -> list[TopicCounts]:
    """Count the claims (id and status) under each topic, the most first. Queries: 1."""
    with connection.cursor() as cursor:
        cursor.execute(TOPICS_SQL, {"claims": list(statuses)})
        rows = cursor.fetchall()
    counts: dict[int, TopicCounts] = {}
    for claim, topic, name in rows:
        if topic not in counts:
            counts[topic] = TopicCounts(Topic(pk=topic, name=name))
        counts[topic].statuses[statuses[claim]] += 1
    return sorted(counts.values(), key=lambda count: (-count.total, count.topic.name))


def _group_by_claim(rows: Iterable[StatementRow]) -> dict[int, list[StatementRow]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.claim_id].append(row)
    return groups


def _group_by_party(rows: Iterable[StatementRow]) -> dict[tuple[int, int], list[StatementRow]]:
    """Group by claim and party, without the outlets' own voices.

    They are no parties to the matter.
    """
    groups = defaultdict(list)
    for row in rows:
        if not row.is_outlet:
            groups[row.claim_id, row.party_id].append(row)
    return groups


def _make_party(row: StatementRow) -> Claimant:
    return Claimant(pk=row.party_id, name=row.party, sentence_name=row.party_in_sentence)
