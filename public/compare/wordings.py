"""The same remark in the words of two outlets, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from claims.models import Citation, Statement
from claims.positions import build_evidence_url
from core import word_diff
from public.quotation_marks import needs_quotation_marks
from sources.excerpts.normalisation import NormalisedText

Pieces = list[tuple[bool, str]]

WORDINGS_READ = 60
"""How many remarks that both cite are set side by side, the latest first."""

LEAST_ALIKE = 0.35
"""Wordings that share a smaller part of their text are shown without marks: all would be marked."""

SHARED_CITATIONS_SQL = """
SELECT c.a, c.b,
       (SELECT count(*) FROM claims_statement o WHERE o.claim_id = wanted.id AND o.state = 'published')
FROM unnest(%(claims)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL {statements} s
CROSS JOIN LATERAL (
    SELECT (array_agg(c.id ORDER BY c.kind DESC, c.id) FILTER (WHERE a.outlet_id = %(a)s))[1] AS a,
           (array_agg(c.id ORDER BY c.kind DESC, c.id) FILTER (WHERE a.outlet_id = %(b)s))[1] AS b
    FROM claims_citation c JOIN sources_article a ON a.id = c.article_id
    WHERE c.statement_id = s.statement_id AND a.outlet_id IN (%(a)s, %(b)s)
      AND (%(as_of)s::date IS NULL OR a.published_on IS NULL OR a.published_on <= %(as_of)s)
    OFFSET 0) c
JOIN claims_claimant k ON k.id = s.claimant_id AND k.kind <> 'outlet'
WHERE c.a IS NOT NULL AND c.b IS NOT NULL
ORDER BY s.said_on DESC, s.statement_id
LIMIT %(most)s
"""
PUBLISHED_STATEMENTS = """(SELECT id AS statement_id, claimant_id, said_on FROM claims_statement
            WHERE claim_id = wanted.id AND state = 'published' OFFSET 0)"""
STATEMENTS_ON_DAY = """(SELECT t.id AS statement_id, t.claimant_id, t.said_on
           FROM claims_standings(ARRAY[wanted.id], %(as_of)s) n
           JOIN claims_statement t ON t.id = n.statement_id OFFSET 0)"""


@dataclass(frozen=True)
class WordingSide:
    """One outlet's words.

    `pieces`: (whether only this outlet has it, text); joined they are the excerpt.
    """

    citation: Citation
    pieces: Pieces
    is_quoted: bool


@dataclass(frozen=True)
class Wording:
    """One statement and how each of the two outlets words it.

    `is_same`: word for word; `is_alike`: so nearly that the differences are marked; `url`: where the
    statement is read.
    """

    a: WordingSide
    b: WordingSide
    is_same: bool
    is_alike: bool
    url: str

    @property
    def statement(self) -> Statement:
        return self.a.citation.statement


def find_shared_citations(
    claims: Sequence[int], a: int, b: int, as_of: date | None = None
) -> list[tuple[int, int, int]]:
    """Find the statements on these claims that both outlets cite, the latest first.

    Returns at most WORDINGS_READ + 1 rows: the ids of a citation of each, and the number of statements on
    the claim. Queries: 1.
    """
    query = SHARED_CITATIONS_SQL.format(statements=STATEMENTS_ON_DAY if as_of else PUBLISHED_STATEMENTS)
    limit = WORDINGS_READ + 1
    with connection.cursor() as cursor:
        cursor.execute(query, {"claims": list(claims), "a": a, "b": b, "as_of": as_of, "most": limit})
        return cursor.fetchall()


def load_wordings(remarks: Sequence[tuple[int, int, int]], as_of: date | None = None) -> list[Wording]:
    """Load what find_shared_citations found, set side by side.

    First comes what can be compared word for word, last what is the same in both. Queries: 1.
    """
    ids = {pk for *pair, _size in remarks for pk in pair}
    evidence = Citation.objects.select_related(
        "article", "statement__claim", "statement__claimant", "statement__party"
    ).in_bulk(ids)
    wordings = [
        _make_wording(evidence[a], evidence[b], size, as_of)
        for a, b, size in remarks
        if a in evidence and b in evidence
    ]
    return sorted(wordings, key=lambda wording: (wording.is_same, not wording.is_alike))


def _make_wording(a: Citation, b: Citation, size: int, as_of: date | None) -> Wording:
    statement = a.statement
    a_text, b_text = NormalisedText(a.excerpt), NormalisedText(b.excerpt)
    pieces = word_diff.diff_words(a_text.text, b_text.text)
    shared_length = sum(len(text) for kind, text in pieces if kind == "same")
    is_alike = 2 * shared_length / (len(a_text.text) + len(b_text.text)) >= LEAST_ALIKE
    a_pieces = [(kind == "removed", text) for kind, text in pieces if kind != "added"]
    b_pieces = [(kind == "added", text) for kind, text in pieces if kind != "removed"]
    anchor = f"statement-{statement.pk}"
    return Wording(
        _make_side(a, _restore_print(a_text, a_pieces), is_alike),
        _make_side(b, _restore_print(b_text, b_pieces), is_alike),
        is_same=all(kind == "same" for kind, _text in pieces),
        is_alike=is_alike,
        url=build_evidence_url(statement.claim, size, statement.pk, anchor, as_of),
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


def _make_side(citation: Citation, pieces: Pieces, is_alike: bool) -> WordingSide:
    marked_pieces = pieces if is_alike else [(False, citation.excerpt)]
    return WordingSide(citation, marked_pieces, needs_quotation_marks(citation))
