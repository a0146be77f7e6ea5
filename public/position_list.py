"""Positions on any claims in a list, each with the excerpt that shows it best.

Made from the claims' documents, like the pages of the claims themselves.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from claims import labels
from claims.as_of import AsOf
from claims.positions import build_evidence_url
from claims.versions.document import ClaimDocument, DocumentCitation, DocumentStatement
from public.board import rank_evidence

TODAY = AsOf()


@dataclass(frozen=True, slots=True)
class ListedPosition:
    """A statement on a claim. `url`: where its evidence is read; `evidence`: the strongest excerpt."""

    claim: ClaimDocument
    statement: DocumentStatement
    url: str
    evidence: DocumentCitation | None

    @property
    def is_second_hand(self) -> bool:
        """Whether it is known only second-hand, and does not count."""
        return self.statement.standing == "second_hand"

    @property
    def standing_words(self) -> str:
        return labels.describe_standing(self.statement.standing, self.statement.party.in_sentence)


def list_positions(
    documents: Iterable[ClaimDocument], statement_ids: Iterable[int], as_of: AsOf = TODAY
) -> dict[int, ListedPosition]:
    """List these statements on the claims by id, in the order of the ids.

    A statement that no document has is left out: it was retracted meanwhile, or not known on the day.
    """
    wanted = dict.fromkeys(statement_ids)
    places = {
        statement.pk: (document, statement)
        for document in documents
        for statement in document.statements
        if statement.pk in wanted
    }
    return {pk: _make_position(*places[pk], as_of) for pk in wanted if pk in places}


def _make_position(claim: ClaimDocument, statement: DocumentStatement, as_of: AsOf) -> ListedPosition:
    anchor = f"statement-{statement.pk}"
    url = build_evidence_url(claim, claim.size, statement.pk, anchor, as_of.day)
    evidence = min(statement.citations, key=rank_evidence, default=None)
    return ListedPosition(claim, statement, url, evidence)
