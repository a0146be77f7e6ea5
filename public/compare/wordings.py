"""The same remark in the words of two outlets, side by side."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from claims.positions import build_evidence_url
from claims.versions.document import ClaimDocument, DocumentCitation, DocumentStatement
from core import word_diff
from public.quotation_marks import needs_quotation_marks
from sources.excerpts.normalisation import NormalisedText

Pieces = list[tuple[bool, str]]

WORDINGS_READ = 60
"""How many remarks that both cite are set side by side, the latest first."""

LEAST_ALIKE = 0.35
"""Wordings that share a smaller part of their text are shown without marks: all would be marked."""


class SharedStatement(NamedTuple):
    """A statement that both outlets cite, with the id and the excerpt of a citation of each."""

    claim_id: int
    statement_id: int
    a: int
    b: int
    a_excerpt: str
    b_excerpt: str


@dataclass(frozen=True)
class WordingDiff:
    """The difference between two excerpts; `pieces`: as `word_diff.diff_words` returns them."""

    a: NormalisedText
    b: NormalisedText
    pieces: list[tuple[str, str]]

    @property
    def is_same(self) -> bool:
        return all(kind == "same" for kind, _text in self.pieces)

    @property
    def is_alike(self) -> bool:
        shared_length = sum(len(text) for kind, text in self.pieces if kind == "same")
        return 2 * shared_length / (len(self.a.text) + len(self.b.text)) >= LEAST_ALIKE


@dataclass(frozen=True)
class WordingSide:
    """One outlet's words.

    `pieces`: (whether only this outlet has it, text); joined they are the excerpt.
    """

    citation: DocumentCitation
    pieces: Pieces
    is_quoted: bool


@dataclass(frozen=True)
class Wording:
    """One statement and how each of the two outlets words it.

    `is_same`: word for word; `is_alike`: so nearly that the differences are marked; `url`: where the
    statement is read.
    """

    claim: ClaimDocument
    statement: DocumentStatement
    a: WordingSide
    b: WordingSide
    is_same: bool
    is_alike: bool
    url: str


def make_wordings(
    shared: Sequence[SharedStatement], claims: Mapping[int, ClaimDocument], as_of: date | None = None
) -> list[Wording]:
    """Set side by side the statements that both cite, from the documents of the claims."""
    wordings = [_make_wording(row, claims[row.claim_id], as_of) for row in shared if row.claim_id in claims]
    return [wording for wording in wordings if wording]


def sort_by_likeness(shared: Iterable[SharedStatement]) -> list[SharedStatement]:
    """Sort them so that first comes what can be compared word for word, last what is the same in both."""

    def rank(row: SharedStatement) -> tuple[bool, bool]:
        diff = _diff_excerpts(row.a_excerpt, row.b_excerpt)
        return diff.is_same, not diff.is_alike

    return sorted(shared, key=rank)


def _diff_excerpts(a: str, b: str) -> WordingDiff:
    a_text, b_text = NormalisedText(a), NormalisedText(b)
    return WordingDiff(a_text, b_text, word_diff.diff_words(a_text.text, b_text.text))


def _make_wording(shared: SharedStatement, claim: ClaimDocument, as_of: date | None) -> Wording | None:
    """Return None if the document has no longer, or not yet, what is shared."""
    statement = next((row for row in claim.statements if row.pk == shared.statement_id), None)
    citations = {citation.pk: citation for citation in statement.citations} if statement else {}
    a, b = citations.get(shared.a), citations.get(shared.b)
    if not (statement and a and b):
        return None
    diff = _diff_excerpts(a.excerpt, b.excerpt)
    a_pieces = [(kind == "removed", text) for kind, text in diff.pieces if kind != "added"]
    b_pieces = [(kind == "added", text) for kind, text in diff.pieces if kind != "removed"]
    anchor = f"statement-{statement.pk}"
    return Wording(
        claim,
        statement,
        _make_side(a, _restore_print(diff.a, a_pieces), diff.is_alike),
        _make_side(b, _restore_print(diff.b, b_pieces), diff.is_alike),
        is_same=diff.is_same,
        is_alike=diff.is_alike,
        url=build_evidence_url(claim, claim.size, statement.pk, anchor, as_of),
    )


def _restore_print(normalised: NormalisedText, pieces: Pieces) -> Pieces:
    """Restore the pieces as the article prints them.

    What normalising makes alike is no difference, but is shown.
    """
    printed, position, start = [], 0, 0
    for is_only, text in pieces:
        position += len(text)
        end = normalised.to_original(position)
        if end is None:
            return [(False, normalised.original)]
        printed.append((is_only, normalised.original[start:end]))
        start = end
    return printed


def _make_side(citation: DocumentCitation, pieces: Pieces, is_alike: bool) -> WordingSide:
    marked_pieces = pieces if is_alike else [(False, citation.excerpt)]
    return WordingSide(citation, marked_pieces, needs_quotation_marks(citation))
