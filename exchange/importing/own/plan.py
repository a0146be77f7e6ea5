"""What becomes of the records of a batch: which rows of the record they make, and which they meet.

A row is met by its key; without one a person, an outlet or a topic by name, an article by its address, else
by outlet, title and day. What is met stays as it is.
"""

import datetime
import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import orjson
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db.models import Model

from claims.merges import NOUNS, merge_targets
from claims.models import (
    Citation,
    Claim,
    Claimant,
    ClaimantKind,
    ClaimRelation,
    FactCheck,
    ImportRun,
    Origin,
    OriginRow,
    State,
    Statement,
    Status,
    Topic,
)
from exchange.exporting.records import MODELS, read_records_now
from sources.models import Article, Outlet

from ..problems import Problem, RowRefused
from ..storing.known import find_claimants, find_claims, find_origins
from ..storing.plan import RowOutcome, RowResult
from .new_rows import NewRow, build_row, clean_values
from .shapes import Part, is_told

PROOFS = "without proofs: whether the words are there is checked here"
RETRACTED = "without positions that were taken back"
CORRECTIONS = "without corrections: readers of this site saw none"
RELATION = "without a relation: the other claim is not on the record"
KNOWN_CLAIM = "without what is new in it: the claim is on the record already"

ORDER: Sequence[type[Model]] = (
    *(Outlet, Article, Topic, Claimant, Citation, Statement, Claim.topics.through, FactCheck),
    *(ClaimRelation, Claim, Origin, OriginRow),
)
"""In which rows are written: children before their claims, as their foreign keys wait."""


@dataclass
class OwnRow:
    """A record of our own file, ready to be stored. `claim` has the shape of shapes.CLAIM."""

    line: int
    raw: str
    claim: Part
    identity: str
    published_at: datetime.datetime | None
    digest: str = field(init=False)

    def __post_init__(self) -> None:
        values = orjson.dumps(self.claim, option=orjson.OPT_SORT_KEYS)
        self.digest = hashlib.sha256(values).hexdigest()


Known = dict[type[Model], dict[Any, int]]


def _name(told: Part) -> str:
    """Return what tells two people of a file apart."""
    return f"{told['key'] or told['name']}"


def index_parts(claims: Sequence[Part]) -> dict[type[Model], list[Part]]:
    """List the parts of records that are rows, by model."""
    found: dict[type[Model], list[Part]] = defaultdict(list)

    def visit(part: Part, name: str) -> None:
        if name in MODELS:
            found[MODELS[name]].append(part)
        for inner, value in part.items():
            if isinstance(value, dict):
                visit(value, inner)
            elif isinstance(value, list):
                for row in value:
                    visit(row, inner)

    for claim in claims:
        visit(claim, "")
    return found


def load_known(parts: Mapping[type[Model], list[Part]]) -> tuple[Known, Known]:
    """Load what is on the record already: ids by key, and by what a row without a key is known by.

    What was merged is found as what it is part of now, which nothing new may refer to otherwise.
    """
    known: Known = {}
    for model in (Claim, Statement, Citation, ClaimRelation, FactCheck, Article, Outlet, Topic, Claimant):
        keys = {part["key"] for part in parts[model]}
        if model is Claimant:
            keys |= {outlet["speaks_for"]["voice"] for outlet in parts[Outlet] if outlet["speaks_for"]}
        rows = model._default_manager.filter(key__in=keys - {""})
        known[model] = dict(rows.values_list("key", "pk"))
    names: Known = defaultdict(dict)
    for model in (Outlet, Topic):
        asked = {part["name"] for part in parts[model]}
        names[model] = dict(model._default_manager.filter(name__in=asked).values_list("name", "pk"))
    for kind, noun in NOUNS.items():
        targets = merge_targets(noun, {*known[kind].values(), *names[kind].values()})
        for ids in (known[kind], names[kind]):
            ids.update((name, targets[pk]) for name, pk in ids.items() if pk in targets)
    articles = parts[Article]
    by_address = Article.objects.filter(canonical_url__in={part["address"] for part in articles} - {""})
    names[Article] = dict(by_address.values_list("canonical_url", "pk"))
    by_title = Article.objects.filter(canonical_url="", title__in={part["title"] for part in articles})
    for pk, outlet, title, day in by_title.values_list("pk", "outlet", "title", "published_on"):
        names[Article][outlet, title, f"{day or ''}"] = pk
    voices = Claimant.objects.filter(outlet__in={*known[Outlet].values(), *names[Outlet].values()})
    names[Claimant] = {("voice of", outlet): pk for outlet, pk in voices.values_list("outlet", "pk")}
    return known, names


