"""The positions on one claim as readers see them: party by party, side by side.

Made from the claim's document (claims/versions/document.py), so the same today, in an old version and as of a
day. Nothing here reads the database.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from claims import labels
from claims.as_of import place_in_time
from claims.models import CitationKind
from claims.status import Standing
from claims.versions.document import (
    ClaimDocument,
    DocumentArticle,
    DocumentCapture,
    DocumentCitation,
    DocumentClaimant,
    DocumentStatement,
    rank_by_age,
)

MOST_ABREAST = 3
"""How many parties of one side stand next to each other where there is room."""
CITATIONS_PER_STATEMENT = 50
"""How many citations one statement shows on a page."""
CITATIONS_PER_PAGE = 300
"""The number of citations that the statements of one page show together.

Each statement shows five before any shows more.
"""

SIDES = ("affirms", "contests", "divided", "none", "outlet")
"""Where a party stands on a claim's page, by all its current positions.

An old version's page names the side of each single statement instead: SIDE_WORDS in claim_history/version.py.
"""


@dataclass
class CitedArticle:
    """An article with its citations for one statement."""

    article: DocumentArticle
    citations: list[DocumentCitation] = field(default_factory=list)

    @property
    def captures(self) -> list[DocumentCapture]:
        """The captures in which excerpts were found, in the order of the excerpts."""
        return list(dict.fromkeys(citation.capture for citation in self.citations if citation.capture))

    @property
    def unverified(self) -> int:
        """How many excerpts were found in no capture."""
        return sum(not citation.is_proved for citation in self.citations)


def _group_by_article(citations: Iterable[DocumentCitation]) -> list[CitedArticle]:
    articles: dict[int, CitedArticle] = {}
    for citation in citations:
        article = articles.setdefault(citation.article.pk, CitedArticle(citation.article))
        article.citations.append(citation)
    return list(articles.values())


def rank_evidence(citation: DocumentCitation) -> tuple:
    """Return a sort key for the evidence of one statement, the strongest first.

    First-hand before second-hand, found word for word before unverified, a quotation before a
    paraphrase, then the earliest article.
    """
    is_paraphrase = citation.kind == CitationKind.PARAPHRASE
    return citation.is_second_hand, not citation.is_proved, is_paraphrase, *rank_by_age(citation)


@dataclass
class BoardPosition:
    """A statement with the evidence that is shown for it, the oldest first."""

    statement: DocumentStatement
    citations: list[DocumentCitation]

    @property
    def standing(self) -> str:
        return self.statement.standing

    @property
    def is_own_voice(self) -> bool:
        """Whether an outlet takes it itself."""
        return self.statement.claimant.is_outlet

    @property
    def standing_words(self) -> str:
        return labels.describe_standing(self.standing, self.statement.party.in_sentence)

    @property
    def sources(self) -> list[CitedArticle]:
        """The citations by article, in the order in which the articles are first cited."""
        return _group_by_article(self.citations)

    @property
    def lead(self) -> CitedArticle | None:
        """The strongest excerpt, which readers see first: see `rank_evidence`."""
        if not self.citations:
            return None
        best = min(self.citations, key=rank_evidence)
        return CitedArticle(best.article, [best])

    @property
    def other_sources(self) -> list[CitedArticle]:
        """The excerpts other than the strongest, by article."""
        strongest = min(self.citations, key=rank_evidence, default=None)
        return _group_by_article(citation for citation in self.citations if citation is not strongest)

    @property
    def citations_left_out(self) -> int:
        return len(self.statement.citations) - len(self.citations)


@dataclass
class Speaker:
    """A claimant's statements for one party: current positions first, then the latest."""

    claimant: DocumentClaimant
    positions: list[BoardPosition] = field(default_factory=list)

    @property
    def main_positions(self) -> list[BoardPosition]:
        """The current positions, one for each stance; without any, the latest statement."""
        current = {p.statement.stance: p for p in reversed(self.positions) if p.standing == "current"}
        distinct = [p for p in self.positions if current.get(p.statement.stance) is p]
        return distinct or self.positions[:1]

    @property
    def other_positions(self) -> list[BoardPosition]:
        main_ids = {position.statement.pk for position in self.main_positions}
        return [position for position in self.positions if position.statement.pk not in main_ids]

    @property
    def turned_from(self) -> str:
        """The stances that are not held any more, in words.

        For example "denies"; "" if there are none. Second-hand statements do not count: nobody has turned
        from such a stance, or to it.
        """
        present = [position for position in self.main_positions if position.standing != "second_hand"]
        past = [position for position in self.other_positions if position.standing != "second_hand"]
        stances = {position.statement.stance for position in present}
        words = {p.statement.stance: _describe_stance(p.statement) for p in past} if stances else {}
        return labels.join_names(words[stance] for stance in words if stance not in stances)


