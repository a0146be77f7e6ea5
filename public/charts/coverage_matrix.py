"""The table of outlets against claims.

Who states what, attributes it, disputes it or is silent. Every cell is put into words here, with the excerpt
that shows it, so that the template only prints: a table has hundreds of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple

from django.db import connection
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.labels import describe_part
from claims.models import Citation, Claim
from claims.status import explain_status, read_standings
from claims.topic_reporting import ReportedClaim, TopicReporting
from claims.treatments import Treatment, TreatmentLine, read_treatments
from public.quotation_marks import needs_quotation_marks
from sources.models import Outlet

OUTLETS_PER_TABLE = 8
"""As many columns as a page can hold side by side; further outlets are in further tables."""

# In the order of interest: first what an outlet disputes, then what it states as fact, then whom it
# quotes. An outlet's own former positions do not count, as in treatments.TREATMENTS.
RANKS_SQL = """
SELECT s.outlet_id, s.claim_id,
       CASE WHEN bool_or(s.own AND s.stance <> 'affirms') THEN 0
            WHEN bool_or(s.own) THEN 1
            WHEN bool_or(s.stance = 'affirms') AND bool_or(s.stance IN ('denies', 'questions')) THEN 2
            WHEN bool_or(s.stance = 'affirms') THEN 3
            ELSE 4 END,
       array_agg(DISTINCT s.stance || CASE WHEN s.own THEN '' ELSE s.party_id::text END)
FROM unnest(%(claims)s::bigint[]) AS wanted (id)
CROSS JOIN LATERAL (
    SELECT o.id AS outlet_id, s.claim_id, s.stance, s.party_id, k.outlet_id IS NOT DISTINCT FROM o.id AS own
    FROM claims_standings(ARRAY[wanted.id], %(as_of)s) s
    JOIN claims_claimant k ON k.id = s.claimant_id
    CROSS JOIN unnest(%(outlets)s::bigint[]) AS o (id)
    WHERE (k.outlet_id IS DISTINCT FROM o.id OR s.standing IN ('current', 'withdrawn'))
      AND EXISTS (SELECT FROM claims_citation c JOIN sources_article a ON a.id = c.article_id
                  WHERE c.statement_id = s.statement_id AND a.outlet_id = o.id
                    AND (%(as_of)s::date IS NULL OR a.published_on IS NULL OR a.published_on <= %(as_of)s))
    OFFSET 0) s
