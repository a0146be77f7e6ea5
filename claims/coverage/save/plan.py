"""What the rows of a form come to: the statements and citations to write, once nothing is wrong."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from claims.coverage.references import RowReferences
from claims.coverage.rows import CoverageRow
from claims.duplicates.exact import normalise_proposition
from claims.models import (
    Citation,
    CitationKind,
    Claim,
    Claimant,
    Nature,
    Precision,
    Stance,
    State,
    Statement,
    Topic,
)
from sources.excerpts.search import ExcerptMatch
from sources.models import Outlet

from .claimants import ClaimantResolver
from .evidence import CaptureEvidence
from .problems import RowProblems

CLAIM_RETRACTED = "This claim is retracted: nothing is added to it any more."


@dataclass
class RowPlan:
    """One row that may be saved. New rows of the record are instances without an id so far.

    `offered`: its position is published and the editor is no publisher, so that its words wait for one.
    """

    row: CoverageRow
    found: ExcerptMatch
    claimant: Claimant
    party: Claimant
    capacity: str
    claim: Claim
    said_on: datetime.date
    relayed_by: Claimant | None
    relayed_for: Claimant | None
    via: Outlet | None
    offered: bool = False

    @property
    def position(self) -> tuple:
        """What makes two statements the same: see the constraint statement_once."""
        return (
            *(one.pk or id(one) for one in (self.claim, self.claimant, self.party)),
            self.row["stance"],
            self.said_on,
            self.row["said_on_precision"],
        )

    def statement(self) -> Statement:
        row = self.row
        return Statement(
            claim=self.claim,
            claimant=self.claimant,
            party=self.party,
            capacity=self.capacity,
            stance=row["stance"],
            hedged=row["hedged"],
            said_on=self.said_on,
            said_on_precision=row["said_on_precision"],
            said_on_note=row["said_on_note"],
            place=row["place"],
        )

    def citation(self, statement: Statement, evidence: CaptureEvidence, now: datetime.datetime) -> Citation:
        """The evidence, with its proof."""
        return Citation(
            statement=statement,
            article_id=evidence.capture.article_id,
            kind=self.row["kind"],
            part=self.row["part"],
            relayed_by=self.relayed_by,
            relayed_for=self.relayed_for,
            via=self.via,
            translated_by=self.row["translated_by"],
            excerpt=self.found.exact,
            capture=evidence.capture,
            start=self.found.start,
            end=self.found.end,
            prefix=self.found.prefix,
            suffix=self.found.suffix,
            proved_at=now,
        )


class RowPlanner:
    """Reads rows one by one; what is wrong goes into `problems`."""

    def __init__(
        self,
        chosen: RowReferences,
        persons: ClaimantResolver,
        evidence: CaptureEvidence,
        today: datetime.date,
        problems: RowProblems,
    ):
        self.chosen, self.persons, self.evidence = chosen, persons, evidence
        self.today, self.problems = today, problems
        self.new_claims: dict[str, Claim] = {}
        self.topics: dict[int, set[int]] = {}
        self.same_claims: dict[str, Claim] = {}

    def plan(self, row: CoverageRow) -> RowPlan | None:
        """What the row comes to; None after a problem. Every field is looked at either way."""
        found = self.evidence.prove(row, self.problems)
        on = self._said_on(row)
        self._simple_fields(row)
        claim = self._claim(row)
        claimant = self.persons.claimant(row)
        via = self._via(row)
        party = self.persons.party(row, claimant, on) if claimant else None
        capacity = self.persons.capacity(row, claimant, party, on) if party else ""
        relay = self.persons.relay(row, claimant, on) if claimant else None
        if self.problems.of(row) or not (
            found and on and claim and claimant and party and relay and capacity
        ):
            return None
        self.persons.affiliate(claimant, party, capacity)
        return RowPlan(row, found, claimant, party, capacity, claim, on, *relay, via)

    def _simple_fields(self, row: CoverageRow) -> None:
        check = self.problems.check
        if row["stance"] not in Stance.values:
            self.problems.add(
                row, "stance", "Say what they do with the claim: affirm, deny, question or withdraw it."
            )
        if row["kind"] not in CitationKind.values:
            self.problems.add(row, "kind", "Choose quotation, paraphrase or own words.")
        check(row, "part", Citation)
        check(row, "said_on_note", Statement)
        check(row, "place", Statement)
        check(row, "translated_by", Citation)

    def _said_on(self, row: CoverageRow) -> datetime.date | None:
        problem = ""
        day = None
        try:
            day = datetime.date.fromisoformat(row["said_on"]) if row["said_on"] else None
        except ValueError:
            problem = "Give the date as year-month-day, e.g. 2017-04-12."
        if not row["said_on"]:
            problem = "Say when it was said; for the article's day choose “by that day”."
        elif day and day > self.today:
            problem = f"{day} is in the future. Check the year."
        if problem:
            self.problems.add(row, "said_on", problem)
            return None
        if row["said_on_precision"] not in Precision.values:
            self.problems.add(row, "said_on_precision", "Choose how exactly the date is known.")
        elif not is_valid_for_precision(day, row["said_on_precision"]):
            self.problems.add(row, "said_on", "For a month give its first day, for a year 1 January.")
        return day

    def _claim(self, row: CoverageRow) -> Claim | None:
        if row["claim"] is not None:
            claim = self.chosen.claim(row["claim"])
            if claim is None:
                self.problems.add(row, "claim", "This claim is no longer on the record. Choose another.")
            elif claim.state == State.RETRACTED:
                self.problems.add(row, "claim", CLAIM_RETRACTED)
            return claim
        if not row["new_claim"]:
            self.problems.add(row, "claim", "Say on what: choose the claim, or word a new one.")
            return None
        return self._new_claim(row)

    def _new_claim(self, row: CoverageRow) -> Claim | None:
        if there := self.same_claims.get(normalise_proposition(row["new_claim"])):
            self.problems.add(
                row, "claim", f"This claim is on the record already: “{there}”. Choose it.", there
            )
            return None
        fits = self.problems.check(row, "new_claim", Claim, "text")
        claim = self.new_claims.get(normalise_proposition(row["new_claim"]))
        if claim is None and row["nature"] not in Nature.values:
            self.problems.add(
                row, "nature", "Choose the nature of the new claim: fact, judgement, demand ..."
            )
            return None
        if gone := [pk for pk in row["topics"] if pk not in self.chosen.topics]:
            self.problems.add(row, "topics", f"{len(gone)} of these topics are no longer on the record.")
            return None
        if not fits:
            return None
        text = " ".join(row["new_claim"].split())
        claim = claim or self.new_claims.setdefault(
            normalise_proposition(text), Claim(text=text, nature=row["nature"])
        )
        if row["nature"] not in ("", claim.nature):
            self.problems.add(
                row, "nature", "Another row words the same claim with another nature. Make them the same."
            )
            return None
        self.topics.setdefault(id(claim), set()).update(row["topics"])
        return claim

    def _via(self, row: CoverageRow) -> Outlet | None:
        outlet = self.chosen.outlet(row["via"])
        if row["via"] is not None and outlet is None:
            self.problems.add(row, "via", "This outlet is no longer on the record. Choose another, or none.")
        return outlet

    def filed_under(self, claim: Claim) -> list[Topic]:
        return [self.chosen.topics[pk] for pk in sorted(self.topics.get(id(claim), ()))]


def is_valid_for_precision(day: datetime.date, precision: str) -> bool:
    return precision in (Precision.DAY, Precision.BY) or (
        day.day == 1 and (precision == Precision.MONTH or day.month == 1)
    )


def reject_duplicates(plans: Iterable[RowPlan], problems: RowProblems) -> None:
    """Two rows of one form that would cite the same words for the same position."""
    seen: dict[tuple, CoverageRow] = {}
    for plan in plans:
        key = (*plan.position, plan.found.exact)
        if key in seen:
            problems.add(
                plan.row, "", f"Row {seen[key]['id']} says the same with the same words. Drop one of the two."
            )
        seen.setdefault(key, plan.row)
