"""Positions on one claim as readers see them: party by party, side by side."""

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
"""A claim with more positions than these is split into pages."""

MOST_ABREAST = 3
"""How many parties of one side stand next to each other where there is room."""

SIDES = ("affirms", "contests", "divided", "none", "outlet")


@dataclass
class CitedArticle:
    """An article with its citations for one statement."""

    article: Article
    citations: list[Citation] = field(default_factory=list)

    @property
    def capture(self) -> Capture | None:
        """The capture that has every one of the excerpts, or None."""
        captures = {citation.capture for citation in self.citations}
        return captures.pop() if len(captures) == 1 else None

    @property
    def has_address(self) -> bool:
        """Whether readers can be sent to the article, or to a copy of it."""
        return is_http_url(self.article.canonical_url) or is_http_url(self.article.archive_url)


def _group_by_article(citations: Iterable[Citation]) -> list[CitedArticle]:
    articles: dict[int, CitedArticle] = {}
    for citation in citations:
        article = articles.setdefault(citation.article_id, CitedArticle(citation.article))
        article.citations.append(citation)
    return list(articles.values())


def evidence_order(citation: Citation) -> tuple:
    """Sort key for the evidence of one statement, the strongest first.

    First-hand comes before second-hand, found word for word before unverified, a quotation before a
    paraphrase, and then the earliest article.
    """
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
    """A statement with its standing and the evidence for it."""

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
        """The strongest excerpt, which readers see first: see `evidence_order`."""
        if not self.citations:
            return None
        best = min(self.citations, key=evidence_order)
        return CitedArticle(best.article, [best])

    @property
    def other_sources(self) -> list[CitedArticle]:
        """The excerpts other than the strongest, by article."""
        strongest = min(self.citations, key=evidence_order, default=None)
        return _group_by_article(citation for citation in self.citations if citation is not strongest)

    @property
    def citations_left_out(self) -> int:
        return self.citations[0].of_statement - len(self.citations) if self.citations else 0


@dataclass
class Speaker:
    """A claimant's statements for one party: current positions first, then the latest."""

    claimant: Claimant
    positions: list[Position] = field(default_factory=list)

    @property
    def main_positions(self) -> list[Position]:
        """The current positions, one for each stance; without any, the latest statement."""
        current = {p.statement.stance: p for p in reversed(self.positions) if p.standing == "current"}
        distinct = [p for p in self.positions if current.get(p.statement.stance) is p]
        return distinct or self.positions[:1]

    @property
    def other_positions(self) -> list[Position]:
        main_ids = {position.statement.pk for position in self.main_positions}
        return [position for position in self.positions if position.statement.pk not in main_ids]

    @property
    def turned_from(self) -> str:
        """The stances that are not held any more, in words.

        An example is "denies"; "" stands for none. Second-hand statements do not count: nobody has turned
        from such a stance, or to it.
        """
        present = [position for position in self.main_positions if position.standing != "second_hand"]
        past = [position for position in self.other_positions if position.standing != "second_hand"]
        stances = {position.statement.stance for position in present}
        words = {p.statement.stance: labels.describe_stance(p.statement) for p in past} if stances else {}
        return labels.join_names(words[stance] for stance in words if stance not in stances)


@dataclass
class Party:
    """A party on a claim, and the people who spoke for it. `side` is one of SIDES."""

    party: Claimant
    side: str
    speakers: list[Speaker] = field(default_factory=list)


def find_sides(rows: Sequence[Standing]) -> dict[int, str]:
    """Say on which side each party stands by its current positions, by party id."""
    stances = defaultdict(set)
    for row in rows:
        stances[row.party_id].update([row.stance] if row.standing == "current" else [])
    outlets = {row.party_id for row in rows if row.is_outlet}
    return {
        party: "outlet" if party in outlets else _name_side(party_stances)
        for party, party_stances in stances.items()
    }


def _name_side(stances: set[str]) -> str:
    if not stances:
        return "none"
    if stances == {"affirms"}:
        return "affirms"
    return "divided" if "affirms" in stances else "contests"


def list_in_reading_order(rows: Sequence[Standing]) -> list[int]:
    """Return the ids of the statements in reading order: side, party, claimant."""
    side = find_sides(rows)
    ordered = sorted(rows, key=lambda row: SIDES.index(side[row.party_id]))  # keeps names in order
    return [row.statement_id for row in ordered]


def group_by_party(ids: Sequence[int], rows: Sequence[Standing], *, as_of: date | None = None) -> list[Party]:
    """Group the statements `ids` with their evidence by party.

    The evidence is what was known by the day `as_of`. A statement without a citation cannot be read, so
    the citations find the statements. Queries: 1.
    """
    standing = {row.statement_id: row.standing for row in rows}
    evidence: dict[int, list[Citation]] = defaultdict(list)
    statements: dict[int, Statement] = {}
    for citation in Citation.objects.known_by(as_of).for_claim_page(ids):
        statements.setdefault(citation.statement_id, citation.statement)
        evidence[citation.statement_id].append(citation)
    side = find_sides(rows)
    parties: dict[int, Party] = {}
    speakers: dict[tuple[int, int], Speaker] = {}
    for statement in (statements[pk] for pk in ids if pk in statements):
        key = statement.party_id, statement.claimant_id
        if statement.party_id not in parties:
            parties[statement.party_id] = Party(statement.party, side[statement.party_id])
        if key not in speakers:
            speakers[key] = Speaker(statement.claimant)
            parties[statement.party_id].speakers.append(speakers[key])
        position = Position(statement, standing[statement.pk], evidence[statement.pk])
        speakers[key].positions.append(position)
    for speaker in speakers.values():
        speaker.positions.sort(key=_get_display_order, reverse=True)
    return list(parties.values())


