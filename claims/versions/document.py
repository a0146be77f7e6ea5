"""The document of a claim: what readers see of it, today, in a version, or as of a day.

PostgreSQL makes it from the rows (claims/migrations/0027_documents.py tells its structure,
0043_words_that_recur.py what a proof may have besides, 0064_reworded_claims.py what is told of a claim that
was reworded). Here it becomes plain objects, of whichever schema it is; pages are made of these alone. Their
attributes have the names that the models give them, as far as readers see them.
"""

import datetime
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

from claims.models import Claimant, ClaimantKind, State, Topic
from claims.models.claim import build_claim_url
from claims.models.claimant import translate_name
from claims.status import (
    CLAIMS_NEARBY_READ,
    SoleOutlet,
    Standing,
    explain_status,
    get_name_order,
    group_standings,
    name_affirming_parties,
    name_agreeing_parties,
    summarise_status,
)
from core.keyset_pagination import MAX_BIGINT
from core.sql_statements import SqlStatement, fetch_results
from sources.models import Outlet

Snapshot = dict[str, Any]

SCHEMA = 2
"""The schema of the snapshots that PostgreSQL makes now; those of the first do not name theirs."""

RELATED_READ = 60
"""Of how many related claims it is read by whom they are agreed or asserted."""

STATEMENTS_READ = 600
"""How many statements of one claim pages are made of: see claims/migrations/0041_bounded_anywhere.py."""

DOCUMENT = """
SELECT claims_with_sources(claims_bounded(claims_document(c.id, %(as_of)s::date), %(most)s, '{}')),
       claims_around(c.id, %(as_of)s::date, %(nearby)s), v.number, v.made_at,
       claims_shown_at(v.number, v.made_at, c.published_at)
FROM claims_claim c
LEFT JOIN LATERAL (SELECT l.number, l.made_at FROM claims_claimversion l
                   WHERE l.claim_id = c.id ORDER BY l.number DESC LIMIT 1) v ON true
WHERE c.id = %(claim)s AND c.state = 'published'
"""


RELATED_POSITIONS = """
SELECT p.* FROM claims_positions(ARRAY(
    SELECT c.id FROM claims_claimrelation r
    JOIN claims_claim c ON c.id = CASE WHEN r.claim_id = %(claim)s THEN r.other_id ELSE r.claim_id END
    WHERE (r.claim_id = %(claim)s OR r.other_id = %(claim)s) AND c.state = 'published'
      AND (c.status IN ('agreed', 'asserted') OR %(as_of)s::date IS NOT NULL)
    LIMIT %(related)s), %(as_of)s::date, false) p
"""
"""The positions on the related claims that are agreed or asserted, or may have been on a past day."""


DOCUMENTS = """
SELECT claims_with_sources(claims_bounded(claims_document(wanted.id, %s::date), %s, %s::bigint[]))
FROM unnest(%s::bigint[]) AS wanted (id)
"""

VERSION_DUE = """
SELECT EXISTS (
    SELECT FROM claims_snapshots(ARRAY(
        SELECT c.id FROM unnest(claims_touched(pg_current_xact_id())) AS touched (id)
        JOIN claims_claim c ON c.id = touched.id AND c.state = 'published' LIMIT 20)) now
    WHERE now.snapshot <> (SELECT v.snapshot FROM claims_claimversion v
                           WHERE v.claim_id = now.claim_id ORDER BY v.number DESC LIMIT 1)
)
"""


def _find_urls() -> tuple[str | None, ...]:
    """Return what an address depends on besides its row."""
    return get_language(), get_urlconf(), get_script_prefix()


@lru_cache(maxsize=10_000)
def _keep_address(
    model: type[Claimant | Outlet | Topic], pk: int, name: str, _urls: tuple[str | None, ...]
) -> str:
    """Keep the addresses of those that many claims name."""
    return model(pk=pk, name=name).get_absolute_url()


