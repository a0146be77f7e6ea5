"""The table of two outlets against claims.

Which of them states what, attributes it, disputes it or is silent. Every cell is put into words here, with
the excerpt that shows it, so that the template only prints.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.labels import describe_part, describe_source_change
from claims.treatments import NamedOutlet, TreatmentLine, describe_absence, list_treatments
from claims.versions.document import ClaimDocument, DocumentCitation
from public.excerpt_links import SourceLink, link_to_words
from public.quotation_marks import needs_quotation_marks

DateFormat = Callable[[date], str]


@dataclass(frozen=True, slots=True)
class MatrixLine:
    """One thing that an outlet does with a claim, and the excerpt that shows it.

    `mark`: the symbol, "own-affirms" in the outlet's voice or "affirms". `speaker`: whose position it is,
    empty in the outlet's own voice.
    """

    stance: str
    mark: str
    words: str
    is_own_voice: bool
    url: str
    excerpt: str
    is_quoted: bool
    language: str
    speaker: str
    title: str
    day: str
    place: str
    source_change: str
    ways: list[SourceLink]


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """What an outlet does with the claim of the row.

    Without `lines`, `silence` says what is known.
    """

    outlet: str
    lines: list[MatrixLine]
    summary: str = ""
    silence: str = ""


@dataclass(frozen=True)
class MatrixRow:
    claim: ClaimDocument
    cells: list[MatrixCell]


@dataclass(frozen=True)
class MatrixColumn:
    """One outlet of the table; an editor has read `read_in_full` of its articles there in full."""

    outlet: NamedOutlet
    read_in_full: int = 0

    @property
    def silence(self) -> str:
        return _("not found") if self.read_in_full else _("not read in full")


def build_matrix(
    claims: Sequence[ClaimDocument], columns: Sequence[MatrixColumn], as_of: date | None
) -> list[MatrixRow]:
    """Build the rows in the claims' order.

    `as_of`: the day of the documents. Nothing here reads the database.
    """
    empty_cells = {
        column.outlet.pk: MatrixCell(column.outlet.name, [], silence=column.silence) for column in columns
    }
    # Cells have few dates between them, and to format one takes as long as all else in a cell.
    format_date = cache(lambda day: date_format(day, "DATE_FORMAT"))
    return [_make_row(claim, empty_cells, as_of, format_date) for claim in claims]


def _make_row(
    claim: ClaimDocument, empty_cells: Mapping[int, MatrixCell], as_of: date | None, format_date: DateFormat
) -> MatrixRow:
    treatments = list_treatments(claim, as_of, empty_cells.keys())
    cited_ids = {line.citation_id for treatment in treatments for line in treatment.lines}
    evidence = {
        citation.pk: (citation, statement.claimant.name)
        for statement in claim.statements
        for citation in statement.citations
        if citation.pk in cited_ids
    }
    cells = dict(empty_cells)
    for pk, words in describe_absence(claim, empty_cells.keys()).items():
        cells[pk] = MatrixCell(cells[pk].outlet, [], silence=words)
    for treatment in treatments:
        lines = [_make_line(line, *evidence[line.citation_id], format_date) for line in treatment.lines]
        cells[treatment.outlet.pk] = MatrixCell(treatment.outlet.name, lines, summary=treatment.summary)
    return MatrixRow(claim, list(cells.values()))


def _make_line(
    line: TreatmentLine, citation: DocumentCitation, speaker: str, format_date: DateFormat
) -> MatrixLine:
    """Join the line and the words in the article that show it."""
    article = citation.article
    return MatrixLine(
        stance=line.stance,
        mark=f"own-{line.stance}" if line.is_own_voice else line.stance,
        words=line.words,
        is_own_voice=line.is_own_voice,
        url=line.url,
        excerpt=line.excerpt,
        is_quoted=needs_quotation_marks(line),
        language=line.language,
        speaker="" if line.is_own_voice else speaker,
        title=article.title,
        day=format_date(article.published_on) if article.published_on else "",
        place=describe_part(citation.part),
        source_change=describe_source_change(article.corrected_on, article.retracted_on),
        ways=link_to_words(citation),
    )