def _describe_stance(statement: DocumentStatement) -> str:
    own_voice = statement.claimant.is_outlet
    return labels.describe_position(statement.stance, statement.hedged, own_voice=own_voice)


@dataclass
class Party:
    """A party on a claim, and the people who spoke for it. `side` is one of SIDES."""

    party: DocumentClaimant
    side: str
    speakers: list[Speaker] = field(default_factory=list)


@dataclass
class PartyLayout:
    """Parties of one page, each list under its heading.

    `parties`: all of them. `sides_taken`: on all pages of the claim. `shape`: how the two sides share the
    width, in parties: "1-2"; the stylesheet has a rule for each shape.
    """

    parties: list[Party]
    affirming: list[Party]
    contesting: list[Party]
    divided: list[Party]
    uncounted: list[Party]
    outlets: list[Party]
    sides_taken: set[str]
    shape: str
    sources: list[CitedArticle]
    """The articles whose words the page shows, once each."""


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


def find_page(order: Sequence[int], statement_id: int | None, size: int) -> int:
    """Find the number of the page on which a statement is read; 0: on none.

    `order`: the ids in reading order, of which each page has `size`.
    """
    return order.index(statement_id) // size + 1 if statement_id in order else 0


def choose_citations(statements: Sequence[DocumentStatement]) -> dict[int, list[DocumentCitation]]:
    """Choose the evidence that a page with these statements shows, by statement id, the oldest first.

    The strongest of each, at most CITATIONS_PER_STATEMENT; CITATIONS_PER_PAGE together, shared out in turns.
    """
    strongest = {
        statement.pk: sorted(statement.citations, key=rank_evidence)[:CITATIONS_PER_STATEMENT]
        for statement in statements
    }
    turns = sorted((turn, pk) for pk, citations in strongest.items() for turn in range(len(citations)))
    chosen: dict[int, list[DocumentCitation]] = defaultdict(list)
    for turn, pk in turns[:CITATIONS_PER_PAGE]:
        chosen[pk].append(strongest[pk][turn])
    for citations in chosen.values():
        citations.sort(key=rank_by_age)
    return chosen


def group_by_party(document: ClaimDocument, ids: Sequence[int]) -> list[Party]:
    """Group the statements `ids` of a claim with their evidence by party."""
    by_id = {statement.pk: statement for statement in document.statements}
    statements = [by_id[pk] for pk in ids]
    citations = choose_citations(statements)
    side = find_sides(document.standings)
    parties: dict[int, Party] = {}
    speakers: dict[tuple[int, int], Speaker] = {}
    for statement in statements:
        party, claimant = statement.party, statement.claimant
        if party.pk not in parties:
            parties[party.pk] = Party(party, side[party.pk])
        if (party.pk, claimant.pk) not in speakers:
            speakers[party.pk, claimant.pk] = Speaker(claimant)
            parties[party.pk].speakers.append(speakers[party.pk, claimant.pk])
        position = BoardPosition(statement, citations[statement.pk])
        speakers[party.pk, claimant.pk].positions.append(position)
    for speaker in speakers.values():
        speaker.positions.sort(key=_get_display_order, reverse=True)
    return list(parties.values())


def _get_display_order(position: BoardPosition) -> tuple:
    statement = position.statement
    place = place_in_time(statement.said_on, statement.said_on_precision, statement.stance)
    return position.standing == "current", place


def lay_out_parties(document: ClaimDocument, ids: Sequence[int]) -> PartyLayout:
    """Lay out the parties whose statements `ids` one page of a claim shows."""
    parties = group_by_party(document, ids)
    by_side = {side: [party for party in parties if party.side == side] for side in SIDES}
    left, right = (min(max(len(by_side[side]), 1), MOST_ABREAST) for side in ("affirms", "contests"))
    if left == right > 1:
        left = right = 2
    positions = [p for party in parties for speaker in party.speakers for p in speaker.positions]
    return PartyLayout(
        parties=parties,
        affirming=by_side["affirms"],
        contesting=by_side["contests"],
        divided=by_side["divided"],
        uncounted=by_side["none"],
        outlets=by_side["outlet"],
        sides_taken=set(find_sides(document.standings).values()),
        shape=f"{left}-{right}",
        sources=_group_by_article(citation for position in positions for citation in position.citations),
    )
