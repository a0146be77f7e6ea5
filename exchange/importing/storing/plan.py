"""What becomes of the rows of a batch: which rows of the record they make, and which they meet."""

import datetime
import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, NamedTuple

from claims.coverage.affiliations import OWN_CAPACITY
from claims.models import Claim, Claimant, ClaimantKind, ImportRun, LeadKind, LeadOutcome, State, Statement

from ..problems import Problem, RowRefused
from ..rows import ImportRow
from .known import KnownClaim, KnownRows, MadeRow

COLUMNS = {
    "claims.Claimant": "id name kind speaks_for_itself role",
    "claims.Affiliation": "id claimant_id party_id role",
    "claims.Statement": (
        "id claim_id claimant_id party_id capacity stance hedged said_on said_on_precision said_on_note place"
    ),
    "claims.Claim": "id text nature context",
    "claims.Claim_topics": "id claim_id topic_id",
    "claims.FactCheck": "id claim_id reviewer url rating reviewed_on language",
    "claims.Lead": (
        "id claim_id url kind title outlet_name source noted_at outcome article_id settled_at settled_by_id"
    ),
    "claims.Origin": "id run_id line identity digest payload",
    "claims.OriginRow": "id origin_id model row_id is_made",
    "claims.OfferedChange": "id origin_id claim_id statement_id changes offered_at offered_by_id",
}
"""The columns of the rows of a plan, by model, in the order in which the models are written.

Statements come before their claims: their foreign keys wait, and the rule of the status meets each claim
once.
"""

OFFERED = "with changes that wait for review: what they would change is published, or was edited since"
STILL_WAITING = "with changes that an earlier import offered, and that still wait for review"
OTHER_WORDS = "without the position: a change of the claim's words has to be accepted first"
NO_STANCE = "without a position: the row takes none"
NO_DATE = "without a position: no date"
NO_ROLE = "without a position: the role of the claimant is not known"
OWN_REVIEW = "without a position: the claimant is the reviewer"
RECORDED = "with an address that nobody has to read: its article is on the record"
OWN_PARTY = "with a new claimant who speaks for nobody else: the row names no party"


class RowOutcome(StrEnum):
    """What became of a row."""

    CREATED = "created"
    MET = "met"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowResult:
    """What became of one row, why if it was refused, and without what it was kept.

    `notes`: what else whoever began the import should know of it.
    """

    row: ImportRow
    outcome: RowOutcome
    problem: Problem | None = None
    kept_without: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


class Position(NamedTuple):
    """Who spoke, for whom, in which role and when."""

    claimant: int
    party: int
    capacity: str
    day: datetime.date
    precision: str
    note: str


class NoPosition(Exception):
    """A position that cannot be stored, though the row can."""