@dataclass
class OwnPlan:
    """The rows that a batch makes, by model, with their columns in the order of `list_columns`.

    `next_id` gives out ids of a model's table. `publisher`: who publishes them as they are written, None for
    drafts.
    """

    run: ImportRun
    rows: Sequence[OwnRow]
    next_id: Callable[[str], int]
    publisher: User | None = None
    sheets: dict[type[Model], list[NewRow]] = field(default_factory=lambda: defaultdict(list))
    results: list[RowResult] = field(default_factory=list)
    made: list[tuple[OwnRow, int]] = field(default_factory=list)
    """The records that make a claim, each with its id."""
    _kept_without: list[Problem] = field(default_factory=list)
    _remembered: list[tuple[dict[Any, int], Any]] = field(default_factory=list)
    """What is known only since this record, to be forgotten if it is refused."""
    _origin: int = 0

    def __post_init__(self) -> None:
        claims = [row.claim for row in self.rows]
        self.origins = find_origins([row.identity for row in self.rows])
        self.same_words = find_claims(claim["proposition"] for claim in claims)
        parts = index_parts(claims)
        self.known, self.names = load_known(parts)
        self.people = find_claimants({part["name"] for part in parts[Claimant]})
        self.own = set(
            OriginRow.objects.filter(origin__run=self.run, is_made=True, model="claims.claimant")
            .filter(row_id__in={each.pk for several in self.people.values() for each in several})
            .values_list("row_id", flat=True)
        )
        self.states = dict(Claim.objects.filter(pk__in=self.known[Claim].values()).values_list("pk", "state"))
        new = {row.claim["key"] for row in self.rows if not self._is_same(row)}
        met = [pk for key, pk in self.known[Claim].items() if key in new]
        self.told = {record["key"]: record for record in read_records_now(met)}

    def add(self, row: OwnRow) -> None:
        """Decide what becomes of `row`; of a refused one nothing is kept."""
        self._kept_without = []
        lengths = {model: len(sheet) for model, sheet in self.sheets.items()}
        self._remembered.clear()
        try:
            outcome = self._place(row)
        except RowRefused as refusal:
            for model, sheet in self.sheets.items():
                del sheet[lengths.get(model, 0) :]
            for rows, name in self._remembered:
                del rows[name]
            self.results.append(RowResult(row, RowOutcome.REFUSED, refusal.problem))  # type: ignore[arg-type] # it has the line and the raw text
        else:
            kept = () if outcome == RowOutcome.UNCHANGED else tuple(self._kept_without)
            self.results.append(RowResult(row, outcome, kept_without=kept))  # type: ignore[arg-type] # the same

    def _is_same(self, row: OwnRow) -> bool:
        """Whether it was imported before as it is."""
        origin = self.origins.get(row.identity)
        return origin is not None and origin.digest == row.digest

    def _place(self, row: OwnRow) -> RowOutcome:
        claim = row.claim
        pk = self.known[Claim].get(claim["key"])
        if pk is not None:
            if self.states.get(pk) == State.RETRACTED:
                raise RowRefused("its claim was retracted, and stays so")
            if self._is_same(row) or is_told(claim, self.told.get(claim["key"])):
                return RowOutcome.UNCHANGED
            self._kept_without.append(Problem(KNOWN_CLAIM))
            return RowOutcome.MET
        if row.identity in self.origins:
            raise RowRefused("its claim was deleted, and stays so")
        if twin := self.same_words.get(claim["proposition"]):
            raise RowRefused("has the proposition of another claim", detail=f"claim {twin.pk}")
        self._origin = self.next_id("claims.Origin")
        origin = {"run_id": self.run.pk, "line": row.line, "identity": row.identity, "digest": row.digest}
        self._write(Origin, self._origin, {**origin, "payload": row.raw})
        fields = {"text": "proposition", "nature": "", "context": "", "public_note": ""}
        pk = self._make(Claim, "", claim, fields, **self._publish(row))
        self._add_below(claim, pk)
        self.made.append((row, pk))
        return RowOutcome.CREATED

    def _publish(self, row: OwnRow) -> dict[str, Any]:
        """Return what a claim has that is published at once; nothing for a draft."""
        if self.publisher is None:
            return {}
        now = self.run.begun_at
        status = row.claim["status"]
        return {
            "state": State.PUBLISHED,
            "published_at": min(row.published_at or now, now),
            "published_by_id": self.publisher.pk,
            "status": status if status in Status.values else Status.OPEN,
        }

    def _add_below(self, claim: Part, pk: int) -> None:
        through = Claim.topics.through
        for topic in claim["topics"]:
            filed = {"claim_id": pk, "topic_id": self._find_topic(topic)}
            self._write(through, self.next_id("claims.Claim_topics"), filed)
        for statement in claim["statements"]:
            self._add_statement(statement, pk)
        for check in claim["fact_checks"]:
            fields = dict.fromkeys(("reviewer", "url", "rating", "reviewed_on", "language"), "")
            self._make(FactCheck, "fact_checks", check, fields, claim_id=pk)
        for relation in claim["relations"]:
            self._add_relation(relation, pk, claim["key"])
        if claim["retracted"]:
            self._kept_without.append(Problem(RETRACTED))
        if claim["corrections"]:
            self._kept_without.append(Problem(CORRECTIONS))

    def _add_statement(self, told: Part, claim: int) -> None:
        speaks_for_itself = _name(told["claimant"]) == _name(told["party"])
        party = self._find_claimant(told["party"], is_party=True)
        ids = {
            "claim_id": claim,
            "party_id": party,
            "claimant_id": party if speaks_for_itself else self._find_claimant(told["claimant"]),
        }
        same = ("capacity", "stance", "hedged", "said_on", "said_on_note", "place")
        fields = {**dict.fromkeys(same, ""), "said_on_precision": "precision"}
        is_published = self.publisher is not None and told["citations"]
        state = State.PUBLISHED if is_published else State.DRAFT
        pk = self._make(Statement, "statements", told, fields, **ids, state=state)
        for citation in told["citations"]:
            self._add_citation(citation, pk)

    def _add_citation(self, told: Part, statement: int) -> None:
        relayer, relayed_for = told["relayed_by"], told["relayed_for"]
        is_own = relayer and relayed_for and _name(relayer) == _name(relayed_for)
        ids = {
            "statement_id": statement,
            "article_id": self._find_article(told["article"]),
            "relayed_for_id": self._find_claimant(relayed_for, is_party=True) if relayed_for else None,
            "relayed_by_id": self._find_claimant(relayer, is_party=bool(is_own)) if relayer else None,
            "via_id": self._find_outlet(told["via"]) if told["via"] else None,
        }
        fields = dict.fromkeys(("kind", "part", "excerpt", "translated_by"), "")
        self._make(Citation, "citations", told, fields, **ids)
        if told["proof"] and Problem(PROOFS) not in self._kept_without:
            self._kept_without.append(Problem(PROOFS))

    def _add_relation(self, told: Part, pk: int, claim_key: str) -> None:
        other = self.known[Claim].get(told["claim"]["key"])
        if told["key"] in self.known[ClaimRelation]:
            return
        if other is None:
            # Claims come in the order of their keys: of one that is still to come, this one is the other.
            if told["claim"]["key"] < claim_key:
                self._kept_without.append(Problem(RELATION, detail=told["claim"]["key"]))
            return
        ends = (pk, other) if told["from_here"] else (other, pk)
        fields = {"kind": "", "note": ""}
        self._make(ClaimRelation, "relations", told, fields, claim_id=ends[0], other_id=ends[1])

    # --- what several claims share ------------------------------------------------------------

    def _find_topic(self, told: Part) -> int:
        return self._find(Topic, told) or self._make(Topic, "topics", told, {"name": ""})

    def _find_outlet(self, told: Part) -> int:
        if found := self._find(Outlet, told):
            return found
        if told["funding"] and not told["funding_source"]:
            raise RowRefused(
                "says how an outlet is funded, but not where that is said", "outlet", told["name"]
            )
        fields = dict.fromkeys(("name", "funding", "funding_source"), "")
        pk = self._make(Outlet, "outlet", told, fields)
        if speaks_for := told["speaks_for"]:
            party = self._find_claimant({**speaks_for["party"], "outlet": ""}, is_party=True)
            voice = {"key": speaks_for["voice"], "name": told["name"], "kind": ClaimantKind.OUTLET}
            ids = {"outlet_id": pk, "speaks_for_id": party, "speaks_for_source": speaks_for["source"]}
            self._make(Claimant, "speaks_for", voice, {"name": "", "kind": ""}, **ids)
        return pk

    def _find_article(self, told: Part) -> int:
        outlet = self._find_outlet(told["outlet"])
        by_rest = (outlet, told["title"], told["published_on"])
        if found := (
            self.known[Article].get(told["key"] or None)
            or self.names[Article].get(told["address"] or None)
            or (not told["address"] and self.names[Article].get(by_rest))
        ):
            return found
        text_from = self._find_outlet(told["text_from"]) if told["text_from"] else None
        days = ("published_on", "published_on_note", "corrected_on", "retracted_on")
        texts = {"canonical_url": "address", "archive_url": "archive"}
        fields = {**dict.fromkeys(("title", "language", *days), ""), **texts}
        pk = self._make(Article, "article", told, fields, outlet_id=outlet, text_from_id=text_from)
        self._remember(self.names[Article], told["address"] or by_rest, pk)
        return pk

    def _find_claimant(self, told: Part, *, is_party: bool = False) -> int:
        if found := self._find(Claimant, told):
            return found
        kind = told["kind"]
        if not kind:
            raise RowRefused("somebody is new, and the file says not what kind", detail=told["name"])
        ids: dict[str, Any] = {}
        if kind == ClaimantKind.OUTLET:
            outlet = {"key": told["outlet"], "name": told["name"], "funding": "", "speaks_for": None}
            ids["outlet_id"] = self._find_outlet(outlet)
            if voice := self.names[Claimant].get(("voice of", ids["outlet_id"])):
                return voice
        elif is_party and kind != ClaimantKind.GOVERNMENT:
            ids["speaks_for_itself"] = True
        fields = dict.fromkeys(("name", "kind", "role", "sentence_name"), "")
        return self._make(Claimant, "claimant", told, fields, **ids)

    def _find(self, model: type[Model], told: Part) -> int | None:
        """Find a row by its key, else by name.

        Two people in a file may have one name, if they have keys; so what this run made has to have the key.
        """
        name = told["name"]
        if told["key"] and (found := self.known[model].get(told["key"])):
            return found
        if model is not Claimant:
            return self.names[model].get(name)
        several = [each for each in self.people.get(name, ()) if not (told["key"] and each.pk in self.own)]
        if len(several) > 1:
            named = " and ".join(f"{each.name_and_kind} ({each.pk})" for each in several)
            raise RowRefused("more than one claimant has this name", detail=f"{name}: {named}")
        if several:
            return several[0].pk
        return None if told["key"] else self.names[Claimant].get(name)

    # --- making a row ---------------------------------------------------------------------------

    def _make(self, model: type[Model], place: str, told: Part, fields: dict[str, str], **others: Any) -> int:
        """Make a row of what the file tells, and return its id.

        `fields`: by field, what it is called in the file, "" if it is called so. `others`: further values of
        the row. Raises RowRefused if a value cannot be stored.
        """
        values = {name: told.get(called or name, "") for name, called in fields.items()}
        values.update(others, key=told["key"] or str(uuid4()))
        if told["key"] in self.known[model]:
            raise RowRefused("has a key that another row has", place, told["key"])
        try:
            clean_values(model, values)
        except ValidationError as error:
            name, messages = next(iter(error.message_dict.items()))
            raise RowRefused(messages[0].rstrip("."), f"{place}.{name}".strip(".")) from error
        pk = self.next_id(model._meta.label)
        self._write(model, pk, values)
        self._remember(self.known[model], values["key"], pk)
        if model in (Outlet, Topic, Claimant):
            self._remember(self.names[model], values["name"], pk)
        elif model is not Article:
            self._link(model, pk)
        if model is Claimant:
            self._link(model, pk)
            if outlet := values.get("outlet_id"):
                self._remember(self.names[model], ("voice of", outlet), pk)
        return pk

    def _link(self, model: type[Model], pk: int) -> None:
        """Note that the record made a row: undoing the import removes it."""
        made = {"origin_id": self._origin, "model": model._meta.label_lower, "row_id": pk, "is_made": True}
        self._write(OriginRow, self.next_id("claims.OriginRow"), made)

    def _write(self, model: type[Model], pk: int, values: dict[str, Any]) -> None:
        self.sheets[model].append(build_row(model, {**values, "id": pk}))

    def _remember(self, rows: dict[Any, int], name: Any, pk: int) -> None:
        if name not in rows:
            rows[name] = pk
            self._remembered.append((rows, name))
