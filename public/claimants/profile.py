"""What a claimant's positions add up to.

By status, beside other parties, and within its own party. All sums are over the newest statements, at most
STATEMENTS_SUMMED, so that a claimant with a hundred thousand costs no more than one with a thousand. The
page says so where that leaves any out.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.db import connection

from claims.as_of import place_in_time
from claims.models import Claimant
from claims.models.claim import STATUSES
from claims.versions.document import DocumentClaimant, DocumentTopic

STATEMENTS_SUMMED = 200


class StatementRow(NamedTuple):
    """One statement on a claim of the profile, made by anybody, and how it stands.

    The columns of `positions` in claims_profile, then the status of the claim, and names.
    `party_in_sentence`: "" where it is the name.
    """

    claim_id: int
    statement_id: int
    claimant_id: int
    party_id: int
    stance: str
    is_outlet: bool
    standing: str
    said_on: date
    precision: str
    capacity: str
    status: str
    claimant: str
    party: str
    party_in_sentence: str

    @property
    def time_order(self) -> tuple[tuple[date, bool], int]:
        """By its place in time, as in the status rule."""
        return place_in_time(self.said_on, self.precision, self.stance), self.statement_id


@dataclass
class Counterpart:
    """Another party on the claimant's claims, with the ids of the claims they share.

    `contradicts`: those on which the two contradict each other; `agrees`: on which they agree.
    """

    party: DocumentClaimant
    contradicts: list[int] = field(default_factory=list)
    agrees: list[int] = field(default_factory=list)


@dataclass
class Spokesperson:
    """Somebody who spoke for a party.

    The capacity is the latest; the statements are counted.
    """

    claimant: DocumentClaimant
    capacity: str
    number: int = 0


@dataclass
class TopicCounts:
    """How many of the claims under a topic have which status."""

    topic: DocumentTopic
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

    They come newest first. `is_whole`: nothing had to be left out. `topics`: id and name of a topic, and a
    claim under it. `words`: id and name of an outlet, a way to carry words (see outlets.WAYS), and how often.
    """

    claimant: Claimant
    rows: list[StatementRow]
    is_whole: bool
    topics: list[tuple[int, str, int]]
    words: list[tuple[int, str, str, int]]

    @cached_property
    def own_statements(self) -> list[StatementRow]:
        """The claimant's own; for a party all that was said for it."""
        if self.claimant.is_party:
            return [row for row in self.rows if row.party_id == self.claimant.pk]
        return [row for row in self.rows if row.claimant_id == self.claimant.pk]

    @cached_property
    def second_hand(self) -> list[StatementRow]:
        """The claimant's own that are known only second-hand, which do not count."""
        return [row for row in self.own_statements if row.standing == "second_hand"]

    @property
    def claims_second_hand(self) -> int:
        """On how many claims nothing but second-hand words is known."""
        own = {row.claim_id for row in self.own_statements if row.standing != "second_hand"}
        return len({row.claim_id for row in self.second_hand} - own)

    @cached_property
    def status_by_claim(self) -> dict[int, str]:
        """The status of each claim by id."""
        return {row.claim_id: row.status for row in self.own_statements}

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
                claimant = name_claimant(row.claimant_id, row.claimant)
                people[row.claimant_id] = Spokesperson(claimant, row.capacity)
            people[row.claimant_id].number += 1
        return sort_spokespeople(people.values())


def sort_spokespeople(people: Iterable[Spokesperson]) -> list[Spokesperson]:
    """Sort people by how often they were heard, the most often first."""
    return sorted(people, key=lambda person: (-person.number, person.claimant.name))


def load_profile(claimant: Claimant, *, as_of: date | None = None) -> ClaimantProfile:
    """Load what a claimant is on record with, at the end of the day `as_of` or today. Queries: 1."""
    values = (claimant.pk, claimant.is_party, as_of, STATEMENTS_SUMMED)
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_profile(%s, %s, %s, %s)", values)
        return _read_profile(claimant, json.loads(cursor.fetchone()[0]))


def _read_profile(claimant: Claimant, sums: dict[str, Any]) -> ClaimantProfile:
    """Read what claims_profile (claims/migrations/0039_profiles.py) tells of a claimant."""
    names, statuses = sums["names"] or {}, sums["statuses"] or {}

    def read_row(columns: list[Any]) -> StatementRow:
        claim, _statement, claimant_id, party_id, *_stance = columns
        columns[7] = date.fromisoformat(columns[7])
        (name, _own), (party, in_sentence) = names[str(claimant_id)], names[str(party_id)]
        return StatementRow._make([*columns, statuses[str(claim)], name, party, in_sentence])

    rows = [read_row(columns) for columns in sums["positions"] or ()]
    return ClaimantProfile(
        claimant, rows, sums["statements"] < STATEMENTS_SUMMED, sums["topics"] or [], sums["words"] or []
    )


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


def count_topics(profile: ClaimantProfile) -> list[TopicCounts]:
    """Count the claims under each topic, the most first."""
    counts: dict[int, TopicCounts] = {}
    for topic, name, claim in profile.topics:
        if topic not in counts:
            counts[topic] = TopicCounts(DocumentTopic(topic, name))
        if claim in profile.status_by_claim:
            counts[topic].statuses[profile.status_by_claim[claim]] += 1
    known = [count for count in counts.values() if count.total]
    return sorted(known, key=lambda count: (-count.total, count.topic.name))


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


def _make_party(row: StatementRow) -> DocumentClaimant:
    return name_claimant(row.party_id, row.party, row.party_in_sentence)


def name_claimant(pk: int, name: str, sentence_name: str = "") -> DocumentClaimant:
    """Make a claimant of whom a page shows the name alone."""
    return DocumentClaimant(pk, name, sentence_name, kind="", role="", outlet_id=None)
