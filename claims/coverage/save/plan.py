"""Plans of what rows become: the statements and citations to write."""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claims.coverage.drafts import EditContext
from claims.coverage.references import RowReferences
from claims.coverage.rows import CoverageRow, parse_day, quote_words
from claims.duplicates.exact import normalise_proposition
from claims.duplicates.similarity import CloseClaim
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
from core.days import find_latest_day
from sources.excerpts.search import ExcerptMatch
from sources.models import Outlet

from .claimants import ClaimantResolver
from .evidence import CaptureEvidence
from .existing import PositionKey
from .problems import RowProblems
from .questions import WordingQuestion, find_doubtful_stance

SAME_CLAIM = "The record has {}. Is it the same claim?"
OPPOSITE_CLAIM = "The record has the opposite: {}. Is this row about that claim?"
CLAIM_RETRACTED = "This claim is retracted: nothing is added to it any more."


@dataclass
class RowPlan:
    """One row that may be saved. New objects are instances without an id so far."""

    row: CoverageRow
    match: ExcerptMatch
    claimant: Claimant
    party: Claimant
    capacity: str
    claim: Claim
    said_on: datetime.date
    relayed_by: Claimant | None
    relayed_for: Claimant | None
    via: Outlet | None
    is_offered: bool = False
    """Whether the row offers a citation.

    It does if the position is published and the editor is no publisher.
    """

    @property
    def position(self) -> PositionKey:
        claim, claimant, party = (obj.pk or id(obj) for obj in (self.claim, self.claimant, self.party))
        return claim, claimant, party, self.row["stance"], self.said_on, self.row["said_on_precision"]

    def build_statement(self) -> Statement:
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

    def build_citation(
        self, statement: Statement, evidence: CaptureEvidence, now: datetime.datetime
    ) -> Citation:
        """Build the citation with its proof."""
        return Citation(
            statement=statement,
            article_id=evidence.capture.article_id,
            kind=self.row["kind"],
            part=self.row["part"],
            relayed_by=self.relayed_by,
            relayed_for=self.relayed_for,
            via=self.via,
            translated_by=self.row["translated_by"],
            excerpt=self.match.exact,
            capture=evidence.capture,
            start=self.match.start,
            end=self.match.end,
            prefix=self.match.prefix,
            suffix=self.match.suffix,
            recurs=self.match.recurs,
            proved_at=now,
        )


