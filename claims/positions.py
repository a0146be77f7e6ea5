"""The positions on one claim as readers meet them: party by party, side by side."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, F, Value, When

from core.canonical_urls import is_http_url
from sources.models import Article, Capture

from . import labels
from .models import Citation, CitationKind, Claim, Claimant, Statement
from .status import Standing, explain_status, read_standings, read_statuses

STATEMENTS_PER_PAGE = 60
"""A claim with more positions than these is read in pages."""

MOST_ABREAST = 3
"""How many parties of one side stand next to each other where there is room."""

SIDES = ("affirms", "contests", "divided", "none", "outlet")


@dataclass
class CitedArticle:
    """One article, and what of it is cited for a statement."""

    article: Article
    citations: list[Citation] = field(default_factory=list)

    @property
    def capture(self) -> Capture | None:
        """The text in which every one of the excerpts was found; None if that is not so."""
        captures = {citation.capture for citation in self.citations}
        return captures.pop() if len(captures) == 1 else None

    @property
    def has_address(self) -> bool:
        """Whether readers can be sent to the article, or to a copy of it."""
        return is_http_url(self.article.canonical_url) or is_http_url(self.article.archive_url)


def _group_by_article(citations: Iterable[Citation]) -> list[CitedArticle]:
    found: dict[int, CitedArticle] = {}
    for citation in citations:
        source = found.setdefault(citation.article_id, CitedArticle(citation.article))
        source.citations.append(citation)
    return list(found.values())


def evidence_order(citation: Citation) -> tuple:
    """The order of evidence for one statement, the strongest first: at first hand before second-hand,
    found word for word before unverified, a quotation before a paraphrase, then the earliest article."""
    published = citation.article.published_on
    return (
        citation.is_second_hand,
        not citation.is_proved,
        citation.kind == CitationKind.PARAPHRASE,
        published is None,
        published or date.max,
        citation.pk,
    )


@dataclass
class Position:
    """One statement with its standing and the evidence for it."""

    statement: Statement
    standing: str
    citations: list[Citation] = field(default_factory=list)
    url: str = ""

    @property
    def is_own_voice(self) -> bool:
        """Whether an outlet takes it itself."""
        return self.statement.claimant.outlet_id is not None

    @property
    def standing_words(self) -> str:
        return labels.describe_standing(self.standing, self.statement.party)

    @property
    def sources(self) -> list[CitedArticle]:
        """The citations by article, in the order in which the articles are first cited."""
        return _group_by_article(self.citations)

    @property
    def lead(self) -> CitedArticle | None:
        """The strongest excerpt, which readers see first: see `strength`."""
        if not self.citations:
            return None
        best = min(self.citations, key=evidence_order)
        return CitedArticle(best.article, [best])

    @property
    def more(self) -> list[CitedArticle]:
        """The other excerpts by article."""
        lead = self.lead
        others = [citation for citation in self.citations if citation is not lead.citations[0]]
        return _group_by_article(others)

    @property
    def citations_left_out(self) -> int:
        return self.citations[0].of_statement - len(self.citations) if self.citations else 0


@dataclass
class Speaker:
    """One claimant's statements for a party: what is held now first, then the latest."""

    claimant: Claimant
    positions: list[Position] = field(default_factory=list)

    @property
    def shown(self) -> list[Position]:
        """What is held now, once for each stance; of a claimant who holds nothing now, the latest."""
        current = {p.statement.stance: p for p in reversed(self.positions) if p.standing == "current"}
        held = [p for p in self.positions if current.get(p.statement.stance) is p]
        return held or self.positions[:1]

    @property
    def others(self) -> list[Position]:
        shown = {position.statement.pk for position in self.shown}
        return [position for position in self.positions if position.statement.pk not in shown]

    @property
    def turned_from(self) -> str:
        """In words, the stances that are not held any more: "denies"; empty if there are none. What is
        known only through others is no stance that anybody turned from, or turned to."""
        shown = [position for position in self.shown if position.standing != "second_hand"]
        others = [position for position in self.others if position.standing != "second_hand"]
        held = {position.statement.stance for position in shown}
        words = {p.statement.stance: labels.describe_stance(p.statement) for p in others} if held else {}
        return labels.join_names(words[stance] for stance in words if stance not in held)