@dataclass(slots=True)
class DocumentTopic:
    pk: int
    name: str

    def get_absolute_url(self) -> str:
        return _keep_address(Topic, self.pk, self.name, _find_urls())


@dataclass(slots=True)
class DocumentOutlet:
    pk: int
    name: str
    funding: str = ""

    def get_absolute_url(self) -> str:
        return _keep_address(Outlet, self.pk, self.name, _find_urls())


@dataclass(slots=True)
class DocumentClaimant:
    """Somebody who takes positions; `outlet_id` is not in the first schema: None."""

    pk: int
    name: str
    sentence_name: str
    kind: str
    role: str
    outlet_id: int | None
    own_name: str = ""
    """The name on record, of which the address is made; `name` is in the language of the page."""

    def __post_init__(self) -> None:
        self.own_name, self.name = self.name, translate_name(self.name)
        if self.name != self.own_name:
            self.sentence_name = ""

    @property
    def in_sentence(self) -> str:
        return self.sentence_name or self.name

    @property
    def is_outlet(self) -> bool:
        return self.kind == ClaimantKind.OUTLET

    def get_absolute_url(self) -> str:
        return _keep_address(Claimant, self.pk, self.own_name, _find_urls())


@dataclass(slots=True)
class DocumentArticle:
    pk: int
    title: str
    outlet: DocumentOutlet
    published_on: datetime.date | None
    published_on_note: str
    language: str
    canonical_url: str
    archive_url: str
    corrected_on: datetime.date | None
    retracted_on: datetime.date | None
    text_from: DocumentOutlet | None
    is_address_broken: bool

    def get_absolute_url(self) -> str:
        return reverse("article_detail", args=[self.pk])


@dataclass(frozen=True, slots=True)
class DocumentCapture:
    """The text of an article in which an excerpt was found; its id is not in the first schema: 0."""

    pk: int
    sha256: str
    captured_at: datetime.datetime


@dataclass(slots=True)
class DocumentCitation:
    """Evidence for a statement.

    `mouthpiece`: whether its outlet speaks for another party, and passes the words on for it.
    """

    pk: int
    excerpt: str
    kind: str
    part: str
    article: DocumentArticle
    relayed_by: DocumentClaimant | None
    relayed_for: DocumentClaimant | None
    via: DocumentOutlet | None
    translated_by: str
    capture: DocumentCapture | None
    recurs: bool
    prefix: str
    """The words before, where they are needed to tell places apart: see `recurs`. So is `suffix`."""
    suffix: str
    mouthpiece: bool = False

    @property
    def origin(self) -> DocumentOutlet:
        """The agency that it credits, else whose text it is, else the article's own outlet."""
        return self.via or self.article.text_from or self.article.outlet

    @property
    def is_credited(self) -> bool:
        """Whether it only credits its origin, so that nothing shows that it has its text."""
        return self.origin.pk != (self.article.text_from or self.article.outlet).pk

    @property
    def is_proved(self) -> bool:
        return self.capture is not None

    @property
    def is_second_hand(self) -> bool:
        return self.relayed_by is not None or self.mouthpiece

    def counts_for(self, party_id: int) -> bool:
        """Whether it shows at first hand what this party says, as in the status rule."""
        return not self.mouthpiece and (self.relayed_for is None or self.relayed_for.pk == party_id)


@dataclass(slots=True)
class DocumentStatement:
    """A statement with its standing and all its evidence.

    `citations_gone`: how many were removed since (of an old version). `worded_in`: the number of a version
    with the wording that the claim had when this was recorded, if it was another one.
    """

    pk: int
    claimant: DocumentClaimant
    party: DocumentClaimant
    capacity: str
    stance: str
    hedged: bool
    said_on: datetime.date
    said_on_precision: str
    said_on_note: str
    place: str
    standing: str
    counts: bool
    citations: list[DocumentCitation]
    citations_gone: int
    worded_in: int | None = None