@dataclass
class Plan:
    """The rows of the record that a batch makes, by model, and the drafts that it changes.

    `next_id` gives out ids of a model's table.
    """

    run: ImportRun
    dataset: str
    now: datetime.datetime
    known: KnownRows
    next_id: Callable[[str], int]
    sheets: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: defaultdict(list))
    changed: list[Claim | Statement] = field(default_factory=list)
    results: list[RowResult] = field(default_factory=list)
    changed_rows: list[str] = field(default_factory=list)
    """The identities of accepted rows that say something else now: what they offered before is superseded."""
    _taken: dict[str, ImportRow] = field(default_factory=dict)
    _kept_without: list[Problem] = field(default_factory=list)
    _notes: list[Problem] = field(default_factory=list)
    _made_people: list[tuple[str, int]] = field(default_factory=list)

    def add(self, row: ImportRow) -> None:
        """Decide what becomes of `row`. Whether it is refused is known before anything is written."""
        self._kept_without = [*row.kept_without]
        self._notes = []
        self._made_people.clear()
        try:
            outcome = self._place(row)
        except RowRefused as refusal:
            self.results.append(RowResult(row, RowOutcome.REFUSED, refusal.problem))
        else:
            kept = () if outcome == RowOutcome.UNCHANGED else tuple(self._kept_without)
            self.results.append(RowResult(row, outcome, kept_without=kept, notes=tuple(self._notes)))

    def _place(self, row: ImportRow) -> RowOutcome:
        if self._is_unchanged(row):
            if row.identity in self.known.waiting:
                self._notes.append(Problem(STILL_WAITING))
            return RowOutcome.UNCHANGED
        claim, own = self.known.claims.get(row.claim), self._find_own_claim(row)
        is_update = own is not None and (claim is None or claim.pk == own.pk)
        claim = own if is_update else claim
        if claim is not None and claim.state == State.RETRACTED:
            raise RowRefused("the claim was retracted, and stays so", detail=f"claim {claim.pk}")
        position = self._make_position(row)
        if row.identity in self.known.origins:
            self.changed_rows.append(row.identity)
        origin = self._write("Origin", self.run.pk, row.line, row.identity, row.digest, row.raw)
        is_new = claim is None
        if claim is None:
            claim = KnownClaim(self._write("Claim", row.claim, row.nature, row.context), State.DRAFT)
        self._link(origin, "claim", claim.pk, is_new)
        for model, pk in self._made_people:
            self._link(origin, model, pk, True)
        unchanged, offered = len(self.changed), len(self.sheets["claims.OfferedChange"])
        says_the_same = not is_update or self._change_claim(row, origin, claim)
        if says_the_same:
            self.known.claims[row.claim] = claim
        if position:
            self._place_statement(row, origin, claim, position, may_add=says_the_same)
        self._place_leads(row, origin, claim)
        self._place_fact_check(row, origin, claim)
        self._file(row, claim)
        self._taken[row.identity] = row
        if len(self.sheets["claims.OfferedChange"]) > offered:
            self._notes.append(Problem(OFFERED))
            return RowOutcome.MET
        if is_update or len(self.changed) > unchanged:
            return RowOutcome.UPDATED
        return RowOutcome.CREATED if is_new else RowOutcome.MET

    def _find_own_claim(self, row: ImportRow) -> KnownClaim | None:
        """Find the claim that a row of this identity made; or, once published, that it led to."""
        origin = self.known.origins.get(row.identity)
        if origin is None or origin.claim is None:
            return None
        is_made = self._find_made(row, Claim, origin.claim.pk) is not None
        return origin.claim if is_made or origin.claim.state == State.PUBLISHED else None

    def _find_made(self, row: ImportRow, model: type[Claim] | type[Statement], claim: int) -> MadeRow | None:
        """Find what of a claim came of this row before."""
        for made in self.known.made.get(row.identity, []):
            of = made.row.claim_id if isinstance(made.row, Statement) else made.row.pk
            if isinstance(made.row, model) and of == claim:
                return made
        return None

    def _change_claim(self, row: ImportRow, origin: int, claim: KnownClaim) -> bool:
        """Give the claim of this row the words that it has now, or offer them.

        Returns whether the claim then says what the row says.
        """
        made = self._find_made(row, Claim, claim.pk)
        if made is None:
            return True
        self._change(made, origin, {"text": row.claim, "nature": row.nature, "context": row.context})
        return made.is_free or (isinstance(made.row, Claim) and made.row.text == row.claim)

    def _change_statement(self, row: ImportRow, origin: int, made: MadeRow, said: Position) -> None:
        """Give the position of this row what it says now, or offer it."""
        who = {"claimant_id": said.claimant, "party_id": said.party, "capacity": said.capacity}
        when = {"said_on": said.day, "said_on_precision": said.precision, "said_on_note": said.note}
        hedged = bool(row.hedged) if made.is_free else row.hedged
        what = {"stance": row.stance, "hedged": hedged, "place": row.place}
        self._change(made, origin, who | what | when)

    def _change(self, made: MadeRow, origin: int, values: dict[str, Any]) -> None:
        """Change a draft that nobody has edited; offer the change of anything else.

        What a row leaves empty is not offered: somebody may have filled it in.
        """
        if made.is_free:
            for name, value in values.items():
                setattr(made.row, name, value)
            self.changed.append(made.row)
            return
        before = {name: getattr(made.row, name) for name in values}
        said = {name: new for name, new in values.items() if new not in ("", None)}
        changes = {name: [before[name], new] for name, new in said.items() if new != before[name]}
        if changes:
            statement = made.row if isinstance(made.row, Statement) else None
            claim = statement.claim_id if statement else made.row.pk
            told = json.dumps(changes, default=str)
            offer = (claim, statement and statement.pk, told, self.now, self.run.begun_by_id)
            self._write("OfferedChange", origin, *offer)

    def _is_unchanged(self, row: ImportRow) -> bool:
        """Whether this very row was taken before. Raises RowRefused if it cannot be taken again."""
        if twin := self._taken.get(row.identity):
            self._check_twin(row, twin.digest, twin.line)
            return True
        origin = self.known.origins.get(row.identity)
        if origin is None:
            return False
        if origin.run == self.run.pk:
            self._check_twin(row, origin.digest, origin.line)
        if origin.claim is None or origin.claim.state == State.RETRACTED:
            done = "deleted" if origin.claim is None else "retracted"
            raise RowRefused(f"its claim was {done}, and stays so")
        return origin.digest == row.digest

    @staticmethod
    def _check_twin(row: ImportRow, digest: str, line: int) -> None:
        if row.digest != digest:
            raise RowRefused(
                "has the identity of an earlier row, and says something else", detail=f"line {line:,}"
            )

    # --- the position ---------------------------------------------------------------------

    def _make_position(self, row: ImportRow) -> Position | None:
        """Find out who spoke for whom; keep the row without a position where that is not known."""
        if not row.claimant:
            return None
        try:
            if not row.stance:
                raise NoPosition(NO_STANCE)
            if row.date is None:
                raise NoPosition(NO_DATE)
            if row.claimant == row.reviewer:
                raise NoPosition(OWN_REVIEW)
            return Position(*self._find_speaker(row, row.date[0]), *row.date)
        except NoPosition as reason:
            self._kept_without.append(Problem(str(reason)))
            return None

    def _find_speaker(self, row: ImportRow, day: datetime.date) -> tuple[int, int, str]:
        claimant = self._find_claimant(row.claimant)
        if claimant is None:
            return self._add_speaker(row)
        if claimant.is_party:
            if row.party and row.party != claimant.name:
                raise NoPosition(
                    "without a position: the claimant is a party itself, and speaks for no other"
                )
            return claimant.pk, claimant.pk, row.role or _own_capacity(claimant.kind)
        history = self.known.affiliations.get(claimant.pk)
        held = history.on(day) if history else None
        party = self._find_party(row) if row.party else held.party if held else None
        if party is None and not row.party:
            raise NoPosition(
                "without a position: for which party the claimant spoke on that day is not known"
            )
        roles = held.list_roles(party) if held else []
        capacity = row.role or (roles[0] if len(roles) == 1 else claimant.role)
        if not capacity:
            raise NoPosition(NO_ROLE)
        return claimant.pk, party.pk if party else self._add_party(row), capacity

    def _add_speaker(self, row: ImportRow) -> tuple[int, int, str]:
        """Add a claimant who is not on the record yet."""
        kind = row.claimant_kind
        if not kind:
            raise RowRefused("the claimant is new, and the row says not what kind", detail=row.claimant)
        if not row.party or kind == ClaimantKind.GOVERNMENT:
            if kind == ClaimantKind.UNNAMED:
                raise NoPosition(
                    "without a position: an unnamed source speaks for a party, and none is named"
                )
            pk = self._add_claimant(row.claimant, kind, is_party=True, role=row.role)
            if kind != ClaimantKind.GOVERNMENT:
                self._notes.append(Problem(OWN_PARTY, detail=row.claimant))
            return pk, pk, row.role or _own_capacity(kind)
        if not row.role:
            raise NoPosition(NO_ROLE)
        party = self._find_party(row)
        party_pk = party.pk if party else self._add_party(row)
        pk = self._add_claimant(row.claimant, kind, is_party=False, role=row.role)
        self._made_people.append(("affiliation", self._write("Affiliation", pk, party_pk, row.role)))
        return pk, party_pk, row.role

    def _find_party(self, row: ImportRow) -> Claimant | None:
        """Find the party that the row names; None if it is new, and can be added."""
        party = self._find_claimant(row.party)
        if party is None:
            if row.party_kind in ("", ClaimantKind.UNNAMED):
                raise RowRefused("the party is new, and the row says not what kind", detail=row.party)
            return None
        if not party.is_party or party.kind == ClaimantKind.OUTLET:
            raise NoPosition("without a position: what stands as the party is none on the record")
        return party

    def _add_party(self, row: ImportRow) -> int:
        return self._add_claimant(row.party, row.party_kind, is_party=True, role="")

    def _find_claimant(self, name: str) -> Claimant | None:
        several = self.known.claimants.get(name, [])
        if len(several) > 1:
            names = " and ".join(f"{each.name_and_kind} ({each.pk})" for each in several)
            raise RowRefused("more than one claimant has this name", detail=f"{name}: {names}")
        return several[0] if several else None

    def _add_claimant(self, name: str, kind: str, *, is_party: bool, role: str) -> int:
        speaks_for_itself = is_party and kind != ClaimantKind.GOVERNMENT
        pk = self._write("Claimant", name, kind, speaks_for_itself, role)
        self._made_people.append(("claimant", pk))
        claimant = Claimant(pk=pk, name=name, kind=kind, speaks_for_itself=speaks_for_itself, role=role)
        claimant.is_party = is_party
        self.known.claimants[name] = [claimant]
        return pk

    # --- what stands below the claim --------------------------------------------------------

    def _place_statement(
        self, row: ImportRow, origin: int, claim: KnownClaim, said: Position, *, may_add: bool
    ) -> None:
        key = (claim.pk, said.claimant, said.party, row.stance, said.day, str(said.precision))
        made, met = self._find_made(row, Statement, claim.pk), self.known.statements.get(key)
        if met and met[1] == State.RETRACTED:
            self._kept_without.append(Problem("without the position, which was retracted and stays so"))
        elif made and (met is None or met[0] == made.row.pk):
            self._change_statement(row, origin, made, said)
            if made.is_free:
                self.known.statements[key] = made.row.pk, State.DRAFT
            self._link(origin, "statement", made.row.pk, False)
        elif met:
            self._link(origin, "statement", met[0], False)
        elif may_add:
            who = (claim.pk, said.claimant, said.party, said.capacity)
            when = (said.day, said.precision, said.note)
            pk = self._write("Statement", *who, row.stance, bool(row.hedged), *when, row.place)
            self.known.statements[key] = pk, State.DRAFT
            self._link(origin, "statement", pk, True)
        else:
            self._kept_without.append(Problem(OTHER_WORDS))

    def _place_leads(self, row: ImportRow, origin: int, claim: KnownClaim) -> None:
        kinds = {
            **dict.fromkeys(row.appearances, LeadKind.APPEARANCE),
            row.address: LeadKind.DATA_SET,
            row.first_appearance: LeadKind.FIRST_APPEARANCE,
        }
        for url in filter(None, kinds):
            is_new = (claim.pk, url) not in self.known.leads
            if is_new:
                values = (kinds[url], row.title, row.outlet, row.reviewer or self.dataset, self.now)
                settled = self._settle_lead(url)
                self.known.leads[claim.pk, url] = self._write("Lead", claim.pk, url, *values, *settled)
            self._link(origin, "lead", self.known.leads[claim.pk, url], is_new)

    def _settle_lead(self, url: str) -> tuple[object, ...]:
        """Return how a new lead is settled: one to an article that is on the record is taken up already."""
        article = self.known.articles.get(url)
        if article is None:
            return LeadOutcome.WAITING, None, None, None
        self._notes.append(Problem(RECORDED))
        return LeadOutcome.TAKEN_UP, article, self.now, self.run.begun_by_id

    def _place_fact_check(self, row: ImportRow, origin: int, claim: KnownClaim) -> None:
        if not row.has_fact_check:
            return
        key = claim.pk, row.review_address
        is_new = key not in self.known.fact_checks
        if is_new and claim.state == State.PUBLISHED:
            self._kept_without.append(Problem("without the fact-check: readers would see it at once"))
            return
        if is_new:
            day = row.reviewed_on.day if row.reviewed_on else None
            values = (row.reviewer, row.review_address, row.rating, day, row.review_language)
            self.known.fact_checks[key] = self._write("FactCheck", claim.pk, *values)
        self._link(origin, "factcheck", self.known.fact_checks[key], is_new)

    def _file(self, row: ImportRow, claim: KnownClaim) -> None:
        """File the claim under the row's topics, if they are on the record."""
        for name in row.topics:
            topic = self.known.topics.get(name)
            if topic is None:
                self._kept_without.append(Problem("without a topic that is not on the record", detail=name))
            elif (claim.pk, topic) not in self.known.filed:
                if claim.state == State.PUBLISHED:
                    self._kept_without.append(
                        Problem("without a topic: readers would see it at once", detail=name)
                    )
                    continue
                self.known.filed.add((claim.pk, topic))
                self._write("Claim_topics", claim.pk, topic)

    def _link(self, origin: int, model: str, pk: int, is_made: bool) -> None:
        self._write("OriginRow", origin, f"claims.{model}", pk, is_made)

    def _write(self, model: str, *values: object) -> int:
        label = f"claims.{model}"
        pk = self.next_id(label)
        self.sheets[label].append((pk, *values))
        return pk


def _own_capacity(kind: str) -> str:
    return OWN_CAPACITY.get(kind, "in its own name")