@dataclass
class Party:
    """One party on a claim, and the people who spoke for it. `side` is one of SIDES."""

    party: Claimant
    side: str
    speakers: list[Speaker] = field(default_factory=list)


def find_sides(rows: Sequence[Standing]) -> dict[int, str]:
    """By party id, where each party stands by its current positions."""
    taken = defaultdict(set)
    for row in rows:
        taken[row.party_id].update([row.stance] if row.standing == "current" else [])
    outlets = {row.party_id for row in rows if row.is_outlet}
    return {party: "outlet" if party in outlets else _name_side(stances) for party, stances in taken.items()}


def _name_side(stances: set[str]) -> str:
    if not stances:
        return "none"
    if stances == {"affirms"}:
        return "affirms"
    return "divided" if "affirms" in stances else "contests"


def list_in_reading_order(rows: Sequence[Standing]) -> list[int]:
    """The statements' ids in the order in which they are read: side, party, claimant."""
    side = find_sides(rows)
    ordered = sorted(rows, key=lambda row: SIDES.index(side[row.party_id]))  # keeps names in order
    return [row.statement_id for row in ordered]


def group_by_party(ids: Sequence[int], rows: Sequence[Standing], *, as_of: date | None = None) -> list[Party]:
    """The statements `ids` with their evidence (known by the day `as_of`), by party, in one query:
    without a citation no statement is readable."""
    standing = {row.statement_id: row.standing for row in rows}
    evidence, found = defaultdict(list), {}
    for citation in Citation.objects.known_by(as_of).for_claim_page(ids):
        found.setdefault(citation.statement_id, citation.statement)
        evidence[citation.statement_id].append(citation)
    side = find_sides(rows)
    parties: dict[int, Party] = {}
    speakers: dict[tuple[int, int], Speaker] = {}
    for statement in (found[pk] for pk in ids if pk in found):
        who = statement.party_id, statement.claimant_id
        if statement.party_id not in parties:
            parties[statement.party_id] = Party(statement.party, side[statement.party_id])
        if who not in speakers:
            speakers[who] = Speaker(statement.claimant)
            parties[statement.party_id].speakers.append(speakers[who])
        position = Position(statement, standing[statement.pk], evidence[statement.pk])
        speakers[who].positions.append(position)
    for speaker in speakers.values():
        speaker.positions.sort(key=_newest_first, reverse=True)
    return list(parties.values())


def _newest_first(position: Position) -> tuple:
    statement = position.statement
    return (position.standing == "current", statement.said_on_precision != "by", statement.said_on)


def explain_statuses(claims: Sequence[Claim], *, as_of: date | None = None) -> list[Claim]:
    """The claims, each with `reason`, the sentence that says why its status is so, and `size`, the
    number of its readable statements. One query; for a past day two, and then `status` is that of the
    day ("open": not on record yet), not the stored one.
    """
    ids = [claim.pk for claim in claims]
    rows = read_standings(ids, as_of=as_of)
    then = read_statuses(ids, as_of=as_of) if as_of else {}
    for claim in claims:
        claim.status = then.get(claim.pk, claim.status)
        claim.size = len(rows[claim.pk])
        claim.reason = explain_status(claim.status, rows[claim.pk])
    return list(claims)


def locate_statements(statements: Sequence[Statement], *, as_of: date | None = None) -> list[Position]:
    """The statements of any claims, each with its standing and where it is read. One query; for a
    past day two, and their claims then have the status of that day.

    One that has been retracted since it was fetched, or was not known by `as_of`, is left out.
    """
    claims = {statement.claim_id for statement in statements}
    rows = read_standings(claims, as_of=as_of)
    then = read_statuses(claims, as_of=as_of) if as_of else {}
    standing = {row.statement_id: row.standing for on_claim in rows.values() for row in on_claim}
    found = []
    for statement in (each for each in statements if each.pk in standing):
        size, anchor = len(rows[statement.claim_id]), f"statement-{statement.pk}"
        url = build_evidence_url(statement.claim, size, statement.pk, anchor, as_of)
        statement.claim.status = then.get(statement.claim_id, statement.claim.status)
        found.append(Position(statement, standing[statement.pk], url=url))
    return found