@dataclass(slots=True)
class RelatedProposition:
    """Another published claim, of which its address and its text are known."""

    pk: int
    text: str

    def get_absolute_url(self) -> str:
        return build_claim_url(self.pk, self.text)


@dataclass(slots=True)
class DocumentRelation:
    """`is_from_here`: whether it reads from this claim to the other."""

    pk: int
    kind: str
    is_from_here: bool
    note: str
    other: RelatedProposition


@dataclass(slots=True)
class DocumentFactCheck:
    pk: int
    reviewer: str
    url: str
    rating: str
    reviewed_on: datetime.date | None
    language: str = ""


@dataclass(slots=True)
class DocumentNotice:
    """A correction; without `notice`: a position taken back."""

    pk: int
    made_at: datetime.datetime
    reason: str
    notice: str = ""


@dataclass
class ClaimDocument:
    """A published claim as readers see it.

    `statements` and `standings` are in one order: by the names of party and claimant, then by id. `left_out`:
    how many further statements there are, if only STATEMENTS_READ were read; `telling_left_out`: how many of
    these say who stands where.
    """

    pk: int
    key: str
    text: str
    nature: str
    context: str
    public_note: str
    status: str
    published_at: datetime.datetime | None
    topics: list[DocumentTopic]
    statements: list[DocumentStatement]
    relations: list[DocumentRelation]
    fact_checks: list[DocumentFactCheck]
    corrections: list[DocumentNotice]
    retracted: list[DocumentNotice]
    left_out: int = 0
    telling_left_out: int = 0
    standings: list[Standing] = field(init=False)

    def __post_init__(self) -> None:
        self.standings = [_make_standing(self.pk, statement) for statement in self.statements]

    @cached_property
    def reason(self) -> str:
        """Why its status is so, in brief, for lists; "" if not all that it rests on was read."""
        return "" if self.telling_left_out else summarise_status(self.status, self.standings)

    @property
    def agreed_by(self) -> str:
        """By whom it is agreed, if it is, as `name_agreeing_parties` says it."""
        return name_agreeing_parties(self.status, self.standings)

    def explain_status(self, silent: Sequence[str] = ()) -> str:
        """Say in one sentence why its status is so; "" if not all that it rests on was read.

        `silent`: parties of which nothing is known.
        """
        return "" if self.telling_left_out else explain_status(self.status, self.standings, silent)

    @property
    def size(self) -> int:
        """The number of its statements, read or not."""
        return len(self.statements) + self.left_out

    def get_absolute_url(self) -> str:
        return build_claim_url(self.pk, self.text)


@dataclass(slots=True)
class SilentOutlet:
    """An outlet that does not carry a claim.

    `read_in_full`: how many of its articles on claims nearby an editor has read in full; `words`: how many
    these have together, None where the length of one is not recorded; `article`: the id of the article if it
    is only one.
    """

    outlet: DocumentOutlet
    read_in_full: int
    words: int | None = None
    article: int | None = None


def rank_by_age(citation: DocumentCitation) -> tuple[bool, datetime.date, int]:
    """Return a sort key: the earliest article first, those without a date last."""
    published = citation.article.published_on
    return published is None, published or datetime.date.max, citation.pk


@dataclass(slots=True)
class DelayedReport:
    """What had been said by the day asked for, and could first be read on the day `first`."""

    claimant: str
    stance: str
    said_on: datetime.date
    precision: str
    first: datetime.date


@dataclass(frozen=True, slots=True)
class LatestVersion:
    """The version of a claim that readers see today.

    `shown_at`: when they first saw it, which of a record that was loaded is its own date.
    """

    number: int
    made_at: datetime.datetime
    shown_at: datetime.datetime


@dataclass(slots=True)
class Surroundings:
    """What readers see around a claim, which its document does not hold.

    `statuses`: those of related claims by id; `affirming`: by whom they are agreed or asserted, in words
    (of the first RELATED_READ); `silent_parties`: names as they read inside a sentence;
    `wikidata_ids`: of those on record, by the id of the claimant; `version`: the one with today's document.
    """

    statuses: dict[int, str]
    silent_parties: list[str]
    silent_outlets: list[SilentOutlet]
    late_reports: list[DelayedReport]
    wikidata_ids: dict[int, str] = field(default_factory=dict)
    version: LatestVersion | None = None
    affirming: dict[int, str] = field(default_factory=dict)


