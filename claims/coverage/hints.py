"""What an editor is told beside each row before saving: what is on the record, how much is quoted."""

import datetime
from dataclasses import dataclass, field

from claims.coverage.save.evidence import CaptureEvidence, list_citations
from claims.coverage.save.existing import ExistingPositions
from claims.duplicates.exact import find_recorded_claims, normalise_proposition
from claims.models import CitationKind, Claim, Claimant, Coverage, Statement
from sources.excerpts.search import ExcerptError, count_words

from .drafts import read_text
from .references import RowReferences, load_references
from .rows import CoverageRow, normalise_rows


@dataclass(frozen=True)
class RowHint:
    """About one row. `existing`: the statement that would get a further citation; `near`: others of
    the same claimant, claim and stance; `same_claim`: the typed claim is on the record already;
    `words` of the excerpt; `is_there`: the excerpt stands in the text, once or where the row says;
    `share` of the article that all rows and earlier citations reproduce, 0 to 1."""

    existing: Statement | None = None
    near: list[Statement] = field(default_factory=list)
    same_claim: Claim | None = None
    words: int = 0
    is_there: bool = False
    share: float = 0.0


def build_hints(coverage: Coverage, rows: list[CoverageRow]) -> dict[str, RowHint]:
    """By row id, for those that are not set aside. Half-done rows are no error. A fixed number of
    queries."""
    rows = [row for row in normalise_rows(rows) if not row["dropped"]]
    picked, voice = load_references(rows), _find_voice(coverage, rows)
    positions = {row["id"]: _build_position(row, picked, voice) for row in rows}
    pairs = {(one[0], one[1]) for one in positions.values() if one}
    on_record = ExistingPositions.on_record(pairs)
    typed = find_recorded_claims(row["new_claim"] for row in rows if row["claim"] is None)
    spans, share = _measure_quotation(coverage, rows)
    return {
        row["id"]: RowHint(
            existing=on_record.same(position) if position else None,
            near=on_record.near(position) if position else [],
            same_claim=typed.get(normalise_proposition(row["new_claim"])) if row["claim"] is None else None,
            words=count_words(row["excerpt"]),
            is_there=row["id"] in spans,
            share=share,
        )
        for row in rows
        for position in [positions[row["id"]]]
    }


def _find_voice(coverage: Coverage, rows: list[CoverageRow]) -> Claimant | None:
    if coverage.article is None or all(row["kind"] != CitationKind.OWN_WORDS for row in rows):
        return None
    return Claimant.objects.filter(outlet=coverage.article.outlet_id).first()


def _build_position(row: CoverageRow, picked: RowReferences, voice: Claimant | None) -> tuple | None:
    """What the row says so far, as Plan.position; None while it names no claim and claimant."""
    claimant = voice if row["kind"] == CitationKind.OWN_WORDS else picked.claimant(row["claimant"])
    claim = picked.claim(row["claim"])
    if claimant is None or claim is None:
        return None
    on = parse_day(row)
    if claimant.is_party:
        party = claimant
    else:
        party = picked.claimant(row["party"]) or picked.careers[claimant.pk](on).party
    return claim.pk, claimant.pk, party.pk if party else None, row["stance"], on, row["said_on_precision"]


def parse_day(row: CoverageRow) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(row["said_on"])
    except ValueError:
        return None


def _measure_quotation(
    coverage: Coverage, rows: list[CoverageRow]
) -> tuple[dict[str, tuple[int, int]], float]:
    """Where each excerpt stands, and the share of the article that is reproduced."""
    text = read_text(coverage)
    if not text:
        return {}, 0.0
    evidence = CaptureEvidence.of(coverage.capture, text)
    spans: dict[str, tuple[int, int]] = {}
    for row in rows:
        try:
            found = evidence.find(row)
        except ExcerptError:
            continue
        spans[row["id"]] = (found.start, found.end)
    return spans, evidence.share(list(spans.values()), list_citations(coverage.capture))
