"""The table of outlets against claims: who states what, attributes it, disputes it or is silent.

Every cell is put into words here, with the excerpt that shows it, so that the template only prints:
a table has hundreds of them.
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
from claims.reporting import ReportedClaim, TopicReporting
from claims.status import explain_status, read_standings
from claims.treatments import Treatment, TreatmentLine, read_treatments
from public.templatetags.record import needs_quotation_marks
from sources.models import Outlet

OUTLETS_PER_TABLE = 8
"""As many columns as a page can hold side by side; further outlets are in further tables."""

# In the order of interest: first what an outlet disputes, then what it states as fact, then whom it
# quotes. An outlet's own former positions do not count, as in coverage.COVERAGE.
RANKS = """
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


class Evidence(NamedTuple):
    """What is printed of one citation, its article and its speaker. `day`: when it appeared, in words;
    `place`: where in the article it stands, see wording.place."""

    excerpt: str
    kind: str
    title: str
    language: str
    day: str
    speaker: str
    place: str


@dataclass(frozen=True, slots=True)
class Words:
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

    def __getitem__(self, name: str) -> str:
        """What a template asks for first; were it refused, each of thousands of lookups would cost twice."""
        return getattr(self, name)


@dataclass(frozen=True, slots=True)
class Cell:
    """What an outlet does with the claim of the row; without `lines`, `silence` says what is known."""

    outlet: str
    lines: list[Words]
    summary: str = ""
    silence: str = ""


@dataclass(frozen=True)
class Row:
    claim: Claim
    covered: int
    cells: list[Cell]


@dataclass
class Column:
    """One outlet of the table, how many of the topic's claims it carries, and how many of its articles
    there an editor has read in full."""

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
class Group:
    """Rows under one heading: their `status`, or none where the order is another."""

    status: str
    rows: list[Row] = field(default_factory=list)


def matrix(
    claims: Sequence[Claim],
    columns: Sequence[Column],
    covered: Mapping[int, int],
    *,
    by_status: bool = True,
    as_of: date | None = None,
) -> list[Group]:
    """The rows in the claims' order, in groups of one status each if they are ordered so. Two queries.

    `covered`: by claim id, how many outlets carry it. The claims come from positions.explain_statuses.
    """
    found = read_treatments(claims, [column.outlet.pk for column in columns], as_of=as_of)
    lines = [line for row in found.values() for each in row.values() for line in each.lines]
    evidence = citations(line.citation_id for line in lines)
    silent = {column.outlet.pk: Cell(column.outlet.name, [], silence=column.silence) for column in columns}
    rows = []
    for claim in claims:
        treated = found[claim.pk]
        cells = [_cell(treated[pk], evidence) if pk in treated else nothing for pk, nothing in silent.items()]
        rows.append(Row(claim, covered.get(claim.pk, 0), cells))
    if not by_status:
        return [Group("", rows)] if rows else []
    return [Group(status, list(group)) for status, group in groupby(rows, key=lambda row: row.claim.status)]


def _cell(treatment: Treatment, evidence: Mapping[int, Evidence]) -> Cell:
    lines = [
        shown(line, evidence[line.citation_id]) for line in treatment.lines if line.citation_id in evidence
    ]
    return Cell(treatment.outlet.name, lines, summary=treatment.summary)


def shown(line: TreatmentLine, evidence: Evidence) -> Words:
    """The line with the words in the article that show it."""
    return Words(
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


def tabled(found: TopicReporting, entries: Iterable[ReportedClaim]) -> dict[int, Claim]:
    """The claims of these entries by id, with the status, the reason and the size of the story's day. Two
    queries."""
    ids = {entry.claim_id for entry in entries}
    claims = Claim.objects.defer("context", "public_note", "search").in_bulk(ids)
    rows = read_standings(claims, as_of=found.as_of)
    for claim in claims.values():
        claim.status = found.entries[claim.pk].status
        claim.size = len(rows[claim.pk])
        claim.reason = explain_status(claim.status, rows[claim.pk])
    return claims


def citations(ids: Iterable[int]) -> dict[int, Evidence]:
    """What a cell prints of these citations, by id. One query."""
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
    found = {}
    for pk, excerpt, kind, title, language, day, speaker, part in rows:
        if day not in days:
            days[day] = date_format(day, "DATE_FORMAT")
        found[pk] = Evidence(excerpt, kind, title, language, days[day], speaker, describe_part(part))
    return found


def treated_by(
    outlet_ids: Sequence[int], claim_ids: Sequence[int], as_of: date | None = None
) -> dict[int, dict[int, tuple[int, frozenset[str]]]]:
    """By outlet id and claim id, how the outlet treats it: its rank (see RANKS), what it says itself and
    whose positions it passes on. Claims that it does not carry by `as_of` are left out. One query."""
    found: dict[int, dict[int, tuple[int, frozenset[str]]]] = {outlet: {} for outlet in outlet_ids}
    with connection.cursor() as cursor:
        values = {"outlets": list(outlet_ids), "claims": list(claim_ids), "as_of": as_of}
        cursor.execute(RANKS, values)
        for outlet, claim, rank, sides in cursor.fetchall():
            found[outlet][claim] = rank, frozenset(sides)
    return found


def ranks(outlet_id: int | None, claim_ids: Sequence[int], as_of: date | None = None) -> dict[int, int]:
    """For the order by an outlet's treatment: the rank of each claim. One query, none without an outlet."""
    if outlet_id is None:
        return {}
    treated = treated_by([outlet_id], claim_ids, as_of)[outlet_id]
    return {pk: rank for pk, (rank, _sides) in treated.items()}