def load_document(
    claim_id: int, as_of: datetime.date | None = None
) -> tuple[ClaimDocument, Surroundings] | None:
    """Load a published claim and what lies around it, both as of the same moment.

    None where there is no such claim. `as_of`: as things stood at the end of that day. Of a claim with more
    statements than STATEMENTS_READ, so many: first those that say who stands where. Queries: 1.
    """
    if claim_id > MAX_BIGINT:  # PostgreSQL would compare it with every id
        return None
    values = {"claim": claim_id, "as_of": as_of}
    bounds = {"nearby": CLAIMS_NEARBY_READ, "most": STATEMENTS_READ}
    rows, positions = fetch_results(
        (DOCUMENT, {**values, **bounds}), (RELATED_POSITIONS, {**values, "related": RELATED_READ})
    )
    if not rows:
        return None
    [(document, around, number, made_at, shown_at)] = rows
    version = LatestVersion(number, made_at, shown_at) if number else None
    surroundings = _read_surroundings(json.loads(around), version)
    for pk, standings in group_standings(positions).items():
        surroundings.affirming[pk] = name_affirming_parties(surroundings.statuses.get(pk, ""), standings)
    return read_document(json.loads(document)), surroundings


def is_version_due() -> bool:
    """Whether what this transaction has written so far changes what readers see of a claim.

    Of many claims that are concerned alike it looks at the first few. The deferred triggers, which make
    the versions, must not have run yet. Queries: 1.
    """
    [[(is_due,)]] = fetch_results((VERSION_DUE, []))
    return bool(is_due)


def load_documents(
    claim_ids: Iterable[int], as_of: datetime.date | None = None, *, statement_ids: Iterable[int] = ()
) -> dict[int, ClaimDocument]:
    """Load the documents of published claims, by id, as long as `load_document` does.

    Other claims are left out. `as_of`: as things stood at the end of that day. `statement_ids`: statements
    that the documents hold in any case. Queries: 1.
    """
    [rows] = fetch_results(build_documents(claim_ids, as_of, statement_ids=statement_ids))
    return read_documents(rows)


def build_documents(
    claim_ids: Iterable[int], as_of: datetime.date | None = None, *, statement_ids: Iterable[int] = ()
) -> SqlStatement:
    """Build the SQL of `load_documents`, to be sent with others; `read_documents` reads its rows."""
    return DOCUMENTS, [as_of, STATEMENTS_READ, list(statement_ids), list(claim_ids)]


def read_documents(rows: Iterable[tuple]) -> dict[int, ClaimDocument]:
    snapshots = [json.loads(snapshot) for (snapshot,) in rows if snapshot]
    documents = (read_document(row) for row in snapshots if row["state"] == State.PUBLISHED)
    return {document.pk: document for document in documents}


def read_document(snapshot: Snapshot) -> ClaimDocument:
    """Read the snapshot of a published claim, of any schema."""
    if snapshot["state"] != State.PUBLISHED:
        raise ValueError("Only the snapshot of a published claim is a document: others are a notice.")
    if snapshot.get("schema", 1) > SCHEMA:
        raise ValueError(
            f"This version has schema {snapshot['schema']}, and this release reads schemas up to {SCHEMA}."
            " Start the release that made it."
        )
    return ClaimDocument(
        pk=snapshot["id"],
        key=snapshot["key"],
        text=snapshot["proposition"],
        nature=snapshot["nature"],
        context=snapshot["context"],
        public_note=snapshot["public_note"],
        status=snapshot["status"],
        published_at=_read_moment(snapshot["published_at"]),
        topics=[DocumentTopic(row["id"], row["name"]) for row in snapshot["topics"]],
        statements=_read_statements(snapshot),
        relations=[_read_relation(row) for row in snapshot["relations"]],
        fact_checks=[_read_fact_check(row) for row in snapshot["fact_checks"]],
        corrections=[_read_notice(row) for row in snapshot["corrections"]],
        retracted=[_read_notice(row) for row in snapshot["retracted"]],
        left_out=snapshot.get("left_out", 0),
        telling_left_out=snapshot.get("telling_left_out", 0),
    )