def _get_display_order(position: Position) -> tuple:
    statement = position.statement
    return (position.standing == "current", statement.said_on_precision != "by", statement.said_on)


def explain_statuses(claims: Sequence[Claim], *, as_of: date | None = None) -> list[Claim]:
    """Give each claim `reason` and `size`.

    `reason`: why its status is so. `size`: its number of readable statements. As of a past day `status`
    becomes that of the day ("open": not on record yet). Queries: 1; for a past day 2.
    """
    ids = [claim.pk for claim in claims]
    rows = read_standings(ids, as_of=as_of)
    past_statuses = read_statuses(ids, as_of=as_of) if as_of else {}
    for claim in claims:
        claim.status = past_statuses.get(claim.pk, claim.status)
        claim.size = len(rows[claim.pk])
        claim.reason = explain_status(claim.status, rows[claim.pk])
    return list(claims)


def locate_statements(statements: Sequence[Statement], *, as_of: date | None = None) -> list[Position]:
    """Return the statements of any claims, each with its standing and its place.

    The place is the URL where it is read. A statement that has been retracted since it was fetched, or
    was not known by `as_of`, is left out. As of a past day their claims get the status of that day.
    Queries: 1; for a past day 2.
    """
    claims = {statement.claim_id for statement in statements}
    rows = read_standings(claims, as_of=as_of)
    past_statuses = read_statuses(claims, as_of=as_of) if as_of else {}
    standing = {row.statement_id: row.standing for on_claim in rows.values() for row in on_claim}
    positions = []
    for statement in (statement for statement in statements if statement.pk in standing):
        size, anchor = len(rows[statement.claim_id]), f"statement-{statement.pk}"
        url = build_evidence_url(statement.claim, size, statement.pk, anchor, as_of)
        statement.claim.status = past_statuses.get(statement.claim_id, statement.claim.status)
        positions.append(Position(statement, standing[statement.pk], url=url))
    return positions


def locate_citations(citations: Sequence[Citation]) -> None:
    """Give each citation `url`, the place on its claim's page where it is read.

    Queries: 1.
    """
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
    """Build the address where evidence for a statement is read.

    `size`: the number of statements on the claim. With many it has several pages, and its view finds the
    one with the statement. `address`: that of the claim's page, where the caller has it already.
    """
    parameters = [f"statement={statement_id}"] if size > STATEMENTS_PER_PAGE else []
    parameters += [f"as_of={as_of.isoformat()}"] if as_of else []
    query = f"?{'&'.join(parameters)}" if parameters else ""
    return f"{address or claim.get_absolute_url()}{query}#{anchor}"


def find_best_evidence(statement_ids: Iterable[int], *, as_of: date | None = None) -> dict[int, Citation]:
    """Return the citation that shows each statement best, by statement id.

    First-hand evidence is better than second-hand, a quotation better than a paraphrase, and the earliest
    best of equals. Queries: 1.
    """
    ids = list(statement_ids)
    if not ids:
        return {}
    kinds = {"quote": 0, "paraphrase": 1}
    rank = Case(*(When(kind=kind, then=Value(n)) for kind, n in kinds.items()), default=Value(2))
    hand = Case(When(relayed_by=None, then=Value(0)), default=Value(1))
    citations = (
        Citation.objects.known_by(as_of)
        .filter(statement__in=ids)
        .select_related("article__outlet", "relayed_by")
        .order_by("statement", hand, rank, F("article__published_on").asc(nulls_last=True), "pk")
        .distinct("statement")
    )
    return {citation.statement_id: citation for citation in citations}


@dataclass
class PartyLayout:
    """Parties of one page, each list under its heading.

    `sides_taken`: on all pages of the claim. `shape`: how the two sides share the width, in parties:
    "1-2"; the stylesheet has a rule for each shape.
    """

    affirming: list[Party]
    contesting: list[Party]
    divided: list[Party]
    uncounted: list[Party]
    outlets: list[Party]
    sides_taken: set[str]
    shape: str
    sources: list[CitedArticle]

    @property
    def is_found(self) -> bool:
        """Whether any of the excerpts shown was found in a text of its article."""
        return any(source.capture for source in self.sources)

    @property
    def lacks_addresses(self) -> str:
        """Which of the articles shown lack an address: "all", "some" or "" (none)."""
        lacking = [source for source in self.sources if not source.has_address]
        return ("all" if len(lacking) == len(self.sources) else "some") if lacking else ""


def lay_out_parties(parties: Sequence[Party], rows: Sequence[Standing]) -> PartyLayout:
    """Lay out the parties of a page.

    `rows`: the standings of all statements, not of one page only.
    """
    by_side = {side: [party for party in parties if party.side == side] for side in SIDES}
    left, right = (min(max(len(by_side[side]), 1), MOST_ABREAST) for side in ("affirms", "contests"))
    if left == right > 1:
        left = right = 2
    positions = (p for party in parties for speaker in party.speakers for p in speaker.positions)
    return PartyLayout(
        affirming=by_side["affirms"],
        contesting=by_side["contests"],
        divided=by_side["divided"],
        uncounted=by_side["none"],
        outlets=by_side["outlet"],
        sides_taken=set(find_sides(rows).values()),
        shape=f"{left}-{right}",
        sources=[source for position in positions for source in position.sources],
    )
