"""The positions on one claim as readers see them: party by party, side by side.

Made from the claim's document (claims/versions/document.py), so the same today, in an old version and as of a
day. Nothing here reads the database.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import labels
from claims.as_of import place_in_time
from claims.models import CitationKind, Precision, Stance
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

from .quotation_marks import is_quoted_in_part

MOST_ABREAST = 3
"""How many parties of one side stand next to each other where there is room."""
CITATIONS_PER_STATEMENT = 50
"""How many citations one statement shows on a page."""
CITATIONS_PER_PAGE = 300
"""The number of citations that the statements of one page show together.

Each statement shows five before any shows more.
"""

SHORT_EXCERPT = 90
"""As many characters as a short excerpt has at most: tables show it whole."""

SIDES = ("affirms", "contests", "divided", "none", "outlet")
"""Where a party stands on a claim's page, by all its current positions.

An old version's page names the side of each single statement instead: SIDE_WORDS in claim_history/version.py.
"""

HEADINGS: labels.Labels = {
    Stance.AFFIRMS: gettext_lazy("Affirmed by"),
    Stance.DENIES: gettext_lazy("Denied by"),
    Stance.QUESTIONS: gettext_lazy("Questioned by"),
    "": gettext_lazy("Denied or questioned by"),
}
"""The heading of a side, by the stance that all its parties take; "" for more than one."""
ELSEWHERE: labels.Labels = {
    "affirms": gettext_lazy("Those who affirm it are on another page."),
    "contests": gettext_lazy("Those who deny or question it are on another page."),
}
NOBODY: dict[str, labels.Labels] = {
    "affirms": {
        "second-hand": gettext_lazy("We know only second-hand that a party affirms it: that does not count."),
        "outlet": gettext_lazy("No party that we know of affirms it."),
        "earlier": gettext_lazy("Nobody that we know of still affirms it."),
        "": gettext_lazy("Nobody that we know of affirms it."),
    },
    "contests": {
        "second-hand": gettext_lazy(
            "We know only second-hand that a party denies or questions it: that does not count."
        ),
        "outlet": gettext_lazy("No party that we know of denies or questions it."),
        "earlier": gettext_lazy("Nobody that we know of still denies or questions it."),
        "": gettext_lazy("Nobody that we know of denies or questions it."),
    },
}
"""What is said of a side without a party, by what there is on it all the same: see `_find_uncounted`."""
STANCE_ORDER = tuple(Stance.values)
WORDS = re.compile(r"\w+")


@dataclass
class CitedArticle:
    """An article with the citations of it on one page."""

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


def _rank_strength(citation: DocumentCitation) -> tuple[bool, ...]:
    return (
        citation.article.retracted_on is not None,
        citation.is_second_hand,
        not citation.is_proved,
        citation.kind == CitationKind.PARAPHRASE,
        is_quoted_in_part(citation),
    )


def rank_evidence(citation: DocumentCitation) -> tuple:
    """Return a sort key for evidence, the strongest first: for all excerpts that readers see first.

    What its outlet has retracted comes last. First-hand before second-hand, found word for word before
    unverified, a quotation before a paraphrase, and a whole one before some of its words; then what is short,
    then the earliest article.
    """
    is_long = len(citation.excerpt) > SHORT_EXCERPT
    return (*_rank_strength(citation), is_long, *rank_by_age(citation))


def rank_position(statement: DocumentStatement, citation: DocumentCitation | None) -> tuple:
    """Return a sort key for positions of one party, each shown by `citation`, the strongest first.

    What is in the party's own words comes first, as `rank_evidence` tells; of what is equally strong the
    plainest position, without a reservation, a denial before a doubt.
    """
    plainness = _rank_plainness(statement)
    if citation is None:
        return True, plainness
    return False, _rank_strength(citation), plainness, rank_evidence(citation)


def _rank_plainness(statement: DocumentStatement) -> tuple:
    return statement.hedged, STANCE_ORDER.index(statement.stance)


@dataclass
class BoardPosition:
    """A statement with the evidence that is shown for it, the oldest first."""

    statement: DocumentStatement
    citations: list[DocumentCitation]
    old_wording_url: str = ""
    """Where the claim is read as it was worded when this was recorded, if it was worded otherwise."""

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
    def words(self) -> str:
        """What is done with the claim: "denies, with a reservation"."""
        return _describe_stance(self.statement)

    @property
    def lead(self) -> DocumentCitation | None:
        """The strongest excerpt, which readers see first: see `rank_evidence`."""
        return min(self.citations, key=rank_evidence, default=None)

    @property
    def is_dated_by_lead(self) -> bool:
        """Whether its date is that of the article in which an outlet speaks, which stands beside it."""
        statement, lead = self.statement, self.lead
        published = lead.article.published_on if lead and self.is_own_voice else None
        return statement.said_on_precision == Precision.DAY and statement.said_on == published

    @property
    def other_citations(self) -> list[DocumentCitation]:
        lead = self.lead
        return [citation for citation in self.citations if citation is not lead]

    @property
    def other_excerpts(self) -> str:
        """How many excerpts show it besides the one that is read; with it, in how many wordings, outlets."""
        excerpts = self.statement.citations
        others = [citation for citation in excerpts if citation is not self.lead]
        if len(others) == 1:
            return _("1 more excerpt: %(outlet)s") % {"outlet": others[0].article.outlet.name}
        outlets = {citation.article.outlet.pk for citation in excerpts}
        wordings = {" ".join(WORDS.findall(citation.excerpt.casefold())) for citation in excerpts}
        more, in_wordings, in_outlets = (
            pattern % {"n": n}
            for pattern, n in (
                (ngettext("%(n)s more excerpt", "%(n)s more excerpts", len(others)), len(others)),
                (ngettext("%(n)s wording", "%(n)s wordings", len(wordings)), len(wordings)),
                (ngettext("%(n)s outlet", "%(n)s outlets", len(outlets)), len(outlets)),
            )
        )
        return _("%(more)s (all together: %(wordings)s, %(outlets)s)") % {
            "more": more,
            "wordings": in_wordings,
            "outlets": in_outlets,
        }

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
        """The current positions, the strongest for each stance; without any, the latest statement."""
        current: dict[str, BoardPosition] = {}
        for position in sorted(self.positions, key=_rank_position):
            if position.standing == "current":
                current.setdefault(position.statement.stance, position)
        distinct = [p for p in self.positions if current.get(p.statement.stance) is p]
        return distinct or self.positions[:1]

    @property
    def other_positions(self) -> list[BoardPosition]:
        main_ids = {position.statement.pk for position in self.main_positions}
        return [position for position in self.positions if position.statement.pk not in main_ids]

    @property
    def has_turned(self) -> bool:
        """Whether a stance is not held any more that was.

        Second-hand statements do not count: nobody has turned from such a stance, or to it.
        """
        present = {p.statement.stance for p in self.main_positions if p.standing != "second_hand"}
        past = {p.statement.stance for p in self.other_positions if p.standing != "second_hand"}
        return bool(present and past - present)


def _describe_stance(statement: DocumentStatement) -> str:
    own_voice = statement.claimant.is_outlet
    return labels.describe_position(statement.stance, statement.hedged, own_voice=own_voice)


@dataclass
class Party:
    """A party on a claim, and the people who spoke for it. `side` is one of SIDES."""

    party: DocumentClaimant
    side: str
    speakers: list[Speaker] = field(default_factory=list)

    @property
    def shown_positions(self) -> list[BoardPosition]:
        """Its position in the strongest words, and the plainest one of each stance that it holds.

        Of a divided party what each speaker holds; of one that holds nothing now, its strongest statement.
        """
        main_positions = [position for speaker in self.speakers for position in speaker.main_positions]
        if self.side == "divided":
            return main_positions
        strongest = min(main_positions, key=_rank_position)
        if strongest.standing != "current":
            return [strongest]
        plainest: dict[str, BoardPosition] = {}
        for position in sorted(main_positions, key=_rank_by_plainness):
            if position.standing == "current":
                plainest.setdefault(position.statement.stance, position)
        shown = {position.words: position for position in (*plainest.values(), strongest)}
        return sorted(shown.values(), key=lambda position: position is not strongest)

    @property
    def folded_positions(self) -> list[BoardPosition]:
        shown_ids = {position.statement.pk for position in self.shown_positions}
        positions = [position for speaker in self.speakers for position in speaker.positions]
        return [position for position in positions if position.statement.pk not in shown_ids]

    @property
    def folded_words(self) -> str:
        """How many positions are folded away, and whose; what they say, where it is something else."""
        folded, shown = self.folded_positions, {position.words for position in self.shown_positions}
        pattern = ngettext("%(n)s more statement: %(who)s", "%(n)s more statements: %(who)s", len(folded))
        names = labels.join_names(_name_folded(position, shown) for position in folded)
        return pattern % {"n": len(folded), "who": names}

    @property
    def has_turned(self) -> bool:
        return any(speaker.has_turned for speaker in self.speakers)


def _rank_position(position: BoardPosition) -> tuple:
    return position.standing != "current", rank_position(position.statement, position.lead)


def _rank_by_plainness(position: BoardPosition) -> tuple:
    return position.standing != "current", _rank_plainness(position.statement), _rank_position(position)


def _name_folded(position: BoardPosition, shown: set[str]) -> str:
    details = [] if position.words in shown else [position.words]
    if position.standing == "second_hand":
        details.append(_("second-hand"))
    elif position.standing != "current":
        details.append(_("earlier"))
    name = position.statement.claimant.name
    return f"{name} ({', '.join(details)})" if details else name


@dataclass
class BoardSide:
    """The parties of one page that affirm a claim, or contest it. `name`: "affirms" or "contests".

    `stance`: the one that all parties of the side take, on all pages; "" where there are two. `plain_words`:
    what need not be said at each position.
    """

    name: str
    stance: str
    parties: list[Party]

    @property
    def heading(self) -> str:
        return str(HEADINGS[self.stance])

    @property
    def plain_words(self) -> str:
        return labels.describe_position(self.stance, hedged=False, own_voice=False) if self.stance else ""


@dataclass
class PartyLayout:
    """Parties of one page, each list under its heading.

    `parties`: all of them. `sides`: those with parties on this page; `notes`: what is said of the others.
    `shape`: how the two sides share the width, in parties: "1-2", or "alone"; the stylesheet has a rule for
    each shape.
    """

    parties: list[Party]
    sides: list[BoardSide]
    notes: list[str]
    divided: list[Party]
    uncounted: list[Party]
    outlets: list[Party]
    shape: str
    sources: list[CitedArticle]
    """The articles whose words the page shows, once each."""

    @property
    def has_second_hand(self) -> bool:
        """Whether there is something second-hand on the page, which has to be explained."""
        return any(citation.is_second_hand for source in self.sources for citation in source.citations)


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
        old_wording_url = build_old_wording_url(document.pk, statement)
        position = BoardPosition(statement, citations[statement.pk], old_wording_url)
        speakers[party.pk, claimant.pk].positions.append(position)
    for speaker in speakers.values():
        speaker.positions.sort(key=_get_display_order, reverse=True)
    return list(parties.values())


def build_old_wording_url(claim_id: int, statement: DocumentStatement) -> str:
    """Build the address of a version with the wording under which a statement was recorded.

    "" if that is the wording of the document.
    """
    return reverse("claim_version", args=[claim_id, statement.worded_in]) if statement.worded_in else ""


def _get_display_order(position: BoardPosition) -> tuple:
    statement = position.statement
    place = place_in_time(statement.said_on, statement.said_on_precision, statement.stance)
    return position.standing == "current", place


def lay_out_parties(document: ClaimDocument, ids: Sequence[int]) -> PartyLayout:
    """Lay out the parties whose statements `ids` one page of a claim shows."""
    parties = group_by_party(document, ids)
    by_side = {side: [party for party in parties if party.side == side] for side in SIDES}
    sides = [
        BoardSide(name, _find_common_stance(document, name), by_side[name])
        for name in ("affirms", "contests")
        if by_side[name]
    ]
    positions = [p for party in parties for speaker in party.speakers for p in speaker.positions]
    return PartyLayout(
        parties=parties,
        sides=sides,
        notes=_describe_missing_sides(document, {side.name for side in sides}),
        divided=by_side["divided"],
        uncounted=by_side["none"],
        outlets=by_side["outlet"],
        shape=_name_shape(sides),
        sources=_group_by_article(citation for position in positions for citation in position.citations),
    )


def _find_common_stance(document: ClaimDocument, name: str) -> str:
    """Find the stance that all parties of a side now take; "" where there are two."""
    side = find_sides(document.standings)
    stances = {
        row.stance for row in document.standings if row.standing == "current" and side[row.party_id] == name
    }
    return stances.pop() if len(stances) == 1 else ""


def _describe_missing_sides(document: ClaimDocument, present: set[str]) -> list[str]:
    """Say of each side without a party on this page why it has none."""
    taken = set(find_sides(document.standings).values())
    missing = [name for name in ("affirms", "contests") if name not in present]
    if "divided" in taken or not taken & {"affirms", "contests"}:
        missing = [name for name in missing if name in taken]
    return [
        str(ELSEWHERE[name] if name in taken else NOBODY[name][_find_uncounted(document.standings, name)])
        for name in missing
    ]


def _find_uncounted(rows: Sequence[Standing], name: str) -> str:
    """Say what there is on a side without a party: a key of NOBODY, the strongest reason to name first.

    "second-hand" words of a party, an "outlet" in its own voice, what was said "earlier", or "" for nothing.
    """
    on_side = [
        row for row in rows if row.stance != "withdraws" and (row.stance == "affirms") == (name == "affirms")
    ]
    if any(row.standing == "second_hand" and not row.is_outlet for row in on_side):
        return "second-hand"
    if any(row.standing == "current" for row in on_side):
        return "outlet"
    return "earlier" if on_side else ""


def _name_shape(sides: Sequence[BoardSide]) -> str:
    if len(sides) < 2:
        return "alone"
    left, right = (min(len(side.parties), MOST_ABREAST) for side in sides)
    if left == right > 1:
        left = right = 2
    return f"{left}-{right}"