class _StatementReader:
    """Reader of statements that makes one object of each claimant, outlet and article.

    `sources`: what is known of articles today, by id, see claims/migrations/0051_changed_sources.py;
    `reworded`: versions by the id of the statement, see 0064_reworded_claims.py.
    """

    def __init__(self, sources: Snapshot, reworded: Snapshot) -> None:
        self.known: dict[tuple[str, int], Any] = {}
        self.sources = sources
        self.reworded = reworded

    def read_statement(self, row: Snapshot) -> DocumentStatement:
        return DocumentStatement(
            pk=row["id"],
            claimant=self._read_claimant(row["claimant"]),
            party=self._read_claimant(row["party"]),
            capacity=row["capacity"],
            stance=row["stance"],
            hedged=row["hedged"],
            said_on=datetime.date.fromisoformat(row["said_on"]),
            said_on_precision=row["precision"],
            said_on_note=row["said_on_note"],
            place=row["place"],
            standing=row["standing"],
            counts=row["counts"],
            citations=[self._read_citation(citation) for citation in row["citations"] or []],
            citations_gone=row.get("gone", 0),
            worded_in=self.reworded.get(str(row["id"])),
        )

    def _read_citation(self, row: Snapshot) -> DocumentCitation:
        proof = row["proof"]
        return DocumentCitation(
            pk=row["id"],
            excerpt=row["excerpt"],
            kind=row["kind"],
            part=row["part"],
            article=self._read_article(row["article"]),
            relayed_by=self._read_claimant(row["relayed_by"]) if row["relayed_by"] else None,
            relayed_for=self._read_claimant(row["relayed_for"]) if row["relayed_for"] else None,
            via=self._read_outlet(row["via"]) if row["via"] else None,
            translated_by=row["translated_by"],
            capture=_read_capture(proof) if proof else None,
            recurs=bool(proof) and "before" in proof,
            prefix=proof.get("before", "") if proof else "",
            suffix=proof.get("after", "") if proof else "",
            mouthpiece=row.get("mouthpiece", False),
        )

    def _read_article(self, row: Snapshot) -> DocumentArticle:
        key = ("article", row["id"])
        if key not in self.known:
            today = self.sources.get(str(row["id"]), row)
            self.known[key] = DocumentArticle(
                pk=row["id"],
                title=row["title"],
                outlet=self._read_outlet(row["outlet"]),
                published_on=_read_day(row["published_on"]),
                published_on_note=row["published_on_note"],
                language=row["language"],
                canonical_url=row["address"],
                archive_url=row["archive"],
                corrected_on=_read_day(today.get("corrected_on")),
                retracted_on=_read_day(today.get("retracted_on")),
                text_from=self._read_outlet(row["text_from"]) if row.get("text_from") else None,
                is_address_broken=today.get("is_broken", False),
            )
        return self.known[key]

    def _read_outlet(self, row: Snapshot) -> DocumentOutlet:
        key = ("outlet", row["id"])
        if key not in self.known:
            self.known[key] = DocumentOutlet(row["id"], row["name"], row["funding"])
        return self.known[key]

    def _read_claimant(self, row: Snapshot) -> DocumentClaimant:
        key = ("claimant", row["id"])
        if key not in self.known:
            self.known[key] = DocumentClaimant(
                pk=row["id"],
                name=row["name"],
                sentence_name=row["sentence_name"],
                kind=row["kind"],
                role=row["role"],
                outlet_id=row.get("outlet"),
            )
        return self.known[key]


