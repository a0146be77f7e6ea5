"""Hints on each row before saving: matches on the record, and the share quoted."""

from dataclasses import dataclass, field

from claims.coverage.save.evidence import CaptureEvidence, list_citations
from claims.coverage.save.existing import ExistingPositions, PositionKey
from claims.duplicates.exact import find_recorded_claims, normalise_proposition
from claims.models import CitationKind, Claim, Claimant, Coverage, Statement
from sources.excerpts.search import ExcerptError, count_words

from .drafts import read_text
from .references import RowReferences, load_references
from .rows import CoverageRow, normalise_rows, parse_day


@dataclass(frozen=True)
class RowHint:
    """Hints on one row."""

    existing: Statement | None = None
    """The statement that would get a further citation."""
    near: list[Statement] = field(default_factory=list)
    """Other statements of the same claimant, claim and stance."""
    same_claim: Claim | None = None
    """The claim on the record that says the same as the new one that was typed."""
    words: int = 0
    """How many words the excerpt has."""
    is_there: bool = False
    """Whether the excerpt stands in the text once, or where the row says."""
    share: float = 0.0
    """The share of the article that all rows and earlier citations reproduce, 0 to 1."""


def build_hints(coverage: Coverage, rows: list[CoverageRow]) -> dict[str, RowHint]:
    """Build the hint of each row that is not dropped, by row id.

    Half-done rows are no error.

    Queries: the same number for any number of rows.
    """
    rows = [row for row in normalise_rows(rows) if not row["dropped"]]
    references, voice = load_references(rows), _find_voice(coverage, rows)
    positions = {row["id"]: _build_position(row, references, voice) for row in rows}
    pairs = {(position[0], position[1]) for position in positions.values() if position}
    existing = ExistingPositions.load(pairs)
    claims = find_recorded_claims(row["new_claim"] for row in rows if row["claim"] is None)
    spans, share = _measure_quotation(coverage, rows)
    return {
        row["id"]: RowHint(
            existing=existing.find_same(position) if position else None,
            near=existing.find_near(position) if position else [],
            same_claim=claims.get(normalise_proposition(row["new_claim"])) if row["claim"] is None else None,
            words=count_words(row["excerpt"]),
            is_there=row["id"] in spans,
            share=share,
        )
        for row in rows
        for position in [positions[row["id"]]]
    }


def _find_voice(coverage: Coverage, rows: list[CoverageRow]) -> Claimant | None:
    """Find the outlet as a claimant, if a row quotes the outlet's own words."""
    if coverage.article is None or all(row["kind"] != CitationKind.OWN_WORDS for row in rows):
        return None
    return Claimant.objects.filter(outlet=coverage.article.outlet_id).first()


def _build_position(
    row: CoverageRow, references: RowReferences, voice: Claimant | None
) -> PositionKey | None:
    """Build what RowPlan.position will be; None without a claim or claimant."""
    claimant = voice if row["kind"] == CitationKind.OWN_WORDS else references.get_claimant(row["claimant"])
    claim = references.get_claim(row["claim"])
    if claimant is None or claim is None:
        return None
    day = parse_day(row["said_on"])
    party: Claimant | None = claimant
    if not claimant.is_party:
        representation = references.affiliations[claimant.pk].on(day)
        party = references.get_claimant(row["party"]) or representation.party
    party_id = party.pk if party else None
    return claim.pk, claimant.pk, party_id, row["stance"], day, row["said_on_precision"]


def _measure_quotation(
    coverage: Coverage, rows: list[CoverageRow]
) -> tuple[dict[str, tuple[int, int]], float]:
    """Find where each excerpt stands, and which share of the article is reproduced."""
    text = read_text(coverage)
    if not text or coverage.capture is None:
        return {}, 0.0
    evidence = CaptureEvidence.prepare(coverage.capture, text)
    spans: dict[str, tuple[int, int]] = {}
    for row in rows:
        try:
            match = evidence.find(row)
        except ExcerptError:
            continue
        spans[row["id"]] = (match.start, match.end)
    return spans, evidence.measure_share(list(spans.values()), list_citations(coverage.capture))
