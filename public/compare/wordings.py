"""The same remark in the words of two outlets, side by side."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from claims.models import Citation
from claims.positions import build_evidence_url
from core import word_diff
from public.charts.coverage_matrix import needs_quotation_marks
from sources.excerpts.normalisation import NormalisedText

Pieces = list[tuple[bool, str]]

WORDINGS_READ = 60
"""So many remarks that both cite are set side by side, the latest first."""

ALIKE = 0.35
"""Two wordings that share a smaller part of their words are shown without marks: all would be marked."""

BOTH_CITE = """
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
TODAY = """(SELECT id AS statement_id, claimant_id, said_on FROM claims_statement
            WHERE claim_id = wanted.id AND state = 'published' OFFSET 0)"""
THEN = """(SELECT t.id AS statement_id, t.claimant_id, t.said_on
           FROM claims_standings(ARRAY[wanted.id], %(as_of)s) n
           JOIN claims_statement t ON t.id = n.statement_id OFFSET 0)"""


@dataclass(frozen=True)
class Side:
    """One outlet's words. `pieces`: (whether only this outlet has it, text); joined they are the excerpt."""

    citation: Citation
    pieces: Pieces
    is_quoted: bool


@dataclass(frozen=True)
class Wording:
    """One statement and how each of the two outlets words it. `is_same`: word for word; `is_alike`: so
    nearly that the differences are marked; `url`: where the statement is read."""

    a: Side
    b: Side
    is_same: bool
    is_alike: bool
    url: str

    @property
    def statement(self):
        return self.a.citation.statement


def both_cite(claims: Sequence[int], a: int, b: int, as_of: date | None = None) -> list[tuple]:
    """The statements on these claims that both outlets cite, the latest first, at most WORDINGS_READ + 1: the
    ids of a citation of each, and the number of statements on the claim. One query."""
    values = {"claims": list(claims), "a": a, "b": b, "as_of": as_of, "most": WORDINGS_READ + 1}
    with connection.cursor() as cursor:
        cursor.execute(BOTH_CITE.format(statements=THEN if as_of else TODAY), values)
        return cursor.fetchall()


def wordings(found: Sequence[tuple], as_of: date | None = None) -> list[Wording]:
    """What both_cite found, set side by side: first what can be compared word for word, last what is the
    same in both. One query."""
    ids = {pk for *pair, _size in found for pk in pair}
    evidence = Citation.objects.select_related(
        "article", "statement__claim", "statement__claimant", "statement__party"
    ).in_bulk(ids)
    made = [
        _wording(evidence[a], evidence[b], size, as_of)
        for a, b, size in found
        if a in evidence and b in evidence
    ]
    return sorted(made, key=lambda each: (each.is_same, not each.is_alike))


def _wording(a: Citation, b: Citation, size: int, as_of: date | None) -> Wording:
    said = a.statement
    one, other = NormalisedText(a.excerpt), NormalisedText(b.excerpt)
    pieces = word_diff.diff_words(one.text, other.text)
    same = sum(len(text) for kind, text in pieces if kind == "same")
    alike = 2 * same / (len(one.text) + len(other.text)) >= ALIKE
    return Wording(
        _side(
            a, _printed(one, [(kind == "removed", text) for kind, text in pieces if kind != "added"]), alike
        ),
        _side(
            b, _printed(other, [(kind == "added", text) for kind, text in pieces if kind != "removed"]), alike
        ),
        is_same=all(kind == "same" for kind, _text in pieces),
        is_alike=alike,
        url=build_evidence_url(said.claim, size, said.pk, f"statement-{said.pk}", as_of),
    )


def _printed(folded: NormalisedText, pieces: Pieces) -> Pieces:
    """The pieces as the article prints them: what folding makes alike is no difference, but is shown."""
    printed, position, start = [], 0, 0
    for is_only, text in pieces:
        position += len(text)
        end = folded.to_original(position)
        if end is None:
            return [(False, folded.original)]
        printed.append((is_only, folded.original[start:end]))
        start = end
    return printed


def _side(citation: Citation, pieces: Pieces, alike: bool) -> Side:
    shown = pieces if alike else [(False, citation.excerpt)]
    return Side(citation, shown, needs_quotation_marks(citation))