def _read_statements(snapshot: Snapshot) -> list[DocumentStatement]:
    reader = _StatementReader(snapshot.get("sources", {}), snapshot.get("reworded", {}))
    return sorted((reader.read_statement(row) for row in snapshot["statements"]), key=_get_name_order)


def _get_name_order(statement: DocumentStatement) -> tuple:
    return get_name_order(statement.party.own_name), get_name_order(statement.claimant.own_name), statement.pk


def _make_standing(claim_id: int, statement: DocumentStatement) -> Standing:
    return Standing(
        claim_id=claim_id,
        statement_id=statement.pk,
        claimant_id=statement.claimant.pk,
        party_id=statement.party.pk,
        stance=statement.stance,
        is_outlet=statement.claimant.is_outlet,
        is_unnamed=statement.claimant.kind == ClaimantKind.UNNAMED,
        standing=statement.standing,
        claimant=statement.claimant.in_sentence,
        party=statement.party.in_sentence,
        said_on=statement.said_on,
        precision=statement.said_on_precision,
        hedged=statement.hedged,
        **_find_basis(statement),
    )


def _find_basis(statement: DocumentStatement) -> dict[str, Any]:
    """Find the one outlet and the one origin of all the evidence through which a statement counts."""
    evidence = [citation for citation in statement.citations if citation.counts_for(statement.party.pk)]
    if statement.citations_gone:
        return {}
    return {
        "outlet": _find_sole_outlet(citation.article.outlet for citation in evidence),
        "origin": _find_sole_outlet(citation.origin for citation in evidence),
        "is_credited": any(citation.is_credited for citation in evidence),
    }


def _find_sole_outlet(outlets: Iterable[DocumentOutlet]) -> SoleOutlet | None:
    by_id = {outlet.pk: outlet for outlet in outlets}
    if len(by_id) != 1:
        return None
    [outlet] = by_id.values()
    return SoleOutlet(outlet.pk, outlet.name, outlet.funding)


def _read_relation(row: Snapshot) -> DocumentRelation:
    other = row["claim"]
    related = RelatedProposition(other["id"], other["proposition"])
    return DocumentRelation(row["id"], row["kind"], row["from_here"], row["note"], related)


def _read_fact_check(row: Snapshot) -> DocumentFactCheck:
    return DocumentFactCheck(
        row["id"],
        row["reviewer"],
        row["url"],
        row["rating"],
        _read_day(row["reviewed_on"]),
        row.get("language", ""),
    )


def _read_notice(row: Snapshot) -> DocumentNotice:
    made_at = datetime.datetime.fromisoformat(row["at"])
    return DocumentNotice(row["id"], made_at, row["reason"], row.get("notice", ""))


def _read_capture(row: Snapshot) -> DocumentCapture:
    captured_at = datetime.datetime.fromisoformat(row["captured_at"])
    return DocumentCapture(row.get("capture", 0), row["sha256"], captured_at)


def _read_surroundings(around: Snapshot, version: LatestVersion | None) -> Surroundings:
    return Surroundings(
        statuses={int(pk): status for pk, status in around["statuses"].items()},
        silent_parties=[translate_name(name) for name in around["parties"]],
        silent_outlets=[
            SilentOutlet(
                DocumentOutlet(row["id"], row["name"]), row["read_in_full"], row["words"], row["article"]
            )
            for row in around["outlets"]
        ],
        late_reports=[
            DelayedReport(
                row["claimant"],
                row["stance"],
                datetime.date.fromisoformat(row["said_on"]),
                row["precision"],
                datetime.date.fromisoformat(row["first"]),
            )
            for row in around["late"]
        ],
        wikidata_ids={int(pk): wikidata_id for pk, wikidata_id in around["wikidata"].items()},
        version=version,
    )


def _read_day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


def _read_moment(text: str | None) -> datetime.datetime | None:
    return datetime.datetime.fromisoformat(text) if text else None