class RowPlanner:
    """Planner of rows, one by one; it adds their faults to `problems`."""

    def __init__(
        self,
        references: RowReferences,
        resolver: ClaimantResolver,
        evidence: CaptureEvidence,
        context: EditContext,
        problems: RowProblems,
    ):
        self.references, self.resolver, self.evidence = references, resolver, evidence
        self.today, self.problems = find_latest_day(context.now), problems
        self.asks_about_stances = not context.offers_only
        """Whether a stance that the words contradict is asked about; a program is told of it afterwards."""
        self.recorded_claims: dict[str, Claim] = {}
        """Claims on the record by the normalised text of those that rows word anew."""
        self.close_claims: dict[str, list[CloseClaim]] = {}
        """Claims that probably say the same or the opposite, by the text that a row words anew."""
        self.different_claims: dict[str, set[int]] = defaultdict(set)
        """The claims that editors have said to differ from a new one, ids by its normalised text."""
        self.questions: dict[str, WordingQuestion] = {}
        """What is asked about the wording of a new claim, by row id."""
        self.new_claims: dict[str, Claim] = {}
        self._topics: dict[int, set[int]] = {}

    def plan_row(self, row: CoverageRow) -> RowPlan | None:
        """Plan a row; None after a problem. Every field is checked in any case."""
        match = self.evidence.prove(row, self.problems)
        day = self._check_date(row)
        self._check_simple_fields(row)
        claim = self._resolve_claim(row)
        claimant = self.resolver.resolve_claimant(row)
        via = self._resolve_via(row)
        party = self.resolver.resolve_party(row, claimant, day) if claimant else None
        capacity = self.resolver.resolve_capacity(row, claimant, party, day) if claimant and party else ""
        relay = self.resolver.resolve_relay(row, claimant, day) if claimant else None
        self._check_stance(row, claim)
        if self.problems.has_problem(row) or not (
            match and day and claim and claimant and party and relay and capacity
        ):
            return None
        self.resolver.affiliate(claimant, party, capacity)
        relayed_by, relayed_for = relay
        return RowPlan(
            row=row,
            match=match,
            claimant=claimant,
            party=party,
            capacity=capacity,
            claim=claim,
            said_on=day,
            relayed_by=relayed_by,
            relayed_for=relayed_for,
            via=via,
        )

    def _check_simple_fields(self, row: CoverageRow) -> None:
        check_field = self.problems.check_field
        if row["stance"] not in Stance.values:
            self.problems.add(
                row, "stance", "Say what they do with the claim: affirm, deny, question or withdraw it."
            )
        if row["kind"] not in CitationKind.values:
            self.problems.add(row, "kind", "Choose quotation, paraphrase or own words.")
        check_field(row, "part", Citation)
        check_field(row, "said_on_note", Statement)
        check_field(row, "place", Statement)
        check_field(row, "translated_by", Citation)

    def _check_stance(self, row: CoverageRow, claim: Claim | None) -> None:
        """Ask about a stance that the words contradict, once nothing else is wrong with the row."""
        if claim is None or not self.asks_about_stances or self.problems.has_problem(row):
            return
        if settled := find_doubtful_stance(row, claim.text):
            self.problems.ask_about_stance(row, claim, settled)

    def _check_date(self, row: CoverageRow) -> datetime.date | None:
        day = parse_day(row["said_on"])
        problem = ""
        if not row["said_on"]:
            problem = "Say when it was said; for the article's day choose “by that day”."
        elif day is None:
            problem = "Give the date as year-month-day, e.g. 2017-04-12."
        elif day > self.today:
            problem = f"{day} is in the future. Check the year."
        if problem or day is None:
            self.problems.add(row, "said_on", problem)
            return None
        if row["said_on_precision"] not in Precision.values:
            self.problems.add(row, "said_on_precision", "Choose how exactly the date is known.")
        elif not is_valid_for_precision(day, row["said_on_precision"]):
            self.problems.add(row, "said_on", "For a month give its first day, for a year 1 January.")
        return day

    def _resolve_claim(self, row: CoverageRow) -> Claim | None:
        if row["claim"] is not None:
            claim = self.references.get_claim(row["claim"])
            if claim is None:
                self.problems.add(row, "claim", "This claim is no longer on the record. Choose another.")
            elif claim.state == State.RETRACTED:
                self.problems.add(row, "claim", CLAIM_RETRACTED)
            return claim
        if not row["new_claim"]:
            self.problems.add(row, "claim", "Say on what: choose the claim, or word a new one.")
            return None
        return self._get_or_build_claim(row)

    def _get_or_build_claim(self, row: CoverageRow) -> Claim | None:
        """Return the new claim, the same for all rows that word it; None after a problem."""
        proposition = normalise_proposition(row["new_claim"])
        if recorded := self.recorded_claims.get(proposition):
            self.problems.add(
                row,
                "claim",
                f"This claim is on the record already: {quote_words(recorded.text)}. Choose it.",
                recorded,
            )
            return None
        different, close = self.different_claims[proposition], self.close_claims.get(row["new_claim"], [])
        if unasked := [each for each in close if each.claim.pk not in different]:
            sentence = OPPOSITE_CLAIM if unasked[0].is_opposite else SAME_CLAIM
            self.problems.add(row, "new_claim", sentence.format(quote_words(unasked[0].claim.text)))
            for each in unasked:
                self.problems.offer(row, "claim", each.claim, is_opposite=each.is_opposite)
            return None
        if question := self.questions.get(row["id"]):
            self.problems.ask(row, question)
        fits = self.problems.check_field(row, "new_claim", Claim, "text")
        claim = self.new_claims.get(proposition)
        if claim is None and row["nature"] not in Nature.values:
            self.problems.add(
                row, "nature", "Choose the nature of the new claim: fact, judgement, demand ..."
            )
            return None
        if gone := [pk for pk in row["topics"] if pk not in self.references.topics]:
            self.problems.add(row, "topics", f"{len(gone)} of these topics are no longer on the record.")
            return None
        if not fits:
            return None
        text = " ".join(row["new_claim"].split())
        claim = claim or self.new_claims.setdefault(proposition, Claim(text=text, nature=row["nature"]))
        if row["nature"] not in ("", claim.nature):
            self.problems.add(
                row, "nature", "Another row words the same claim with another nature. Make them the same."
            )
            return None
        self._topics.setdefault(id(claim), set()).update(row["topics"])
        return claim

    def _resolve_via(self, row: CoverageRow) -> Outlet | None:
        outlet = self.references.get_outlet(row["via"])
        if row["via"] is not None and outlet is None:
            self.problems.add(row, "via", "This outlet is no longer on the record. Choose another, or none.")
        return outlet

    def list_topics(self, claim: Claim) -> list[Topic]:
        """List the topics of a new claim."""
        return [self.references.topics[pk] for pk in sorted(self._topics.get(id(claim), ()))]


def is_valid_for_precision(day: datetime.date, precision: str) -> bool:
    return precision in (Precision.DAY, Precision.BY) or (
        day.day == 1 and (precision == Precision.MONTH or day.month == 1)
    )


def reject_duplicates(plans: Iterable[RowPlan], numbers: Mapping[str, int], problems: RowProblems) -> None:
    """Refuse rows that cite the same words for the same position as an earlier row, named by its number."""
    rows: dict[tuple, CoverageRow] = {}
    for plan in plans:
        key = (*plan.position, plan.match.exact)
        if key in rows:
            number = numbers[rows[key]["id"]]
            problems.add(
                plan.row, "", f"Row {number} says the same with the same words. Drop one of the two."
            )
        rows.setdefault(key, plan.row)
