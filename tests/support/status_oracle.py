"""The status rule in plain Python, written from the design and not from the SQL.

Only tests use it: they fail when the two differ. It loops where a database would join and looks everything up
again for each question, so each sentence of the rule is one function that can be read next to it.
"""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.models import Affiliation, Citation, Claim, Statement

from .sql import sql


@dataclass(frozen=True)
class OracleEvidence:
    """One citation: who relayed the words for which party, how, when, and for whom its outlet speaks."""

    relayed_by: int | None
    relayed_for: int | None
    published_on: date | None
    kind: str
    capture: int | None
    speaks_for: int | None

    def is_first_hand(self, party: int) -> bool:
        if self.relayed_by is not None and self.relayed_for != party:
            return False
        is_mouthpiece_of_another = self.speaks_for is not None and self.speaks_for != party
        is_proved_quotation = self.kind == "quote" and self.capture is not None
        return not is_mouthpiece_of_another or self.kind == "own_words" or is_proved_quotation


@dataclass(frozen=True)
class OraclePosition:
    """One statement with all its evidence."""

    pk: int
    claim: int
    claimant: int
    party: int
    kind: str
    stance: str
    said_on: date
    precision: str
    state: str
    evidence: tuple[OracleEvidence, ...]

    @property
    def place(self) -> tuple[date, int]:
        """The day on which it stands, and where in that day: what is known by it comes first."""
        day = self.ends if self.stance == "withdraws" else self.said_on
        return day, 0 if self.precision == "by" else 1

    @property
    def ends(self) -> date:
        if self.precision == "year":
            return self.said_on.replace(month=12, day=31)
        if self.precision == "month":
            days = calendar.monthrange(self.said_on.year, self.said_on.month)[1]
            return self.said_on.replace(day=days)
        return self.said_on

    @property
    def is_outlet(self) -> bool:
        return self.kind == "outlet"

    @property
    def is_first_hand(self) -> bool:
        return any(e.is_first_hand(self.party) for e in self.evidence)


@dataclass(frozen=True)
class OracleRecord:
    """Everything that determines a status.

    `affiliations` holds the first and the last day of each one of a claimant with a party, or None.
    """

    positions: tuple[OraclePosition, ...]
    affiliations: dict[tuple[int, int], list[tuple[date | None, date | None]]]

    def standings(self, claim: int, as_of: date | None = None, drafts: bool = False) -> dict[int, str]:
        """Return the standing of every visible statement on `claim`, by statement."""
        seen = self._seen(claim, as_of, drafts)
        return {p.pk: self._standing(p, seen, as_of) for p in seen}

    def status(self, claim: int, as_of: date | None = None, drafts: bool = False) -> str:
        seen = self._seen(claim, as_of, drafts)
        current = [p for p in seen if self._standing(p, seen, as_of) == "current"]
        said = [p for p in current if not p.is_outlet]
        if any(p.stance in {"denies", "questions"} for p in said):
            return "disputed"
        if len({p.party for p in said}) >= 2 and len({p.claimant for p in said}) >= 2:
            return "agreed"
        if said:
            return "asserted"
        return self._status_by_outlets({p.stance for p in current if p.is_outlet})

    def _status_by_outlets(self, stances: set[str]) -> str:
        """Return the status where no party has a position: outlets never agree."""
        if stances & {"denies", "questions"}:
            return "disputed"
        return "asserted" if "affirms" in stances else "open"

    def _seen(self, claim: int, as_of: date | None, drafts: bool) -> list[OraclePosition]:
        states = {"published", "draft"} if drafts else {"published"}
        found = []
        for p in self.positions:
            if p.claim != claim or p.state not in states:
                continue
            if as_of is not None and p.ends > as_of:
                continue
            evidence = tuple(e for e in p.evidence if has_appeared(e, as_of))
            if evidence:
                found.append(OraclePosition(**{**vars(p), "evidence": evidence}))
        return found

    def _standing(self, p: OraclePosition, seen: list[OraclePosition], as_of: date | None) -> str:
        if not p.is_first_hand:
            return "second_hand"
        if self._has_lapsed(p, seen, as_of):
            return "lapsed"
        own = [o for o in seen if (o.claimant, o.party) == (p.claimant, p.party) and o.is_first_hand]
        latest = max(o.place for o in own)
        if p.place < latest:
            return "superseded"
        if any(o.stance == "withdraws" for o in own if o.place == latest):
            return "withdrawn"
        return "current"

    def _has_lapsed(self, p: OraclePosition, seen: list[OraclePosition], as_of: date | None) -> bool:
        ends = [
            until
            for since, until in self.affiliations.get((p.claimant, p.party), [])
            if as_of is None or since is None or since <= as_of
        ]
        if not ends or None in ends:
            return False
        since_then = [o for o in seen if o.is_first_hand and o.place[0] > max(ends)]
        party_has_spoken = any(o.party == p.party and o.claimant != p.claimant for o in since_then)
        spoke_for_another = any(o.claimant == p.claimant and o.party != p.party for o in since_then)
        return party_has_spoken or spoke_for_another


def has_appeared(evidence: OracleEvidence, as_of: date | None) -> bool:
    return as_of is None or evidence.published_on is None or evidence.published_on <= as_of


def read_record(claims: Iterable[int]) -> OracleRecord:
    """Return the rows of these claims, without the statuses that the database derives."""
    evidence: dict[int, list[OracleEvidence]] = {}
    for statement, *fields in Citation.objects.filter(statement__claim__in=claims).values_list(
        *("statement_id", "relayed_by_id", "relayed_for_id", "article__published_on"),
        *("kind", "capture_id", "article__outlet__voice__speaks_for"),
    ):
        evidence.setdefault(statement, []).append(OracleEvidence(*fields))
    affiliations: dict[tuple[int, int], list[tuple[date | None, date | None]]] = {}
    for claimant, party, *days in Affiliation.objects.values_list("claimant", "party", "since", "until"):
        affiliations.setdefault((claimant, party), []).append(tuple(days))
    rows = Statement.objects.filter(claim__in=claims).values_list(
        "pk",
        "claim_id",
        "claimant_id",
        "party_id",
        "claimant__kind",
        "stance",
        "said_on",
        "said_on_precision",
        "state",
    )
    positions = tuple(OraclePosition(*row, tuple(evidence.get(row[0], ()))) for row in rows)
    return OracleRecord(positions, affiliations)


def assert_status_is_right(*claims: Claim) -> None:
    """Check that the stored status of published claims is right.

    It must be what the database's rule says now, and what the oracle says.
    """
    ids = [claim.pk for claim in claims]
    fresh = dict(sql("SELECT claim_id, status FROM claims_status(%s)", ids))
    record = read_record(ids)
    stored = dict(Claim.objects.filter(pk__in=ids).values_list("pk", "status"))
    assert stored == fresh == {pk: record.status(pk) for pk in ids}