def locate_citations(citations: Sequence[Citation]) -> None:
    """Give each citation `url`, the place on its claim's page where it is read. One query."""
    rows = read_standings({citation.statement.claim_id for citation in citations})
    for citation in citations:
        claim = citation.statement.claim
        anchor = f"citation-{citation.pk}"
        citation.url = build_evidence_url(claim, len(rows[claim.pk]), citation.statement_id, anchor)


def build_evidence_url(
    claim: Claim,
    size: int,
    statement_id: int,
    anchor: str,
    as_of: date | None = None,
    address: str = "",
) -> str:
    """Where evidence for a statement is read; `size`: the number of statements on the claim; `address`: of
    its page, where the caller has it already.

    A claim with many has several pages; its view then finds the one with the statement.
    """
    asked = [f"statement={statement_id}"] if size > STATEMENTS_PER_PAGE else []
    asked += [f"as_of={as_of.isoformat()}"] if as_of else []
    query = f"?{'&'.join(asked)}" if asked else ""
    return f"{address or claim.get_absolute_url()}{query}#{anchor}"


def evidence_for(statement_ids: Iterable[int], *, as_of: date | None = None) -> dict[int, Citation]:
    """For each statement the words that show it best: a quotation before a paraphrase, first-hand before
    second-hand, the earliest of these. One query."""
    ids = list(statement_ids)
    if not ids:
        return {}
    kinds = {"quote": 0, "paraphrase": 1}
    rank = Case(*(When(kind=kind, then=Value(n)) for kind, n in kinds.items()), default=Value(2))
    hand = Case(When(relayed_by=None, then=Value(0)), default=Value(1))
    best = (
        Citation.objects.known_by(as_of)
        .filter(statement__in=ids)
        .select_related("article__outlet", "relayed_by")
        .order_by("statement", hand, rank, F("article__published_on").asc(nulls_last=True), "pk")
        .distinct("statement")
    )
    return {citation.statement_id: citation for citation in best}


@dataclass
class PartyLayout:
    """The parties of one page, each list under its heading; `taken` are the sides taken on all pages.

    `shape` says how the two sides share the width, in parties: "1-2". The sheet knows these shapes.
    """

    affirming: list[Party]
    contesting: list[Party]
    divided: list[Party]
    uncounted: list[Party]
    outlets: list[Party]
    taken: set[str]
    shape: str
    sources: list[CitedArticle]

    @property
    def is_found(self) -> bool:
        """Whether any of the excerpts shown was found in a text of its article."""
        return any(source.capture for source in self.sources)

    @property
    def lacks_addresses(self) -> str:
        """ "all" or "some" of the articles shown, or nothing."""
        lacking = [source for source in self.sources if not source.has_address]
        return ("all" if len(lacking) == len(self.sources) else "some") if lacking else ""


def lay_out_parties(parties: Sequence[Party], rows: Sequence[Standing]) -> PartyLayout:
    """The parties as readers meet them; `rows`: the standings of all statements, not one page's only."""
    by_side = {side: [party for party in parties if party.side == side] for side in SIDES}
    taken = set(find_sides(rows).values())
    left, right = (min(max(len(by_side[side]), 1), MOST_ABREAST) for side in ("affirms", "contests"))
    if left == right > 1:
        left = right = 2
    positions = (p for party in parties for speaker in party.speakers for p in speaker.positions)
    sources = [source for position in positions for source in position.sources]
    return PartyLayout(*by_side.values(), taken=taken, shape=f"{left}-{right}", sources=sources)