GROUP BY s.outlet_id, s.claim_id
"""


class CellEvidence(NamedTuple):
    """What is printed of one citation, its article and its speaker.

    `day`: when the article appeared, in words; `place`: where in the article the words stand, see
    `labels.describe_part`.
    """

    excerpt: str
    kind: str
    title: str
    language: str
    day: str
    speaker: str
    place: str


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
    claim: Claim
    cells: list[MatrixCell]


@dataclass
class MatrixColumn:
    """One outlet of the table.

    `claims`: how many of the topic's claims it carries; `read_in_full`: how many of its articles there an
    editor has read in full.
    """

    outlet: Outlet
    claims: int = 0
    read_in_full: int = 0
    sort_query: str = ""
    is_sorted: bool = False

    @property
    def read_words(self) -> str:
        if not self.read_in_full:
            return _("none read in full yet")
        return ngettext(
            "%(number)s article read in full", "%(number)s articles read in full", self.read_in_full
        ) % {"number": self.read_in_full}

    @property
    def silence(self) -> str:
        return _("not found") if self.read_in_full else _("not read in full")


@dataclass
class MatrixGroup:
    """Rows under one heading: their `status`, or none where the order is another."""

    status: str
    rows: list[MatrixRow] = field(default_factory=list)


def build_matrix(
    claims: Sequence[Claim],
    columns: Sequence[MatrixColumn],
    *,
    by_status: bool = True,
    as_of: date | None = None,
) -> list[MatrixGroup]:
    """Build the rows in the claims' order, in groups of one status if ordered so.

    The claims come from `positions.explain_statuses` or `load_claims`. Queries: 2.
    """
    treatments = read_treatments(claims, [column.outlet.pk for column in columns], as_of=as_of)
    evidence = _load_evidence(
        line.citation_id
        for by_outlet in treatments.values()
        for treatment in by_outlet.values()
        for line in treatment.lines
    )
    empty_cells = {
        column.outlet.pk: MatrixCell(column.outlet.name, [], silence=column.silence) for column in columns
    }
    rows = []
    for claim in claims:
        by_outlet = treatments[claim.pk]
        cells = [
            _make_cell(by_outlet[pk], evidence) if pk in by_outlet else cell
            for pk, cell in empty_cells.items()
        ]
        rows.append(MatrixRow(claim, cells))
    if not by_status:
        return [MatrixGroup("", rows)] if rows else []
    return [
        MatrixGroup(status, list(group)) for status, group in groupby(rows, key=lambda row: row.claim.status)
    ]


def _make_cell(treatment: Treatment, evidence: Mapping[int, CellEvidence]) -> MatrixCell:
    lines = [
        _make_line(line, evidence[line.citation_id])
        for line in treatment.lines
        if line.citation_id in evidence
    ]
    return MatrixCell(treatment.outlet.name, lines, summary=treatment.summary)


def _make_line(line: TreatmentLine, evidence: CellEvidence) -> MatrixLine:
    """Join the line and the words in the article that show it."""
    return MatrixLine(
        stance=line.stance,
        mark=f"own-{line.stance}" if line.is_own_voice else line.stance,
        words=line.words,
        is_own_voice=line.is_own_voice,
        url=line.url,
        excerpt=evidence.excerpt,
        is_quoted=needs_quotation_marks(evidence),
        language=evidence.language,
        speaker="" if line.is_own_voice else evidence.speaker,
        title=evidence.title,
        day=evidence.day,
        place=evidence.place,
    )


def load_claims(reporting: TopicReporting, reported: Iterable[ReportedClaim]) -> dict[int, Claim]:
    """Load the reported claims by id, with what a row says of each.

    They come with their status on the reporting's day, the reason for it and their size. Queries: 2.
    """
    ids = {claim.claim_id for claim in reported}
    claims = Claim.objects.defer("context", "public_note", "search").in_bulk(ids)
    rows = read_standings(claims, as_of=reporting.as_of)
    for claim in claims.values():
        claim.status = reporting.claims[claim.pk].status
        claim.size = len(rows[claim.pk])
        claim.reason = explain_status(claim.status, rows[claim.pk])
    return claims


def _load_evidence(ids: Iterable[int]) -> dict[int, CellEvidence]:
    """Load what a cell prints of these citations, by id. Queries: 1."""
    fields = (
        "excerpt",
        "kind",
        "article__title",
        "article__language",
        "article__published_on",
        "statement__claimant__name",
        "part",
    )
    # Plain rows: of hundreds of them, models would cost more than all else on the page.
    rows = Citation.objects.filter(pk__in=set(ids)).values_list("pk", *fields)
    days: dict[date | None, str] = {None: ""}
    evidence = {}
    for pk, excerpt, kind, title, language, day, speaker, part in rows:
        if day not in days:
            days[day] = date_format(day, "DATE_FORMAT")
        evidence[pk] = CellEvidence(excerpt, kind, title, language, days[day], speaker, describe_part(part))
    return evidence


def rank_treatments(
    outlet_ids: Sequence[int], claim_ids: Sequence[int], as_of: date | None = None
) -> dict[int, dict[int, tuple[int, frozenset[str]]]]:
    """Rank how each outlet treats each claim, by outlet id and claim id.

    Returns the rank (see RANKS_SQL) with what the outlet says itself and whose positions it passes on.
    Claims that it does not carry by `as_of` are left out. Queries: 1.
    """
    ranks: dict[int, dict[int, tuple[int, frozenset[str]]]] = {outlet: {} for outlet in outlet_ids}
    with connection.cursor() as cursor:
        values = {"outlets": list(outlet_ids), "claims": list(claim_ids), "as_of": as_of}
        cursor.execute(RANKS_SQL, values)
        for outlet, claim, rank, stances in cursor.fetchall():
            ranks[outlet][claim] = rank, frozenset(stances)
    return ranks
